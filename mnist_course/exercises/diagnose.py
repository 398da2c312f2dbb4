"""Mistakes that any function can make, found from its results on all cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course.exercises.compare import Arrays, Compare, Difference, leaves
from mnist_course.exercises.running import Call
from mnist_course.exercises.text import show


@dataclass(frozen=True)
class Diagnosis:
    """A recognised mistake: its name and one or two sentences to the reader."""

    name: str
    why: str


IN_PLACE = "changes its input"
PRINTS = "prints instead of returning"


def changed_inputs(calls: Sequence[Call], parameters: Sequence[str]) -> Diagnosis | None:
    """Recognise a function that changes its inputs."""
    changed = sorted({index for call in calls for index in call.changed})
    if not changed:
        return None
    names = " and ".join(parameters[index] for index in changed)
    return Diagnosis(
        IN_PLACE,
        f"The function changes {names} of its caller. Make a new array, as in `new = old + step`; "
        "`+=`, `out=` and `a[i] = ...` write into the old one.",
    )


def general(
    calls: Sequence[Call], again: Sequence[Call], expected: Sequence[Any], compare: Compare
) -> Diagnosis | None:
    """Recognise a mistake that is not in the exercise's own bank.

    ``again`` holds a second run of the same cases.
    """
    results = [call.result for call in calls]
    if any(result is None for result in results):
        return _returns_nothing(calls)
    if any(not _repeats(a, b) for a, b in zip(results, [c.result for c in again], strict=True)):
        return Diagnosis(
            "different at every call",
            "Two calls with the same input give different results. Is something random in it, "
            "or does it remember an earlier call?",
        )
    found = [
        compare.difference(call.result, want, call.args)
        for call, want in zip(calls, expected, strict=True)
    ]
    if isinstance(compare, Arrays):
        scaled = _scaled(calls, expected)
        if scaled:
            return scaled
    return _by_kind([difference for difference in found if difference])


def _returns_nothing(calls: Sequence[Call]) -> Diagnosis:
    silent = [call for call in calls if call.result is None]
    if any(call.printed for call in silent):
        return Diagnosis(PRINTS, "print only shows a value; end the function with `return value`.")
    if len(silent) == len(calls):
        return Diagnosis("returns nothing", "The function ends without `return`.")
    return Diagnosis(
        "returns nothing on one path",
        "For some inputs the function ends without `return`. Look at each `if`: what is returned "
        "when its condition does not hold?",
    )


def _repeats(a: Any, b: Any) -> bool:
    first, second = leaves(a), leaves(b)
    if first is None or second is None:
        return True
    return len(first) == len(second) and all(
        np.array_equal(x, y, equal_nan=True) for x, y in zip(first, second, strict=True)
    )


_KINDS = {
    "transposed": "Rows and columns are exchanged. Samples stand in rows; a weight matrix is "
    "(d_in, d_out). Which factor needs `.T`, and on which side?",
    "shape": "Compare the shape with the one asked for. Which axis is summed, kept or missing?",
    "dtype": "Whole numbers lost their fractions. Work in floats: `x.astype(float)`, "
    "`np.zeros(shape)`, `/` and not `//`.",
    "not finite": "NaN or infinity: look for a division by 0, log(0), or exp of a large number.",
    "type": "The kind of result is not the one asked for.",
}


def _by_kind(differences: Sequence[Difference]) -> Diagnosis | None:
    # On square matrices a transposition shows no shapes; another case may.
    telling = sorted(differences, key=lambda difference: "shape (" not in difference.text)
    for kind, why in _KINDS.items():
        for difference in telling:
            if difference.kind == kind:
                name = {"type": "another kind of result", "shape": "wrong shape"}.get(kind, kind)
                name = "whole numbers" if kind == "dtype" else name
                return Diagnosis(name, f"{why} ({difference.text}.)")
    return None


def _scaled(calls: Sequence[Call], expected: Sequence[Any]) -> Diagnosis | None:
    """Recognise results that are the right ones times a factor: -1, the batch, a constant."""
    ratios: list[float] = []
    batches: list[int] = []
    weight = 0
    for call, want in zip(calls, expected, strict=True):
        theirs = leaves(want) or []
        mine = leaves(call.result, len(theirs))
        if mine is None or len(mine) != len(theirs):
            return None
        for got, right in zip(mine, theirs, strict=True):
            ratio = _ratio(got, right)
            if ratio is None:
                return None
            if np.isfinite(ratio):
                ratios.append(ratio)
                batches.append(_batch(call.args))
                weight += right.size
    wrong = [(r, n) for r, n in zip(ratios, batches, strict=True) if not np.isclose(r, 1, 1e-4)]
    return _name_factor(wrong) if wrong and weight > 1 else None


def _ratio(got: np.ndarray, right: np.ndarray) -> float | None:
    """Return r with got = r * right, NaN if right is 0 everywhere, None if there is no such r."""
    if got.shape != right.shape or not np.isfinite(got).all() or not np.isfinite(right).all():
        return None
    square = float(np.sum(right * right))
    if square == 0:
        return float("nan") if not np.any(got) else None
    ratio = float(np.sum(got * right)) / square
    good = ratio != 0 and np.allclose(got, ratio * right, rtol=1e-4, atol=1e-7)
    return ratio if good else None


def _batch(args: tuple[Any, ...]) -> int:
    first = args[0] if args else None
    return len(first) if isinstance(first, np.ndarray) and first.ndim else 1


def _name_factor(wrong: Sequence[tuple[float, int]]) -> Diagnosis | None:
    ratios = np.array([ratio for ratio, _ in wrong])
    batch = np.array([n for _, n in wrong], dtype=float)
    if np.allclose(ratios, -1, rtol=1e-4):
        return Diagnosis("sign reversed", "The size is right and the sign is the opposite one.")
    if np.all(batch > 1) and np.allclose(ratios, batch, rtol=1e-4):
        return Diagnosis(
            "missing 1/batch",
            "The result is too large by the number of samples: divide the sum by the batch size.",
        )
    if np.all(batch > 1) and np.allclose(ratios * batch, 1, rtol=1e-4):
        return Diagnosis(
            "divided by the batch twice", "The result is too small by the number of samples."
        )
    if len(ratios) > 1 and np.allclose(ratios, ratios[0], rtol=1e-4):
        return Diagnosis(
            "off by a constant factor",
            f"Every value is {show(ratios[0], 6)} times the right one. Where does this factor come "
            "from?",
        )
    return None
