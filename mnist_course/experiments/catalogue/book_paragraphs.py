"""Which chapter does a paragraph of this book come from? Seventeen classes of text.

The chapter *Artificial neural networks* shows many classes on Reuters news, 46 topics, with Keras
and the loss ``categorical_crossentropy``; the text at hand prints no figure. The file of these news
that Keras fetches is pickled, which means that an ordinary reader runs whatever it holds, and it
cannot be had everywhere. So the paragraphs of this book stand in, as bags of words.

Layers, learning rate and epochs are chosen with our engine on validation rows; test rows are read
once. In the main runs all paragraphs of a section stay on one side of the cut. How much easier it
would be without that is measured on validation rows, over ten cuts of each kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from mnist_course.data import Table, TableSplit, load_paragraphs
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.experiments.shared.table_networks import train_table
from mnist_course.experiments.shared.table_runs import choices, summarize_choice, variation
from mnist_course.experiments.sources import named

RATES = (0.001, 0.003, 0.01, 0.03)
HIDDEN = ((), (64,))
CHOSEN = {"epochs": 6, "rate": 0.01, "hidden": (64,)}
LINEAR = {"epochs": 13, "rate": 0.03, "hidden": ()}
"""What validation chose, among all and among those without a hidden layer; a test compares."""
CUTS, SEEDS = 10, 5
CUT_ROWS = 360  # both ways of cutting leave a few more; as many are taken from each
BEST = 3


def measure(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Train once on the cut that the settings name.

    Metrics of `train_table`; ``validation_accuracy`` after the last epoch; if the purpose is
    "final", ``test_accuracy``, ``test_among_3`` (the right chapter is one of the three with the
    highest probabilities), ``majority`` (the test accuracy of always naming the largest class of
    the training rows), and ``train_accuracy``. The seed of a run that compares cuts is that of the
    cut as well.
    """
    if settings["purpose"] == "cut":
        table = load_paragraphs(keep_sections_whole=settings["keep_sections_whole"], seed=seed)
        rows = np.random.default_rng(seed).permutation(len(table.train))[:CUT_ROWS]
        table = replace(table, train=TableSplit(table.train.x[rows], table.train.y[rows]))
    problem, predict, metrics = train_table(settings, seed, table)

    def right(split: Any, among: int = 1) -> float:
        order = np.argsort(predict(problem.x(split)), axis=1)[:, -among:]
        return float(np.mean((order == split.y[:, None]).any(axis=1)))

    metrics["validation_accuracy"] = right(table.validation)
    if settings["purpose"] == "final":
        largest = np.bincount(table.train.y.astype(int)).argmax()
        metrics["train_accuracy"] = right(table.train)
        metrics["test_accuracy"] = right(table.test)
        metrics["test_among_3"] = right(table.test, BEST)
        metrics["majority"] = float(np.mean(table.test.y == largest))
    return Measurement(metrics)


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each label, the choice, and how much easier a cut through the sections is."""
    summary: dict[str, float] = {}
    for (label,), group in group_by(runs, "label").items():
        if label != "choose":
            for metric, value in group[0].metrics.items():
                if not isinstance(value, list):
                    summary |= spread(f"{label}_{metric}", [run.metrics[metric] for run in group])
    for name, first, second, metric in (
        ("engines_differ_sklearn", "ours", "sklearn", "test_accuracy"),
        ("engines_differ_keras", "ours", "keras", "test_accuracy"),
        ("network_gains", "ours", "linear", "test_accuracy"),
        ("cut_flatters", "dealt_singly", "sections_whole", "validation_accuracy"),
    ):
        keys = f"{first}_{metric}_mean", f"{second}_{metric}_mean"
        if summary.keys() >= set(keys):
            summary[name] = summary[keys[0]] - summary[keys[1]]
    chosen = summarize_choice(runs)
    linear = summarize_choice([run for run in runs if not run.settings["hidden"]])
    return summary | chosen | {f"linear_{name}": value for name, value in linear.items()}


def _cut(label: str, whole: bool) -> Variation:
    made = variation(label, **CHOSEN, purpose="cut", keep_sections_whole=whole)
    return replace(made, seeds=CUTS)


_FINAL = [
    replace(made, seeds=SEEDS)
    for made in (
        variation("ours", **CHOSEN),
        variation("sklearn", **CHOSEN, engine="scikit-learn"),
        variation("keras", **CHOSEN, engine="keras"),
        variation("linear", **LINEAR),
    )
]

EXPERIMENTS = (
    Experiment(
        name="book-paragraphs",
        title="Which chapter does a paragraph come from? Three engines on bags of words",
        source=named("S2", "section 15.15, on other texts"),
        claim="Many classes need a softmax and categorical cross-entropy, and nothing else.",
        settings={"task": "classes", "batch_size": 32, "optimizer": "adam"},
        variations=[
            *choices(100, RATES, HIDDEN),
            *_FINAL,
            _cut("sections_whole", True),
            _cut("dealt_singly", False),
        ],
        version=2,
        measure=measure,
        summarize=summarize,
        packages=("keras", "scikit-learn", "tensorflow"),
        check=Check(_FINAL[0].settings, ["train_loss", "validation_loss", "test_accuracy"], 0.03),
        load=load_paragraphs,
        ledger=[
            Reproduction(
                "S2",
                "A network with softmax and categorical cross-entropy tells many classes of text "
                "apart. The source shows it on 46 topics of Reuters news, without a figure in the "
                "text; on 17 chapters of this book nothing can be compared with it. Test accuracy.",
                None,
                "ours_test_accuracy",
                0.3,
                0.6,
                why="The limits are our expectation. Reuters is replaced because its file is "
                "pickled, and cannot be had everywhere. Always naming the longest chapter would "
                "be right in {{ book-paragraphs.ours_majority_mean | percent }}.",
            ),
            Reproduction(
                "S2",
                "scikit-learn's MLPClassifier, with the settings of our engine: test accuracy of "
                "ours minus scikit-learn's.",
                None,
                "engines_differ_sklearn",
                -0.04,
                0.04,
                unit="points",
                why="Equal layers, loss, optimizer and data; the random numbers differ, and the "
                "test has 140 paragraphs only.",
            ),
            Reproduction(
                "S2",
                "Keras, with the settings of our engine: test accuracy of ours minus Keras's.",
                None,
                "engines_differ_keras",
                -0.04,
                0.04,
                unit="points",
                why="As for scikit-learn.",
            ),
            Reproduction(
                "ours",
                "A cut through the sections flatters: validation accuracy with paragraphs dealt "
                "out one by one minus that with whole sections, ten cuts of each.",
                None,
                "cut_flatters",
                0.03,
                inf,
                unit="points",
                why="Turned is how the paragraphs are dealt out, and nothing else: both train on "
                "360 paragraphs.",
            ),
        ],
    ),
)
