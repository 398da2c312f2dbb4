"""The 74-line network: 30 hidden units, 100 hidden units, and learning rates far off.

The source trains [784, hidden, 10] sigmoid networks with the quadratic cost, mini-batches of ten
and plain gradient descent on 50,000 images, and prints the number of right answers among the
10,000 *test* images after each of 30 epochs. It says itself that this is not how one should
choose. Here every epoch is measured on the 10,000 validation images; the test accuracy of each
epoch is recorded too, only so that it can stand beside the source's figures.

With 100 hidden units and weights N(0, 1) the sums into an output are so large that its sigmoid
saturates. An output that starts near 0 for every image has almost no slope, so it learns almost
nothing: its digit stays *silent*, never above 0.5. In the recorded runs a validation accuracy
below 90 % and a silent digit always come together. (A silent digit can still be the answer to a
few images, where the other nine outputs are even smaller.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from mnist_course.data import Dataset
from mnist_course.experiments import s5_ledger, s5_reported
from mnist_course.experiments.declare import Check, Experiment, Outcome, Variation
from mnist_course.experiments.records import Run
from mnist_course.experiments.training import measure_outputs, sigmoid_network, spread, train
from mnist_course.nn import SGD, QuadraticCost, Sequential

SOURCE = "S5, a 74-line network for handwritten digits, after Nielsen (2015), network.py"
COMMON = {"epochs": 30, "batch_size": 10, "cost": "quadratic", "activation": "sigmoid"}
STUCK_BELOW = 0.9
"""A run counts as stuck at an epoch while its validation accuracy is below this."""


def train_and_measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Outcome:
    """Train one network; after each epoch measure it on validation (and test) images.

    Metrics, each a list with one entry an epoch: ``train_cost`` and ``train_accuracy`` (running
    means while training), ``validation_accuracy``, ``validation_cost``, ``test_accuracy``,
    ``dead_digits`` (never the answer on validation images), ``silent_digits`` (output never above
    0.5 there), ``train_seconds``.
    """
    model = sigmoid_network(settings["hidden"], settings["initialisation"], seed)

    def look(model: Sequential) -> dict[str, Any]:
        seen = measure_outputs(model.predict(dataset.validation.x), dataset.validation)
        test = measure_outputs(model.predict(dataset.test.x), dataset.test)
        return {
            "validation_accuracy": seen["accuracy"],
            "validation_cost": seen["cost"],
            "test_accuracy": test["accuracy"],
            "dead_digits": seen["dead"],
            "silent_digits": seen["silent"],
        }

    return Outcome(
        train(
            model,
            dataset.train.x,
            dataset.train.one_hot,
            settings,
            seed,
            QuadraticCost(),
            SGD(settings["learning_rate"]),
            look,
        )
    )


def last(runs: Sequence[Run], metric: str) -> list[float]:
    """Return the last epoch's value of a metric, for each run."""
    return [run.metrics[metric][-1] for run in runs]


def _of(runs: Sequence[Run], **settings: Any) -> list[Run]:
    return [
        run
        for run in runs
        if all(run.settings.get(key) == value for key, value in settings.items())
    ]


def _stuck_epochs(run: Run) -> int:
    """Count the epochs until the validation accuracy first reaches `STUCK_BELOW` (all if never)."""
    accuracies = run.metrics["validation_accuracy"]
    return next((e for e, a in enumerate(accuracies) if a >= STUCK_BELOW), len(accuracies))


def _summarize_group(name: str, runs: Sequence[Run]) -> dict[str, float]:
    """Summarise the seeds of one initialisation; nothing is left out, stuck seeds included."""
    if not runs:
        return {}
    first = [run.metrics["validation_accuracy"][0] for run in runs]
    stuck = [_stuck_epochs(run) for run in runs]
    epochs = len(runs[0].metrics["validation_accuracy"])
    free = [run for run in runs if run.metrics["validation_accuracy"][-1] >= STUCK_BELOW]
    return {
        f"{name}_seeds": len(runs),
        **spread(f"{name}_test", last(runs, "test_accuracy")),
        **(spread(f"{name}_free_test", last(free, "test_accuracy")) if free else {}),
        f"{name}_best_epoch_test_median": median(max(r.metrics["test_accuracy"]) for r in runs),
        **spread(f"{name}_validation", last(runs, "validation_accuracy")),
        **spread(f"{name}_first_epoch_validation", first),
        f"{name}_stuck_after_first_epoch": sum(count > 0 for count in stuck),
        f"{name}_stuck_at_end": sum(a < STUCK_BELOW for a in last(runs, "validation_accuracy")),
        f"{name}_longest_stuck_epochs": max(stuck),
        f"{name}_latest_escape_epoch": max(
            (count + 1 for count in stuck if count < epochs), default=0
        ),
        f"{name}_silent_after_first_epoch": sum(
            len(r.metrics["silent_digits"][0]) > 0 for r in runs
        ),
        f"{name}_silent_at_end": sum(len(run.metrics["silent_digits"][-1]) > 0 for run in runs),
        f"{name}_never_answered_at_end": sum(len(r.metrics["dead_digits"][-1]) > 0 for r in runs),
        f"{name}_train_seconds_per_epoch": sum(sum(r.metrics["train_seconds"]) for r in runs)
        / sum(len(run.metrics["train_seconds"]) for run in runs),
    }


def _summarize_choice(runs: Sequence[Run]) -> dict[str, float]:
    """Compare two ways to choose one (run, epoch) among all: by test, and by validation.

    The number quoted after choosing by test images flatters; choosing by validation images and
    then reading the test accuracy of that choice does not. ``flattery_in_one_run``: the same
    comparison for the epochs of each run by itself.
    """
    pairs = [
        list(zip(r.metrics["validation_accuracy"], r.metrics["test_accuracy"], strict=True))
        for r in runs
    ]
    by_test, best, honest = _choose([pair for epochs in pairs for pair in epochs])
    alone = [flattering - fair for flattering, _, fair in map(_choose, pairs)]
    return {
        "chosen_by_test_test": by_test,
        "chosen_by_validation_validation": best,
        "chosen_by_validation_test": honest,
        "flattery_of_choosing_by_test": by_test - honest,
        **spread("flattery_in_one_run", alone),
    }


def _choose(candidates: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the best test accuracy; the best validation accuracy; and the test accuracy there.

    ``candidates`` are pairs (validation accuracy, test accuracy); of equals the earliest counts.
    """
    best, honest = max(candidates, key=lambda pair: pair[0])
    return max(test for _, test in candidates), best, honest


def summarize_initialisations(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each initialisation, and the two ways of choosing."""
    return {
        **_summarize_group("normal", _of(runs, initialisation="normal")),
        **_summarize_group("scaled", _of(runs, initialisation="scaled")),
        **_summarize_choice(runs),
    }


def summarize_learning_rates(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each learning rate; names such as ``eta_0_001_test_median``."""
    summary: dict[str, float] = {}
    for rate in sorted({run.settings["learning_rate"] for run in runs}):
        group = _of(runs, learning_rate=rate)
        name = "eta_" + f"{rate:g}".replace(".", "_")
        first = [run.metrics["test_accuracy"][0] for run in group]
        best = [max(run.metrics["test_accuracy"]) for run in group]
        rises = [
            run.metrics["validation_cost"][-2] > run.metrics["validation_cost"][-1]
            for run in group
            if len(run.metrics["validation_cost"]) > 1
        ]
        summary |= {
            f"{name}_seeds": len(group),
            **spread(f"{name}_first_epoch_test", first),
            **spread(f"{name}_test", last(group, "test_accuracy")),
            **spread(f"{name}_validation", last(group, "validation_accuracy")),
            f"{name}_best_epoch_test_max": max(best),
            f"{name}_cost_fell_in_last_epoch": sum(rises),
        }
    return summary


def _seeds(hidden: int, initialisation: str, seeds: int, rate: float = 3.0) -> Variation:
    own = {"hidden": hidden, "initialisation": initialisation, "learning_rate": rate}
    return Variation(own, seeds)


def _check(hidden: int, rate: float, initialisation: str, tolerance: float) -> Check:
    own = {"hidden": hidden, "initialisation": initialisation, "learning_rate": rate}
    return Check(
        own, ["train_cost", "validation_accuracy", "test_accuracy"], tolerance, 0, {"epochs": 1}
    )


EXPERIMENTS = (
    Experiment(
        name="s5-network",
        title="The network [784, 30, 10] with learning rate 3",
        source=SOURCE,
        claim="Thirty hidden units and thirty epochs give 94.76 % on the test images.",
        reported=s5_reported.HIDDEN_30,
        settings=COMMON,
        variations=[_seeds(30, "normal", 5), _seeds(30, "scaled", 5)],
        measure=train_and_measure,
        summarize=summarize_initialisations,
        check=_check(30, 3.0, "scaled", 0.01),
        ledger=s5_ledger.NETWORK,
    ),
    Experiment(
        name="s5-hidden-100",
        title="The network [784, 100, 10]: starts that are stuck for many epochs",
        source=SOURCE,
        claim="A hundred hidden units give 96.72 %, after 66 to 88 % for the first 18 epochs.",
        reported=s5_reported.HIDDEN_100,
        settings=COMMON,
        variations=[_seeds(100, "normal", 10), _seeds(100, "scaled", 3)],
        measure=train_and_measure,
        summarize=summarize_initialisations,
        check=_check(100, 3.0, "scaled", 0.01),
        ledger=s5_ledger.HIDDEN_100,
    ),
    Experiment(
        name="s5-learning-rates",
        title="Learning rates far too large and far too small",
        source=SOURCE,
        claim="Learning rate 100 stays at chance (10 %); 0.001, which the text calls 0.01, "
        "reaches 14.51 % after 30 epochs.",
        reported=s5_reported.LEARNING_RATES,
        settings=COMMON,
        variations=[
            _seeds(30, "normal", 3, 100.0),
            _seeds(100, "normal", 3, 0.001),
            _seeds(100, "normal", 3, 0.01),
        ],
        measure=train_and_measure,
        summarize=summarize_learning_rates,
        check=_check(100, 0.001, "normal", 0.01),
        ledger=s5_ledger.LEARNING_RATES,
    ),
)
