"""The code exercises on hyperparameters: a geometric grid, an honest choice."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.compare import Arrays
from mnist_course.exercises.core import Exercise, Mistake


def geometric_grid(low, high, n):
    """Return n values from low to high, each the same factor above the last."""
    factor = (high / low) ** (1 / (n - 1))
    return low * factor ** np.arange(n)


def choose(runs):
    """Return (eta, test_accuracy) of the best run by validation accuracy."""
    best = max(runs, key=lambda run: run["val_accuracy"])
    return best["eta"], best["test_accuracy"]


GEOMETRIC_GRID = Exercise(
    name="hyper.geometric-grid",
    kind="code",
    statement="Return n values from low to high, both included (n is at least 2), so that each "
    "value is the one before it times the same factor.",
    reference=geometric_grid,
    compare=Arrays(rtol=1e-4, atol=0),
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
            "n - 1.",
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
        "factor ** (n - 1) must be high / low. Which root gives the factor?",
        "factor = (high / low) ** (1 / (n - 1)); return low * factor ** np.arange(n).",
    ),
    note="Learning rates are compared by factors: 0.1 is as far from 1 as 1 is from 10.",
)


def _runs(*rows: tuple[float, float, float, float]) -> tuple[list[dict[str, float]]]:
    keys = ("eta", "val_accuracy", "val_loss", "test_accuracy")
    return ([dict(zip(keys, row, strict=True)) for row in rows],)


def _by(runs: Any, key: str, report: str = "test_accuracy", sign: int = 1) -> tuple[float, float]:
    best = max(runs, key=lambda run: sign * run[key])
    return best["eta"], best[report]


def _sorts_in_place(runs):
    runs.sort(key=lambda run: run["val_accuracy"])
    return runs[-1]["eta"], runs[-1]["test_accuracy"]


CHOOSE = Exercise(
    name="hyper.choose",
    kind="code",
    statement="`runs` is a list of dicts with the keys eta, val_accuracy, val_loss and "
    "test_accuracy. Choose the run with the best validation accuracy and report its test accuracy: "
    "return (eta, test_accuracy).",
    reference=choose,
    compare=Arrays("eta", "test_accuracy"),
    cases=(
        _runs((0.1, 0.90, 0.30, 0.91), (1.0, 0.95, 0.35, 0.93)),
        _runs((0.1, 0.91, 0.40, 0.90), (1.0, 0.94, 0.28, 0.925), (3.0, 0.935, 0.20, 0.95)),
        _runs((3.0, 0.96, 0.25, 0.945), (10.0, 0.955, 0.22, 0.953), (100.0, 0.10, 4.5, 0.10)),
        _runs((0.01, 0.14, 2.0, 0.15), (0.3, 0.93, 0.3, 0.92), (3.0, 0.92, 0.33, 0.94)),
    ),
    mistakes=(
        Mistake(
            "chooses on the test set",
            lambda runs: _by(runs, "test_accuracy"),
            "You chose the run with the best test accuracy. Then the test set took part in the "
            "choice, and its figure flatters.",
        ),
        Mistake(
            "reports the validation accuracy",
            lambda runs: _by(runs, "val_accuracy", "val_accuracy"),
            "The choice is right. Its validation accuracy is too good, because it was chosen for "
            "it: report the test accuracy.",
        ),
        Mistake(
            "chooses by the lowest loss",
            lambda runs: _by(runs, "val_loss", sign=-1),
            "You chose the lowest validation loss. Asked for is the best validation accuracy; the "
            "two need not agree.",
        ),
        Mistake(
            "chooses by the highest loss",
            lambda runs: _by(runs, "val_loss"),
            "You chose the highest loss. Look at val_accuracy.",
        ),
        Mistake(
            "reports the best test accuracy",
            lambda runs: (choose(runs)[0], max(run["test_accuracy"] for run in runs)),
            "eta is right, but the test accuracy belongs to another run. Report that of the run "
            "you chose.",
        ),
        Mistake(
            "the worst run",
            lambda runs: _by(runs, "val_accuracy", sign=-1),
            "You chose the lowest validation accuracy. Use max, not min.",
        ),
        Mistake(
            "the last run",
            lambda runs: (runs[-1]["eta"], runs[-1]["test_accuracy"]),
            "You return the last run of the list. Compare them by val_accuracy.",
        ),
        Mistake(
            "index instead of eta",
            lambda runs: (runs.index(max(runs, key=lambda run: run["val_accuracy"])), *_test(runs)),
            "You return the place in the list. Return the eta of that run.",
        ),
        Mistake(
            "changes its input",
            _sorts_in_place,
            "The result is right, but runs.sort changes the caller's list. Use sorted(...) or "
            "max(...).",
        ),
    ),
    hints=(
        "Which of the four numbers may decide, and which may only be reported?",
        'max(runs, key=...) finds the best run. The key is run["val_accuracy"].',
        'best = max(runs, key=lambda run: run["val_accuracy"]); '
        'return best["eta"], best["test_accuracy"].',
    ),
    note="The test accuracy is looked at once, after the choice.",
)


def _test(runs: Any) -> tuple[float]:
    return (choose(runs)[1],)
