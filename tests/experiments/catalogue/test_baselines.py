"""The baselines against scikit-learn's versions of them, and by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from mnist_course.data import Split, straighten
from mnist_course.experiments.catalogue import baselines
from mnist_course.experiments.catalogue.baselines import (
    BASELINES,
    NEIGHBOURS,
    measure_baseline,
    summarize,
)
from mnist_course.experiments.record.records import Run
from tests.experiments.tiny_digits import tiny_dataset, tiny_split


def noisy_split(n, seed):
    """Digits so noisy that neighbours disagree and ties occur."""
    split, rng = tiny_split(n, seed), np.random.default_rng(seed + 100)
    return Split(
        split.images // 4 + rng.integers(0, 180, split.images.shape, np.uint8), split.labels
    )


def test_majority_answers_the_most_frequent_digit():
    labels = np.array([3, 7, 7, 1, 7])
    train = Split(np.zeros((5, 28, 28), np.uint8), labels)
    predict, chosen = baselines.majority_class(train, train)
    assert chosen == {"digit": 7}
    assert predict(train.x).tolist() == [7] * 5


def test_average_darkness_by_hand():
    """Ones of grey 10 and 30 (mean 20), eights of grey 100: the cut lies at 60."""
    greys, labels = [10, 30, 100], [1, 1, 8]
    train = Split(np.stack([np.full((28, 28), g, np.uint8) for g in greys]), np.array(labels))
    predict, _ = baselines.average_darkness(train, train)
    x = np.stack([np.full(784, g / 255, np.float32) for g in (0, 59, 61, 255)])
    assert predict(x).tolist() == [1, 1, 8, 8]


def test_nearest_mean_equals_scikit_learns_nearest_centroid():
    train, test = noisy_split(80, 0), noisy_split(50, 1)
    predict, _ = baselines.nearest_mean(train, test)
    expected = NearestCentroid().fit(train.x, train.labels).predict(test.x)
    np.testing.assert_array_equal(predict(test.x), expected)
    assert len(set(expected.tolist())) > 3


def test_votes_of_neighbours_equal_scikit_learns_for_every_k():
    train, validation, test = (noisy_split(n, s) for n, s in ((90, 0), (60, 1), (50, 2)))
    predict, chosen = baselines.nearest_neighbours(train, validation)
    classifiers = [KNeighborsClassifier(k).fit(train.x, train.labels) for k in NEIGHBOURS]
    right = [c.score(validation.x, validation.labels) for c in classifiers]
    np.testing.assert_allclose(chosen["validation_by_choice"], right)
    assert len(set(right)) > 2, "the example must tell the k apart"
    assert chosen["neighbours"] == NEIGHBOURS[int(np.argmax(right))]
    expected = classifiers[int(np.argmax(right))].predict(test.x)
    np.testing.assert_array_equal(predict(test.x), expected)


def test_few_images_leave_fewer_neighbours():
    train = tiny_split(4, 0)
    _, chosen = baselines.nearest_neighbours(train, tiny_split(30, 1))
    assert len(chosen["validation_by_choice"]) == 4


def test_the_penalty_of_logistic_regression_is_chosen_on_validation_images():
    train, validation = noisy_split(60, 0), noisy_split(80, 1)
    predict, chosen = baselines.logistic_regression(train, validation)
    best = max(chosen["validation_by_choice"])
    assert np.mean(predict(validation.x) == validation.labels) == pytest.approx(best)
    assert chosen["c"] in baselines.PENALTIES


@pytest.mark.parametrize("method", BASELINES)
def test_every_baseline_gives_whole_metrics(method):
    dataset = tiny_dataset()
    metrics = measure_baseline({"method": method, "images": None}, 0, dataset).metrics
    assert 0 <= metrics["test_accuracy"] <= 1
    # Every tiny digit occurs equally often: the mean over digits is the accuracy.
    assert np.mean(metrics["accuracy_by_digit"]) == pytest.approx(metrics["test_accuracy"])
    if method == "majority_class":
        assert metrics["test_accuracy"] == pytest.approx(0.1)


def test_images_limits_what_is_learned():
    dataset = tiny_dataset()
    seen = []

    def spy(train, validation):
        seen.append(len(train))
        return lambda x: np.zeros(len(x), int), {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BASELINES, "spy", spy)
        measure_baseline({"method": "spy", "images": 25}, 0, dataset)
    assert seen == [25]


def test_summary_names_what_was_chosen():
    metrics = {
        "test_accuracy": 0.97,
        "validation_accuracy": 0.96,
        "neighbours": 3,
        "fit_seconds": 1.0,
        "test_seconds": 2.0,
    }
    run = Run({"method": "nearest_neighbours"}, 0, 1.0, metrics, {})
    summary = summarize([run])
    assert summary["nearest_neighbours_test"] == 0.97
    assert summary["nearest_neighbours_neighbours"] == 3
    assert "nearest_neighbours_c" not in summary


def test_a_digit_without_images_is_never_the_answer():
    train = tiny_split(9, 0)  # no nine
    predict, _ = baselines.nearest_mean(train, train)
    nines = SimpleNamespace(x=tiny_split(40, 3).x[9::10])
    assert 9 not in predict(nines.x)


def test_prepared_digits_are_those_of_the_package_with_pixels_of_0_to_255():
    split = noisy_split(20, 0)
    plain, both = (baselines.prepared(split, name) for name in ("plain", "both"))
    np.testing.assert_array_equal(plain.images, split.images)
    ink = gaussian_filter(straighten(split.images / 255.0), (0, 1, 1), mode="constant", truncate=3)
    np.testing.assert_allclose(both.images, 255 * ink, atol=4)
    np.testing.assert_array_equal(both.labels, split.labels)


def test_repaired_and_spoilt_are_counted_beside_plain_pictures():
    def run(pictures, wrong, images=50_000):
        metrics = {
            "validation_accuracy": 1 - len(wrong) / 10,
            "test_accuracy": 0.9,
            "neighbours": 3,
            "validation_wrong": wrong,
        }
        return Run({"pictures": pictures, "train_images": images}, 0, 1.0, metrics, {})

    few = run("both", [0, 1, 2, 3, 4], images=2_000)
    runs = [run("plain", [1, 2, 3]), run("straight", [3, 7]), few]
    summary = baselines.summarize_pictures(runs)
    assert (summary["straight_repaired"], summary["straight_spoilt"]) == (2, 1)
    assert (summary["plain_repaired"], summary["plain_spoilt"]) == (0, 0)
    assert summary["straight_validation"] == 0.8 and "both_test" not in summary
