"""Where recorded results are: in the checkout, in a folder of one's own, in the installed package.

A folder called ``results`` is used unasked only if it carries the mark of this course. Many people
have one of their own, and nobody wants foreign files in it.
"""

from __future__ import annotations

import os
from pathlib import Path

from mnist_course.experiments.record.schema import ResultError
from mnist_course.ground.faults import reason
from mnist_course.ground.writing import write_whole

PACKAGED = Path(__file__).resolve().parents[2] / "results"
"""The results that come with an installed package; a checkout has them beside the package."""

CHECKOUT = Path(__file__).resolve().parents[3]

MARK = "mnist-course.tag"
"""The name of the file that tells a folder of ours from any other of this name."""

MARK_TEXT = """\
Recorded results of the course on neural networks and handwritten digits.
`mnist-course experiments run` writes here. A folder without this file is not touched unasked.
"""


def chosen_folder(folder: str | Path | None = None) -> Path | None:
    """Return the folder that somebody has named: the argument, else MNIST_COURSE_RESULTS."""
    named = folder or os.environ.get("MNIST_COURSE_RESULTS")
    return Path(named) if named else None


def is_ours(folder: Path) -> bool:
    """Return whether a folder is that of the checkout, or carries the mark of this course."""
    try:
        if folder == CHECKOUT / "results" and (CHECKOUT / "pyproject.toml").is_file():
            return True
        return (folder / MARK).is_file()
    except OSError:
        return False


def results_folder(folder: str | Path | None = None) -> Path:
    """Return the folder in which results are recorded.

    The argument, else the environment variable ``MNIST_COURSE_RESULTS``, else ``results`` in the
    checkout, if the package is used from one, else a marked folder ``results`` in the working
    directory or above it; if there is none, ``results`` in the working directory, to be made.
    """
    chosen = chosen_folder(folder)
    if chosen is not None:
        return chosen
    here = working_folder()
    for place in (CHECKOUT, here, *here.parents):
        if is_ours(place / "results"):
            return place / "results"
    return here / "results"


def working_folder() -> Path:
    """Return the working directory; the root, if it has been removed."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


def reading_folders(folder: str | Path | None = None) -> list[Path]:
    """List where results are looked for: a named folder alone; else our own, then the package's."""
    chosen = chosen_folder(folder)
    if chosen is not None:
        return [chosen]
    own = results_folder()
    return [place for place in (own, PACKAGED) if place == PACKAGED or is_ours(own)]


def find_result(name: str, folder: str | Path | None = None) -> Path | None:
    """Return the file of a recorded result, sound or damaged; None if there is none."""
    for place in reading_folders(folder):
        path = place / f"{name}.json"
        if os.path.lexists(path):  # a link that leads nowhere is damaged, not absent
            return path
    return None


def result_names(folder: str | Path | None = None) -> list[str]:
    """List the recorded results, sorted by name."""
    places = reading_folders(folder)
    return sorted({path.stem for place in places for path in place.glob("*.json")})


def claim_folder(folder: str | Path | None = None) -> Path:
    """Return the folder to record in; make it, with its mark, if it is not there or empty.

    Raises
    ------
    ResultError
        If the folder cannot be made or written, or if nobody has named it and what is called
        ``results`` there belongs to somebody else.
    """
    place = results_folder(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        if any(place.iterdir()):
            if chosen_folder(folder) is None and not is_ours(place):
                raise ResultError(
                    f"{place} is not a folder of this course: it holds other files, and no "
                    f"{MARK}. Nothing is written there. Name a folder for the results: "
                    "--results FOLDER"
                )
        else:
            write_whole(place / MARK, MARK_TEXT)
    except OSError as error:
        raise cannot_write(place, error) from error
    return place


def cannot_write(path: Path, error: OSError) -> ResultError:
    """Return the error to raise when a file of results cannot be written."""
    return ResultError(
        f"cannot write {path}: {reason(error)}. Free some space or choose another folder with "
        "--results FOLDER; nothing was changed"
    )


def write_text(path: Path, text: str) -> None:
    """Write a whole file or nothing, in a folder that is made if need be.

    Raises
    ------
    ResultError
        If the folder cannot be written or the disk is full; the old file, if any, is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise cannot_write(path, error) from error
