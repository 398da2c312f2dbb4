"""How an answer is compared with the reference, and how the difference is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from mnist_course.exercises.text import describe, show

DifferenceKind = Literal["missing", "type", "shape", "transposed", "dtype", "not finite", "value"]


@dataclass(frozen=True)
class Difference:
    """The first difference found: its kind, and one sentence about it."""

    kind: DifferenceKind
    text: str


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
            return Difference("missing", "the function returns nothing (None) here")
        if not isinstance(expected, tuple):
            return self._leaf(got, expected, "")
        names = self.parts or tuple(f"part {i}" for i in range(len(expected)))
        if not isinstance(got, tuple | list | np.ndarray) or len(got) != len(expected):
            wanted = f"{len(expected)} things, ({', '.join(names)})"
            return Difference("type", f"expected {wanted}; got {describe(got)}")
        for name, part, want in zip(names, got, expected, strict=True):
            found = self._leaf(part, want, f"{name}: ")
            if found:
                return found
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
        return bool(np.allclose(a, b, rtol=self.rtol, atol=self.atol, equal_nan=True))

    def _leaf(self, got: Any, expected: Any, prefix: str) -> Difference | None:
        want = np.asarray(expected, dtype=float)
        values = as_numbers(got)
        if values is None:
            return Difference("type", f"{prefix}expected numbers; got {describe(got)}")
        if want.ndim == 0 and values.size == 1:
            values = values.reshape(())
        if values.shape != want.shape:
            return _shape_difference(values.shape, want.shape, prefix)
        whole = values.dtype.kind in "iu"
        values = values.astype(float)
        if not np.isfinite(values).all() and np.isfinite(want).all():
            return Difference("not finite", f"{prefix}the result contains NaN or infinity")
        if self._close(values, want):
            return None
        if want.ndim == 2 and want.shape[0] == want.shape[1] and self._close(values.T, want):
            return Difference("transposed", f"{prefix}rows and columns are exchanged")
        if whole and self._close(values, np.trunc(want)):
            return Difference("dtype", f"{prefix}the result has whole numbers (dtype int)")
        return Difference("value", prefix + self._first(values, want))

    def _first(self, values: np.ndarray, want: np.ndarray) -> str:
        wrong = ~np.isclose(values, want, rtol=self.rtol, atol=self.atol)
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        yours, expected = show_pair(values[index], want[index])
        where = f"at {list(index)}: " if index else ""
        return f"{where}yours {yours}, expected {expected}"


def _shape_difference(got: tuple, want: tuple, prefix: str) -> Difference:
    if len(got) > 1 and got == want[::-1]:
        return Difference("transposed", f"{prefix}shape {got}, expected {want}")
    return Difference("shape", f"{prefix}shape {got}, expected {want}")


def show_pair(yours: Any, expected: Any) -> tuple[str, str]:
    """Return both values as text, with enough digits to see that they differ."""
    for digits in (4, 7, 12):
        pair = show(yours, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair


def as_numbers(value: Any) -> np.ndarray | None:
    """Return ``value`` as an array of real numbers, or None if it is not one."""
    if isinstance(value, str | bytes | dict | set) or callable(value):
        return None
    try:
        array = np.asarray(value)
    except Exception:
        return None
    return array if array.dtype.kind in "biuf" else None


def leaves(value: Any, count: int | None = None) -> list[np.ndarray] | None:
    """Return an answer as a list of float arrays (one, or one per part), or None.

    ``count`` is the number of parts expected: it tells a list of parts from a list of numbers.
    """
    split = isinstance(value, tuple) and count != 1
    if count is not None and count > 1:
        split = isinstance(value, tuple | list | np.ndarray) and len(value) == count
    parts = value if split else (value,)
    arrays = [as_numbers(part) for part in parts]
    if any(array is None or array.size > _MOST for array in arrays):
        return None
    return [array.astype(float) for array in arrays if array is not None]


# A broadcast array may claim far more elements than fit into memory: never copy such a one.
_MOST = 10_000_000


class Number(Compare):
    """One number that is itself the answer: feedback gives a direction, never the value."""

    reveals = False

    def __init__(self, rtol: float = 1e-3) -> None:
        self.rtol = rtol

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return None if the number is right, else whether it is too small or too large."""
        if isinstance(got, tuple):
            return Difference(
                "type", "a comma makes a tuple of two numbers: write 1000 or 1_000, not 1,000"
            )
        if isinstance(got, str):
            return Difference("type", f"{describe(got)}: write the number without quotes")
        array = None if isinstance(got, bool | np.bool) else as_numbers(got)
        if array is None or array.size != 1:
            return Difference("type", f"expected one number; got {describe(got)}")
        value = float(array.item())
        if not np.isfinite(value):
            return Difference("not finite", "expected a finite number")
        if np.isclose(value, expected, rtol=self.rtol, atol=0):
            return None
        return Difference("value", _direction(value, float(expected)))


def _direction(value: float, expected: float) -> str:
    if value * expected < 0:
        return f"{show(value)} has the wrong sign"
    word = "small" if abs(value) < abs(expected) else "large"
    ratio = abs(value / expected) if expected else np.inf
    far = "far " if not 0.1 <= ratio <= 10 else "a little " if 0.9 <= ratio <= 1.1 else ""
    return f"{show(value, 7)} is {far}too {word}"
