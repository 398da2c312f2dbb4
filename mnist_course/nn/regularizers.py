"""Regularizers: a penalty for large weights, added to the loss.

With many weights and few samples a network can learn its samples by heart. A penalty for the
weights' size makes it prefer the simplest explanation. The penalty is part of the loss that `fit`
minimises and reports, as in Keras; ``evaluate`` reports it too.
"""

import numpy as np

from mnist_course.nn.checks import check_number

__all__ = ["L2"]

Array = np.ndarray


class L2:
    """strength · (sum of all w²): each weight is pulled towards 0 in proportion to its size.

    Source: Krogh and Hertz (1992). Biases stay free, as usual: they do not multiply the input.
    """

    def __init__(self, strength: float = 0.01):
        self.strength = check_number(strength, "L2: strength")

    def value(self, w: Array) -> float:
        """Return the penalty for the weights w."""
        return self.strength * float(np.sum(w * w))

    def gradient(self, w: Array) -> Array:
        """Return d(penalty)/dw."""
        return (2 * self.strength) * w

    def __repr__(self) -> str:
        return f"L2({self.strength:g})"


def get_regularizer(which: "float | str | L2 | None") -> L2 | None:
    """Return L2 for a number (its strength) or ``"l2"``, None for None or 0, or an L2 as it is."""
    if which is None or isinstance(which, L2):
        return which
    if which == "l2":
        return L2()
    strength = check_number(which, "kernel_regularizer")
    return L2(strength) if strength else None
