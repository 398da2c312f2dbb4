"""How every command ends: its result as text or JSON, an error as one line, an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from mnist_course.commands.shared.terminal import give_up
from mnist_course.ground.faults import sentence

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
    print(text, file=sys.stderr, flush=True)


def give(text: str) -> None:
    """Print to standard output: a part of the result."""
    # Not typer.echo: it would write UTF-8 to a terminal that says it knows ASCII alone.
    try:
        print(text, flush=True)
    except OSError as error:
        if give_up(error):
            raise typer.Exit(1) from None


def finish(result: dict[str, Any], text: str, as_json: bool, ok: bool = True) -> None:
    """Print the result of a command, as JSON or as text."""
    give(json.dumps({"ok": ok, **result}) if as_json else text)


@contextmanager
def plain_errors(as_json: bool = False) -> Iterator[None]:
    """Turn an error that the user can mend into one line and exit code 1."""
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")
        raise typer.Exit(130) from None
    except (ValueError, OSError, ImportError, MemoryError) as error:
        message = sentence(error)
        say(f"Error: {message}")
        if as_json:
            give(json.dumps({"ok": False, "error": message}))
        raise typer.Exit(1) from None
