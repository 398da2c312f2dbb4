"""An error in a reader's function: what it was, in which line, and what to look at."""

from __future__ import annotations

import linecache
import sysconfig
from pathlib import Path
from types import TracebackType

from mnist_course.exercises.judge.running import (
    MOST_PRINTED,
    AsksError,
    EndedItselfError,
    PrintsWithoutEndError,
    RanTooLongError,
)
from mnist_course.exercises.judge.sentences import sentence

_OWN_FOLDER = str(Path(__file__).parent)
_LIBRARIES = tuple({sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")})


def explain_error(error: BaseException) -> list[str]:
    """Return what was raised, where in the reader's code, and what to look at."""
    if isinstance(error, PrintsWithoutEndError):
        return [*_line(error), sentence("error.printed", limit=f"{MOST_PRINTED:,}")]
    if isinstance(error, AsksError):
        return [sentence("error.asks"), *_line(error), sentence("advice.asks")]
    message = " ".join(_message(error).split())
    kind = type(error).__name__
    if message:
        first = sentence("error.with-message", error=kind, message=message[:90])
    else:
        first = sentence("error", error=kind)
    return [first, *_line(error), sentence(_advice(error, message))]


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return error.msg  # without the file, which is no file of the reader's
    try:
        return str(error)
    except Exception:
        return ""


def _line(error: BaseException) -> list[str]:
    """Return the deepest line that the reader wrote, indented, if it can be found."""
    found = answer_line(error)
    if found is None:
        return []
    return ["  " + sentence("error.line", number=found[0], code=found[1])]


def answer_line(error: BaseException) -> tuple[int, str] | None:
    """Return the number and the text of the deepest line that the reader wrote, if it is known.

    An error from another process brings it along, as its attribute ``answer_line``: empty if it is
    not known there.
    """
    brought = getattr(error, "answer_line", None)
    if brought is not None:
        return (int(brought[0]), str(brought[1])[:80]) if brought else None
    trace: TracebackType | None = error.__traceback__
    found = None
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        found, trace = (error.filename, error.lineno), None
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not name.startswith(_LIBRARIES) and not name.startswith((_OWN_FOLDER, "<frozen")):
            found = name, trace.tb_lineno
        trace = trace.tb_next
    source = linecache.getline(*found).strip() if found else ""
    return (found[1], source[:80]) if found and source else None


# The first that fits: kind of error, words one of which its message holds, name of the advice.
_ADVICE: tuple[tuple[type[BaseException], tuple[str, ...], str], ...] = (
    (ValueError, ("cannot reshape",), "advice.reshape"),
    (ValueError, ("shape", "broadcast", "matmul", "dimension", "aligned"), "advice.shapes"),
    (IndentationError, (), "advice.indent"),
    (SyntaxError, (), "advice.syntax"),
    (RecursionError, (), "advice.recursion"),
    (UnboundLocalError, (), "advice.unbound"),
    (NameError, (), "advice.name"),
    (IndexError, ("integer", "valid indices"), "advice.index-kind"),
    (IndexError, ("too many indices",), "advice.index-axes"),
    (IndexError, ("boolean index did not match",), "advice.index-mask"),
    (IndexError, (), "advice.index"),
    (KeyError, (), "advice.key"),
    (AttributeError, (), "advice.attribute"),
    (ZeroDivisionError, (), "advice.zero"),
    (MemoryError, (), "advice.memory"),
    (SystemExit, (), "advice.exit"),
    (AssertionError, (), "advice.assert"),
    (RanTooLongError, (), "advice.loop"),
    (EndedItselfError, (), "advice.ended"),
    (TypeError, ("indices must be integers",), "advice.index-kind"),
    (TypeError, ("as an integer", "expected a sequence of integers"), "advice.whole"),
    (TypeError, ("not callable",), "advice.call"),
    (TypeError, (), "advice.type"),
)


def _advice(error: BaseException, message: str) -> str:
    for kind, words, name in _ADVICE:
        if isinstance(error, kind) and (not words or any(word in message for word in words)):
            return name
    return "advice.other"
