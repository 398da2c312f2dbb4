"""Where the MNIST files are: folder, then cache, then download.

The environment variables are those of `mnist_course.data.places`. In the folder of
MNIST_COURSE_DATA, or in its sub-folder ``mnist``, lie the four files, compressed or not. A file
that cannot be read, or is not the original, is passed over and noted; the next candidate counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mnist_course.data.fetch import MIRRORS, DownloadError, fetch
from mnist_course.data.files import MNIST_FILES, HashError, RemoteFile, read_verified
from mnist_course.data.places import (
    Obstacle,
    cache_folder,
    candidates,
    data_folder,
    first_sound,
    offline,
    own_mirrors,
)
from mnist_course.ground.faults import reason, short


@dataclass(frozen=True)
class SoundFile:
    """A sound file: where it is, its content, and what was passed over before it."""

    path: Path
    content: bytes
    obstacles: tuple[Obstacle, ...] = ()


def mirrors() -> tuple[str, ...]:
    """Return the mirrors in the order in which they are tried."""
    return (*own_mirrors(), *MIRRORS)


def _folders() -> list[Path]:
    folder = data_folder()
    return [folder, folder / "mnist"] if folder else []


def _candidates(file: RemoteFile) -> Iterator[Path | Obstacle]:
    # Compressed before unpacked, folder before cache.
    return candidates([*_folders(), cache_folder()], file.names())


def _where(path: Path) -> str:
    inside = any(folder in (path, *path.parents) for folder in _folders())
    return "folder" if inside else "cache"


def state() -> tuple[object, ...]:
    """Return what decides where MNIST comes from: while it is equal, nothing need be read anew."""
    paths = [
        path
        for file in MNIST_FILES.values()
        for path in _candidates(file)
        if isinstance(path, Path)
    ]
    return (*paths, data_folder(), cache_folder(), offline(), mirrors())


def obtain(file: RemoteFile) -> SoundFile:
    """Find a sound file on this machine, or download it into the cache.

    Raises
    ------
    DownloadError
        It is not here, and it could not or must not be downloaded.
    HashError
        All files of this name are other files, and a good one could not be downloaded.
    """
    path, content, obstacles = first_sound(_candidates(file), lambda p: read_verified(p, file))
    if path is not None and content is not None:
        return SoundFile(path, content, tuple(obstacles))
    try:
        if offline():
            raise DownloadError("downloads are off (MNIST_COURSE_OFFLINE=1)")
        path = fetch(file, cache_folder(), mirrors())
        return SoundFile(path, read_verified(path, file), tuple(obstacles))
    except DownloadError as error:
        wrong = [obstacle for obstacle in obstacles if obstacle.is_wrong]
        if wrong:
            raise HashError("\n".join([*map(str, wrong), advice(wrong[0].path, error)])) from None
        unreadable = [f"cannot be read: {obstacle}" for obstacle in obstacles]
        raise DownloadError("\n  - ".join([*unreadable, str(error)])) from None


def advice(path: Path, error: DownloadError) -> str:
    """Say what to do about a wrong file: one of ours, or one in somebody's folder."""
    if _where(path) == "cache":
        text = "Run `mnist-course data` with a network connection: it replaces this file."
    else:
        text = (
            "Put a good copy in its place, or let MNIST_COURSE_DATA name another folder; without "
            "it, `mnist-course data` fetches the files."
        )
    return f"{text}\nNo good copy could be had: {error}"


@dataclass(frozen=True)
class FileStatus:
    """What is known of one file: state is ``ok``, ``wrong``, ``unreadable`` or ``missing``.

    ``where`` is ``folder``, ``cache`` or ``nowhere``; ``detail`` tells what was passed over.
    """

    name: str
    state: str
    where: str
    path: Path | None
    detail: str = ""


def check_file(file: RemoteFile) -> FileStatus:
    """Find one file and verify it, without a download."""
    path, _, obstacles = first_sound(_candidates(file), lambda p: read_verified(p, file))
    detail = "\n".join(map(str, obstacles))
    if path is not None:
        return FileStatus(file.name, "ok", _where(path), path, detail)
    if not obstacles:
        return FileStatus(file.name, "missing", "nowhere", None)
    first = next((obstacle for obstacle in obstacles if obstacle.is_wrong), obstacles[0])
    state = "wrong" if first.is_wrong else "unreadable"
    return FileStatus(file.name, state, _where(first.path), first.path, detail)


def survey() -> list[FileStatus]:
    """Find and verify all four files, without a download."""
    return [check_file(file) for file in MNIST_FILES.values()]


def explain_folder(here: dict[str, Path]) -> str:
    """Say what the folder of MNIST_COURSE_DATA lacks; empty if nothing or if it is not set.

    Parameters
    ----------
    here : dict
        For each file that was found, by its name, where.
    """
    folder = data_folder()
    if folder is None:
        return ""
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError) as error:
        return f"MNIST_COURSE_DATA names {short(folder)}, which cannot be read: {reason(error)}"
    if not is_folder:
        return f"MNIST_COURSE_DATA names {short(folder)}, which is not a folder"
    lacking = [
        file.name
        for file in MNIST_FILES.values()
        if file.name not in here or _where(here[file.name]) != "folder"
    ]
    if not lacking:
        return ""
    if not os.access(folder, os.R_OK | os.X_OK):
        return (
            f"the folder of MNIST_COURSE_DATA, {short(folder)}, cannot be read: Permission denied"
        )
    return f"the folder of MNIST_COURSE_DATA, {short(folder)}, lacks {', '.join(lacking)}"
