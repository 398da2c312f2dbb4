"""Accuracy against training-set size: who gets which images, for how long, and who judges."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.data import Split
from mnist_course.experiments.catalogue import training_size
from mnist_course.experiments.catalogue.training_size import (
    BASELINES,
    EXPERIMENTS,
    RECIPES,
    measure_method,
    summarize,
)
from mnist_course.experiments.record.records import Run
from mnist_course.nn.zoo import COLOUR, NETWORKS
from tests.experiments.tiny_digits import tiny_dataset


@pytest.fixture
def quick(monkeypatch):
    """Rounds of 50 images and a budget of 200."""
    monkeypatch.setattr(training_size, "ROUND", 50)
    monkeypatch.setattr(training_size, "JUDGES", 20)
    for name, recipe in RECIPES.items():
        small = replace(recipe, budget=200, batch_size=10)
        monkeypatch.setitem(RECIPES, name, small)


def test_every_network_of_the_zoo_that_reads_digits_is_there():
    readers = {name for name, make in NETWORKS.items() if make().input_shape != COLOUR}
    assert set(RECIPES) == readers


@pytest.mark.parametrize("method", [*RECIPES, *BASELINES])
def test_every_method_learns_and_is_tested(quick, method):
    metrics = measure_method({"method": method, "images": 25}, 0, tiny_dataset()).metrics
    assert 0 <= metrics["test_accuracy"] <= 1
    if method in RECIPES:
        rounds = len(metrics["validation_accuracy"])
        assert rounds == len(metrics["train_cost"]) <= 4
        assert metrics["images_shown"] == 50 * rounds  # 25 images, twice a round
        best = max(metrics["validation_accuracy"])
        assert metrics["validation_accuracy"].index(best) + 1 == metrics["best_round"]


def test_the_network_of_the_best_round_is_tested(quick, monkeypatch):
    """Judges that are the test images: the tested network is as good as the best round."""
    judges = tiny_dataset().validation[:20]
    dataset = SimpleNamespace(train=tiny_dataset().train, validation=judges, test=judges)
    for seed in range(3):
        metrics = measure_method({"method": "mlp_128_64", "images": 50}, seed, dataset).metrics
        assert metrics["test_accuracy"] == max(metrics["validation_accuracy"])


def spied(monkeypatch, images, seed):
    """Return the training images that two methods see."""
    seen = []

    def spy(train, judges):
        seen.append({image.tobytes() for image in train.images})
        return lambda x: np.zeros(len(x), int), {}

    for name in ("nearest_mean", "nearest_neighbours"):
        monkeypatch.setitem(BASELINES, name, spy)
        measure_method({"method": name, "images": images}, seed, tiny_dataset())
    assert seen[0] == seen[1], "all methods get the same images"
    assert len(seen[0]) == images
    return seen[0]


def test_smaller_sets_are_parts_of_larger_ones_and_seeds_differ(monkeypatch):
    small, large, other = (spied(monkeypatch, *n) for n in ((10, 0), (30, 0), (30, 1)))
    assert small < large
    assert large != other


def test_training_ends_when_patience_does(quick, monkeypatch):
    """Labels without any relation to the images: nothing to find, so it stops before the end."""
    noise = np.random.default_rng(0).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    split = Split(noise, np.arange(60) % 10)
    dataset = SimpleNamespace(train=split, validation=split[np.arange(59, -1, -1)], test=split)
    long = replace(RECIPES["softmax_regression"], budget=10_000)
    monkeypatch.setitem(RECIPES, "softmax_regression", long)
    metrics = measure_method({"method": "softmax_regression", "images": 10}, 0, dataset).metrics
    rounds = len(metrics["validation_accuracy"])
    assert rounds == metrics["best_round"] + training_size.PATIENCE < 200


def test_the_same_seed_gives_the_same_numbers(quick):
    settings = {"method": "lenet5", "images": 20}
    first, again = (measure_method(settings, 1, tiny_dataset()).metrics for _ in range(2))
    assert first == again


def test_summary_by_hand():
    runs = [
        Run({"method": m, "images": 100}, seed, 1.0, metrics, {})
        for m, seed, metrics in [
            ("lenet5", 0, {"test_accuracy": 0.7, "images_shown": 10_000}),
            ("lenet5", 1, {"test_accuracy": 0.8, "images_shown": 30_000}),
            ("nearest_mean", 0, {"test_accuracy": 0.6}),
        ]
    ]
    summary = summarize(runs)
    assert summary["lenet5_100_test_mean"] == pytest.approx(0.75)
    assert summary["lenet5_100_images_shown_median"] == 20_000
    assert summary["nearest_mean_100_test_n"] == 1


def test_every_size_of_every_method_is_declared_with_several_seeds():
    experiment = EXPERIMENTS[0]
    for method in (*RECIPES, *BASELINES):
        seeds = {
            v.settings["images"]: v.seeds
            for v in experiment.variations
            if v.settings["method"] == method
        }
        assert list(seeds) == [100, 300, 1_000, 3_000, 10_000, 50_000]
        assert min(n for images, n in seeds.items() if images < 50_000) >= 3
