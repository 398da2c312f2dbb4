"""Answers on hyperparameters, made anew."""

import math

import numpy as np

from tests.exercises.answer_helpers import Ways


def by_rank(key, value):
    return lambda runs: value(sorted(runs, key=key)[0])


def reported(run):
    return run["eta"], run["test_accuracy"]


def choose_sorted(runs):
    ordered = sorted(runs, key=lambda run: -run["val_accuracy"])
    return [ordered[0]["eta"], ordered[0]["test_accuracy"]]


def place_of_the_best(runs):
    place = int(np.argmax([run["val_accuracy"] for run in runs]))
    return place, runs[place]["test_accuracy"]


def sorted_in_place(runs):
    runs.sort(key=lambda run: run["val_accuracy"], reverse=True)
    return reported(runs[0])


def grid_loop(low, high, n):
    values = [low]
    while len(values) < n:
        values.append(values[-1] * (high / low) ** (1 / (n - 1)))
    return values


def flattery_loop(scores, truth):
    return sum(max(row) - truth for row in scores.tolist()) / len(scores)


# The table of the task: validation accuracy (%) after 1, 5, 10, 15 and 20 epochs.
TABLE = {
    "A": (10.2, 11.0, 12.1, 13.2, 14.3),
    "B": (91.0, 94.2, 94.7, 94.8, 94.8),
    "C": (9.8, 10.1, 9.7, 10.3, 9.9),
    "D": (92.5, 95.0, 94.8, 94.5, 94.1),
}


def run_with_most(measure):
    return max(TABLE, key=lambda run: measure(TABLE[run]))


RIGHT = {
    "hyperparameters.epochs-iterations": [15 * math.ceil(50_000 / 128)],
    "hyperparameters.trend": [" a ", run_with_most(lambda run: run[-1] - run[-2])],
    "hyperparameters.geometric-grid": [np.geomspace, grid_loop],
    "hyperparameters.choose": [choose_sorted],
    "hyperparameters.flattery": [flattery_loop],
}

WRONG = {
    "hyperparameters.geometric-grid": {
        "equal steps": lambda low, high, n: [low + (high - low) * i / (n - 1) for i in range(n)],
        "high is not reached": lambda low, high, n: np.geomspace(low, high, n + 1)[:-1],
        "reversed order": lambda low, high, n: np.geomspace(high, low, n),
        "one value too many": lambda low, high, n: np.geomspace(low, high, n + 1),
        "factor 10": lambda low, high, n: low * 10.0 ** np.arange(n),
        "low is left out": lambda low, high, n: np.geomspace(low, high, n + 1)[1:],
        "low and high as exponents": lambda low, high, n: 10 ** np.linspace(low, high, n),
        "logarithms not undone": Ways(
            lambda low, high, n: np.log(np.geomspace(low, high, n)),
            lambda low, high, n: np.log10(np.geomspace(low, high, n)),
        ),
    },
    "hyperparameters.choose": {
        "chooses on the test set": by_rank(lambda run: -run["test_accuracy"], reported),
        "reports the validation accuracy": by_rank(
            lambda run: -run["val_accuracy"], lambda run: (run["eta"], run["val_accuracy"])
        ),
        "chooses by the lowest loss": by_rank(lambda run: run["val_loss"], reported),
        "chooses by the highest loss": by_rank(lambda run: -run["val_loss"], reported),
        "reports the best test accuracy": lambda runs: (
            choose_sorted(runs)[0],
            sorted(run["test_accuracy"] for run in runs)[-1],
        ),
        "the worst run": by_rank(lambda run: run["val_accuracy"], reported),
        "the last run": lambda runs: reported(runs[-1]),
        "index instead of eta": place_of_the_best,
        "changes its input": sorted_in_place,
    },
    "hyperparameters.epochs-iterations": {
        "the last images forgotten": 15 * (50_000 // 128),
        "a fraction of a step": 15 * 50_000 / 128,
        "rounded at the end": math.ceil(15 * 50_000 / 128),
        "one epoch": math.ceil(50_000 / 128),
        "multiplied": 15 * 50_000 * 128,
        "one update per image": 15 * 50_000,
    },
    "hyperparameters.trend": {
        "the flat run": run_with_most(lambda run: run[-1]),
        "the run at chance": run_with_most(
            lambda run: np.sum(np.diff(np.sign(np.diff(run))) != 0)  # its turns
        ),
        "the falling run": run_with_most(max),
    },
    "hyperparameters.flattery": {
        "mean of all scores": lambda scores, truth: np.mean(scores - truth),
        "the best of all repeats": lambda scores, truth: max(map(max, scores)) - truth,
        "the wrong axis": lambda scores, truth: flattery_loop(scores.T, truth),
        "sign reversed": lambda scores, truth: np.mean([truth - max(row) for row in scores]),
        "truth not subtracted": lambda scores, truth: flattery_loop(scores, 0.0),
        "compared with the mean score": lambda scores, truth: flattery_loop(
            scores, np.mean(scores)
        ),
        "one value per repeat": lambda scores, truth: [max(row) - truth for row in scores],
        "in percentage points": lambda scores, truth: flattery_loop(100 * scores, 100 * truth),
    },
}
