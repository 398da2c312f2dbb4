"""Where the MNIST files are: folder, then cache, then download.

Environment
-----------
MNIST_COURSE_DATA : a folder with the four files, in it or in its sub-folder ``mnist``.
MNIST_COURSE_CACHE : where downloads are kept, instead of the user's cache folder.
MNIST_COURSE_MIRROR : URLs of folders with the four files, separated by spaces, tried first
    (a server in the classroom, a mirror that your country reaches).
MNIST_COURSE_OFFLINE : 1 forbids downloads.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mnist_course.data.fetch import MIRRORS, DownloadError, fetch
from mnist_course.data.files import MNIST_FILES, HashError, RemoteFile, read_verified


def data_folder() -> Path | None:
    """Return the folder named by MNIST_COURSE_DATA, or None if it is not set."""
    value = os.environ.get("MNIST_COURSE_DATA", "").strip()
    return Path(value).expanduser() if value else None


def cache_folder() -> Path:
    """Return the folder that keeps downloads (it need not exist yet)."""
    value = os.environ.get("MNIST_COURSE_CACHE", "").strip()
    if value:
        return Path(value).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("mnist-course", appauthor=False) / "mnist"


def offline() -> bool:
    """Return whether MNIST_COURSE_OFFLINE forbids downloads."""
    return os.environ.get("MNIST_COURSE_OFFLINE", "").strip() not in ("", "0")


def mirrors() -> tuple[str, ...]:
    """Return the mirrors in the order in which they are tried."""
    return (*os.environ.get("MNIST_COURSE_MIRROR", "").split(), *MIRRORS)


def find(file: RemoteFile) -> tuple[Path | None, str]:
    """Look for a file on this machine.

    Returns
    -------
    path : Path or None
        The first match: compressed before unpacked, folder before cache.
    where : str
        ``"folder"``, ``"cache"`` or ``"nowhere"``.
    """
    folder = data_folder()
    places = [(folder, "folder"), (folder / "mnist", "folder")] if folder else []
    for place, where in [*places, (cache_folder(), "cache")]:
        for name in file.names():
            if (place / name).is_file():
                return place / name, where
    return None, "nowhere"


def obtain(file: RemoteFile) -> Path:
    """Find a file on this machine, or download it into the cache.

    Raises
    ------
    DownloadError
        It is not here, and it could not or must not be downloaded.
    HashError
        The cache holds another file of this name.
    """
    path, _ = find(file)
    if path is not None:
        return path
    if offline():
        raise DownloadError("downloads are off (MNIST_COURSE_OFFLINE=1)")
    return fetch(file, cache_folder(), mirrors())


@dataclass(frozen=True)
class FileStatus:
    """What is known of one file: state is ``ok``, ``wrong``, ``unreadable`` or ``missing``."""

    name: str
    state: str
    where: str
    path: Path | None
    detail: str = ""


def check_file(file: RemoteFile) -> FileStatus:
    """Find one file and verify its hash, without a download."""
    path, where = find(file)
    if path is None:
        return FileStatus(file.name, "missing", where, None)
    try:
        read_verified(path, file)
    except HashError as error:
        return FileStatus(file.name, "wrong", where, path, str(error))
    except OSError as error:
        return FileStatus(file.name, "unreadable", where, path, str(error))
    return FileStatus(file.name, "ok", where, path)


def survey() -> list[FileStatus]:
    """Find and verify all four files, without a download."""
    return [check_file(file) for file in MNIST_FILES.values()]


def explain_folder() -> str:
    """Say what the folder of MNIST_COURSE_DATA lacks; empty if nothing or if it is not set."""
    folder = data_folder()
    if folder is None:
        return ""
    if not folder.is_dir():
        return f"MNIST_COURSE_DATA names {folder}, which is not a folder"
    lacking = [f.name for f in MNIST_FILES.values() if find(f)[1] != "folder"]
    if not lacking:
        return ""
    return f"the folder of MNIST_COURSE_DATA, {folder}, lacks {', '.join(lacking)}"
