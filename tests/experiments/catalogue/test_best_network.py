"""The best network: moved digits, the rule of choice, and untouched test images."""

import numpy as np
import pytest

from mnist_course.experiments.catalogue import best_network
from mnist_course.experiments.catalogue.best_network import (
    BASE,
    CANDIDATES,
    measure_candidate,
    moved,
    network,
    summarize_choice,
    summarize_final,
)
from mnist_course.experiments.record.records import Run
from tests.experiments.tiny_digits import tiny_dataset, tiny_split, without_test

SETTINGS = {**BASE, "batch_size": 20, "learning_rate": 0.002, "images": None, "epochs": 2}


def test_each_candidate_differs_from_the_base_in_one_thing():
    for label, own in CANDIDATES.items():
        changed = [key for key in BASE if own[key] != BASE[key]]
        assert len(changed) == (label != "base"), label


def test_the_base_has_the_stated_layers():
    model = network(BASE, 0)
    counts = [32 * 26, 64 * (32 * 25 + 1), (4 * 4 * 64 + 1) * 128, (128 + 1) * 10]
    assert model.count == sum(counts)
    assert [layer.rate for layer in model.layers if hasattr(layer, "rate")] == [0.25, 0.5]


def test_images_move_by_whole_pixels_within_bounds_and_each_by_its_own():
    dot = np.zeros((200, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    out = moved(dot, {**BASE, "shift": 2, "rotate": 0.0}, np.random.default_rng(0))
    places = np.argwhere(out == 255)
    assert len(places) == 200 and np.count_nonzero(out) == 200, "no pixel was smeared or lost"
    steps = places[:, 1:] - 14
    assert set(map(tuple, steps)) == {(a, b) for a in range(-2, 3) for b in range(-2, 3)}


def test_rotation_stays_within_its_degrees():
    """A dot ten pixels right of the centre: turned by at most 10°, it moves at most 1.8 pixels."""
    dot = np.zeros((100, 28, 28), np.uint8)
    dot[:, 13:15, 23:25] = 255
    out = moved(dot, {**BASE, "shift": 0, "rotate": 10.0}, np.random.default_rng(0))
    rows = (out * np.arange(28.0)[:, np.newaxis]).sum(axis=(1, 2)) / out.sum(
        axis=(1, 2), dtype=float
    )
    assert 1 < np.abs(rows - 13.5).max() < 1.8


def test_unmoved_images_stay_as_they_are():
    images = tiny_split(10, 0).images
    still = moved(images, {**BASE, "shift": 0, "rotate": 0.0}, np.random.default_rng(0))
    np.testing.assert_array_equal(still, images)


def test_every_epoch_moves_anew(monkeypatch):
    seen = []

    def spy(images, settings, rng):
        seen.append(moved(images, settings, rng))
        return seen[-1]

    monkeypatch.setattr(best_network, "moved", spy)
    measure_candidate({**SETTINGS, "purpose": "choose"}, 0, without_test(tiny_dataset()))
    assert len(seen) == 2 and (seen[0] != seen[1]).any()
    assert len(seen[0]) == 60, "the validation images do not train"


def test_the_final_run_uses_all_training_images_and_looks_at_the_test_images_once(monkeypatch):
    sizes, looks = [], []
    look = best_network.look

    def spy_look(model, split, name):
        looks.append(name)
        return look(model, split, name)

    def spy_moved(images, settings, rng):
        sizes.append(len(images))
        return images

    monkeypatch.setattr(best_network, "look", spy_look)
    monkeypatch.setattr(best_network, "moved", spy_moved)
    metrics = measure_candidate({**SETTINGS, "purpose": "final"}, 0, tiny_dataset()).metrics
    assert sizes == [90, 90] and looks == ["test"]
    assert len(metrics["train_cost"]) == 2
    assert isinstance(metrics["test_accuracy"], float)


def test_one_training_over_many_calls_equals_one_call():
    """Without moving, training epoch by epoch is training: what ``initial_epoch`` promises."""
    from mnist_course.nn import Adam, CosineDecay

    dataset = tiny_dataset()
    settings = {
        **SETTINGS,
        "shift": 0,
        "rotate": 0.0,
        "dropout": 0.0,
        "epochs": 3,
        "purpose": "choose",
    }
    metrics = measure_candidate(settings, 0, without_test(dataset)).metrics
    model = network(settings, 0)
    history = model.fit(
        best_network.as_inputs(dataset.train.images),
        dataset.train.one_hot,
        loss="categorical_crossentropy",
        optimizer=Adam(CosineDecay(0.002, 3 * 3)),
        epochs=3,
        batch_size=20,
        seed=0,
        progress=False,
    )
    assert metrics["train_cost"] == pytest.approx(history.history["loss"], rel=1e-4)


def test_the_same_seed_gives_the_same_numbers():
    first, again = (
        measure_candidate({**SETTINGS, "purpose": "choose"}, 0, tiny_dataset()).metrics
        for _ in range(2)
    )
    for metrics in (first, again):
        metrics.pop("train_seconds")
    assert first == again


def run(label, parameters, *accuracies):
    metrics = {"validation_accuracy": list(accuracies), "parameters": parameters}
    return Run({"label": label}, 0, 1.0, metrics, {})


def test_the_rule_takes_the_last_three_epochs_and_of_equals_the_smaller():
    labels = list(CANDIDATES)
    runs = [
        run(labels[0], 200, 0.999, 0.990, 0.990, 0.990),  # one lucky early epoch
        run(labels[1], 100, 0.500, 0.992, 0.992, 0.992),
        run(labels[2], 200, 0.500, 0.992, 0.992, 0.992),
        run("small", 10, 1.0, 1.0),  # not a candidate
    ]
    summary = summarize_choice(runs)
    assert labels[summary["winner"]] == labels[1]
    assert summary["winner_validation"] == pytest.approx(0.992)


def test_summary_of_the_final_runs_by_hand():
    runs = [
        Run(
            {"label": label},
            seed,
            1.0,
            {"test_accuracy": accuracy, "train_seconds": [60.0, 120.0], "parameters": 7},
            {},
        )
        for label, seed, accuracy in (("final", 0, 0.994), ("final", 1, 0.996))
    ]
    summary = summarize_final([*runs, run("small", 7, 0.5)])
    assert summary["best_test_mean"] == pytest.approx(0.995) and summary["best_test_n"] == 2
    assert summary["best_test_errors_mean"] == pytest.approx(50)
    assert summary["best_training_minutes_mean"] == pytest.approx(3)
