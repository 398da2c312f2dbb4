"""How an answer is compared with the reference, and how the difference is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

# Bound here, once: whoever puts another function in the place of np.allclose changes nothing.
from numpy import allclose, argwhere, asarray, isclose, isfinite, trunc

from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import describe, show_pair

DifferenceKind = Literal[
    "nothing", "type", "parts", "shape", "transposed", "whole", "float16", "not finite", "value"
]


@dataclass(frozen=True)
class Difference:
    """The first difference found: its kind, a sentence about it, whether it is seen in a shape."""

    kind: DifferenceKind
    text: str
    in_shape: bool = False


class Compare:
    """Base class: says how an answer differs from the expected one."""

    reveals = True  # whether the text of a difference may show the expected value

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first difference, or None if the answer is as good as the expected one."""
        raise NotImplementedError

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether two answers agree; used to recognise a mistake of the bank."""
        return self.difference(got, other, args) is None


class Arrays(Compare):
    """Numbers and arrays, alone or as a tuple of named parts.

    Parameters
    ----------
    parts
        Names of the parts where the answer is a tuple: ``("w", "b")``.
    rtol, atol
        Tolerances as in ``numpy.isclose``; the default leaves room for float32.
    """

    def __init__(self, *parts: str, rtol: float = 1e-4, atol: float = 1e-6) -> None:
        self.parts = parts
        self.rtol = rtol
        self.atol = atol

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first difference; shapes are compared before values."""
        if got is None or got is ...:
            return Difference("nothing", sentence("difference.nothing"))
        if not isinstance(expected, tuple):
            return self._leaf(got, expected)
        names = self.parts or tuple(f"[{i}]" for i in range(len(expected)))
        missing = self._missing_part(got, expected, names)
        if missing:
            return missing
        for name, part, want in zip(names, got, expected, strict=True):
            found = self._leaf(part, want)
            if found:
                text = sentence("difference.in-part", part=name, difference=found.text)
                return Difference(found.kind, text, found.in_shape)
        return None

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether two answers agree; NaN agrees with NaN."""
        theirs = leaves(other)
        mine = leaves(got, None if theirs is None else len(theirs))
        if mine is None or theirs is None or len(mine) != len(theirs):
            return False
        return all(
            (a.shape == b.shape or a.size == b.size == 1) and self._close(a.reshape(b.shape), b)
            for a, b in zip(mine, theirs, strict=True)
        )

    def _close(self, a: np.ndarray, b: np.ndarray) -> bool:
        return bool(allclose(a, b, rtol=self.rtol, atol=self.atol, equal_nan=True))

    def _missing_part(self, got: Any, expected: tuple[Any, ...], names: Any) -> Difference | None:
        """Return a difference if the answer does not have as many parts as were asked for."""
        asked = {"count": len(expected), "parts": ", ".join(names)}
        alone = _parts_like(got, expected)
        for i in alone:
            if self._leaf(got, expected[i]) is None:
                return Difference("parts", sentence("difference.one-part", **asked, part=names[i]))
        if not alone and isinstance(got, tuple | list) and len(got) == len(expected):
            return None
        if not alone and isinstance(got, np.ndarray) and got.shape[:1] == (len(expected),):
            return None
        return Difference("parts", sentence("difference.parts", **asked, got=describe(got)))

    def _leaf(self, got: Any, expected: Any) -> Difference | None:
        want = asarray(expected, dtype=float)
        values = as_numbers(got)
        if values is None:
            return Difference("type", sentence("difference.numbers", got=describe(got)))
        if want.ndim == 0 and values.size == 1:
            values = values.reshape(())
        if values.shape != want.shape:
            return _shape_difference(values.shape, want.shape)
        kind = values.dtype
        values = values.astype(float)
        if self._close(values, want):
            return None
        if kind == np.float16 and _close_for_float16(values, want):
            return Difference("float16", sentence("difference.float16"))
        if not isfinite(values).all() and isfinite(want).all():
            return Difference("not finite", sentence("difference.not-finite"))
        if want.ndim == 2 and want.shape[0] == want.shape[1] and self._close(values.T, want):
            return Difference("transposed", sentence("difference.transposed"))
        if kind.kind in "iu" and self._close(values, trunc(want)):
            return Difference("whole", sentence("difference.whole"))
        return Difference("value", self._first(values, want))

    def _first(self, values: np.ndarray, want: np.ndarray) -> str:
        wrong = ~isclose(values, want, rtol=self.rtol, atol=self.atol)
        index = tuple(int(i) for i in argwhere(wrong)[0])
        yours, expected = show_pair(values[index], want[index])
        if not index:
            return sentence("difference.values", yours=yours, expected=expected)
        return sentence("difference.values-at", index=list(index), yours=yours, expected=expected)


def _parts_like(got: Any, expected: tuple[Any, ...]) -> list[int]:
    """Return the places of the parts that an answer looks like, if it came back as only one.

    An array of as many numbers as there are parts is as good as a tuple of them; but where the
    parts are arrays, an array of the shape of one of them is that one, and not all of them.
    """
    values = None if isinstance(got, tuple) else as_numbers(got)
    shapes = [asarray(part).shape for part in expected]
    if values is None or values.size > MOST_NUMBERS or (values.ndim and not any(shapes)):
        return []
    return [i for i, shape in enumerate(shapes) if shape == values.shape]


def _close_for_float16(values: np.ndarray, want: np.ndarray) -> bool:
    """Return whether float16 could not have come nearer; numbers above 65,504 become infinite."""
    kept = abs(want) < 6e4
    size = float(abs(want[kept]).max(initial=1.0))
    return bool(allclose(values[kept], want[kept], rtol=1e-2, atol=4e-3 * size))


def is_rounded(got: np.ndarray, right: np.ndarray) -> bool:
    """Return whether these are the right numbers, rounded to so many decimals."""
    if got.shape != right.shape or not (isfinite(got).all() and isfinite(right).all()):
        return False
    return any(
        np.any(got) and allclose(got, np.round(right, digits), rtol=1e-7, atol=1e-9)
        for digits in range(6)
    )


def _shape_difference(got: tuple, want: tuple) -> Difference:
    kind: DifferenceKind = "transposed" if len(got) > 1 and got == want[::-1] else "shape"
    return Difference(kind, sentence("difference.shape", got=got, expected=want), in_shape=True)


def as_numbers(value: Any) -> np.ndarray | None:
    """Return ``value`` as an array of real numbers, or None if it is not one."""
    if isinstance(value, str | bytes | dict | set) or callable(value):
        return None
    try:
        array = asarray(value)
    except Exception:
        return None
    return array if array.dtype.kind in "biuf" else None


def leaves(value: Any, count: int | None = None) -> list[np.ndarray] | None:
    """Return an answer as a list of float arrays (one, or one per part), or None.

    ``count`` is the number of parts expected: it tells a list of parts from a list of numbers.
    """
    split = isinstance(value, tuple) and count != 1
    if count is not None and count > 1:
        split = isinstance(value, tuple | list) and len(value) == count
        split = split or (isinstance(value, np.ndarray) and value.shape[:1] == (count,))
    parts = value if split else (value,)
    arrays = [as_numbers(part) for part in parts]
    if any(array is None or array.size > MOST_NUMBERS for array in arrays):
        return None
    return [array.astype(float) for array in arrays if array is not None]


# A broadcast array may claim far more elements than fit into memory: never copy such a one.
MOST_NUMBERS = 10_000_000
