"""The networks of the pages: other pens, the rule of choice, weights in 8 bits."""

import numpy as np
import pytest

from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue.page_networks import (
    CANDIDATES,
    CHOSEN,
    NETWORKS,
    changed,
    eight_bits,
    measure_candidate,
    measure_network,
    packed_params,
    summarize_choice,
    summarize_networks,
    unpacked_params,
    with_pens,
)
from mnist_course.experiments.record.records import Run
from tests.experiments.tiny_digits import tiny_dataset, tiny_split, without_test

SETTINGS = {"batch_size": 20, "learning_rate": 0.002, "images": None, "epochs": 2}


def test_a_pen_is_thicker_or_thinner_by_a_pixel():
    """A bar three pixels wide becomes five, or one; half way there, the edge is half as dark."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5:20, 10:13] = 200
    row = {width: with_pens(image, np.array([width]))[0, 12] for width in (-1, -0.5, 0, 0.5, 1)}
    assert np.flatnonzero(row[1]).tolist() == [9, 10, 11, 12, 13]
    assert np.flatnonzero(row[-1]).tolist() == [11]
    assert row[0.5][9] == row[-0.5][10] == 100
    assert np.array_equal(row[0], image[0, 12])
    ends = with_pens(image, np.array([1.0]))[0, :, 11]
    assert np.flatnonzero(ends).tolist() == list(range(4, 21))


def test_each_digit_gets_a_pen_of_its_own():
    images = tiny_split(20, 0).images
    rng = np.random.default_rng(0)
    out = changed(images, CANDIDATES["pens"], rng)
    ink = out.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert ink.min() < 0.9 and ink.max() > 1.1
    assert changed(images, CANDIDATES["plain"], rng) is images


def test_moved_digits_stay_near():
    dot = np.zeros((50, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    out = changed(dot, {"moved": True, "pens": False}, np.random.default_rng(0))
    assert not np.array_equal(out, dot)
    outside = out.copy()
    outside[:, 12:18, 12:18] = 0
    assert not outside.any()


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_come_back_within_half_a_step(name):
    model = NETWORKS[name](seed=3)
    rng = np.random.default_rng(0)
    for param, values in model.params.items():
        if param.endswith("/b"):
            values[...] = rng.normal(size=values.shape)
    records = packed_params(model)
    for param, back in unpacked_params(model, records).items():
        values = model.params[param]
        numbers, scale = eight_bits(records[param])
        assert numbers.dtype == np.int8 and np.abs(numbers.astype(int)).max() == 127
        if param.endswith("/b"):
            np.testing.assert_allclose(back, values, rtol=1e-6)
            continue
        rows = values.reshape(-1, values.shape[-1])
        np.testing.assert_allclose(scale, np.abs(rows).max(axis=0), rtol=1e-6)
        assert (np.abs(back - values) <= scale / 254 * 1.001).all()
        again = (numbers.astype(float) / 127 * scale[:, np.newaxis]).T.reshape(values.shape)
        np.testing.assert_allclose(back, again, atol=1e-6)


def test_the_choice_touches_no_test_image():
    settings = {**SETTINGS, **CANDIDATES["both"], "network": "lenet"}
    metrics = measure_candidate(settings, 0, without_test(tiny_dataset())).metrics
    assert len(metrics["train_cost"]) == 2
    assert all(0 <= metrics[name] <= 1 for name in ("as_they_are", "thin", "thick"))


def test_packed_weights_are_what_is_kept_and_measured():
    settings = {**SETTINGS, **CANDIDATES["plain"], "network": "softmax", "keep": True}
    dataset = tiny_dataset()
    outcome = measure_network(settings, 0, dataset)
    model = NETWORKS["softmax"]()
    model.set_params(unpacked_params(model, outcome.pictures))
    right = model.predict_classes(dataset.test.x) == dataset.test.labels
    assert outcome.metrics["packed_test_accuracy"] == pytest.approx(right.mean())
    assert outcome.metrics["parameters"] == 7850


def run(label, **metrics):
    return Run({"label": label}, 0, 1.0, metrics, {})


def test_the_mean_of_three_pens_decides():
    seen = {"plain": (0.99, 0.8, 0.8), "both": (0.98, 0.97, 0.97), "small": (1, 1, 1)}
    names = ("as_they_are", "thin", "thick")
    runs = [run(label, **dict(zip(names, v, strict=True))) for label, v in seen.items()]
    summary = summarize_choice(runs)
    assert summary["winner"] == list(CANDIDATES).index("both")
    assert summary["plain_mean"] == pytest.approx(0.8633, abs=1e-4)


def test_the_price_of_packing_is_a_difference():
    metrics = {"validation_accuracy": 0.98, "packed_validation_accuracy": 0.979, "parameters": 5}
    metrics |= {"test_accuracy": 0.97, "packed_test_accuracy": 0.97}
    assert summarize_networks([run("mlp", **metrics)])["mlp_packing_price"] == pytest.approx(0.001)


def test_the_chosen_one_won():
    summary = load_result("page-networks-choice").summary
    assert list(CANDIDATES)[int(summary["winner"])] == CHOSEN
