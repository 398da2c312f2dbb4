"""How the time of an epoch grows with the number of images, and with width, depth and filters.

For each question a few sizes are measured, all else being equal, in turns, beside Keras at some of
them. The exponent p of the power law ``seconds = c · size^p`` that fits best says how it grows:
p = 1, in proportion; p = 0, not at all. What every step costs anyway (calls, checks, the other
layers) keeps p low for small sizes, so the growth between the two largest sizes stands beside it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from common import alternate, digits, exponent, medians, parser, seconds_of, verdict
from keras_peer import PACKAGES, KerasArm
from report import digits_of, page, record, table

from mnist_course.nn import Adam, Conv2D, Dense, Flatten, MaxPool2D, Sequential
from mnist_course.nn.zoo import lenet5

SECTION, SEED, BATCH = "growth", 0, 128
LOSS = "categorical_crossentropy"
ENOUGH = 0.3  # seconds


def network_of_width(units: int) -> Sequential:
    """Return 784 → units → 10."""
    return Sequential([Dense(units, "relu"), Dense(10, "softmax")], (784,), seed=SEED)


def network_of_depth(hidden: int) -> Sequential:
    """Return 784 → 128 → ... → 128 → 10, with so many hidden layers."""
    layers = [*(Dense(128, "relu") for _ in range(hidden)), Dense(10, "softmax")]
    return Sequential(layers, (784,), seed=SEED)


def network_of_filters(filters: int) -> Sequential:
    """Return two layers of 5 × 5 convolution with so many filters each, pooled, and a softmax."""
    layers = [
        *(Conv2D(filters, 5, activation="relu"), MaxPool2D(2)),
        *(Conv2D(filters, 5, activation="relu"), MaxPool2D(2)),
        *(Flatten(), Dense(10, "softmax")),
    ]
    return Sequential(layers, (28, 28, 1), seed=SEED)


@dataclass(frozen=True)
class Question:
    """One table: what grows, which sizes, which network, on how many images."""

    title: str
    size: str
    sizes: tuple[int, ...]
    make: Callable[[int], Sequential]
    images: int | None = None  # None: the size is the number of images
    beside_keras: tuple[int, ...] = ()
    expected: str = ""


QUESTIONS = [
    Question(
        "Images: LeNet-5",
        "images",
        (2000, 5000, 10_000, 20_000, 40_000, 60_000),
        lambda _: lenet5(seed=SEED),
        beside_keras=(2000, 60_000),
        expected="The work is in proportion to the images: p = 1. More would mean that memory "
        "gets slower, or that something is done for all images again and again.",
    ),
    Question(
        "Width: 784 → width → 10",
        "width",
        (16, 64, 256, 1024),
        network_of_width,
        20_000,
        (16, 1024),
        "Weights and work are in proportion to the width: p approaches 1 from below, as the "
        "fixed cost of a step counts less and less.",
    ),
    Question(
        "Depth: hidden layers of 128",
        "hidden layers",
        (1, 2, 4, 8),
        network_of_depth,
        20_000,
        (1, 8),
        "Each hidden layer after the first adds the same work, about a quarter of the first one's, "
        "whose inputs are the 784 pixels: the time is a straight line that does not start at 0, "
        "and p stays below 1.",
    ),
    Question(
        "Filters: two convolutions",
        "filters",
        (4, 8, 16, 32, 64),
        network_of_filters,
        4000,
        (4, 64),
        "The first convolution has one input channel, its work grows in proportion to the filters; "
        "the second has as many input channels as filters: its work grows with their square. "
        "So p lies between 1 and 2 and rises.",
    ),
]


def engine_turn(model: Sequential, x: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    """Return a function that trains and gives the seconds of an epoch.

    It trains for as many epochs as fill `ENOUGH` seconds: a few milliseconds alone say little.
    """

    def epoch(epochs: int) -> float:
        settings = {"loss": LOSS, "batch_size": BATCH, "epochs": epochs, "progress": False}
        return seconds_of(model.fit, x, y, optimizer=Adam(), **settings) / epochs

    epochs = math.ceil(ENOUGH / epoch(1))  # this first epoch warms up, too
    return lambda: epoch(epochs)


def keras_turn(model: Sequential, x: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    """Return the same for Keras, compiled beforehand."""
    arm = KerasArm(model, LOSS, ("Adam", {}), BATCH)
    arm.train(x[: 2 * BATCH], y[: 2 * BATCH])
    return lambda: arm.train(x, y, shuffle=True)


def measure(question: Question, x: np.ndarray, y: np.ndarray, rounds: int) -> dict:
    """Return the median seconds of the engine and of Keras at each size."""
    print(question.title, flush=True)
    turns = {}
    for size in question.sizes:
        model = question.make(size)
        images = question.images or size
        samples = x[:images].reshape(-1, *model.input_shape), y[:images]
        turns[f"engine {size}"] = engine_turn(model, *samples)
        if size in question.beside_keras:
            turns[f"Keras {size}"] = keras_turn(model, *samples)
    return medians(alternate(turns, rounds))


def describe(question: Question, seconds: dict[str, float]) -> str:
    """Return the table of one question, with its exponents."""
    rows = []
    for size in question.sizes:
        images = question.images or size
        ours, theirs = seconds[f"engine {size}"], seconds.get(f"Keras {size}")
        keras = f"{digits_of(theirs)} ({ours / theirs:.2f})" if theirs else ""
        rows.append((f"{size:,}", digits_of(ours), f"{1e6 * ours / images:.1f}", keras))
    head = (question.size, "seconds an epoch", "µs an image", "Keras (engine / Keras)")
    times = [seconds[f"engine {size}"] for size in question.sizes]
    overall = exponent(question.sizes, times)
    last = exponent(question.sizes[-2:], times[-2:])
    images = "" if question.images is None else f", {question.images:,} images"
    return page(
        f"### {question.title}{images}",
        table(head, rows),
        f"p = {overall:.2f} over all sizes, {last:.2f} between the last two. {question.expected}",
    )


def rehearsed(question: Question) -> Question:
    """Return the question with few images and two sizes, once with Keras, where it is quick."""
    if question.images is None:
        return replace(question, sizes=(32, 64), beside_keras=())
    sizes, keras = question.sizes[:2], question.beside_keras[:1]
    beside = keras if question.size == "width" else ()
    return replace(question, sizes=sizes, images=64, beside_keras=beside)


def main(arguments: list[str] | None = None) -> int:
    """Measure all questions and record them."""
    settings = parser(__doc__, rounds=3).parse_args(arguments)
    train = digits(settings.dry).train
    questions = [rehearsed(q) for q in QUESTIONS] if settings.dry else QUESTIONS
    rounds = 1 if settings.dry else settings.rounds
    found = [measure(question, train.x, train.one_hot, rounds) for question in questions]
    text = page(
        "## Growth: what makes an epoch long",
        f"""Seconds of an epoch with Adam at batch {BATCH}; medians of {rounds} rounds, in which all
        sizes take turns. p is the exponent of the power law that fits best: 1 means in proportion
        to the size.""",
        *(describe(*pair) for pair in zip(questions, found, strict=True)),
    )
    record(SECTION, text, settings.dry, PACKAGES)
    images = questions[0]
    p = exponent(images.sizes, [found[0][f"engine {size}"] for size in images.sizes])
    return verdict({"LeNet-5: no more than in proportion to the images": p < 1.1}, settings.dry)


if __name__ == "__main__":
    sys.exit(main())
