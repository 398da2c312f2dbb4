"""Was a network needed at all? Answers from a constant guess to the nearest neighbours.

Every baseline is a function ``(train, validation) -> (predict, chosen)``: it fits on the
training images, chooses what is to be chosen (the number of neighbours, the strength of the
penalty) on the validation images, and returns a function from inputs (n, 784) to digits and a
dictionary of what it chose. The test images are looked at once, by that function.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Split, blur, straighten
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.sources import named

Array = np.ndarray
Fitted = tuple[Callable[[Array], Array], dict[str, float]]

NEIGHBOURS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0)
"""scikit-learn's C of logistic regression: one over the strength of the penalty on weights."""


def majority_class(train: Split, validation: Split) -> Fitted:
    """Answer the most frequent digit of the training images, whatever the image."""
    digit = int(np.bincount(train.labels).argmax())
    return lambda x: np.full(len(x), digit), {"digit": digit}


def average_darkness(train: Split, validation: Split) -> Fitted:
    """Compare one number, the mean of all pixels, with the mean of each digit's images."""
    means = class_means(train.x.mean(axis=1, keepdims=True), train.labels)
    return lambda x: nearest(x.mean(axis=1, keepdims=True), means), {}


def nearest_mean(train: Split, validation: Split) -> Fitted:
    """Compare the image with the mean image of each digit; the smallest distance wins."""
    means = class_means(train.x, train.labels)
    return lambda x: nearest(x, means), {}


def class_means(x: Array, labels: Array) -> Array:
    """Return the mean of the samples of each digit, shape (10, d); far away where there is none."""
    means = np.full((10, x.shape[1]), np.inf, dtype=np.float64)
    for digit in np.unique(labels):
        means[digit] = x[labels == digit].mean(axis=0)
    return means


def nearest(x: Array, centres: Array) -> Array:
    """Return for each row of x (n, d) the number of the nearest centre (k, d)."""
    distances = [np.square(x - centre).sum(axis=1) for centre in centres]
    return np.argmin(distances, axis=0)


def nearest_neighbours(train: Split, validation: Split) -> Fitted:
    """Let the k most similar training images vote; k is chosen on validation images.

    Of equally many votes the smaller digit wins, as in scikit-learn.
    """
    from sklearn.neighbors import NearestNeighbors

    most = min(max(NEIGHBOURS), len(train))
    index = NearestNeighbors(n_neighbors=most, algorithm="brute").fit(train.x)

    def votes(x: Array, counts: Sequence[int]) -> list[Array]:
        labels = train.labels[index.kneighbors(x, return_distance=False)]
        ballots = (labels[:, :, np.newaxis] == np.arange(10)).cumsum(axis=1)
        return [ballots[:, k - 1].argmax(axis=1) for k in counts]

    counts = [k for k in NEIGHBOURS if k <= most]
    right = [float(np.mean(a == validation.labels)) for a in votes(validation.x, counts)]
    best = counts[int(np.argmax(right))]
    return lambda x: votes(x, [best])[0], {"neighbours": best, "validation_by_choice": right}


def logistic_regression(train: Split, validation: Split) -> Fitted:
    """scikit-learn's softmax regression; the penalty is chosen on validation images."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    models, right = [], []
    for c in PENALTIES:
        model = LogisticRegression(C=c, max_iter=200)
        with warnings.catch_warnings():  # 200 iterations are the budget: more change little
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(train.x, train.labels)
        models.append(model)
        right.append(float(np.mean(model.predict(validation.x) == validation.labels)))
    best = int(np.argmax(right))
    return models[best].predict, {"c": PENALTIES[best], "validation_by_choice": right}


BASELINES: dict[str, Callable[[Split, Split], Fitted]] = {
    make.__name__: make
    for make in (
        majority_class,
        average_darkness,
        nearest_mean,
        nearest_neighbours,
        logistic_regression,
    )
}


def measure_baseline(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Fit one baseline on the first ``images`` training images (None: all), and test it.

    Metrics: ``validation_accuracy``, ``test_accuracy``, ``accuracy_by_digit`` (ten numbers, on the
    test images), ``fit_seconds`` (with all choosing), ``test_seconds``, and what was chosen.
    Nothing here is random: the seed is not used.
    """
    train, validation, test = dataset.train[: settings["images"]], dataset.validation, dataset.test
    began = time.perf_counter()
    predict, chosen = BASELINES[settings["method"]](train, validation)
    fitted = time.perf_counter()
    answers = predict(test.x)
    done = time.perf_counter()
    right = answers == test.labels
    by_digit = [float(right[test.labels == d].mean()) for d in range(10)]
    return Measurement(
        {
            "validation_accuracy": float(np.mean(predict(validation.x) == validation.labels)),
            "test_accuracy": float(right.mean()),
            "accuracy_by_digit": by_digit,
            "fit_seconds": fitted - began,
            "test_seconds": done - fitted,
            **chosen,
        }
    )


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Give test accuracy and seconds of each baseline, and what was chosen for it."""
    summary: dict[str, float] = {}
    for run in runs:
        name = run.settings["method"]
        summary[f"{name}_test"] = run.metrics["test_accuracy"]
        summary[f"{name}_validation"] = run.metrics["validation_accuracy"]
        for key in ("digit", "neighbours", "c"):
            if key in run.metrics:
                summary[f"{name}_{key}"] = run.metrics[key]
        summary[f"{name}_fit_seconds"] = run.metrics["fit_seconds"]
        summary[f"{name}_test_seconds"] = run.metrics["test_seconds"]
    return summary


BLUR = 1.0
"""Pixels: the standard deviation of the bell that blurs."""

PICTURES: dict[str, Callable[[Array], Array]] = {
    "plain": lambda images: images,
    "straight": straighten,
    "blurred": lambda images: blur(images, BLUR),
    "both": lambda images: blur(straighten(images), BLUR),
}
"""What is done to every image, old and new, before distances are measured."""


def prepared(split: Split, pictures: str) -> Split:
    """Return a split whose images were all prepared in one way, again with pixels of 0 to 255."""
    ink = PICTURES[pictures](split.images.astype(np.float32) / 255)
    return Split(np.rint(255 * ink).astype(np.uint8), split.labels)


def measure_pictures(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Let the nearest neighbours vote on images that were all prepared in one way.

    They learn from the first ``train_images``; k is chosen on all validation images. Metrics:
    ``validation_accuracy`` of the chosen k, ``validation_by_choice``, ``neighbours`` (that k),
    ``test_accuracy``, ``accuracy_by_digit`` (on the test images), and ``validation_wrong``, the
    numbers of the validation images that are named wrongly.
    """
    train, validation, test = (
        prepared(split, settings["pictures"])
        for split in (dataset.train[: settings["train_images"]], dataset.validation, dataset.test)
    )
    predict, chosen = nearest_neighbours(train, validation)
    wrong = np.flatnonzero(predict(validation.x) != validation.labels)
    right = predict(test.x) == test.labels
    return Measurement(
        {
            "validation_accuracy": 1 - len(wrong) / len(validation),
            "test_accuracy": float(right.mean()),
            "accuracy_by_digit": [float(right[test.labels == d].mean()) for d in range(10)],
            "validation_wrong": wrong.tolist(),
            **chosen,
        }
    )


def summarize_pictures(runs: Sequence[Run]) -> dict[str, float]:
    """Give every number of each kind of pictures, as ``both_test`` and so on.

    ``repaired`` and ``spoilt`` count the validation images that became right, and wrong, compared
    with plain images.
    """
    whole = [run for run in runs if run.settings != _FEW]
    wrong = {run.settings["pictures"]: set(run.metrics["validation_wrong"]) for run in whole}
    summary: dict[str, float] = {}
    for run in whole:
        name, metrics = run.settings["pictures"], run.metrics
        summary[f"{name}_validation"] = metrics["validation_accuracy"]
        summary[f"{name}_test"] = metrics["test_accuracy"]
        summary[f"{name}_neighbours"] = metrics["neighbours"]
        if "plain" in wrong:
            summary[f"{name}_repaired"] = len(wrong["plain"] - wrong[name])
            summary[f"{name}_spoilt"] = len(wrong[name] - wrong["plain"])
    return summary


_FEW = {"pictures": "both", "train_images": 2_000}

EXPERIMENTS = (
    Experiment(
        name="baselines",
        title="What a constant, one number, ten mean images, neighbours and a line achieve",
        source=f"our own; {named('S3')} quotes the linear classifier of LeCun et al. (1998)",
        claim="A linear classifier is wrong on 12 % of the test images.",
        reported={"linear_classifier_1998_test": 0.88},
        settings={"images": None},
        variations=[Variation({"method": name}) for name in BASELINES],
        measure=measure_baseline,
        summarize=summarize,
        packages=("scikit-learn",),
        check=Check(
            {"method": "nearest_mean"},
            ["validation_accuracy", "test_accuracy", "accuracy_by_digit"],
            0.001,
        ),
        ledger=[
            Reproduction(
                "S3",
                "In 1998 a linear classifier was wrong on 12 % of the test images.",
                0.88,
                "logistic_regression_test",
                0.87,
                0.89,
                why="The formula is the same, the loss is not: ours is logistic regression, which "
                "minimises the cross-entropy. The chapter on the linear classifier computes the "
                "smallest squared error of this formula; its weights stay below 88 %.",
            ),
            Reproduction(
                "ours",
                "The average darkness alone names more digits than the most frequent one does.",
                None,
                "average_darkness_test",
                0.18,
                0.26,
                why="Ones are light and zeros are dark; between them the digits overlap.",
            ),
            Reproduction(
                "ours",
                "The nearest mean image is right on about four digits in five.",
                None,
                "nearest_mean_test",
                0.80,
                0.84,
                why="Ten stored images know the typical shape of a digit, but not its variants.",
            ),
            Reproduction(
                "ours",
                "The nearest neighbours among the training images are right on about 97 %.",
                None,
                "nearest_neighbours_test",
                0.965,
                0.975,
                why="Nothing is learned: all images are kept, and every answer searches them all.",
            ),
        ],
    ),
    Experiment(
        name="neighbour-pictures",
        title="Nearest neighbours of straightened and blurred digits",
        source=f"our own; {named('S3')} names deskewing and blurring among what others did",
        claim="Correcting the images of a plain method reduces its errors.",
        reported={},
        settings={"blur": BLUR},
        variations=[
            *(Variation({"pictures": name, "train_images": 50_000}) for name in PICTURES),
            Variation(_FEW),
        ],
        measure=measure_pictures,
        summarize=summarize_pictures,
        packages=("scikit-learn",),
        check=Check(
            _FEW,
            ["validation_accuracy", "test_accuracy", "accuracy_by_digit"],
            0.001,
        ),
        ledger=[
            Reproduction(
                "ours",
                "Straightened and blurred, the nearest neighbours are right on about 98 %.",
                None,
                "both_test",
                0.975,
                0.988,
                why="The same method and the same 50,000 images; only how every image is prepared "
                "differs.",
            ),
        ],
    ),
)
