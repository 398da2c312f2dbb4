"""Choose on the validation set, report the test accuracy."""

from __future__ import annotations

from typing import Any

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def choose(runs):
    """Return (eta, test_accuracy) of the run best on validation."""
    best = max(runs, key=lambda run: run["val_accuracy"])
    return best["eta"], best["test_accuracy"]


def _runs(*rows: tuple[float, float, float, float]) -> tuple[list[dict[str, float]]]:
    keys = ("eta", "val_accuracy", "val_loss", "test_accuracy")
    return ([dict(zip(keys, row, strict=True)) for row in rows],)


def _by(runs: Any, key: str, report: str = "test_accuracy", sign: int = 1) -> tuple[float, float]:
    best = max(runs, key=lambda run: sign * run[key])
    return best["eta"], best[report]


def _sorts_in_place(runs):
    runs.sort(key=lambda run: run["val_accuracy"])
    return runs[-1]["eta"], runs[-1]["test_accuracy"]


EXERCISE = Exercise(
    kind="code",
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
            "You chose the lowest validation loss. The task asks for the best validation "
            "accuracy; the two need not agree.",
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
        '`max(runs, key=...)` finds the best run. The key is `run["val_accuracy"]`.',
        '`best = max(runs, key=lambda run: run["val_accuracy"])`, and then `return best["eta"], '
        'best["test_accuracy"]`.',
    ),
    way="`max` with a key compares the runs by their validation accuracy and by nothing else. The "
    "test accuracy of the run it finds took no part in the choice, so luck had no chance to "
    "push it up.",
    note="The test accuracy is looked at once, after the choice.",
)


def _test(runs: Any) -> tuple[float]:
    return (choose(runs)[1],)
