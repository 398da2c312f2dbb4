"""What the operating system refuses, as a sentence that says what to do."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

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
    if not isinstance(error, OSError) or not error.strerror:
        return str(error) if str(error) else reason(error)
    place = f" {short(error.filename)}" if error.filename else ""
    advice = f"; {_ADVICE[error.errno]}" if error.errno in _ADVICE else ""
    return f"cannot read or write{place}: {error.strerror}{advice}"


def refuse_pipes(path: str | Path) -> None:
    """Raise OSError for a pipe or a device, before it is opened: it would be waited for, for ever.

    A file, a folder and what is not there are for whoever opens them.
    """
    mode = os.stat(path).st_mode if os.path.exists(path) else stat.S_IFREG  # noqa: PTH110, PTH116
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "this is a pipe or a device, no file", str(path))


def short(path: str | Path) -> str:
    """Return a path for a message; the middle of an endless one is left out."""
    text = str(path)
    return text if len(text) < 200 else f"{text[:100]}…{text[-20:]}"
