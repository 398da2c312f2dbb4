"""What experiments share: measurements by hand, PaddlePaddle's step, an interrupted training."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.data import Split
from mnist_course.experiments.catalogue.nielsen_network import (
    summarize_initialisations,
    summarize_learning_rates,
    train_and_measure,
)
from mnist_course.experiments.catalogue.softmax_regression import SGDWithL2
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.dense_networks import measure_outputs, sigmoid_network, train
from mnist_course.experiments.shared.statistics import spread
from mnist_course.nn import SGD, QuadraticCost


def tiny_split(n, seed):
    rng = np.random.default_rng(seed)
    return Split(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), np.arange(n) % 10)


@pytest.fixture(scope="module")
def tiny():
    return SimpleNamespace(
        train=tiny_split(40, 0), validation=tiny_split(20, 1), test=tiny_split(10, 2)
    )


SETTINGS = {
    "hidden": 7,
    "initialisation": "normal",
    "learning_rate": 1.0,
    "epochs": 3,
    "batch_size": 10,
}


def test_outputs_measured_by_hand():
    split = Split(np.zeros((3, 28, 28), dtype=np.uint8), np.array([4, 4, 7]))
    scores = np.zeros((3, 10), dtype=np.float32)
    scores[0, 4] = 1.0  # right and certain: loss 0
    scores[1, 7] = 0.6  # wrong: ½ (1² + 0.6²) = 0.68
    scores[2, 7] = 0.4  # right, yet not above 0.5: ½ · 0.6² = 0.18
    seen = measure_outputs(scores, split)
    assert seen["accuracy"] == pytest.approx(2 / 3)
    assert seen["loss"] == pytest.approx((0 + 0.68 + 0.18) / 3)
    assert seen["dead"] == [0, 1, 2, 3, 5, 6, 8, 9]
    assert seen["silent"] == [0, 1, 2, 3, 5, 6, 8, 9]
    scores[1, 7] = 0.5  # no longer above one half
    assert measure_outputs(scores, split)["silent"] == [0, 1, 2, 3, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(("start", "width"), [("normal", 1.0), ("scaled", 1 / 28)])
def test_starts_have_the_stated_width(start, width):
    params = sigmoid_network(100, start, seed=3).params
    assert params["dense_1/W"].shape == (784, 100)
    assert params["dense_1/W"].std() == pytest.approx(width, rel=0.02)
    assert params["dense_1/b"].std() == pytest.approx(1, rel=0.2)


def test_one_entry_an_epoch_and_the_same_again_for_the_same_seed(tiny):
    first, again, other = (train_and_measure(SETTINGS, seed, tiny).metrics for seed in (0, 0, 1))
    assert {len(series) for series in first.values()} == {3}
    for metrics in (first, again, other):
        metrics.pop("train_seconds")
    assert first == again
    assert first["train_cost"] != other["train_cost"]


def test_a_shorter_training_begins_like_the_longer_one(tiny):
    """What ``verify`` relies on."""
    long = train_and_measure(SETTINGS, 0, tiny).metrics
    short = train_and_measure({**SETTINGS, "epochs": 1}, 0, tiny).metrics
    for name in ("train_cost", "validation_accuracy", "test_accuracy"):
        assert short[name] == long[name][:1]


def test_half_a_training_is_not_taken_for_a_whole_one(tiny):
    looked = []

    def look(model):
        looked.append(model)
        if len(looked) == 2:
            raise KeyboardInterrupt  # as Ctrl-C does
        return {}

    with pytest.raises(KeyboardInterrupt):
        train(
            sigmoid_network(5, "normal", 0),
            tiny.train.x,
            tiny.train.one_hot,
            SETTINGS,
            0,
            QuadraticCost(),
            SGD(0.1),
            look,
        )
    assert len(looked) == 2


def test_paddlepaddles_step_in_its_own_convention_equals_ours():
    """PaddlePaddle sums gradients over 128 samples; we take the mean: same weights, step by step.

    Its step, written out from its documentation: v <- 0.9 v - eta · (sum of g) - eta · decay · w.
    """
    rng = np.random.default_rng(0)
    theirs = rng.normal(size=(6, 4))
    ours, velocity = theirs.copy(), np.zeros_like(theirs)
    optimizer = SGDWithL2(0.1, momentum=0.9, l2=0.0005)
    eta, decay = 0.1 / 128, 0.0005 * 128
    for _ in range(20):
        gradients = rng.normal(size=(128, 6, 4))
        velocity = 0.9 * velocity - eta * gradients.sum(axis=0) - eta * decay * theirs
        theirs = theirs + velocity
        optimizer.step([ours], [gradients.mean(axis=0)])
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def run(start, validation, test, dead=(), rate=3.0):
    epochs = len(validation)
    return Run(
        {"initialisation": start, "learning_rate": rate},
        0,
        1.0,
        {
            "validation_accuracy": validation,
            "validation_cost": [1.0 / (k + 1) for k in range(epochs)],
            "test_accuracy": test,
            "dead_digits": [list(dead)] * epochs,
            "silent_digits": [list(dead)] * epochs,
            "train_seconds": [0.5] * epochs,
        },
        {},
    )


def test_summary_by_hand_counts_stuck_seeds_and_flattery():
    runs = [
        run("normal", [0.70, 0.80, 0.95], [0.71, 0.81, 0.950]),
        run("normal", [0.60, 0.61, 0.62], [0.60, 0.61, 0.620], dead=[8]),
        run("normal", [0.91, 0.94, 0.94], [0.91, 0.96, 0.930]),
        run("scaled", [0.92, 0.93, 0.94], [0.92, 0.93, 0.935]),
    ]
    summary = summarize_initialisations(runs)
    assert summary["normal_seeds"] == 3 and summary["scaled_seeds"] == 1
    assert summary["normal_test_median"] == 0.93 and summary["normal_test_min"] == 0.62
    assert summary["normal_stuck_after_first_epoch"] == 2
    assert summary["normal_stuck_at_end"] == 1
    assert summary["normal_longest_stuck_epochs"] == 3
    assert summary["normal_latest_escape_epoch"] == 3
    assert summary["normal_silent_after_first_epoch"] == summary["normal_silent_at_end"] == 1
    assert summary["normal_never_answered_at_end"] == 1
    assert summary["chosen_by_test_test"] == 0.96
    assert summary["chosen_by_validation_test"] == 0.95
    assert summary["flattery_of_choosing_by_test"] == pytest.approx(0.01)
    # Run by run: 0, 0, 0.96 - 0.96 (of equal validation accuracies the earlier), 0.
    assert summary["flattery_in_one_run_max"] == 0
    runs[2].metrics["test_accuracy"][0] = 0.97
    assert summarize_initialisations(runs)["flattery_in_one_run_max"] == pytest.approx(0.01)


def test_learning_rates_by_hand():
    summary = summarize_learning_rates(
        [
            run("normal", [0.1, 0.1], [0.1, 0.09], rate=100.0),
            run("normal", [0.2], [0.2], rate=0.001),
        ]
    )
    assert summary["eta_100_test_median"] == 0.09
    assert summary["eta_100_best_epoch_test_max"] == 0.1
    assert summary["eta_0_001_test_median"] == 0.2


def test_spread_by_hand():
    expected = {"n": 3, "mean": 2, "sd": 1, "median": 2, "min": 1, "max": 3}
    assert spread("a", [3, 1, 2]) == {f"a_{key}": value for key, value in expected.items()}
    assert spread("a", [3])["a_sd"] == 0
