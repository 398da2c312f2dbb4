"""What the commands share towards the user: errors in one line, JSON, percentages, bars."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object, for programs; the rest to stderr.")
]

EXIT_CODES = (
    "Exit codes: 0 done; 1 something is wrong with files, data or training; 2 the command was not "
    "understood; 130 stopped by hand."
)


def new_app() -> typer.Typer:
    """Return the application of one command; its help is written in Markdown."""
    return typer.Typer(
        add_completion=False, rich_markup_mode="markdown", pretty_exceptions_show_locals=False
    )


def say(text: str) -> None:
    """Print to standard error: progress, notes and warnings, out of the way of results."""
    typer.echo(text, err=True)


def finish(result: dict[str, Any], text: str, as_json: bool) -> None:
    """Print the result of a command, as JSON or as text."""
    typer.echo(json.dumps({"ok": True, **result}) if as_json else text)


@contextmanager
def plain_errors(as_json: bool) -> Iterator[None]:
    """Turn an error that the user can mend into one line and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of a pipe has gone (`| head`): nothing to tell
    except KeyboardInterrupt:
        say("Stopped.")
        raise typer.Exit(130) from None
    except (ValueError, OSError, ImportError, MemoryError) as error:
        message = _one_line(error)
        say(f"Error: {message}")
        if as_json:
            typer.echo(json.dumps({"ok": False, "error": message}))
        raise typer.Exit(1) from None


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f" {error.filename}" if error.filename else ""
        advice = "; free some space, or name another place" if error.errno == errno.ENOSPC else ""
        return f"cannot read or write{place}: {error.strerror}{advice}"
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    return str(error) or type(error).__name__


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: a file beside it, flushed to disk, then moved.

    Raises
    ------
    OSError
        If that cannot be done; it names the file that was meant.
    """
    beside = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)  # mkstemp gives 0600; a result is for everybody
        beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def percent(share: float) -> str:
    """Return 0.9712 as ``97.12 %``."""
    return f"{100 * share:.2f} %"


def drawable(fancy: str, plain: str) -> str:
    """Return `fancy` characters if the terminal can show them, else `plain` ones."""
    try:
        fancy.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return plain
    return fancy


def bar(share: float, width: int = 30) -> str:
    """Return a bar for a number from 0 to 1, padded to `width` characters."""
    share = min(max(share, 0.0), 1.0)
    return (drawable("█", "#") * round(share * width)).ljust(width)


def text_picture(image: Any) -> str:
    """Return a picture, ink from 0 to 255, as text: two characters a pixel."""
    shades = drawable(" ░▒▓█", " .:*#")
    step = 256 / len(shades)
    return "\n".join("".join(2 * shades[int(v / step)] for v in row).rstrip() for row in image)
