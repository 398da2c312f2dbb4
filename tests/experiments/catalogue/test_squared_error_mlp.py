"""The squared error in its source's own measure, and which images each purpose uses."""

import numpy as np
import pytest

from mnist_course.experiments.catalogue import squared_error_mlp
from mnist_course.experiments.catalogue.squared_error_mlp import inputs, measure_s1, summarize
from mnist_course.experiments.record.records import Run
from mnist_course.nn import DivergenceError
from mnist_course.nn.zoo import mlp_256_128
from tests.experiments.tiny_digits import tiny_dataset, without_test

SETTINGS = {"epochs": 1, "batch_size": 200, "learning_rate": 0.01, "purpose": "choose"}


def test_loss_and_step_are_those_of_the_source(monkeypatch):
    """One batch by the source's own lines: the sum of all squares over the number of images."""
    dataset, made = without_test(tiny_dataset()), []

    def keep(**settings):
        made.append(mlp_256_128(**settings))
        return made[0]

    monkeypatch.setattr(squared_error_mlp, "mlp_256_128", keep)
    metrics = measure_s1(SETTINGS, 0, dataset).metrics
    difference = mlp_256_128(seed=0).predict(inputs(dataset.train)) - dataset.train.one_hot
    loss = np.sum(difference**2) / len(difference)
    assert metrics["train_cost"] == [pytest.approx(loss, rel=1e-5)]
    # dL/d(bias of output j) = 2 · mean of the differences; the biases started at 0.
    step = -0.01 * 2 * difference.mean(axis=0)
    np.testing.assert_allclose(made[0].params["dense_3/b"], step, rtol=1e-4, atol=1e-7)


def test_pixels_run_from_minus_one_to_one():
    x = inputs(tiny_dataset().train, tiny_dataset().validation)
    assert x.shape == (90, 784) and x.dtype == np.float32
    assert (x.min(), x.max()) == (-1, 1)


def test_only_the_final_run_sees_the_test_images_and_trains_on_all_others():
    choosing = measure_s1({**SETTINGS, "epochs": 2}, 0, without_test(tiny_dataset())).metrics
    assert len(choosing["validation_cost"]) == len(choosing["validation_accuracy"]) == 2
    final = measure_s1({**SETTINGS, "purpose": "final"}, 0, tiny_dataset()).metrics
    assert set(final) == {"train_cost", "train_accuracy", "test_accuracy"}
    assert final["train_cost"][0] != pytest.approx(choosing["train_cost"][0], rel=1e-4)


def test_a_rate_at_which_the_weights_run_away_is_recorded_when_choosing_and_an_error_otherwise():
    fast = {**SETTINGS, "learning_rate": 1e9, "epochs": 3}
    assert measure_s1(fast, 0, without_test(tiny_dataset())).metrics == {"diverged": 1}
    with pytest.raises(DivergenceError):
        measure_s1({**fast, "purpose": "final"}, 0, tiny_dataset())


def run(purpose, rate, **metrics):
    return Run({"purpose": purpose, "learning_rate": rate}, 0, 1.0, metrics, {})


def test_summary_by_hand():
    summary = summarize(
        [
            run("choose", 0.001, validation_accuracy=[0.99, 0.8], diverged=0),
            run("choose", 0.01, validation_accuracy=[0.1, 0.9], diverged=0),
            run("choose", 0.01, validation_accuracy=[0.1, 0.8], diverged=0),
            run("choose", 0.02, validation_accuracy=[0.1, 0.99], diverged=0),
            run("choose", 0.02, diverged=1),
            run("final", 0.01, train_cost=[1.0, 0.5, 0.6, 0.25], test_accuracy=0.95),
            run("final", 0.01, train_cost=[2.0, 1.0, 0.8, 0.7], test_accuracy=0.97),
        ]
    )
    assert summary["chosen_learning_rate"] == 0.01
    assert summary["chosen_validation"] == pytest.approx(0.85)
    assert (summary["diverged_at_0_01"], summary["diverged_at_0_02"]) == (0, 1)
    assert summary["test_mean"] == pytest.approx(0.96)
    assert summary["train_cost_left_mean"] == pytest.approx((0.25 + 0.35) / 2)
    assert summary["first_train_cost_mean"] == 1.5
    assert summary["share_of_epochs_that_fall"] == pytest.approx((2 / 3 + 1) / 2)
