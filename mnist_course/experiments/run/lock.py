"""One run of an experiment at a time: a lock that dies with the process that holds it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mnist_course.experiments.record.records import cannot_write
from mnist_course.experiments.record.schema import ResultError

BEYOND = 1 << 20  # Windows locks bytes against reading, so lock one that is never read


def _take(handle: int) -> bool:
    """Lock an open file; return False if another process has it. The system ends it with us."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, BEYOND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_file_at(handle: int, path: Path) -> bool:
    """Return whether the path still leads to the open file (and not to a newer one)."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _open_and_take(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            taken = _take(handle)
        except OSError:
            os.close(handle)
            raise
        if taken and _is_file_at(handle, path):
            return handle
        os.close(handle)
        if not taken:
            return None
        # The holder has removed the file between our two steps: lock the new one.


@contextlib.contextmanager
def only_run(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of an experiment in a folder of results, inside a ``with`` block.

    A lock of the operating system, not the mere existence of a file: nothing stays locked when a
    process was killed.

    Raises
    ------
    ResultError
        If another process runs this experiment into this folder, or the folder cannot be written.
    """
    path = folder / ".partial" / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _open_and_take(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    if handle is None:
        raise ResultError(
            f"{name} is already being run into {folder}{_holder(path)}. Wait for that run or stop "
            "it; a second one would measure everything twice. For a trial, choose another folder "
            "with --results FOLDER"
        )
    try:
        _sign(handle, path)
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows keeps a file that is open
            path.unlink()
        os.close(handle)


def _sign(handle: int, path: Path) -> None:
    """Write who holds the lock; a full disk is found out now, before hours of work."""
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} since {datetime.now():%H:%M:%S}".encode())
        os.fsync(handle)
    except OSError as error:
        raise cannot_write(path, error) from error


def _holder(path: Path) -> str:
    try:
        return f" ({path.read_text(encoding='utf-8')})"
    except (OSError, UnicodeDecodeError):
        return ""
