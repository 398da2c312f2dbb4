"""Read an amount if the network is sure of it as a whole, else refuse."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def read_or_refuse(p, limit):
    """Return the digits of an amount, or as many -1 if it is refused."""
    digits = p.argmax(axis=1)
    if p.max(axis=1).prod() >= limit:
        return digits
    return np.full(len(p), -1)


def _each(p, limit):
    return p.argmax(axis=1) if p.max(axis=1).min() >= limit else np.full(len(p), -1)


def _mean(p, limit):
    return p.argmax(axis=1) if p.max(axis=1).mean() >= limit else np.full(len(p), -1)


def _above(p, limit):
    return p.argmax(axis=1) if p.max(axis=1).prod() > limit else np.full(len(p), -1)


def _digit_by_digit(p, limit):
    return np.where(p.max(axis=1) >= limit, p.argmax(axis=1), -1)


def _always(p, limit):
    return p.argmax(axis=1)


def _columns(p, limit):
    sure = p.max(axis=0).prod() >= limit
    return p.argmax(axis=0) if sure else np.full(p.shape[1], -1)


def _rows(*pairs: tuple[int, float]) -> np.ndarray:
    """Ten probabilities a row: ``share`` for ``digit``, the rest for all others alike."""
    p = np.array([[(1 - share) / 9] * 10 for _, share in pairs])
    for row, (digit, share) in zip(p, pairs, strict=True):
        row[digit] = share
    return p


EXERCISE = Exercise(
    kind="code",
    reference=read_or_refuse,
    cases=(
        (_rows((3, 0.75), (5, 0.75)), 0.5),
        (_rows((4, 0.5)), 0.5),
        (_rows((8, 0.3), (1, 0.6)), 0.5),
        (_rows((1, 0.9), (9, 0.9), (0, 0.9)), 0.8),
        (_rows((7, 0.99), (2, 0.99), (2, 0.98), (0, 0.99)), 0.9),
        (_rows((7, 0.99), (2, 0.7), (2, 0.98), (0, 0.99)), 0.9),
        (_rows((6, 0.96), (8, 0.97), (0, 0.97), (0, 0.95), (5, 0.98)), 0.9),
    ),
    mistakes=(
        Mistake(
            "each digit by itself",
            _each,
            "You ask that every single digit reaches the limit. The amount is right only if all "
            "digits are, and the chance of that is the product.",
        ),
        Mistake(
            "the mean",
            _mean,
            "You take the mean of the probabilities. One unsure digit spoils the whole amount, "
            "which a mean hides and a product shows.",
        ),
        Mistake(
            "refused digit by digit",
            _digit_by_digit,
            "You refuse single digits. A cheque is booked as a whole or not at all.",
        ),
        Mistake("never refused", _always, "Your function never refuses. Use `limit`."),
        Mistake(
            "more than the limit",
            _above,
            "At least `limit` means that the limit itself is enough: >=.",
        ),
        Mistake(
            "columns taken for digits",
            _columns,
            "You take the largest of each column. A row holds the ten probabilities of one digit: "
            "axis=1.",
        ),
    ),
    hints=(
        "How sure is the network of one digit? How sure of all of them together?",
        "`p.max(axis=1)` has the largest probability of each digit, and `.prod()` multiplies them.",
        "If the product is at least `limit`, return `p.argmax(axis=1)`, else "
        "`np.full(len(p), -1)`.",
    ),
    way="If the digits are read independently of each other, the probability that all are right is "
    "the product of the single ones. It decides about the amount as a whole.",
    note="Five digits of which each is 98 % sure make an amount that is 90 % sure.",
)
