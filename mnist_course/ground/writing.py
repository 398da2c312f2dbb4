"""Write a whole file or none: whoever reads it never sees half, whatever stops the writer."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

#: What an unfinished file is called: hidden, with the name of the file that it was to become.
PREFIX, SUFFIX = ".", ".part"
DAY = 86_400.0


@contextmanager
def whole_file(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its place only when the ``with`` block ends well.

    The bytes go to a hidden file in the same folder. At the end of the block they are flushed to
    the disk, and the file is moved to its place in one step. If the block raises, or the process
    is killed, an older file of this name is untouched.

    Parameters
    ----------
    path : path
        Where the file shall be. Its folder must exist. What stands there must be a file: a folder,
        a device or a pipe is never replaced. A link stays, and the file it leads to is replaced.

    Yields
    ------
    binary file
        Write to it; it may be read and rewound, too.

    Raises
    ------
    OSError
        If the file cannot be written; it names the file that was meant, not the hidden one.
    """
    shown, path = path, Path(path)
    hidden: Path | None = None
    inside = False
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OSError(0, "this is no ordinary file, so it is not replaced")
        # mkstemp: a name of its own for each writer, also for threads of one process.
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f"{PREFIX}{target.name[:100]}-", suffix=SUFFIX
        )
        hidden = Path(name)
        with os.fdopen(handle, "w+b") as file:
            inside = True
            yield file
            inside = False
            file.flush()
            os.fsync(file.fileno())
        hidden.chmod(0o644)  # mkstemp gives 0600; a result is for everybody
        hidden.replace(target)
    except OSError as error:
        if inside and (error.filename is not None or not error.errno):
            raise  # the block's own trouble with something else
        raise _named(error, shown) from error
    finally:
        if hidden is not None:
            with suppress(OSError):
                hidden.unlink(missing_ok=True)


def write_whole(path: str | Path, content: bytes | str) -> None:
    """Write a whole file or nothing; text is written as UTF-8 with plain line ends.

    Raises
    ------
    OSError
        As `whole_file`.
    """
    with whole_file(path) as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


def sweep(folder: Path, pattern: str = f"{PREFIX}*{SUFFIX}", older: float = DAY) -> None:
    """Remove files that killed writers have left behind; what cannot be removed stays.

    Parameters
    ----------
    folder : Path
        Where to look; folders below it are not entered. It need not exist.
    pattern : str
        Which files, as for `Path.glob`.
    older : float
        Only what nobody has written to for so many seconds: a file at work is not touched.
    """
    limit = time.time() - older
    with suppress(OSError):
        for path in folder.glob(pattern):
            with suppress(OSError):
                if path.is_file() and path.stat().st_mtime < limit:
                    path.unlink()


def _named(error: OSError, path: str | Path) -> OSError:
    """Return the same error with the name of the file that was meant."""
    reason = error.strerror or str(error)
    if not error.errno:
        named = OSError(f"cannot write {path}: {reason}")
        named.strerror, named.filename = reason, str(path)
        return named
    return OSError(error.errno, reason, str(path))  # Python picks the class by the number
