"""Run every check of the project and sum up: what passed, what failed, what was not checked.

    python tools/check.py                  # lint, arrows, notebooks, tests
    python tools/check.py lint tests       # these
    python tools/check.py book             # build the book; the tests build another for themselves

A failure does not stop the rest. The exit code is 0 if every chosen check passed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
# One more than there are cores: a test with a browser waits a fifth of its time.
WORKERS = str(min(4, (os.cpu_count() or 1) + 1))


def entry(module: str, function: str) -> list[str]:
    """Return a command that calls a tool by its entry point: the same on every system."""
    return [PYTHON, "-c", f"from {module} import {function}; {function}()"]


CHECKS: dict[str, list[list[str]]] = {
    "lint": [
        [PYTHON, "-m", "ruff", "check"],
        [PYTHON, "-m", "ruff", "format", "--check"],
        [PYTHON, "tools/format_cells.py", "--check"],
        [PYTHON, "-m", "codespell_lib"],
    ],
    "arrows": [entry("importlinter.cli", "lint_imports_command")],
    # --all: a page that is not read again would keep its warnings to itself.
    "book": [
        [*entry("jupyter_book.cli.main", "main"), "build", "--all", "-qnW", "--keep-going", "."]
    ],
    "notebooks": [[PYTHON, "tools/check_notebooks.py"]],
    # Which tests stay together in one worker: tests/conftest.py.
    "tests": [
        [
            *(PYTHON, "-m", "pytest", "--quiet", "-n", WORKERS),
            *("--dist", "loadscope", "--no-loadscope-reorder", "tests"),
        ]
    ],
}

DEFAULT = [name for name in CHECKS if name != "book"]


def run(name: str, notes: Path) -> tuple[bool, float]:
    """Run the commands of one check; return whether all passed, and the seconds."""
    started = time.perf_counter()
    environment = {**os.environ, "MNIST_COURSE_NOT_CHECKED": str(notes)}
    if name == "tests":
        environment.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers share the cores
    good = True
    for command in CHECKS[name]:
        shown = " ".join(["python", *command[1:]])
        print(f"\n=== {name}: {shown}", flush=True)
        good &= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    return good, time.perf_counter() - started


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="CHECK", help=f"of {', '.join(CHECKS)}")
    names = parser.parse_args(arguments).names or DEFAULT
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        parser.error(f"no check {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
    # Started in the background, a process inherits that Ctrl-C is ignored; the tests of interrupted
    # downloads and experiments need it as usual.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "not-checked.txt")
        outcomes = {name: run(name, notes) for name in names}
        missed = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    print("\n=== Summary")
    for name, (good, seconds) in outcomes.items():
        print(f"{'ok' if good else 'FAILED':6}  {name:9}  {seconds:4.0f} s")
    if missed:
        print("Not checked here:", *missed, sep="\n  ")
    return 0 if all(good for good, _ in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
