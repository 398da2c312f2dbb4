"""The two table files: names, hashes, columns, where to get them, and how one is read."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course.data.places import (
    Obstacle,
    announce_passed_over,
    candidates,
    data_folder,
    first_sound,
    read_up_to,
)

MOST = 10_000_000  # bytes: more than any of the tables


class TableError(ValueError):
    """A table that is not here or not the original; the text says what to do."""


@dataclass(frozen=True)
class TableFile:
    """A table that we know before we have it.

    Attributes
    ----------
    title : str
        Name of the data set.
    folder, name : str
        The file is ``folder/name`` or ``name`` below MNIST_COURSE_DATA.
    sha256 : str
        Of the original file.
    feature_names, target_name
        What the loader makes of the columns.
    source : str
        Where people get the file.
    """

    title: str
    folder: str
    name: str
    sha256: str
    feature_names: tuple[str, ...]
    target_name: str
    source: str


_WORDS = """make address all 3d our over remove internet order mail receive will people report
addresses free business email you credit your font 000 money hp hpl george 650 lab labs telnet 857
data 415 85 technology 1999 parts pm direct cs meeting original project re edu table
conference"""

CALIFORNIA = TableFile(
    "California housing",
    "california-housing",
    "cal_housing.data",
    "d3d8a1a722ae78f91134862727d27a70b1415e7d512a89140406248687f4b902",
    (
        "MedInc",
        "HouseAge",
        "AveRooms",
        "AveBedrms",
        "Population",
        "AveOccup",
        "Latitude",
        "Longitude",
    ),
    "MedHouseVal",
    "https://ndownloader.figshare.com/files/5976036 (the archive that scikit-learn uses; "
    "unpack cal_housing.data from it)",
)

SPAMBASE = TableFile(
    "Spambase",
    "spambase",
    "spambase.data",
    "b1ef93de71f97714d3d7d4f58fc9f718da7bbc8ac8a150eff2778616a8097b12",
    (
        *(f"word_freq_{word}" for word in _WORDS.split()),
        *(f"char_freq_{sign}" for sign in ";([!$#"),
        "capital_run_length_average",
        "capital_run_length_longest",
        "capital_run_length_total",
    ),
    "is_spam",
    "https://archive.ics.uci.edu/dataset/94/spambase (unpack spambase.data from the archive)",
)


def table_candidates(file: TableFile) -> list[Path | Obstacle]:
    """Return where a table may lie below the folder of MNIST_COURSE_DATA, as `candidates` does."""
    folder = data_folder()
    places = [folder / file.folder, folder] if folder else []
    return list(candidates(places, (file.name,)))


def read_table(file: TableFile) -> np.ndarray:
    """Read the numbers of a table, after a check that it is the original file.

    Returns
    -------
    numpy.ndarray, shape (n, columns), float64

    Raises
    ------
    TableError
        There is no such file, it cannot be read, or its SHA-256 is not that of the original; the
        text says where to get it.
    """
    path, rows, obstacles = first_sound(table_candidates(file), lambda p: _read(p, file))
    if path is not None and rows is not None:
        announce_passed_over(obstacles, path)
        return rows
    folder = data_folder()
    lines = [str(obstacle) for obstacle in obstacles]
    if folder is None:
        lines.append(f"{file.title}: {file.name} is not here (MNIST_COURSE_DATA is not set).")
    elif not lines:
        lines.append(
            f"{file.title}: {file.name} is not here (neither {folder / file.folder} nor {folder} "
            "holds it)."
        )
    raise TableError(
        "\n".join(lines) + f"\nGet it from {file.source}, put it into a folder {file.folder}, and "
        "set MNIST_COURSE_DATA to the folder above that."
    )


def _read(path: Path, file: TableFile) -> np.ndarray:
    content = read_up_to(path, MOST)
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise TableError(
            f"{path}: this is not the original {file.name} of {file.title}.\n"
            f"  SHA-256 found    {found}\n"
            f"  SHA-256 expected {file.sha256}\n"
            "(An editor that changes the ends of lines changes the hash.)"
        )
    return np.loadtxt(io.StringIO(content.decode("ascii")), delimiter=",", dtype=np.float64)
