"""Run the notebooks of the book again and compare their outputs with the committed ones.

    python tools/check_notebooks.py                # all of them
    python tools/check_notebooks.py perceptron     # these

They run as they do for a reader who took them along: copied into an empty folder, on the package
as its wheel installs it, with the checkout out of reach. With the real MNIST files the comparison
is strict: every text output must be the same. Without them the chapters run on the stand-in
digits, so that only their running to the end is checked; where ``MNIST_COURSE_CI=1`` is set, this
is an error. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import course_wheel

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
        *("-p", "no:cacheprovider"),
        *spread,
        *map(str, notebooks),
    ]


def environment(site: Path, *, strict: bool) -> dict[str, str]:
    """Return the environment of the kernels: no bars, no download, one thread a kernel.

    ``site`` is where the package lies that they shall import; a checkout installed in this
    environment stands behind it, and results of one's own are not looked for.
    """
    chosen = {**os.environ, "MNIST_COURSE_QUIET": "1", "MNIST_COURSE_OFFLINE": "1"}
    chosen["PYTHONPATH"] = str(site)
    chosen.pop("MNIST_COURSE_RESULTS", None)
    chosen.setdefault("OPENBLAS_NUM_THREADS", "1")  # several kernels share the cores
    for name in ("MNIST_COURSE_DATA", "MNIST_COURSE_CACHE"):
        if chosen.get(name):
            chosen[name] = str(Path(chosen[name]).expanduser().resolve())
    if not strict:
        chosen["MNIST_COURSE_DATA"] = ""  # half a data set would only add warnings
    return chosen


def take_along(notebooks: list[Path], place: Path) -> tuple[list[Path], Path]:
    """Copy notebooks into an empty folder, and install the package's wheel beside it.

    Returns
    -------
    notebooks : list of Path
        The copies; nothing else is in their folder.
    site : Path
        The folder from which the package can be imported.
    """
    empty, site, wheels = place / "notebooks", place / "site", place / "wheel"
    for folder in (empty, wheels):
        folder.mkdir()
    course_wheel.install(course_wheel.build(wheels), site)
    return [Path(shutil.copy(path, empty)) for path in notebooks], site


def imported_from(environ: dict[str, str], folder: Path) -> Path:
    """Return the folder from which a process that starts in ``folder`` imports the package."""
    code = "import mnist_course; print(mnist_course.__file__)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True
    ).stdout.strip()
    return Path(told).resolve().parents[1] if told else Path()


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
    found += sorted((ROOT / "appendix").glob("*.ipynb"))
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
    with tempfile.TemporaryDirectory(prefix="notebooks-") as made:
        copies, site = take_along(notebooks, Path(made).resolve())
        environ = environment(site, strict=strict)
        folder = copies[0].parent
        if (found := imported_from(environ, folder)) != site:
            print(f"The notebooks would run on the package in {found}, not its wheel.")
            return 1
        list_fonts(environ)
        done = subprocess.run(command(copies, strict=strict), cwd=folder, env=environ, check=False)
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
