"""The experiments on LeNet-5, each on a tiny scale; their summaries, worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.data import Dataset, Split
from mnist_course.data.cifar import ColourDataset, ColourSplit
from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.lenet import (
    augmentation,
    batch_sizes,
    cifar,
    layers,
    optimizers,
    robustness,
)
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.run.runner import run_experiment
from mnist_course.experiments.run.verify import verify_result
from mnist_course.experiments.shared.distortions import DISTORTIONS
from mnist_course.experiments.shared.statistics import group_by
from mnist_course.nn.zoo import lenet5

THEMES = (
    optimizers,
    layers,
    batch_sizes,
    robustness,
    augmentation,
    cifar,
)
EXPERIMENTS = [experiment for theme in THEMES for experiment in theme.EXPERIMENTS]


def tiny_split(n, seed):
    rng = np.random.default_rng(seed)
    return Split(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), np.arange(n) % 10)


def tiny_digits():
    return Dataset("tiny", False, tiny_split(30, 0), tiny_split(10, 1), tiny_split(20, 2))


def tiny_pictures():
    rng = np.random.default_rng(3)
    sizes = (20, 0, 10)
    splits = (
        ColourSplit(rng.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8), np.arange(n) % 10)
        for n in sizes
    )
    return ColourDataset("tiny pictures", False, *splits)


# ---- Each experiment, small: every variation, the file, the summary, the ledger ----


def shrink(experiment):
    load = tiny_pictures if experiment.name == "s4-cifar10" else tiny_digits
    return replace(experiment, settings={**experiment.settings, "epochs": 2}, load=load)


@pytest.fixture(scope="module")
def small_results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    for experiment in EXPERIMENTS:
        run_experiment(shrink(experiment), seeds=2, folder=folder)
    return folder


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_every_row_of_the_ledger_finds_its_number(experiment, small_results):
    summary = load_result(experiment.name, small_results).summary
    assert len(experiment.ledger) >= 3
    for row in experiment.ledger:
        single = row.measured in summary
        assert single or all(f"{row.measured}_{part}" in summary for part in ("mean", "sd", "n"))
        assert row.low <= row.high and row.why and row.source in ("S4", "ours")


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_the_cheap_point_measured_again_agrees(experiment, small_results):
    compared = verify_result(shrink(experiment), small_results)
    again = [comparison for comparison in compared if not comparison.what.startswith("summary")]
    assert len(again) >= 3 and any("[0]" in comparison.what for comparison in again)
    assert [str(comparison) for comparison in compared if not comparison.ok] == []


def test_parameters_are_counted_in_the_network(small_results):
    summary = load_result("s4-optimizers", small_results).summary
    assert summary["parameters"] == 61_706
    assert sum(optimizers.LAYERS.values()) == 61_706
    for name, count in optimizers.LAYERS.items():
        assert summary[f"parameters_{name}"] == count
    assert summary["test_images"] == 20
    cifar = load_result("s4-cifar10", small_results).summary
    # 6 · (75 + 1) + 16 · (150 + 1) + 400 · 120 + 120 + 120 · 84 + 84 + 84 · 10 + 10
    assert cifar["lenet5_parameters"] == 62_006


def test_distortions_are_measured_for_every_amount(small_results):
    result = load_result("s4-robustness", small_results)
    for run in result.runs:
        assert len(run.metrics["rotation_accuracy"]) == len(DISTORTIONS["angles"])
        assert np.shape(run.metrics["flip_every_confusion"]) == (10, 10)
    assert "rotation_minus_45_mean" in result.summary
    assert "random_shift_along_40_mean" in result.summary
    first = result.runs[0].metrics["shift_left_accuracy"][4]
    second = result.runs[1].metrics["shift_left_accuracy"][4]
    assert result.summary["shift_left_10_mean"] == pytest.approx((first + second) / 2)


def test_the_networks_compared_start_from_the_same_weights():
    first = lenet5("tanh", "average", seed=1).params
    for network in layers.NETWORKS:
        other = lenet5(network["activation"], network["pooling"], seed=1).params
        for name, values in first.items():
            np.testing.assert_array_equal(other[name], values)


def run_of(seed, test, seconds=1.0, **settings):
    metrics = {
        "test_accuracy": test,
        "validation_accuracy": [0.5],
        "train_cost": [1.0],
        "train_accuracy": [0.5],
        "train_seconds": [seconds],
    }
    return Run(settings, seed, 1.0, metrics, {})


def test_pooling_is_compared_seed_by_seed():
    average = {"activation": "tanh", "pooling": "average"}
    runs = [
        run_of(0, 0.90, **average),
        run_of(1, 0.80, **average),
        run_of(1, 0.85, activation="tanh", pooling="max"),
        run_of(0, 0.91, activation="tanh", pooling="max"),
    ]
    summary = layers.summarize(runs)
    assert summary["max_minus_average_mean"] == pytest.approx(0.03)
    assert summary["max_minus_average_n"] == 2
    assert "relu_minus_tanh_mean" not in summary
    assert list(group_by(runs, "pooling")) == [("average",), ("max",)]


def test_batch_sizes_compare_time_and_the_least_accuracy():
    runs = [
        run_of(0, 0.97, 12.0, batch_size=4),
        run_of(1, 0.99, 14.0, batch_size=4),
        run_of(0, 0.985, 4.0, batch_size=512),
        run_of(0, 0.5, 1.0, batch_size=2_048),
    ]
    summary = batch_sizes.summarize(runs)
    assert summary["least_mean_of_4_to_512"] == pytest.approx(0.98)
    assert summary["time_of_4_over_512"] == pytest.approx(13 / 4)


def test_gain_and_price_of_augmentation_by_hand():
    tests = {"mirrored": 0.4, "rotated": 0.5, "shifted": 0.6, "all": 0.3}

    def run(seed, kind, test, seconds, **changed):
        made = run_of(seed, test, seconds, augmentation=kind)
        values = {**tests, **changed}
        made.metrics.update({f"{name}_accuracy": value for name, value in values.items()})
        return made

    summary = augmentation.summarize(
        [
            run(0, "none", 0.98, 2.0),
            run(1, "none", 0.96, 2.0),
            run(0, "flip", 0.97, 3.0, mirrored=0.9),
            run(1, "flip", 0.95, 3.0, mirrored=0.8),
        ]
    )
    assert summary["flip_gain_mean"] == pytest.approx(0.45)
    assert summary["flip_price_mean"] == pytest.approx(0.01)
    assert summary["flip_time_ratio"] == pytest.approx(1.5)
    assert "shift_gain_mean" not in summary


def test_colour_pictures_are_loaded_without_a_validation_set(monkeypatch):
    asked = []
    monkeypatch.setattr(
        cifar,
        "load_cifar10",
        lambda validation: asked.append(validation) or SimpleNamespace(name="CIFAR-10"),
    )
    cifar.load_pictures.cache_clear()
    assert cifar.load_pictures() is cifar.load_pictures()
    assert asked == [0]
    cifar.load_pictures.cache_clear()
