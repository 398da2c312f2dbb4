"""Counting the words of a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def bag(text, vocabulary):
    """Return how often each word of the vocabulary stands in the text."""
    for sign in ".,;:":
        text = text.replace(sign, " ")
    words = text.lower().split()
    return np.array([words.count(word) for word in vocabulary])


def _with(**how: Any) -> Callable[..., Any]:
    """Return an answer with a mistake in it."""

    def wrong(text, vocabulary):
        if not how.get("signs"):
            for sign in ".,;:":
                text = text.replace(sign, " ")
        if not how.get("capitals"):
            text = text.lower()
        words = text.split()
        count = text.count if how.get("inside") else words.count
        counts = np.array([count(word) for word in vocabulary], float)
        if how.get("presence"):
            counts = np.minimum(counts, 1)
        if how.get("share"):
            counts = counts / len(words)
        return counts

    return wrong


EXERCISE = Exercise(
    kind="code",
    reference=bag,
    cases=(
        ("the kernel slides, and the sum moves", ["the", "kernel", "sum"]),
        ("The loss; the weights: then the other theme.", ["the", "then", "loss", "theme"]),
        ("A unit, a layer, a net.", ["a", "net", "unit", "layer", "loss"]),
        ("Unit by unit the loss falls and falls", ["unit", "falls", "all", "by"]),
    ),
    mistakes=(
        Mistake(
            "pieces of words",
            _with(inside=True),
            "You also found words inside of others, such as `the` in `then`. Split the text first "
            "and count whole words.",
        ),
        Mistake(
            "there or not",
            _with(presence=True),
            "You noted whether a word is there. How often?",
        ),
        Mistake(
            "capital letters",
            _with(capitals=True),
            "`The` and `the` are one word here. Make the text small first: `text.lower()`.",
        ),
        Mistake(
            "signs belong to words",
            _with(signs=True),
            "After the split, `slides,` still has its comma, and is not `slides`. Take the signs "
            "out first.",
        ),
        Mistake(
            "shares",
            _with(share=True),
            "You divided by the number of words. The counts were asked for.",
        ),
    ),
    hints=(
        "Three steps: make the text plain, cut it into words, count each word of the vocabulary.",
        "`text.replace(sign, ' ')` for each of the four signs, then `text.lower().split()`.",
        "A list can count: `words.count(word)`, for each word of the vocabulary.",
    ),
    way="Replace the four signs by spaces, make all letters small, split at the spaces. Then count "
    "in the list of words, not in the text, or `the` would be found in `then`.",
    note="Real texts have more signs, accents and scripts without spaces; libraries take care of "
    "them. The idea stays the same.",
)
