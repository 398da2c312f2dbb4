"""The support vector machine: scikit-learn's two defaults, and choosing on validation images."""

import numpy as np
import pytest
from sklearn.svm import SVC

from mnist_course.experiments.catalogue import support_vectors
from mnist_course.experiments.catalogue.support_vectors import (
    GAMMAS,
    PENALTIES,
    choose,
    measure_svm,
    summarize,
)
from mnist_course.experiments.record.records import Run
from tests.experiments.tiny_digits import tiny_dataset, without_test


@pytest.mark.parametrize("gamma", ["auto", "scale"])
def test_the_defaults_are_scikit_learns(gamma):
    """The number that scikit-learn makes of the word, read from a machine of its own."""
    dataset = tiny_dataset()
    metrics = measure_svm({"gamma": gamma, "images": 40}, 0, dataset).metrics
    train = dataset.train[:40]
    theirs = SVC(gamma=gamma).fit(train.x, train.labels)
    assert metrics["gamma"] == pytest.approx(theirs._gamma, rel=1e-5)
    assert metrics["c"] == theirs.C
    assert metrics["test_accuracy"] == theirs.score(dataset.test.x, dataset.test.labels)
    assert metrics["support_share"] == len(theirs.support_) / 40


def test_choosing_takes_the_best_of_the_grid_and_never_the_test_images(monkeypatch):
    seen = []

    class Machine:
        def __init__(self, c, gamma):
            self.right = 0.9 if (c, gamma) == (PENALTIES[1], GAMMAS[2]) else 0.5

        def score(self, x, labels):
            seen.append(len(x))
            return self.right

    monkeypatch.setattr(support_vectors, "fit_svm", lambda train, c, gamma: Machine(c, gamma))
    dataset = without_test(tiny_dataset())
    c, gamma, right = choose(dataset.train, dataset.validation)
    assert (c, gamma) == (PENALTIES[1], GAMMAS[2])
    assert np.shape(right) == (len(PENALTIES), len(GAMMAS))
    assert seen == [15] * 12, "half of the 30 validation images judge"


def test_the_tuned_machine_uses_what_was_chosen():
    dataset = tiny_dataset()
    metrics = measure_svm({"gamma": "tuned", "images": None}, 0, dataset).metrics
    c, gamma, right = choose(dataset.train, dataset.validation)
    assert (metrics["c"], metrics["gamma"]) == (c, gamma)
    assert metrics["validation_by_choice"] == right
    summary = summarize([Run({"label": "tuned"}, 0, 1.0, metrics, {})])
    assert summary["tuned_c"] == c and summary["tuned_test"] == metrics["test_accuracy"]
