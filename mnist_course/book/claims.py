"""Claim lines: a numeric statement of the text, checked where it stands."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import describe, one_line, say


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
    said = {"statement": one_line(text)}
    if _is_standin(data):
        say(sentence("claim.standin", **said))
    elif isinstance(ok, np.ndarray) and ok.dtype.kind == "b" and ok.size != 1:
        say(sentence("claim.many", **said, count=ok.size))
    elif isinstance(ok, bool | np.bool) or (isinstance(ok, np.ndarray) and ok.dtype.kind == "b"):
        say(sentence("claim.holds" if np.all(ok) else "claim.fails", **said))
    elif isinstance(ok, float | np.floating) and np.isnan(ok):
        say(sentence("claim.nan", **said))
    else:
        kind = type(ok).__name__ if isinstance(ok, int | float | np.number) else describe(ok)
        say(sentence("claim.unclear", **said, got=kind))


def _is_standin(data: Any) -> bool:
    try:
        return bool(getattr(data, "is_standin", False))
    except Exception:
        return False
