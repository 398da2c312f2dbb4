"""Claim lines: a numeric statement of the text, checked where it stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.text import describe, one_line, say


def claim(text: str, ok: Any, data: Any = None) -> None:
    """Print whether a statement holds, in one line whose text does not vary between machines.

    Parameters
    ----------
    text
        The statement, without figures that vary from run to run: ``"test accuracy ≥ 92 %"``.
    ok
        A Python or NumPy bool (an array with one bool counts). Anything else, such as None, NaN,
        a number or an array of many bools, is no clear answer: the line says so and shows ✗.
    data
        The data set the statement is about. If ``data.is_standin`` is true, the real digits were
        not at hand and the statement is reported as not checked.

    Notes
    -----
    Never raises, and returns nothing: a claim is the last line of many a cell.

    Examples
    --------
    >>> claim("two and two are four", 2 + 2 == 4)
    ✓ two and two are four
    """
    statement = one_line(text)
    if _is_standin(data):
        say(f"○ {statement} — not checked (stand-in digits)")
        return
    answer, complaint = _yes_or_no(ok)
    say(f"{'✓' if answer else '✗'} {statement}" + (f" — {complaint}" if complaint else ""))


def _is_standin(data: Any) -> bool:
    try:
        return bool(getattr(data, "is_standin", False))
    except Exception:
        return False


def _yes_or_no(ok: Any) -> tuple[bool, str]:
    """Return the answer and, where ``ok`` is not a plain yes or no, a complaint."""
    if isinstance(ok, bool | np.bool):
        return bool(ok), ""
    if isinstance(ok, np.ndarray) and ok.dtype.kind == "b":
        if ok.size == 1:
            return bool(ok.item()), ""
        return False, f"no single yes or no: {ok.size} answers; use .all() or .any()"
    if isinstance(ok, float | np.floating) and np.isnan(ok):
        return False, "no clear yes or no: got NaN (not a number)"
    kind = type(ok).__name__ if isinstance(ok, int | float | np.number) else describe(ok)
    return False, f"no clear yes or no: got {kind}; give a comparison such as x >= 0.9"
