"""Mistakes that any function can make, found from its results on all cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import allclose, isclose, isfinite

from mnist_course.exercises.judge.compare import (
    Arrays,
    Compare,
    Difference,
    DifferenceKind,
    is_rounded,
    leaves,
)
from mnist_course.exercises.judge.outcome import Diagnosis
from mnist_course.exercises.judge.running import Call
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import show


def changed_inputs(calls: Sequence[Call], parameters: Sequence[str]) -> Diagnosis | None:
    """Recognise a function that changes its inputs."""
    changed = sorted({index for call in calls for index in call.changed})
    if not changed:
        return None
    inputs = ", ".join(parameters[index] for index in changed)
    return Diagnosis(sentence("symptom.in-place"), sentence("symptom.in-place.why", inputs=inputs))


def replaced_names(names: Sequence[str]) -> Diagnosis:
    """Describe an answer that puts something else in the place of what others use."""
    shown = ", ".join(dict.fromkeys(names))
    return Diagnosis(sentence("symptom.replaces"), sentence("symptom.replaces.why", names=shown))


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
        return Diagnosis(sentence("symptom.random"), sentence("symptom.random.why"))
    found = [
        compare.difference(call.result, want, call.args)
        for call, want in zip(calls, expected, strict=True)
    ]
    if isinstance(compare, Arrays):
        known = _swapped(calls, expected, compare) or _near(calls, expected)
        known = known or _scaled(calls, expected)
        if known:
            return known
    return _by_kind([difference for difference in found if difference])


def _returns_nothing(calls: Sequence[Call]) -> Diagnosis:
    silent = [call for call in calls if call.result is None]
    if any(call.printed for call in silent):
        return Diagnosis(sentence("symptom.prints"), sentence("symptom.prints.why"))
    if len(silent) == len(calls):
        return Diagnosis(sentence("symptom.nothing"), sentence("symptom.nothing.why"))
    name, why = "symptom.nothing-sometimes", "symptom.nothing-sometimes.why"
    return Diagnosis(sentence(name), sentence(why))


def _repeats(a: Any, b: Any) -> bool:
    first, second = leaves(a), leaves(b)
    if first is None or second is None:
        return True
    return len(first) == len(second) and all(
        np.array_equal(x, y, equal_nan=True) for x, y in zip(first, second, strict=True)
    )


# The first kind that occurs names the mistake.
_KINDS: dict[DifferenceKind, tuple[str, str]] = {
    "transposed": ("symptom.transposed", "symptom.transposed.why"),
    "shape": ("symptom.shape", "symptom.shape.why"),
    "whole": ("symptom.whole", "symptom.whole.why"),
    "float16": ("symptom.float16", "symptom.float16.why"),
    "not finite": ("symptom.not-finite", "symptom.not-finite.why"),
    "type": ("symptom.type", "symptom.type.why"),
}


def _by_kind(differences: Sequence[Difference]) -> Diagnosis | None:
    missing = next((found for found in differences if found.kind == "parts"), None)
    if missing is not None:
        return Diagnosis(sentence("symptom.parts"), missing.text)
    # On square matrices a transposition shows no shapes; another case may.
    telling = sorted(differences, key=lambda difference: not difference.in_shape)
    for kind, (name, why) in _KINDS.items():
        for difference in telling:
            if difference.kind == kind:
                told = sentence("with-difference", why=sentence(why), difference=difference.text)
                return Diagnosis(sentence(name), told)
    return None


def _swapped(calls: Sequence[Call], expected: Sequence[Any], compare: Arrays) -> Diagnosis | None:
    """Recognise the right parts in the opposite order."""
    for call, want in zip(calls, expected, strict=True):
        got = call.result
        if not isinstance(want, tuple) or not isinstance(got, tuple | list):
            return None
        if compare.difference(tuple(got)[::-1], want, call.args) is not None:
            return None
    parts = ", ".join(compare.parts) or ", ".join(f"[{i}]" for i in range(len(expected[0])))
    return Diagnosis(sentence("symptom.order"), sentence("symptom.order.why", parts=parts))


def _near(calls: Sequence[Call], expected: Sequence[Any]) -> Diagnosis | None:
    """Recognise the right numbers, rounded or counted from 1."""
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    for call, want in zip(calls, expected, strict=True):
        theirs = leaves(want) or []
        mine = leaves(call.result, len(theirs))
        if mine is None or len(mine) != len(theirs):
            return None
        pairs += zip(mine, theirs, strict=True)
    if not pairs or any(got.shape != right.shape for got, right in pairs):
        return None
    whole = all(np.array_equal(right, np.round(right)) for _, right in pairs)
    if whole and all(np.array_equal(got, right + 1) for got, right in pairs):
        return Diagnosis(sentence("symptom.from-one"), sentence("symptom.from-one.why"))
    got = np.concatenate([got.ravel() for got, _ in pairs])
    right = np.concatenate([right.ravel() for _, right in pairs])
    integers = any(getattr(call.result, "dtype", np.dtype(float)).kind in "iu" for call in calls)
    if not integers and is_rounded(got, right):
        return Diagnosis(sentence("symptom.rounded"), sentence("symptom.rounded.why"))
    return None


# What a constant factor is, if it is one of these.
_FACTORS = (
    (100.0, "symptom.percent", "symptom.percent.why"),
    (0.01, "symptom.share", "symptom.share.why"),
    (float(1 / np.log(10)), "symptom.log10", "symptom.log10.why"),
    (float(1 / np.log(2)), "symptom.log2", "symptom.log2.why"),
    (float(180 / np.pi), "symptom.degrees", "symptom.degrees.why"),
    (float(np.pi / 180), "symptom.radians", "symptom.radians.why"),
)


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
            if isfinite(ratio):
                ratios.append(ratio)
                batches.append(_batch(call.args))
                weight += right.size
    wrong = [(r, n) for r, n in zip(ratios, batches, strict=True) if not isclose(r, 1, 1e-4)]
    return _name_factor(wrong) if wrong and weight > 1 else None


def _ratio(got: np.ndarray, right: np.ndarray) -> float | None:
    """Return r with got = r * right, NaN if right is 0 everywhere, None if there is no such r."""
    if got.shape != right.shape or not isfinite(got).all() or not isfinite(right).all():
        return None
    square = float(np.sum(right * right))
    if square == 0:
        return float("nan") if not np.any(got) else None
    ratio = float(np.sum(got * right)) / square
    good = ratio != 0 and allclose(got, ratio * right, rtol=1e-4, atol=1e-7)
    return ratio if good else None


def _batch(args: tuple[Any, ...]) -> int:
    first = args[0] if args else None
    return len(first) if isinstance(first, np.ndarray) and first.ndim else 1


def _name_factor(wrong: Sequence[tuple[float, int]]) -> Diagnosis | None:
    ratios = np.array([ratio for ratio, _ in wrong])
    batch = np.array([n for _, n in wrong], dtype=float)
    if allclose(ratios, -1, rtol=1e-4):
        return Diagnosis(sentence("symptom.reversed"), sentence("symptom.reversed.why"))
    if np.all(batch > 1) and allclose(ratios, batch, rtol=1e-4):
        return Diagnosis(sentence("symptom.batch"), sentence("symptom.batch.why"))
    if np.all(batch > 1) and allclose(ratios * batch, 1, rtol=1e-4):
        return Diagnosis(sentence("symptom.batch-twice"), sentence("symptom.batch-twice.why"))
    if len(ratios) > 1 and allclose(ratios, ratios[0], rtol=1e-4):
        for factor, name, why in _FACTORS:
            if isclose(ratios[0], factor, rtol=1e-4):
                return Diagnosis(sentence(name), sentence(why))
        why = sentence("symptom.factor.why", factor=show(ratios[0], 6))
        return Diagnosis(sentence("symptom.factor"), why)
    return None
