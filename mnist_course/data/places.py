"""Where data files are looked for, and what stands in the way: noted, never the end of the search.

Environment
-----------
MNIST_COURSE_DATA : a folder with data files, in it or in its sub-folders.
MNIST_COURSE_CACHE : where downloads are kept, instead of the user's cache folder.
MNIST_COURSE_MIRROR : URLs of folders with the files, separated by spaces, tried first
    (a server in the classroom, a mirror that your country reaches).
MNIST_COURSE_OFFLINE : 1 forbids downloads.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mnist_course.ground.faults import reason, short
from mnist_course.ground.reading import ordinary

T = TypeVar("T")

_announced: set[str] = set()


def data_folder() -> Path | None:
    """Return the folder named by MNIST_COURSE_DATA, or None if it is not set."""
    value = os.environ.get("MNIST_COURSE_DATA", "").strip()
    return _expand(value) if value else None


def cache_folder() -> Path:
    """Return the folder that keeps downloads (it need not exist yet)."""
    value = os.environ.get("MNIST_COURSE_CACHE", "").strip()
    if value:
        return _expand(value)
    import platformdirs

    return platformdirs.user_cache_path("mnist-course", appauthor=False) / "mnist"


def _expand(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:  # ~somebody who has no home here: a folder that is not there, as any other
        return Path(value)


def offline() -> bool:
    """Return whether MNIST_COURSE_OFFLINE forbids downloads."""
    return os.environ.get("MNIST_COURSE_OFFLINE", "").strip() not in ("", "0")


def own_mirrors() -> tuple[str, ...]:
    """Return the mirrors that MNIST_COURSE_MIRROR names."""
    return tuple(os.environ.get("MNIST_COURSE_MIRROR", "").split())


@dataclass(frozen=True)
class Obstacle:
    """A file or folder that was passed over, and why.

    Attributes
    ----------
    path : Path
    error : Exception
        A ValueError for a file that is not what it should be, an OSError for what cannot be read.
    is_folder : bool
        Whether it is a place where files are looked for.
    """

    path: Path
    error: Exception
    is_folder: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether the file was read, and is not what it should be."""
        return not isinstance(self.error, OSError)

    def __str__(self) -> str:
        return str(self.error) if self.is_wrong else f"{short(self.path)}: {reason(self.error)}"


def candidates(places: Iterable[Path], names: Sequence[str]) -> Iterator[Path | Obstacle]:
    """Yield the files of these names in these places, in order, and what cannot be looked at.

    A link that leads nowhere, or to itself, and what is no ordinary file are obstacles; a place
    that cannot be entered is one obstacle, whatever the number of names and of folders in it.
    """
    closed: list[Path] = []
    for place in places:
        if any(one in place.parents for one in closed):
            continue
        for name in names:
            path = place / name
            try:
                mode = os.stat(path).st_mode  # noqa: PTH116 - Path.is_file hides some errors
            except (FileNotFoundError, NotADirectoryError):
                if os.path.islink(path):  # noqa: PTH114
                    yield Obstacle(path, OSError(0, "a link that leads nowhere"))
            except (OSError, ValueError) as error:
                if os.path.lexists(path):
                    yield Obstacle(path, _as_os_error(error))
                    continue
                yield Obstacle(place, _as_os_error(error), is_folder=True)
                closed.append(place)
                break  # the next name in this place would fare no better
            else:
                is_file = stat.S_ISREG(mode)
                yield path if is_file else Obstacle(path, OSError(0, "no ordinary file"))


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(0, str(error))


def first_sound(
    found: Iterable[Path | Obstacle], read: Callable[[Path], T]
) -> tuple[Path | None, T | None, list[Obstacle]]:
    """Read candidates in turn until one is what it should be.

    Parameters
    ----------
    found : iterable
        As `candidates` gives them.
    read : function
        Returns the content of a path. A ValueError or OSError means: try the next one.

    Returns
    -------
    path : Path or None
        The first sound file.
    content : what `read` returned for it, or None
    obstacles : list of Obstacle
        What was passed over before.
    """
    obstacles = []
    for candidate in found:
        if isinstance(candidate, Obstacle):
            obstacles.append(candidate)
            continue
        try:
            return candidate, read(candidate), obstacles
        except (OSError, ValueError) as error:
            obstacles.append(Obstacle(candidate, error))
    return None, None, obstacles


def read_up_to(path: Path, most: int) -> bytes:
    """Return the content of a file, or its first ``most + 1`` bytes: enough to see it is wrong."""
    with ordinary(path).open("rb") as file:
        return file.read(most + 1)


def announce(text: str) -> None:
    """Print once per process, on standard error: seen in a notebook, out of a pipe's way."""
    if text not in _announced:
        _announced.add(text)
        print(text, file=sys.stderr, flush=True)


def announce_passed_over(obstacles: Iterable[Obstacle], taken: Path) -> None:
    """Say which files were not taken, and which one was; a folder is spoken of once."""
    for obstacle in obstacles:
        instead = taken.parent if obstacle.is_folder else taken
        announce(f"Note: {obstacle}\n  It was passed over; {instead} was taken instead.")
