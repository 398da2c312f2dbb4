"""Tables instead of digits: a quantity (California housing) and a yes or no (Spambase).

The chapter *Artificial neural networks* shows regression on the Boston housing data and
classification on spam, first with scikit-learn's MLP, then with Keras; the text at hand prints no
figure for either. Two things differ here, so no figure could be compared anyway:

- **California in place of Boston.** scikit-learn withdrew `load_boston` in version 1.2: one column
  was built on the assumption that racial segregation raises house prices, and the study behind the
  data did not adequately show that this holds. The maintainers ask not to use these data except to
  teach about such problems, and name California housing as an alternative.
- **Which spam.** The source does not say how it cuts its spam data. Here it is Spambase.

The third example of the source, 46 topics of Reuters news, is replaced in `book_paragraphs`.

What can be compared: our engine with scikit-learn's, and (in experiments of their own, since only
they need TensorFlow) with Keras's, on equal settings; a network with a linear
model; and training with and without the standardised features that it recommends. Layers,
learning rate and epochs are chosen with our engine on validation rows (``purpose`` "choose");
test rows are read once, after the last epoch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from mnist_course.data import Table, load_california_housing, load_spambase
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.table_networks import train_table
from mnist_course.experiments.shared.table_runs import (
    beside_keras,
    choices,
    finals,
    summarize,
)
from mnist_course.experiments.sources import named

SOURCE = named("S2", "sections 15.11 to 15.14, on other data or another cut of the data")
RATES = (0.001, 0.003, 0.01)
HIDDEN = ((32,), (64, 32))

CALIFORNIA_CHOSEN = {"epochs": 35, "rate": 0.01, "hidden": (64, 32)}
SPAM_CHOSEN = {"epochs": 23, "rate": 0.003, "hidden": (32,)}
"""What validation chose; a test compares with the recorded summary."""


def measure_california(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Train once, and read the test rows if the purpose is "final".

    Metrics of `train_table`, and ``test_r2``, the share of the variance that is explained, and
    ``test_rmse``, the root of the mean squared error in 100,000 dollars.
    """
    problem, predict, metrics = train_table(settings, seed, table)
    if settings["purpose"] == "final":
        value = problem.target.inverse_transform(predict(problem.x(table.test)))
        error = np.mean((value - table.test.y) ** 2)
        metrics["test_rmse"] = float(np.sqrt(error))
        metrics["test_r2"] = float(1 - error / np.var(table.test.y))
    return Measurement(metrics)


def measure_spam(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Train once, and read the test rows if the purpose is "final".

    Metrics of `train_table`, and ``test_accuracy``; ``test_accuracy_unseen``, without the rows
    whose features stand in a training row too (``copies_in_test`` counts them);
    ``false_alarms``, the share of good mails that are called spam.
    """
    problem, predict, metrics = train_table(settings, seed, table)
    if settings["purpose"] == "final":
        called_spam = predict(problem.x(table.test)) > 0.5
        right = called_spam == (table.test.y == 1)
        seen = {row.tobytes() for row in table.train.x}
        unseen = np.array([row.tobytes() not in seen for row in table.test.x])
        metrics["test_accuracy"] = float(np.mean(right))
        metrics["test_accuracy_unseen"] = float(np.mean(right[unseen]))
        metrics["false_alarms"] = float(np.mean(called_spam[table.test.y == 0]))
        metrics["copies_in_test"] = int(np.sum(~unseen))
    return Measurement(metrics)


def summarize_california(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise with the explained share of the variance as the main metric."""
    return summarize(runs, "test_r2")


def summarize_spam(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise with the accuracy as the main metric."""
    return summarize(runs, "test_accuracy")


_CALIFORNIA, _SPAM = finals(**CALIFORNIA_CHOSEN), finals(**SPAM_CHOSEN)
_CALIFORNIA_KERAS, _SPAM_KERAS = beside_keras(**CALIFORNIA_CHOSEN), beside_keras(**SPAM_CHOSEN)

EXPERIMENTS = (
    Experiment(
        name="s2-california-housing",
        title="Regression on California housing, our engine beside scikit-learn's",
        source=SOURCE,
        claim="A small network predicts house prices; scikit-learn's MLP is enough for it.",
        settings={"task": "regression", "batch_size": 128, "optimizer": "adam"},
        variations=[*choices(40, RATES, HIDDEN), *_CALIFORNIA],
        measure=measure_california,
        summarize=summarize_california,
        packages=("scikit-learn",),
        check=Check(_CALIFORNIA[0].settings, ["train_loss", "validation_loss", "test_r2"], 0.03),
        load=load_california_housing,
        ledger=[
            Reproduction(
                "S2",
                "A small network predicts house prices. The source shows it on the Boston data, "
                "without a figure in the text; on California housing nothing can be compared with "
                "it. Share of the variance explained (R²) on test rows.",
                None,
                "ours_test_r2",
                0.75,
                0.85,
                unit="number",
                why="The limits are our expectation. Boston is replaced because scikit-learn "
                "withdrew it: one column assumes that racial segregation raises prices.",
            ),
            Reproduction(
                "S2",
                "scikit-learn's MLPRegressor, with the settings of our engine. Comparable are only "
                "these two, on the same data: R² of ours minus scikit-learn's.",
                None,
                "engines_differ",
                -0.02,
                0.02,
                unit="number",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
            Reproduction(
                "S2",
                "A network with hidden layers follows what a linear model cannot: R² of the "
                "network minus that of the same engine without a hidden layer.",
                None,
                "network_gains",
                0.1,
                inf,
                unit="number",
                why="A linear model adds one straight line for each column. A hidden layer can "
                "bend them and let columns act together; which of the two counts was not measured.",
            ),
            Reproduction(
                "S2",
                "Features should be standardised before training. R² with standardised features "
                "minus R² with the features as they stand in the file.",
                None,
                "standardising_gains",
                0.05,
                inf,
                unit="number",
                why="The features run from below 1 (bedrooms) to above 35,000 (population); the "
                "large ones drown the others. Raw, R² is between "
                "{{ s2-california-housing.raw_test_r2_min | number:2 }} and "
                "{{ s2-california-housing.raw_test_r2_max | number:2 }}; below 0, the mean price "
                "would be a better answer.",
            ),
        ],
    ),
    Experiment(
        name="s2-spam",
        title="Spam or not: binary cross-entropy on Spambase, our engine beside scikit-learn's",
        source=SOURCE,
        claim="A small network with binary cross-entropy tells spam from good mail.",
        settings={"task": "classification", "batch_size": 128, "optimizer": "adam"},
        variations=[*choices(40, RATES, HIDDEN), *_SPAM],
        measure=measure_spam,
        summarize=summarize_spam,
        packages=("scikit-learn",),
        check=Check(_SPAM[0].settings, ["train_loss", "validation_loss", "test_accuracy"], 0.03),
        load=load_spambase,
        ledger=[
            Reproduction(
                "S2",
                "A small network with binary cross-entropy tells spam from good mail. The text "
                "gives neither a figure nor its cut of the data, so nothing can be compared. "
                "Test accuracy.",
                None,
                "ours_test_accuracy",
                0.925,
                0.96,
                why="The limits are our expectation. "
                "{{ s2-spam.ours_copies_in_test_mean | number:0 }} of 920 test mails are copies of "
                "training mails; without them the accuracy is "
                "{{ s2-spam.ours_test_accuracy_unseen_mean | percent }}.",
            ),
            Reproduction(
                "S2",
                "scikit-learn's MLPClassifier, with the settings of our engine. Comparable are "
                "only these two, on the same data: test accuracy of ours minus scikit-learn's.",
                None,
                "engines_differ",
                -0.01,
                0.01,
                unit="points",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
            Reproduction(
                "S2",
                "Test accuracy of the network minus that of the same engine without a hidden "
                "layer.",
                None,
                "network_gains",
                0.005,
                inf,
                unit="points",
                why="A linear model gives each word one weight. A hidden layer can bend its effect "
                "and let words act together; which of the two counts was not measured.",
            ),
            Reproduction(
                "S2",
                "Features should be standardised before training. Test accuracy with standardised "
                "features minus that with the features as they stand in the file.",
                None,
                "standardising_gains",
                0.005,
                inf,
                unit="points",
                why="Most features are below 1; the lengths of runs of capitals reach thousands.",
            ),
        ],
    ),
    Experiment(
        name="s2-california-keras",
        title="Regression on California housing, our engine beside Keras's",
        source=SOURCE,
        claim="Keras does the same as the other two, with one more word in the call.",
        settings={"task": "regression", "batch_size": 128, "optimizer": "adam"},
        variations=_CALIFORNIA_KERAS,
        measure=measure_california,
        summarize=summarize_california,
        packages=("keras", "tensorflow"),
        check=Check(
            _CALIFORNIA_KERAS[-1].settings,
            ["train_loss", "validation_loss"],
            0.05,
            change={"epochs": 3},
        ),
        load=load_california_housing,
        ledger=[
            Reproduction(
                "S2",
                "Keras, with the settings of our engine. Comparable are only these two, on the "
                "same data: R² of ours minus Keras's.",
                None,
                "engines_differ",
                -0.02,
                0.02,
                unit="number",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
        ],
    ),
    Experiment(
        name="s2-spam-keras",
        title="Spam or not, our engine beside Keras's",
        source=SOURCE,
        claim="For yes or no the loss in Keras is called binary_crossentropy; all else stays.",
        settings={"task": "classification", "batch_size": 128, "optimizer": "adam"},
        variations=_SPAM_KERAS,
        measure=measure_spam,
        summarize=summarize_spam,
        packages=("keras", "tensorflow"),
        check=Check(
            _SPAM_KERAS[-1].settings,
            ["train_loss", "validation_loss"],
            0.05,
            change={"epochs": 3},
        ),
        load=load_spambase,
        ledger=[
            Reproduction(
                "S2",
                "Keras, with the settings of our engine. Comparable are only these two, on the "
                "same data: test accuracy of ours minus Keras's.",
                None,
                "engines_differ",
                -0.01,
                0.01,
                unit="points",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
        ],
    ),
)
