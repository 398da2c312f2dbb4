"""What the operating system refuses, as a sentence that says what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from mnist_course.ground.reading import NotAFileError

_FULL = "free some space, or name another place"
_ADVICE = {errno.ENOSPC: _FULL, errno.ENAMETOOLONG: "name a shorter path"}
if hasattr(errno, "EDQUOT"):  # Windows has no quota of this kind
    _ADVICE[errno.EDQUOT] = _FULL


def reason(error: BaseException) -> str:
    """Return why something failed, in a few words: ``Permission denied``."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ValueError) and "integer string conversion" in str(error):
        return "it holds a number of thousands of digits"  # Python advises to raise its own limit
    return " ".join(str(error).split()) or type(error).__name__


def sentence(error: BaseException) -> str:
    """Return a failure to read or write as one line, with the file and, if known, what to do."""
    if not isinstance(error, OSError) or not error.strerror or isinstance(error, NotAFileError):
        return str(error) if str(error) else reason(error)
    place = f" {short(error.filename)}" if error.filename else ""
    advice = f"; {_ADVICE[error.errno]}" if error.errno in _ADVICE else ""
    return f"cannot read or write{place}: {error.strerror}{advice}"


def short(path: str | Path) -> str:
    """Return a path for a message; the middle of an endless one is left out."""
    text = str(path)
    return text if len(text) < 200 else f"{text[:100]}…{text[-20:]}"
