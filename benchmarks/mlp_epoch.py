"""One epoch of [784, 30, 10] at batch 10: engine, loop over samples, Keras, and bare NumPy.

All arms learn from the same 50,000 images: sigmoid layers, quadratic cost, learning rate 3, equal
starting weights. The loop (``loop_network.py``) is organised like the program of Nielsen (2015) and
uses ``np.dot`` as that does; a second one is written with ``@``. Both are float64.
The engine computes a batch at a time, in float32; Keras does so too, with its default settings. The
bare steps (``bare_network.py``) are the engine's NumPy calls without the engine: they show what an
engine made of these calls could reach if it cost nothing. The arms alternate, and the medians
count. As proof that all do the same work, each takes the same first steps, untimed: the engine in
float64 must end with the loop's weights, Keras and the bare steps with those of the engine in
float32.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from bare_network import BareNetwork
from common import alternate, digits, medians, parser, seconds_of, verdict
from keras_peer import PACKAGES, KerasArm
from loop_network import LoopNetwork, columns
from report import digits_of, page, record, spread, table

from mnist_course.nn import SGD, Dense, QuadraticCost, Sequential

SECTION = "mlp_epoch"
ETA, BATCH, SEED = 3.0, 10, 0
AT_MOST = 1.5  # times as long as the bare steps: the engine
EPOCHS = 5  # of the engine in one round: a single one is too short to time well
SAME_STEPS = 100  # steps that all arms take before the timing, to compare their weights
ENGINE, LOOP, AT_LOOP, KERAS, BARE = "engine", "loop", "loop with @", "Keras", "bare"
AT_LEAST = {LOOP: 8, KERAS: 10}  # times as long as the engine: the loop with np.dot, and Keras
NAMES = {
    ENGINE: "engine, `Sequential.fit`, float32",
    LOOP: "loop over single samples, `np.dot` as in the original",
    AT_LOOP: "loop over single samples, written with `@`",
    KERAS: "Keras `fit`, default",
    BARE: "the same NumPy calls, no engine, float32",
}


def build(dtype: str = "float32") -> Sequential:
    """Return the network with N(0, 1/fan_in) weights, the same in every call."""
    layers = [Dense(units, "sigmoid", "scaled_normal") for units in (30, 10)]
    model = Sequential(layers, input_shape=(784,), seed=SEED)
    return model if dtype == "float32" else model.astype(dtype)


def engine_epochs(model: Sequential, x: np.ndarray, y: np.ndarray, epochs: int = 1) -> Sequential:
    """Train the way a reader of the book does."""
    settings = {"batch_size": BATCH, "epochs": epochs, "seed": SEED, "progress": False}
    model.fit(x, y, loss=QuadraticCost(), optimizer=SGD(ETA), **settings)
    return model


def bare_epochs(x: np.ndarray, y: np.ndarray, epochs: int = 1) -> BareNetwork:
    """Train by NumPy calls alone."""
    network = BareNetwork(build(), ETA, BATCH)
    for epoch in range(epochs):
        network.epoch(x, y, SEED + epoch)
    return network


def loop_network(product: Callable = np.dot) -> LoopNetwork:
    """Return the network that learns from one image at a time."""
    return LoopNetwork(build(), ETA, BATCH, product)


def keras_arm() -> KerasArm:
    """Return Keras's network. Its squared error is ours times 2/10, hence the rate times 5."""
    return KerasArm(build(), "mean_squared_error", ("SGD", {"learning_rate": 5 * ETA}), BATCH)


def largest_gap(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """Return the largest difference between two lists of equal arrays."""
    pairs = zip(ours, theirs, strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def same_work(x: np.ndarray, y: np.ndarray, arm: KerasArm) -> dict[str, float]:
    """Let all arms take the same steps; return the largest differences of a weight."""
    x, y = x[: SAME_STEPS * BATCH], y[: SAME_STEPS * BATCH]
    loop = loop_network()
    loop.epoch(columns(x), columns(y), SEED)
    bare = bare_epochs(x, y)
    exact, ours = engine_epochs(build("float64"), x, y), engine_epochs(build(), x, y)
    order = np.random.default_rng(SEED).permutation(len(x))
    arm.train(x[order], y[order])
    looped = [a for W, b in zip(loop.weights, loop.biases, strict=True) for a in (W.T, b[:, 0])]
    return {
        LOOP: largest_gap(list(exact.params.values()), looped),
        KERAS: largest_gap(list(ours.params.values()), arm.model.get_weights()),
        BARE: largest_gap(list(ours.params.values()), bare.parts),
    }


def compare(x: np.ndarray, y: np.ndarray, arm: KerasArm, rounds: int) -> dict[str, list[float]]:
    """Alternate the arms; return the seconds of an epoch."""
    images, targets = columns(x), columns(y)
    turns = {
        ENGINE: lambda: seconds_of(engine_epochs, build(), x, y, EPOCHS) / EPOCHS,
        LOOP: lambda: seconds_of(loop_network().epoch, images, targets, SEED),
        AT_LOOP: lambda: seconds_of(loop_network(np.matmul).epoch, images, targets, SEED),
        KERAS: lambda: arm.train(x, y, shuffle=True),
        BARE: lambda: seconds_of(bare_epochs, x, y, EPOCHS) / EPOCHS,
    }
    return alternate(turns, rounds)


def describe(
    seconds: dict[str, list[float]], gaps: dict[str, float], rounds: int, images: int
) -> str:
    """Return the section as Markdown."""
    middle = medians(seconds)
    fast, bound = middle[ENGINE], middle[LOOP] / middle[BARE]
    rows = [
        (
            NAMES[name],
            digits_of(middle[name]),
            spread(values),
            "" if name == ENGINE else f"**{middle[name] / fast:.{2 if name == BARE else 1}f}×**",
        )
        for name, values in seconds.items()
    ]
    step = fast / -(-images // BATCH) * 1e6
    return page(
        "## One epoch of the [784, 30, 10] network, batch 10",
        f"""{images:,} images, sigmoid layers, quadratic cost, SGD, equal starting weights. The arms
        take turns in each round; medians of {rounds} rounds. The loop is organised like the program
        of Nielsen (2015): one column vector per image, float64, gradients added one by one. Its
        products are `np.dot`, as there; `@` is the slower way for a column times a row, so both are
        measured, and the requirement is for `np.dot`. The bare steps
        are the engine's NumPy calls without the engine. Both run {EPOCHS} epochs a round, since one
        is too short to time well. After the same {SAME_STEPS} steps the engine in float64 has the
        weights of the loop within {gaps[LOOP]:.0e}; in float32, Keras has those of the engine
        within {gaps[KERAS]:.0e}, the bare steps within {gaps[BARE]:.0e}.""",
        table(("arm", "seconds", "fastest to slowest", "arm / engine"), rows),
        f"""Required: the loop takes at least {AT_LEAST[LOOP]}× as long as the engine, Keras at
        least {AT_LEAST[KERAS]}×, and the engine at most {AT_MOST}× as long as the bare steps. The
        loop takes {bound:.1f}× as long as the bare steps: an engine made of these NumPy calls gets
        no further. A step of the engine takes
        {step:.0f} µs.""",
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison and record it."""
    settings = parser(__doc__, rounds=11).parse_args(arguments)  # short turns: a wide spread
    train = digits(settings.dry, validation=10_000).train
    x, y, rounds = train.x, train.one_hot, 1 if settings.dry else settings.rounds
    arm = keras_arm()
    gaps = same_work(x, y, arm)  # here Keras compiles
    seconds = compare(x, y, arm, rounds)
    record(SECTION, describe(seconds, gaps, rounds, len(x)), settings.dry, PACKAGES)
    middle = medians(seconds)
    exact = gaps[LOOP] < 1e-6 and max(gaps[KERAS], gaps[BARE]) < 1e-3
    equal = {"equal weights after equal steps": exact}
    claims = {
        f"{name} takes at least {times}×": middle[name] >= times * middle[ENGINE]
        for name, times in AT_LEAST.items()
    } | {f"at most {AT_MOST}× the bare steps": middle[ENGINE] <= AT_MOST * middle[BARE]}
    return verdict(claims | equal, settings.dry)


if __name__ == "__main__":
    sys.exit(main())
