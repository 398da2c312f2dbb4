"""The report of a benchmark: a section of RESULTS.md, with a description of the machine."""

from __future__ import annotations

import math
import os
import platform
import re
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

from mnist_course.nn.fast.hands import HANDS

RESULTS = Path(__file__).with_name("RESULTS.md")

ORDER = (
    "lenet_epoch",
    "mlp_epoch",
    "time_to_accuracy",
    "memory",
    "import_time",
    "growth",
    "page_weight",
    "page_engine",
    "training_lab",
    "page_python",
    "photos",
)
"""The benchmarks, in the order in which they run and stand in RESULTS.md."""

HEAD = "# Benchmark results\n\n[README.md](README.md) says how to read and repeat them."


def digits_of(value: float, figures: int = 3) -> str:
    """Write a number with so many significant figures and no exponent: 0.0123, 45.6, 1,230."""
    places = figures - 1 - math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{max(places, 0)}f}"


def spread(values: Sequence[float]) -> str:
    """Write the least and the largest of some seconds."""
    return f"{digits_of(min(values))} to {digits_of(max(values))}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def wrap(text: str) -> str:
    """Break a paragraph into lines of at most 100 characters; spaces and breaks are all one."""
    return textwrap.fill(" ".join(text.split()), 100, break_on_hyphens=False)


def page(*parts: str) -> str:
    """Put headings, tables and paragraphs below each other; paragraphs are wrapped."""
    return "\n\n".join(part if part.startswith(("#", "|")) else wrap(part) for part in parts)


def processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def busy() -> str:
    """Return how many programs have wanted a core in the last minute; others count as well."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


LOAD_AT_START = busy()
THREADS = "OPENBLAS_NUM_THREADS OMP_NUM_THREADS TF_NUM_INTRAOP_THREADS TF_ENABLE_ONEDNN_OPTS"


def switches() -> str:
    """Name the environment variables that are set and hold a peer, or us, back."""
    found = [f"{name}={os.environ[name]}" for name in THREADS.split() if name in os.environ]
    return f" Set: {', '.join(found)}." if found else ""


def versions(packages: Sequence[str]) -> str:
    """Return names and versions of the packages that are installed."""
    found = [f"Python {platform.python_version()}"]
    for name in ("NumPy", *packages):
        plain = name.lower().removeprefix("py")  # PyTorch is distributed as torch
        for distribution in (plain, f"{plain}-cpu"):
            try:
                found.append(f"{name} {version(distribution)}")
                break
            except PackageNotFoundError:
                continue
    return ", ".join(found)


def machine(packages: Sequence[str]) -> str:
    """Describe where and with what a section was measured."""
    libraries = [entry for entry in threadpool_info() if entry["user_api"] == "blas"]
    libraries.sort(key=lambda entry: "numpy" not in entry["filepath"])  # SciPy brings its own
    library = libraries[0] if libraries else {}
    described = " ".join(str(library.get(k, "")) for k in ("internal_api", "version")).strip()
    kernel = library.get("architecture") or "unknown"
    return wrap(
        f"{processor()}, {os.cpu_count()} cores ({platform.system()}, {platform.machine()}); "
        f"{versions(packages)}; matrix library {described or 'unknown'}, kernels for {kernel}, "
        f"{library.get('num_threads', '?')} threads (the engine: {HANDS} threads of its own, one "
        f"each for the library). Load before the start: {LOAD_AT_START}.{switches()} "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )


def record(section: str, text: str, dry: bool, packages: Sequence[str] = ()) -> None:
    """Print a section with a description of the machine; write it, unless this is a rehearsal."""
    script = f"Made by `python benchmarks/{section}.py`."
    text = f"{text.strip()}\n\n{machine(packages)}\n{script}"
    print(f"\n{text}\n", flush=True)
    if not dry:
        write_section(section, text)


def write_section(section: str, text: str, path: Path = RESULTS) -> None:
    """Put `text` into RESULTS.md as the section of this name; the other sections stay."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    marked = r"<!-- (\w+): begin -->\n(.*?)\n<!-- \1: end -->"
    sections = {m[1]: m[2] for m in re.finditer(marked, old, re.DOTALL)} | {section: text.strip()}
    names = [name for name in ORDER if name in sections]
    names += [name for name in sections if name not in ORDER]
    blocks = [f"<!-- {n}: begin -->\n{sections[n]}\n<!-- {n}: end -->" for n in names]
    path.write_text("\n\n".join([HEAD, *blocks]) + "\n", encoding="utf-8")
