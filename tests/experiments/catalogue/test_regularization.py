"""A thousand images: who judges whom, and how methods are set side by side."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_course.data import load_mnist
from mnist_course.data.augment import shift
from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.regularization import (
    CHOSEN,
    COMMON,
    METHODS,
    PLAIN,
    TRIED,
    accuracy_at,
    log_loss,
    measure_method,
    piles,
    shifted,
)
from mnist_course.experiments.record.records import Run


def settings(purpose: str = "compare", **own) -> dict:
    return {**COMMON, "purpose": purpose, **PLAIN, **own}


@pytest.mark.mnist
def test_nothing_is_chosen_by_what_is_reported():
    data = load_mnist()
    seen = {}
    for purpose in ("choose", "compare"):
        train, watched, judges = piles(settings(purpose), 3, data)
        assert (len(train), len(watched)) == (1000, 2000)
        seen[purpose] = [{image.tobytes() for image in part.images} for part in (train, judges)]
        assert not seen[purpose][1] & {image.tobytes() for image in watched.images}
    assert not seen["choose"][1] & seen["compare"][1], "the judges of one are not of the other"
    assert not seen["choose"][0] & seen["compare"][0], "and so are the training images"
    test = {image.tobytes() for image in data.test.images}
    assert not any(test & part for pair in seen.values() for part in pair)


@pytest.mark.mnist
def test_runs_of_one_seed_share_images_and_start_and_early_stopping_goes_back():
    data = load_mnist()
    long, short = (
        measure_method(settings(steps=1500, patience=patience), 0, data).metrics
        for patience in (None, 1)
    )
    for name in ("train_loss", "validation_accuracy"):
        assert long[name][: len(short[name])] == short[name]
    at = short["steps"].index(short["best_epoch"] * 50)
    assert short["end_validation_loss"] == short["validation_loss"][at]
    assert short["stopped_epoch"] == short["best_epoch"] + 1


@pytest.mark.parametrize("most", [0, 1, 4])
def test_images_are_moved_as_the_package_moves_them(most):
    images = np.random.default_rng(0).integers(0, 256, (50, 28, 28)).astype(np.uint8)
    right, down = np.random.default_rng(1).integers(-most, most, (2, 50), endpoint=True)
    moved = shifted(images, most, np.random.default_rng(1))
    np.testing.assert_array_equal(moved, shift(images, right=right, down=down))


def test_accuracy_at_a_training_loss_by_hand():
    curves = {"train_loss": [2.0, 1.0, 0.25], "validation_accuracy": [0.1, 0.5, 0.9]}
    run = Run({}, 0, 1.0, curves, {})
    assert accuracy_at(run, 1.0) == pytest.approx(0.5)
    assert accuracy_at(run, 0.5) == pytest.approx(0.7), "half way, counted in factors"
    assert accuracy_at(run, 0.1) == 0.9 and accuracy_at(run, 5.0) == 0.1


def test_log_loss_by_hand():
    scores = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]))
    assert log_loss(scores, np.array([1, 2])) == pytest.approx(-np.log(0.25 * 0.8) / 2)


def test_the_recorded_choice_is_the_one_that_is_used():
    summary = load_result("regularization-choice").summary
    for knob, values in TRIED.items():
        assert CHOSEN[knob] == values[int(summary[f"best_{knob}"])]
    runs = load_result("regularization").runs
    for method, own in METHODS.items():
        found = [run for run in runs if run.settings["method"] == method]
        assert len(found) >= 5
        assert all(run.settings[name] == value for run in found for name, value in own.items())
