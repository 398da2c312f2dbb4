"""One number that is itself the answer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import isclose, isfinite

from mnist_course.exercises.judge.compare import Compare, Difference, as_numbers, is_rounded
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import describe, show


class Number(Compare):
    """One number that is itself the answer: feedback gives a direction, never the value.

    Parameters
    ----------
    rtol
        Relative tolerance; ``1e-9`` for a count.
    """

    reveals = False

    def __init__(self, rtol: float = 1e-3) -> None:
        self.rtol = rtol

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return None if the number is right, else whether it is too small or too large."""
        if isinstance(got, tuple):
            return Difference("type", sentence("number.tuple"))
        if isinstance(got, str):
            return Difference("type", sentence("number.text", got=describe(got)))
        array = None if isinstance(got, bool | np.bool) else as_numbers(got)
        if array is None or array.size != 1:
            return Difference("type", sentence("number.one", got=describe(got)))
        value = float(array.item())
        if isclose(value, expected, rtol=self.rtol, atol=0):
            return None
        if array.dtype == np.float16 and _out_of_reach(value, expected):
            return Difference("float16", sentence("number.float16", value=show(value, 7)))
        if not isfinite(value):
            return Difference("not finite", sentence("number.not-finite"))
        return Difference("value", _known(value, float(expected)) or _direction(value, expected))


def _out_of_reach(value: float, expected: float) -> bool:
    """Return whether a float16 could not have come nearer."""
    too_large = abs(expected) > float(np.finfo(np.float16).max)
    return bool(too_large or isclose(value, expected, rtol=1e-3, atol=0))


def _known(value: float, expected: float) -> str:
    """Return a sentence if this is the right number in another unit, or rounded."""
    if isclose(value, 100 * expected, rtol=1e-9, atol=0):
        return sentence("number.percent", value=show(value))
    if isclose(100 * value, expected, rtol=1e-9, atol=0):
        return sentence("number.share", value=show(value))
    if is_rounded(np.array(value), np.array(expected)):
        return sentence("number.rounded", value=show(value))
    return ""


def _direction(value: float, expected: float) -> str:
    if value * expected < 0:
        return sentence("number.sign", value=show(value))
    small = value < expected
    ratio = abs(value / expected) if expected else np.inf
    if not 0.1 <= ratio <= 10:
        name = "number.far-small" if small else "number.far-large"
    elif 0.9 <= ratio <= 1.1:
        name = "number.little-small" if small else "number.little-large"
    else:
        name = "number.small" if small else "number.large"
    return sentence(name, value=show(value, 7))
