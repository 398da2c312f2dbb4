"""How far the probabilities of a network can be trusted: calibration, temperature, refusal."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray

BINS = 10
TEMPERATURES = np.round(np.geomspace(0.5, 4, 73), 4)
"""Candidates, from half to four times: 24 to an octave."""


def soften(p: Array, temperature: float) -> Array:
    """Return softmax(z / T), (n, k), for probabilities p = softmax(z), (n, k).

    The scores z are known up to a constant in each row, log p, and softmax does not see it.
    """
    z = np.log(np.maximum(p.astype(np.float64), 1e-30)) / temperature
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(p: Array, labels: Array) -> float:
    """Return the mean of -log p(true label)."""
    return float(-np.log(np.maximum(p[np.arange(len(p)), labels], 1e-30)).mean())


def best_temperature(p: Array, labels: Array) -> float:
    """Return the candidate with the smallest cross-entropy. Source: Guo et al. (2017)."""
    return float(min(TEMPERATURES, key=lambda t: cross_entropy(soften(p, t), labels)))


def reliability(p: Array, labels: Array, bins: int = BINS) -> dict[str, list[float]]:
    """Sort answers by their confidence into equal bins, (0, 0.1], (0.1, 0.2] and so on.

    Returns
    -------
    dict of lists, one entry a bin
        ``bin_count``, how many answers; ``bin_sure``, the sum of their confidences; ``bin_right``,
        how many of them are right.
    """
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return {
        name: np.bincount(place, weights=weights, minlength=bins).round(4).tolist()
        for name, weights in (("bin_count", None), ("bin_sure", confidence), ("bin_right", right))
    }


def calibration_error(table: dict[str, list[float]]) -> float:
    """Return the expected calibration error of a table from `reliability`."""
    gaps = np.abs(np.array(table["bin_sure"]) - np.array(table["bin_right"]))
    return float(gaps.sum() / sum(table["bin_count"]))


def measure(p: Array, labels: Array, limit: float) -> dict[str, Any]:
    """Return what one set of answers shows.

    ``accuracy``; ``confidence``, the mean of the largest probabilities; ``error``, the expected
    calibration error; what `reliability` returns; ``read`` and ``read_right``: the share of answers
    with at least ``limit`` confidence, and the share of those that are right (1 if there is none).
    """
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    table = reliability(p, labels)
    read = confidence >= limit
    return {
        "accuracy": float(right.mean()),
        "confidence": float(confidence.mean()),
        "error": calibration_error(table),
        **table,
        "read": float(read.mean()),
        "read_right": float(right[read].mean()) if read.any() else 1.0,
    }


def least_limit(p: Array, labels: Array, wanted: float) -> float:
    """Return the smallest confidence from which at least ``wanted`` of the answers are right."""
    order = np.argsort(-p.max(axis=1), kind="stable")
    right = (p.argmax(axis=1) == labels)[order]
    share = right.cumsum() / np.arange(1, len(right) + 1)
    last = int(np.flatnonzero(share >= wanted)[-1])
    return float(p.max(axis=1)[order[last]])
