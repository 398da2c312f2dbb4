"""Open only what ends: a pipe would be waited for, and a device may never stop giving."""

from __future__ import annotations

from pathlib import Path


class NotAFileError(OSError):
    """A pipe, a socket or a device stands where a file is expected."""

    def __str__(self) -> str:
        return f"{self.filename} is {self.strerror}"


def ordinary(path: str | Path) -> Path:
    """Return the path if a file or a folder stands there, or nothing at all: opening it will tell.

    Raises
    ------
    NotAFileError
        If it is a pipe, a socket or a device, or leads to one (an OSError).
    """
    path = Path(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        reason = "a pipe or a device, expected an ordinary file"
        raise NotAFileError(0, reason, str(path))
    return path
