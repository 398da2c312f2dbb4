"""Notebooks for a class, from the same source as the book, and all of it as one file.

    python tools/editions.py student       # _build/student: no solutions
    python tools/editions.py instructor    # _build/instructor: solutions, mistakes, lesson plans
    python tools/editions.py class         # _build/class.zip: book, student notebooks, data, wheels

The notebooks are those that a page's button gives (so `make book` comes first), with the help of
their exercises made for whom they are for. `class` needs the digits; `--wheels` adds what the
notebooks need, for Linux and this Python, from the package index that pip is set to.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from mnist_course.exercises.editions import Edition, exercise_cells

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "_build" / "html"
PLANS = ROOT / "teaching"
# Links of a page's notebook lead from the folder `notebooks` of the book to its pages.
TO_BOOK = re.compile(r"\]\(\.\./(?=[\w-]+(?:/|\.html))")
README = """\
# A class without a network

- `book/index.html`: the whole book. Figures compute in it, and its exercises are answered in it; no
  installation is needed. Open it in a browser, on any system.
- `student/`: the notebooks, without solutions, and the course's package beside them.
- `data/`: the four files of MNIST. Name this folder in the variable MNIST_COURSE_DATA.
- `wheels/` (if it is there): what the notebooks need, for Linux and Python {python}:

      python{python} -m venv course
      course/bin/pip install --no-index --find-links wheels "{wheel}[lab]"
      MNIST_COURSE_DATA=$PWD/data course/bin/jupyter lab student

- `SHA256SUMS`: `sha256sum --check SHA256SUMS` says whether all arrived whole.
"""


class EditionError(RuntimeError):
    """What an edition is made from is not there; the message says what to do."""


def edition_of(notebook: NotebookNode, edition: Edition, book: str) -> NotebookNode:
    """Return a page's notebook for students or instructors.

    Parameters
    ----------
    notebook
        As the book's build made it.
    edition
        "student" or "instructor".
    book
        The folder of the book as seen from the edition's notebooks, such as ``"../html"``.
    """
    made = nbformat.from_dict(notebook)
    for cell in made.cells:
        name = cell.metadata.get("exercise")
        if name and cell.cell_type == "markdown":
            (_, help_cell) = exercise_cells(name, edition)
            cell.source = help_cell.source
        elif cell.cell_type == "markdown":
            cell.source = TO_BOOK.sub(f"]({book}/", cell.source)
    return made


def plan_of(name: str) -> list[NotebookNode]:
    """Return the lesson plan of a chapter as a cell, if it has one."""
    path = PLANS / f"{name}.md"
    if not path.is_file():
        return []
    return [new_markdown_cell(path.read_text(encoding="utf-8"), id="lesson-plan")]


def make(edition: Edition, folder: Path, book: str = "../html") -> list[Path]:
    """Write an edition into a folder, with the package's wheel beside it; return the notebooks.

    Raises
    ------
    EditionError
        If the book is not built.
    """
    sources = sorted((BOOK / "notebooks").glob("*.ipynb"))
    if not sources:
        raise EditionError(f"{BOOK} holds no notebooks: run `make book` first.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = []
    for source in sources:
        notebook = edition_of(nbformat.read(source, as_version=4), edition, book)
        if edition == "instructor":
            notebook.cells[1:1] = plan_of(source.stem)
        made.append(folder / source.name)
        made[-1].write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")
    for wheel in (BOOK / "notebooks").glob("*.whl"):
        shutil.copyfile(wheel, folder / wheel.name)
    return made


def make_class(target: Path, *, wheels: bool) -> Path:
    """Write the file for a class without a network; return its path.

    Raises
    ------
    EditionError
        If the book is not built, or the digits are not there.
    """
    room = target.parent / "class"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    make("student", room / "student", book="../book")
    shutil.copytree(BOOK, room / "book")
    _take_digits(room / "data")
    (wheel,) = (room / "student").glob("*.whl")
    if wheels:
        _take_wheels(wheel, room / "wheels")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    text = README.format(python=python, wheel=f"student/{wheel.name}")
    (room / "README.md").write_text(text, encoding="utf-8")
    files = sorted(path for path in room.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(room)}" for p in files]
    (room / "SHA256SUMS").write_text("\n".join([*sums, ""]), encoding="utf-8")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [*files, room / "SHA256SUMS"]:
            archive.write(path, f"mnist-course/{path.relative_to(room).as_posix()}")
    return target


def _take_digits(folder: Path) -> None:
    from mnist_course.data import DownloadError, sources
    from mnist_course.data.files import MNIST_FILES

    folder.mkdir()
    for file in MNIST_FILES.values():
        try:
            found: Any = sources.obtain(file)
        except DownloadError as error:
            raise EditionError(f"the digits are not there: {error}") from error
        shutil.copyfile(found.path, folder / found.path.name)


def _take_wheels(wheel: Path, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"]
    done = subprocess.run([*pip, "--dest", str(folder), f"{wheel}[lab]"], check=False)
    if done.returncode:
        raise EditionError("pip could not fetch the wheels; its own words stand above.")


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("student", "instructor", "class"))
    parser.add_argument("--wheels", action="store_true", help="class: also what the notebooks need")
    chosen = parser.parse_args(arguments)
    build = ROOT / "_build"
    try:
        if chosen.what == "class":
            print(make_class(build / "class.zip", wheels=chosen.wheels))
        else:
            for path in make(chosen.what, build / chosen.what):
                print(path.relative_to(ROOT))
    except EditionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
