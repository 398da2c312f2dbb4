"""Run the notebooks of the book again and compare their outputs with the committed ones.

    python tools/check_notebooks.py                # the front page and all chapters
    python tools/check_notebooks.py perceptron     # these

With the real MNIST files the comparison is strict: every text output must be the same. Without
them the chapters run on the stand-in digits, so that only their running to the end is checked;
where ``MNIST_COURSE_CI=1`` is set, this is an error. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CELL_TIMEOUT = 600  # seconds; TensorFlow's first import alone can take 30
LAX = (
    "the outputs of the chapters: the real MNIST files are not here, so the cells ran on the "
    "stand-in digits and no output was compared (run `mnist-course data`)"
)


def real_digits() -> bool:
    """Return whether all four MNIST files are on this machine and sound."""
    from mnist_course.data import sources

    return all(status.state == "ok" for status in sources.survey())


def command(notebooks: list[Path], *, strict: bool) -> list[str]:
    """Return the pytest command line; a notebook stays in one worker, its cells share a kernel."""
    workers = min(4, os.cpu_count() or 1, len(notebooks))
    spread = ["-n", str(workers), "--dist", "loadscope"] if workers > 1 else ["-p", "no:xdist"]
    return [
        *(sys.executable, "-m", "pytest", "--quiet"),
        "--nbval" if strict else "--nbval-lax",
        "--nbval-current-env",
        f"--nbval-cell-timeout={CELL_TIMEOUT}",
        *spread,
        *map(str, notebooks),
    ]


def environment(*, strict: bool) -> dict[str, str]:
    """Return the environment of the kernels: no bars, no download, one thread a kernel."""
    chosen = {**os.environ, "MNIST_COURSE_QUIET": "1", "MNIST_COURSE_OFFLINE": "1"}
    chosen.setdefault("OPENBLAS_NUM_THREADS", "1")  # several kernels share the cores
    if not strict:
        chosen["MNIST_COURSE_DATA"] = ""  # half a data set would only add warnings
    return chosen


def list_fonts(environ: dict[str, str]) -> None:
    """Let matplotlib list the fonts of this machine, once, before several kernels want it.

    It does so when it is first used; where that takes more than five seconds it says so, and a
    strict comparison would take this for a wrong output.
    """
    quiet = subprocess.DEVNULL
    code = "import matplotlib.font_manager"
    subprocess.run([sys.executable, "-c", code], env=environ, stderr=quiet, check=False)


def find(names: list[str]) -> list[Path]:
    """Return the notebooks of these pages, or all.

    Raises
    ------
    ValueError
        A page has no notebook, or there is none at all.
    """
    found = [*ROOT.glob("intro.ipynb"), *sorted((ROOT / "chapters").glob("*.ipynb"))]
    known = {path.stem: path for path in found}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        raise ValueError(
            f"no notebook for {', '.join(unknown) or 'any page'}; "
            f"there are: {', '.join(known) or 'none'}. Run `make execute` first."
        )
    return [known[name] for name in names] or list(known.values())


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="chapters, e.g. perceptron")
    try:
        notebooks = find(parser.parse_args(arguments).names)
    except ValueError as error:
        parser.error(str(error))
    strict = real_digits()
    print(f"{len(notebooks)} notebooks, {'strict' if strict else 'lax'} comparison", flush=True)
    environ = environment(strict=strict)
    list_fonts(environ)
    done = subprocess.run(command(notebooks, strict=strict), cwd=ROOT, env=environ, check=False)
    if strict:
        return done.returncode
    print(f"Not checked here: {LAX}.")
    if target := os.environ.get("MNIST_COURSE_NOT_CHECKED"):  # tools/check.py repeats it
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(f"{LAX}\n")
    if os.environ.get("MNIST_COURSE_CI", "") not in ("", "0"):
        print("MNIST_COURSE_CI=1 asks for the strict comparison.", file=sys.stderr)
        return done.returncode or 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
