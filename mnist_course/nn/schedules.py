"""Schedules: a learning rate that changes from step to step. Long steps first, short ones at last.

Any function of the step's number (0, 1, 2, ...) will do: ``SGD(lambda step: 0.1 / (1 + step))``.
The classes here are the usual ones, with Keras's names and formulas.
"""

import math
from collections.abc import Callable, Sequence

from mnist_course.nn.checks import check_count, check_number

__all__ = ["CosineDecay", "ExponentialDecay", "PiecewiseConstantDecay"]

Schedule = Callable[[int], float]


class ExponentialDecay:
    """initial · rate^(step / decay_steps): multiplied by `decay_rate` every `decay_steps` steps.

    With `staircase` the exponent is rounded down, so that the rate stays put in between.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
    ):
        self.initial = check_number(initial_learning_rate, "ExponentialDecay: learning rate")
        self.decay_steps = check_count(decay_steps, "ExponentialDecay: decay_steps")
        self.decay_rate = check_number(decay_rate, "ExponentialDecay: decay_rate", above=True)
        self.staircase = bool(staircase)

    def __call__(self, step: int) -> float:
        """Return the learning rate for step number `step`."""
        share = step / self.decay_steps
        return self.initial * self.decay_rate ** (math.floor(share) if self.staircase else share)


class CosineDecay:
    """Half a cosine from the initial rate to `alpha` times it. See Loshchilov (2017)."""

    def __init__(self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0):
        self.initial = check_number(initial_learning_rate, "CosineDecay: learning rate")
        self.decay_steps = check_count(decay_steps, "CosineDecay: decay_steps")
        self.alpha = check_number(alpha, "CosineDecay: alpha", high=1.0)

    def __call__(self, step: int) -> float:
        """Return the learning rate for step number `step`."""
        share = min(step / self.decay_steps, 1)
        fall = (1 + math.cos(math.pi * share)) / 2
        return self.initial * ((1 - self.alpha) * fall + self.alpha)


class PiecewiseConstantDecay:
    """values[0] up to and including step boundaries[0], then values[1], and so on."""

    def __init__(self, boundaries: Sequence[int], values: Sequence[float]):
        self.boundaries = [check_count(b, "PiecewiseConstantDecay: boundary") for b in boundaries]
        self.values = [check_number(v, "PiecewiseConstantDecay: learning rate") for v in values]
        if len(self.values) != len(self.boundaries) + 1:
            raise ValueError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need "
                f"{len(self.boundaries) + 1} values, got {len(self.values)}"
            )
        if sorted(set(self.boundaries)) != self.boundaries:
            raise ValueError(f"PiecewiseConstantDecay: boundaries must rise, got {boundaries}")

    def __call__(self, step: int) -> float:
        """Return the learning rate for step number `step`."""
        return self.values[sum(step > boundary for boundary in self.boundaries)]
