"""A planted mistake: an initialiser from a book that writes W x."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def he_start(shape, seed):
    """Return first weights W of the given shape, as He recommends them."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(2 / shape[0]), shape)


def wrong_start(shape, seed):
    """Return first weights W of the given shape, as He recommends them."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, np.sqrt(2 / shape[1]), shape)


def _drawn(shape, seed, width):
    return np.random.default_rng(seed).normal(0, width, shape)


def _evenly_spread(shape, seed):
    end = np.sqrt(6 / shape[0])
    return np.random.default_rng(seed).uniform(-end, end, shape)


EXERCISE = Exercise(
    kind="code",
    reference=he_start,
    planted=wrong_start,
    cases=(((3, 2), 0), ((4, 4), 1), ((2, 5), 2), ((8, 3), 3)),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_start,
            "For square weights this is right, and for no others. Let 784 inputs go into 100 "
            "units: by how much do the sums spread, and by how much should they?",
        ),
        Mistake(
            "turned round",
            lambda shape, seed: he_start(shape[::-1], seed).T,
            "The width would be right for W of the shape (d_out, d_in). Here `shape` is "
            "(d_in, d_out), as everywhere in this book: how many inputs does a unit have?",
        ),
        Mistake(
            "variance for standard deviation",
            lambda shape, seed: _drawn(shape, seed, 2 / shape[0]),
            "The fan is right now. But `rng.normal` wants the standard deviation, the root of the "
            "variance 2/fan-in.",
        ),
        Mistake(
            "Glorot's variance",
            lambda shape, seed: _drawn(shape, seed, np.sqrt(2 / sum(shape))),
            "2/(fan-in + fan-out) is Glorot's variance. He's is 2/fan-in.",
        ),
        Mistake(
            "the mean of the fans",
            lambda shape, seed: _drawn(shape, seed, np.sqrt(4 / sum(shape))),
            "You divide by the mean of the two fans. He's recipe looks at one of them: the number "
            "of terms in a sum.",
        ),
        Mistake(
            "evenly spread",
            _evenly_spread,
            "The variance is right, and a network would not mind. But the planted function draws "
            "normal numbers, and only its mistake should go: keep `rng.normal`.",
        ),
        Mistake(
            "the two forgotten",
            lambda shape, seed: _drawn(shape, seed, np.sqrt(1 / shape[0])),
            "The fan is right now, and the 2 is lost. ReLU cuts off half of the mean square; the 2 "
            "makes up for it.",
        ),
    ),
    hints=(
        "Send random samples through a layer of 784 inputs and 100 units, then through one of 100 "
        "and 100, and print the standard deviation of the sums. Which of the two is wrong?",
        "The square layer is right, the other one too wide by √(784/100) = 2.8. So the fan is the "
        "wrong one of two.",
        "W has the shape (d_in, d_out) in this book. Which entry of `shape` is the fan-in?",
    ),
    way="The sums of the first layer spread 2.8 times too far, and 2.8² is 784/100: the function "
    "divides by the fan-out. In a book that writes W x + b the weights have the shape "
    "(d_out, d_in), and `shape[1]` is right there. Here it is `shape[0]`.",
    note="A test on square layers passes with either fan. Test with sizes that all differ.",
)
