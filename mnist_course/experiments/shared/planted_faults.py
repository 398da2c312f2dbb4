"""A small network as a reader writes it, whole in NumPy, into which one fault can be planted.

784 inputs, 100 ReLU units, ten softmax outputs, cross-entropy, plain gradient descent: the program
of the chapters, without the engine, because the faults that people make are made in such programs.
Each fault changes one thing, at the place that asks for its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mnist_course.data import Dataset
from mnist_course.ground.near import did_you_mean

HEALTHY = "healthy"
FAULTS = (
    "rate_too_small",
    "copy_updated",
    "zero_start",
    "equal_start",
    "units_silent",
    "labels_shuffled",
    "pixels_scrambled",
    "softmax_axis",
    "gradient_sign",
    "rate_too_large",
    "gradient_summed",
    "gradients_pile_up",
    "inputs_unscaled",
    "large_start",
    "nan_pixel",
    "unsafe_softmax",
    "softmax_twice",
    "relu_on_scores",
    "slope_forgotten",
    "no_activation",
    "no_bias",
    "classes_in_turn",
    "few_images",
    "validation_inverted",
    "images_in_both",
    "dropout",
    "dropout_left_on",
    "accuracy_broadcast",
    "digit_rare",
)
UNITS, CLASSES, BATCH = 100, 10, 32
RATE = 0.1
RATES = {"rate_too_small": 1e-5, "rate_too_large": 10.0}
FEW, RARE, DROPPED = 200, 10, 0.5
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")

Params = dict[str, np.ndarray]


@dataclass(frozen=True)
class Piles:
    """What the program learns from and is judged by.

    Attributes
    ----------
    x, val_x, fresh_x : ndarray, shape (n, 784)
    y, val_y, fresh_y : ndarray of int, shape (n,)
        ``val`` is what the program takes for its validation images, ``fresh`` are images that it
        has surely never seen.
    """

    x: np.ndarray
    y: np.ndarray
    val_x: np.ndarray
    val_y: np.ndarray
    fresh_x: np.ndarray
    fresh_y: np.ndarray


def known(fault: str) -> str:
    """Return the fault if there is one of that name.

    Raises
    ------
    ValueError
        If there is none; the text names the near ones.
    """
    names = (HEALTHY, *FAULTS)
    if fault not in names:
        raise ValueError(f"no fault '{fault}'.{did_you_mean(fault, names)} There are: {names}")
    return fault


def prepare(dataset: Dataset, images: int, judged: int, fault: str, seed: int) -> Piles:
    """Cut the piles: ``images`` to learn from, twice ``judged`` to judge by, and spoil them."""
    rng = np.random.default_rng(seed)
    train, held = dataset.train, dataset.validation
    x, y = train.x[:images].copy(), train.labels[:images].astype(int)
    val_x, val_y = held.x[:judged].copy(), held.labels[:judged].astype(int)
    fresh_x, fresh_y = held.x[judged : 2 * judged], held.labels[judged : 2 * judged].astype(int)
    if fault == "labels_shuffled":
        y = rng.permutation(y)
    elif fault == "pixels_scrambled":  # pixels first, images second, read in the wrong order
        x = x.T.reshape(len(x), 784).copy()
    elif fault in ("inputs_unscaled", "unsafe_softmax"):
        x, val_x, fresh_x = 255 * x, 255 * val_x, 255 * fresh_x
    elif fault == "nan_pixel":
        x[len(x) // 2, 400] = np.nan
    elif fault == "classes_in_turn":
        order = np.argsort(y, kind="stable")
        x, y = x[order], y[order]
    elif fault == "few_images":
        x, y = x[:FEW], y[:FEW]
    elif fault == "validation_inverted":
        val_x = 1 - val_x
    elif fault == "images_in_both":
        x, y = x[:FEW], y[:FEW]
        val_x, val_y = x, y
    elif fault == "digit_rare":
        keep = np.flatnonzero(y != 5)
        keep = np.sort(np.concatenate([keep, np.flatnonzero(y == 5)[:RARE]]))
        x, y = x[keep], y[keep]
    return Piles(x, y, val_x, val_y, fresh_x, fresh_y)


def start(fault: str, rng: np.random.Generator) -> Params:
    """Draw the first weights: He for the hidden layer, Glorot's variance for the outputs."""
    deviation = {"W1": np.sqrt(2 / 784), "W2": np.sqrt(2 / (UNITS + CLASSES))}
    if fault == "zero_start":
        deviation = {"W1": 0.0, "W2": 0.0}
    elif fault == "equal_start":
        return equal_start()
    elif fault == "large_start":
        deviation = {"W1": 1.0, "W2": 1.0}
    return {
        "W1": rng.normal(0, 1, (784, UNITS)) * deviation["W1"],
        "b1": np.full(UNITS, -30.0 if fault == "units_silent" else 0.0),
        "W2": rng.normal(0, 1, (UNITS, CLASSES)) * deviation["W2"],
        "b2": np.zeros(CLASSES),
    }


def equal_start() -> Params:
    """Give every weight of a layer one value, so that all hidden units are twins."""
    return {
        "W1": np.full((784, UNITS), 0.01),
        "b1": np.zeros(UNITS),
        "W2": np.full((UNITS, CLASSES), 0.1),
        "b2": np.zeros(CLASSES),
    }


def softmax(z: np.ndarray, fault: str = HEALTHY) -> np.ndarray:
    """Turn scores into probabilities, row by row."""
    axis = 0 if fault == "softmax_axis" else 1
    if fault != "unsafe_softmax":
        z = z - z.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def forward(params: Params, x: np.ndarray, fault: str, keep: np.ndarray | None = None) -> tuple:
    """Return ``z1, a1, z2, p``; ``keep`` is a dropout mask, (batch, 100), already divided."""
    bias = 0 if fault == "no_bias" else 1
    z1 = x @ params["W1"] + bias * params["b1"]
    a1 = z1 if fault == "no_activation" else np.maximum(z1, 0)
    if keep is not None:
        a1 = a1 * keep
    z2 = a1 @ params["W2"] + bias * params["b2"]
    if fault == "relu_on_scores":
        z2 = np.maximum(z2, 0)
    p = softmax(z2, fault)
    if fault == "softmax_twice":
        p = softmax(p)
    return z1, a1, z2, p


def loss_of(p: np.ndarray, y: np.ndarray, fault: str = HEALTHY) -> float:
    """Return the mean cross-entropy."""
    right = p[np.arange(len(y)), y]
    if fault != "unsafe_softmax":
        right = np.maximum(right, np.finfo(p.dtype).tiny)  # log(0) has no value
    return float(-np.mean(np.log(right)))


def gradients(
    params: Params, x: np.ndarray, y: np.ndarray, fault: str, keep: np.ndarray | None = None
) -> tuple[Params, np.ndarray]:
    """Return the gradients as the program computes them, and its probabilities."""
    z1, a1, z2, p = forward(params, x, fault, keep)
    delta2 = (p - np.eye(CLASSES, dtype=x.dtype)[y]) / len(y)
    if fault == "gradient_summed":
        delta2 = delta2 * len(y)
    elif fault == "gradient_sign":
        delta2 = -delta2
    elif fault == "relu_on_scores":
        delta2 = delta2 * (z2 > 0)
    elif fault == "softmax_twice":  # the slope of the outer softmax, then that of the inner one
        inner = softmax(z2)
        delta2 = inner * (delta2 - np.sum(delta2 * inner, axis=1, keepdims=True))
    delta1 = delta2 @ params["W2"].T
    if keep is not None:
        delta1 = delta1 * keep
    if fault not in ("slope_forgotten", "no_activation"):
        delta1 = delta1 * (z1 > 0)
    bias = 0 if fault == "no_bias" else 1
    grads = {"W1": x.T @ delta1, "b1": bias * delta1.sum(axis=0)}
    grads |= {"W2": a1.T @ delta2, "b2": bias * delta2.sum(axis=0)}
    return grads, p


def step(params: Params, grads: Params, fault: str, piled: Params | None = None) -> None:
    """Move every weight against its gradient; ``piled`` keeps the sum that is never emptied."""
    if fault == "gradients_pile_up" and piled is not None:
        for name, grad in grads.items():
            piled[name] = piled.get(name, 0) + grad
        grads = piled
    if fault == "copy_updated":
        params = {name: value.copy() for name, value in params.items()}
    for name, grad in grads.items():
        params[name] -= (RATES.get(fault, RATE) * grad).astype(params[name].dtype)


def batches(count: int, fault: str, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Cut the places of ``count`` images into batches, shuffled before each pass."""
    order = np.arange(count) if fault == "classes_in_turn" else rng.permutation(count)
    for first in range(0, count, BATCH):
        yield order[first : first + BATCH]


def mask(fault: str, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray | None:
    """Return which units a batch keeps, divided by the share that is kept; None without dropout."""
    if not fault.startswith("dropout"):
        return None
    return ((rng.random(shape) >= DROPPED) / (1 - DROPPED)).astype(np.float32)


def accuracy_of(p: np.ndarray, y: np.ndarray, fault: str = HEALTHY) -> float:
    """Return the share of images that are named rightly."""
    guess = p.argmax(axis=1)
    if fault == "accuracy_broadcast":  # (n, 1) against (n,) compares every pair
        return float(np.mean(guess[:, np.newaxis] == y))
    return float(np.mean(guess == y))


def judge(
    params: Params, x: np.ndarray, y: np.ndarray, fault: str, rng: np.random.Generator
) -> tuple[float, float]:
    """Return loss and accuracy on a pile, as the program prints them."""
    keep = mask(fault, (len(x), UNITS), rng) if fault == "dropout_left_on" else None
    p = forward(params, x, fault, keep)[-1]
    return loss_of(p, y, fault), accuracy_of(p, y, fault)


def train(piles: Piles, fault: str, epochs: int, seed: int) -> tuple[Params, dict]:
    """Train; return the weights, and what the program prints after each epoch.

    ``nan_step`` counts the steps until the loss was no number any more, -1 if it always was one;
    of the lists the epochs before it are kept. ``loss_steps`` holds the loss of the first 20
    batches.
    """
    rng = np.random.default_rng(seed)
    params = {name: value.astype(np.float32) for name, value in start(fault, rng).items()}
    seen: dict[str, list[float]] = {name: [] for name in CURVES}
    early: list[float] = []
    piled: Params = {}
    steps, nan_step = 0, -1
    for _ in range(epochs):
        sums = np.zeros(2)
        for batch in batches(len(piles.x), fault, rng):
            x, y = piles.x[batch], piles.y[batch]
            grads, p = gradients(params, x, y, fault, mask(fault, (len(x), UNITS), rng))
            now = loss_of(p, y, fault)
            steps += 1
            if not np.isfinite(now):
                nan_step = steps
                break
            early += [round(now, 5)] * (steps <= 20)
            sums += len(y) * np.array([now, accuracy_of(p, y, fault)])
            step(params, grads, fault, piled)
        if nan_step > 0:
            break
        told = [*sums / len(piles.x), *judge(params, piles.val_x, piles.val_y, fault, rng)]
        for name, value in zip(CURVES, told, strict=True):
            seen[name].append(round(float(value), 5))
    return params, {**seen, "loss_steps": early, "nan_step": nan_step}


def tests(piles: Piles, fault: str, seed: int) -> dict[str, float]:
    """Make the tests that the page recommends, before the program is trained.

    Returns
    -------
    dict
        ``start_loss``: the loss of 32 images before the first step. ``gradient_error``: see below.
        ``step_size``: length of the first step of ``W1`` over the length of ``W1``. ``few_right``,
        ``few_loss``: accuracy and loss on 20 images after 300 steps on these alone. And the numbers
        of `look_at`. A test that gives no number gives -1.
    """
    rng = np.random.default_rng([seed, 1])
    params = start(fault, rng)
    some = rng.permutation(np.flatnonzero(np.isfinite(piles.x).all(axis=1)))
    x, y = piles.x[some].astype(float), piles.y[some]
    found = {"start_loss": loss_of(forward(params, x[:BATCH], fault)[-1], y[:BATCH], fault)}
    found["gradient_error"] = gradient_error(params, x[:BATCH], y[:BATCH], fault, rng)
    before = np.linalg.norm(params["W1"])
    grads, _ = gradients(params, x[:BATCH], y[:BATCH], fault)
    moved = 0 if fault == "copy_updated" else RATES.get(fault, RATE) * np.linalg.norm(grads["W1"])
    found["step_size"] = moved / before if before else 0.0
    few = np.concatenate([np.flatnonzero(y == digit)[:2] for digit in range(CLASSES)])
    piled: Params = {}
    for _ in range(300):
        step(params, gradients(params, x[few], y[few], fault)[0], fault, piled)
    p = forward(params, x[few], fault)[-1]
    found["few_right"], found["few_loss"] = accuracy_of(p, y[few], fault), loss_of(p, y[few], fault)
    found |= look_at(piles, fault, rng)
    return {k: round(float(v), 9) if np.isfinite(v) else -1.0 for k, v in found.items()}


def look_at(piles: Piles, fault: str, rng: np.random.Generator) -> dict[str, float]:
    """Count what can be seen in the piles alone.

    Returns
    -------
    dict
        ``picture_share``: how much of the variance of the pixels the mean pictures of the classes
        explain. ``largest_pixel`` of the training images. ``grey_gap``: difference between the
        mean pixels of training and validation images. ``shared``: share of validation images that
        are training images too. ``rarest``: share of the rarest digit. ``mixed``: how many
        different digits a batch of the first pass holds, on average.
    """
    cut = [len(set(piles.y[batch])) for batch in batches(len(piles.x), fault, rng)]
    mine = {row.tobytes() for row in piles.x}
    return {
        "picture_share": picture_share(piles.x, piles.y),
        "largest_pixel": piles.x.max(),
        "grey_gap": abs(piles.x.mean() - piles.val_x.mean()),
        "shared": np.mean([row.tobytes() in mine for row in piles.val_x]),
        "rarest": np.bincount(piles.y, minlength=CLASSES).min() / len(piles.y),
        "mixed": np.mean(cut[: len(piles.x) // BATCH]),
    }


def gradient_error(
    params: Params, x: np.ndarray, y: np.ndarray, fault: str, rng: np.random.Generator
) -> float:
    """Return the worst relative error of the slope along the gradient of each array.

    Along its own gradient an array's loss rises as fast as the gradient is long; where the program
    gives no gradient, a random direction is taken. The weights are first moved a little, off the
    corner that ReLU has at 0.
    """
    params = {name: value + rng.normal(0, 1e-3, value.shape) for name, value in params.items()}
    keep = mask(fault, (len(x), UNITS), rng)
    grads, _ = gradients(params, x, y, fault, keep)
    worst = 0.0
    for name, value in params.items():
        along = grads[name] if np.any(grads[name]) else rng.normal(0, 1, value.shape)
        along, eps = along / np.linalg.norm(along), 1e-6
        ends = []
        for sign in (1, -1):
            moved = params | {name: value + sign * eps * along}
            ends.append(loss_of(forward(moved, x, fault, keep)[-1], y, fault))
        slope, ours = (ends[0] - ends[1]) / (2 * eps), np.sum(grads[name] * along)
        size = abs(slope) + abs(ours)
        worst = max(worst, abs(slope - ours) / size if size > 1e-8 else 0.0)
    return worst


def picture_share(x: np.ndarray, y: np.ndarray) -> float:
    """Return the share of the pixels' variance that lies between the mean pictures of classes."""
    mean = x.mean(axis=0)
    between = sum(
        np.sum(y == digit) * np.sum((x[y == digit].mean(axis=0) - mean) ** 2)
        for digit in np.unique(y)
    )
    return float(between / np.sum((x - mean) ** 2))


def distinct_units(params: Params) -> int:
    """Return how many hidden units have weights of their own."""
    return len(np.unique(params["W1"].T, axis=0))


def silent_share(params: Params, x: np.ndarray, fault: str) -> float:
    """Return the share of hidden units that are 0 for every image of a pile."""
    a1 = forward(params, x, fault)[1]
    return float(np.mean(np.all(a1 == 0, axis=0)))
