"""A tent from three ReLU units: what curves can be pieced together from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def tent(x, centre, width):
    """Return a tent over x: height 1, ends at centre - width and + width."""
    relu = np.maximum
    rise = relu(0, x - centre + width)
    turn = relu(0, x - centre)
    end = relu(0, x - centre - width)
    return (rise - 2 * turn + end) / width


def _weights(first: float, second: float, third: float, divide: bool = True) -> Callable:
    def wrong(x, centre, width):
        units = (np.maximum(0, x - centre + shift * width) for shift in (1, 0, -1))
        total = sum(v * a for v, a in zip((first, second, third), units, strict=True))
        return total / width if divide else total

    return wrong


def _half(x, centre, width):
    return tent(x, centre, width / 2)


def _moved(x, centre, width):
    return tent(x, centre + width, width)


EXERCISE = Exercise(
    kind="code",
    reference=tent,
    cases=(
        (np.array([-1.0, -0.5, 0.0, 0.5, 1.0]), 0.0, 1.0),
        (np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 2.0, 2.0),
        (np.linspace(-2, 2, 9), 0.5, 0.25),
        (np.array([-10.0, 10.0, 100.0]), 1.0, 3.0),
    ),
    mistakes=(
        Mistake(
            "the end forgotten",
            _weights(1, -2, 0),
            "It rises and falls, and then goes on falling below 0. A third unit has to wake up at "
            "the right end.",
        ),
        Mistake(
            "it never falls",
            _weights(1, -1, 0),
            "At the top the slope becomes 0, and the roof stays level. It has to become negative.",
        ),
        Mistake(
            "the roof stays level",
            _weights(1, -1, -1),
            "The slopes are the sums of the output weights: 1, then 0, then −1. They should be 1, "
            "−1, 0.",
        ),
        Mistake(
            "the height depends on the width",
            _weights(1, -2, 1, divide=False),
            "The shape is right, and its height is the width. Make the slopes steeper or flatter "
            "so that the height is 1.",
        ),
        Mistake(
            "half as wide",
            _half,
            "`width` goes from the centre to each end. Yours is the whole foot of the tent.",
        ),
        Mistake(
            "to the right of its place",
            _moved,
            "Your tent begins where it should have its top. The first unit wakes up at "
            "centre − width.",
        ),
    ),
    hints=(
        "A ReLU unit max(0, x − c) is 0 up to c and then rises with the slope 1. Where must units "
        "wake up?",
        "At centre − width, centre and centre + width. Each output weight is the change of slope "
        "there.",
        "The slopes are 1 / width, then −1 / width, then 0, so the output weights are 1, −2 and 1, "
        "all divided by width.",
    ),
    way="From centre − width to the centre the tent rises by 1, so its slope is 1 / width; then "
    "it is −1 / width, then 0. The changes of slope, 1, −2 and 1 over width, are the output "
    "weights of three units that wake up at the three corners.",
    note="Put tents of different heights side by side, and you have any polygon: the theorem for "
    "one input, with your own hands.",
)
