"""The report of ``mnist-course evaluate``: precision and recall, confusion, worst mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.ground.numbers import percent
from mnist_course.metrics import confusion_matrix

Array = np.ndarray


def measure(labels: Array, answers: Array, worst: int) -> dict[str, Any]:
    """Compare answers, (n, 10) numbers, with the truth.

    Returns
    -------
    dict
        ``images``, ``mistakes``, ``digits`` (for each digit its images, precision and recall),
        ``confusion`` (rows the truth, columns the answer) and ``worst`` (the mistakes of which the
        network is surest).
    """
    chosen = answers.argmax(axis=1)
    counts = confusion_matrix(labels, chosen)
    wrong = np.flatnonzero(chosen != labels)
    surest = wrong[np.argsort(-answers[wrong].max(axis=1), kind="stable")][:worst]
    return {
        "images": len(labels),
        "mistakes": len(wrong),
        "digits": [_digit(counts, digit) for digit in range(10)],
        "confusion": counts.tolist(),
        "worst": [
            {
                "image": int(i),
                "truth": int(labels[i]),
                "answer": int(chosen[i]),
                "confidence": float(answers[i].max()),
            }
            for i in surest
        ],
    }


def _digit(counts: Array, digit: int) -> dict[str, Any]:
    right, images, answered = counts[digit, digit], counts[digit].sum(), counts[:, digit].sum()
    return {
        "digit": digit,
        "images": int(images),
        "precision": float(right / answered) if answered else None,
        "recall": float(right / images) if images else None,
    }


def describe(result: dict[str, Any], probabilities: bool) -> str:
    """Return the measurements as text of at most 80 characters a line."""
    parts = [_digits_table(result), _confusion_table(result), _worst_table(result, probabilities)]
    return "\n\n".join(part for part in parts if part)


def _digits_table(result: dict[str, Any]) -> str:
    lines = [
        "Digit by digit",
        "  precision: when it answers this digit, how often is that right?",
        "  recall: of the images of this digit, how many does it read?",
        "",
        "  digit   images   precision    recall",
    ]
    for row in result["digits"]:
        shares = [_share(row["precision"]), _share(row["recall"])]
        lines.append(f"  {row['digit']:>5}{row['images']:>9}{shares[0]:>12}{shares[1]:>10}")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _confusion_table(result: dict[str, Any]) -> str:
    none = "·"
    lines = [
        "Confusion matrix: rows are the truth, columns the answer",
        "",
        "  truth" + "".join(f"{digit:>6}" for digit in range(10)),
    ]
    for truth, row in enumerate(result["confusion"]):
        cells = (str(count) if count else none for count in row)
        lines.append(f"  {truth:>5}" + "".join(f"{cell:>6}" for cell in cells))
    return "\n".join(lines)


def _worst_table(result: dict[str, Any], probabilities: bool) -> str:
    if not result["worst"]:
        return ""
    column = "probability" if probabilities else "output"
    lines = [
        "Worst mistakes: wrong, and sure of it",
        "",
        f"  image   truth   answer   {column}",
    ]
    for row in result["worst"]:
        sure = percent(row["confidence"]) if probabilities else f"{row['confidence']:.3f}"
        lines.append(
            f"  {row['image']:>5}{row['truth']:>8}{row['answer']:>9}{sure:>{len(column) + 3}}"
        )
    return "\n".join(lines)
