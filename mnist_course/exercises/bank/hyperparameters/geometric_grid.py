"""A grid with equal factors."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def geometric_grid(low, high, n):
    """Return n values from low to high, the same factor apart."""
    factor = (high / low) ** (1 / (n - 1))
    return low * factor ** np.arange(n)


EXERCISE = Exercise(
    kind="code",
    reference=geometric_grid,
    compare=Arrays(rtol=1e-4, atol=1e-9),
    cases=((1.0, 4.0, 3), (0.001, 10.0, 5), (0.1, 10.0, 2), (3.0, 48.0, 5), (0.5, 40.0, 7)),
    mistakes=(
        Mistake(
            "equal steps",
            np.linspace,
            "Your values have equal differences. Then nearly all learning rates are large. Ask "
            "for equal factors.",
        ),
        Mistake(
            "high is not reached",
            lambda low, high, n: low * (high / low) ** (np.arange(n) / n),
            "You split the way into n factors. From the first to the last of n values there are "
            "n − 1.",
        ),
        Mistake(
            "low is left out",
            lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / n),
            "Your grid starts one step above low. Start with factor to the power 0.",
        ),
        Mistake(
            "low and high as exponents",
            lambda low, high, n: np.logspace(low, high, n),
            "np.logspace takes exponents: it goes from 10**low to 10**high. Use the logarithms, "
            "or np.geomspace.",
        ),
        Mistake(
            "logarithms not undone",
            lambda low, high, n: np.linspace(np.log(low), np.log(high), n),
            "These are the logarithms. Take np.exp of them.",
        ),
        Mistake(
            "logarithms not undone",
            lambda low, high, n: np.linspace(np.log10(low), np.log10(high), n),
            "These are the logarithms. Take 10 to their power.",
        ),
        Mistake(
            "reversed order",
            lambda low, high, n: geometric_grid(low, high, n)[::-1],
            "Your grid runs from high to low. Start with low.",
        ),
        Mistake(
            "one value too many",
            lambda low, high, n: geometric_grid(low, high, n + 1),
            "You made n steps, which gives n + 1 values.",
        ),
        Mistake(
            "factor 10",
            lambda low, high, n: low * 10.0 ** np.arange(n),
            "You multiply by 10 each time, whatever high is. Compute the factor from high / low.",
        ),
    ),
    hints=(
        "How many steps lie between n values? The same factor is applied at each.",
        "`factor ** (n - 1)` must be `high / low`. Which root gives the factor?",
        "`factor = (high / low) ** (1 / (n - 1))`, and then `low * factor ** np.arange(n)`.",
    ),
    way="From the first to the last of n values there are n − 1 steps. Each multiplies by the same "
    "factor, and all of them together must lead from low to high, so the factor is the root of "
    "that degree. Value number i is then low times the factor to the power i.",
    note="Learning rates are compared by factors: 0.1 is as far from 1 as 1 is from 10.",
)
