"""Plain text for claims and feedback: printing that never fails, values in few characters."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

import numpy as np

from mnist_course.exercises.judge.sentences import sentence

WIDTH = 76
_PLAIN = str.maketrans({"✓": "[ok]", "✗": "[no]", "○": "[--]", "—": "-", "≥": ">=", "≤": "<="})
_MAX_ELEMENTS = 16
_MAX_CHARACTERS = 110


def say(text: str) -> None:
    """Print ``text``; where the terminal cannot show its signs, print plain ones."""
    try:
        print(text)
    except UnicodeEncodeError:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        plain = text.translate(_PLAIN).encode(encoding, errors="replace").decode(encoding)
        print(plain)


def one_line(value: Any, limit: int | None = None) -> str:
    """Return ``str(value)`` on one line, cut to ``limit`` characters; never raise."""
    try:
        text = " ".join(str(value).split())
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def wrap(text: str, indent: str = "  ") -> str:
    """Return ``text`` wrapped to the width of a page, each line indented."""
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def show(value: Any, digits: int = 4) -> str:
    """Return a short text for a value: small arrays in full, large ones by their shape."""
    return one_line(_show(value, digits), _MAX_CHARACTERS)


def outline(value: Any) -> str:
    """Return an even shorter text: of an array only the shape."""
    if isinstance(value, np.ndarray):
        return sentence("outline.array", shape=value.shape)
    return show(value)


def is_outlined(value: Any) -> bool:
    """Return whether `show` shows only the shape of an array, or of one inside."""
    if isinstance(value, np.ndarray):
        return value.size > _MAX_ELEMENTS or value.dtype.kind not in "biufc"
    return isinstance(value, tuple | list) and any(map(is_outlined, value[:_MAX_ELEMENTS]))


def show_pair(yours: Any, expected: Any) -> tuple[str, str]:
    """Return both values as text, with enough digits to see that they differ."""
    for digits in (4, 7, 12):
        pair = show(yours, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair


def _show(value: Any, digits: int) -> str:
    if isinstance(value, np.ndarray):
        return outline(value) if is_outlined(value) else _show(value.tolist(), digits)
    if isinstance(value, bool | np.bool):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.{digits}g}"
    if isinstance(value, bytes):
        return f"bytes {value[:16].hex(' ', -4)}" + (" …" if len(value) > 16 else "")
    if isinstance(value, str):
        return repr(value[:_MAX_CHARACTERS])
    if isinstance(value, dict):
        items = list(value.items())[:_MAX_ELEMENTS]
        return "{" + ", ".join(f"{key!r}: {_show(item, digits)}" for key, item in items) + "}"
    if isinstance(value, tuple | list):
        inner = ", ".join(_show(item, digits) for item in value[:_MAX_ELEMENTS])
        inner += ", …" if len(value) > _MAX_ELEMENTS else ""
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, int | np.integer):
        return _show_integer(int(value))
    return f"<{type(value).__name__}>" if value is not None else "None"


def _show_integer(value: int) -> str:
    # Python refuses to print integers of more than 4,300 digits.
    return str(value) if abs(value) < 10**30 else sentence("outline.integer")


def describe(value: Any) -> str:
    """Return what kind of thing a value is, in words for a beginner."""
    if value is None:
        return sentence("kind.nothing")
    if isinstance(value, np.ndarray):
        return sentence("kind.array", shape=value.shape)
    if isinstance(value, str):
        return sentence("kind.text", text=show(value))
    if isinstance(value, tuple | list | dict):
        return sentence("kind.container", type=type(value).__name__, count=len(value))
    if isinstance(value, bool | np.bool | int | float | np.number):
        return sentence("kind.value", value=show(value))
    return sentence("kind.other", type=type(value).__name__)
