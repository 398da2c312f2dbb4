"""One process at a time: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path


class LockedError(RuntimeError):
    """Another process holds the lock; the text says which, as far as that is known."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a lock inside a ``with`` block; do not wait for it.

    The lock is one of the operating system, on a small file that says who holds it; the mere
    existence of the file locks nothing.

    Parameters
    ----------
    path : Path
        The file of the lock; its folder must exist. It is removed at the end.

    Raises
    ------
    LockedError
        If another process (or another part of this one) holds the lock.
    OSError
        If the file cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(_holder(path)) from None
    try:
        with suppress(PermissionError):  # Windows lets nobody else write to a locked file
            path.write_text(f"process {os.getpid()} since {datetime.now():%H:%M:%S}", "utf-8")
        yield
    finally:
        # Removed while it is held: who opened it meanwhile notices that it is gone, and makes anew.
        with suppress(OSError):
            path.unlink()
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another process"
    except (OSError, UnicodeDecodeError):
        return "another process"
