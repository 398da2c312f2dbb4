"""The three trained networks that the pages hold: softmax regression, an MLP, LeNet-5.

A reader draws a digit, and they answer. A drawn digit is not quite one of MNIST's: the pen is
thicker or thinner, the hand another. So LeNet-5 is trained in four ways, and validation digits
choose (`page-networks-choice`): the accuracy counts on the digits as they are and as if written
with a thin and with a thick pen, the mean of the three. No test digit is touched.

`page-networks` trains all three on the same 50,000 digits; the validation digits must stay unseen,
because a thousand of them are what the pages hold out. The weights are recorded with 8 bits each,
and a scale for each unit, as pictures; biases have a scale each, so they are exact. Accuracy before
and after is recorded. `tools/pack_weights.py` makes the pages' file from this result.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Split
from mnist_course.data.augment import rotate, shift
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.pictures import ZERO, decode_pictures, encode_pictures
from mnist_course.experiments.record.records import Run
from mnist_course.nn import Adam, CosineDecay, Sequential
from mnist_course.nn.zoo import lenet5, mlp_128_64, softmax_regression

Array = np.ndarray

NETWORKS = {"softmax": softmax_regression, "mlp": mlp_128_64, "lenet": lenet5}

CANDIDATES: dict[str, dict[str, Any]] = {
    "plain": {"moved": False, "pens": False},
    "moved": {"moved": True, "pens": False},
    "pens": {"moved": False, "pens": True},
    "both": {"moved": True, "pens": True},
}
"""``moved``: rotated by up to 10°, shifted by up to one pixel; ``pens``: thinner or thicker; anew
in every epoch."""

CHOSEN = "both"
"""The best of `CANDIDATES` by validation accuracy; a test compares."""

DEGREES, PIXELS = 10.0, 1
THIN, THICK = -0.7, 1.0


def with_pens(images: Array, widths: Array) -> Array:
    """Return digits as if written with other pens.

    Parameters
    ----------
    images : ndarray, (n, 28, 28), uint8
    widths : ndarray, (n,)
        From -1 to 1. At 1 each pixel takes the largest value among itself and its four neighbours,
        at -1 the smallest, at 0 it keeps its own; between, the mean of both in proportion.

    Returns
    -------
    ndarray, (n, 28, 28), float32, 0 to 255
    """
    own = images.astype(np.float32)
    framed = np.pad(own, ((0, 0), (1, 1), (1, 1)))
    middle = slice(1, -1)
    sides = ((slice(None, -2), middle), (slice(2, None), middle))
    near = [framed[:, r, c] for r, c in (*sides, *((c, r) for r, c in sides))]
    w = widths.astype(np.float32)[:, np.newaxis, np.newaxis]
    other = np.where(w > 0, np.maximum.reduce([own, *near]), np.minimum.reduce([own, *near]))
    return own + np.abs(w) * (other - own)


def changed(images: Array, settings: Mapping[str, Any], rng: np.random.Generator) -> Array:
    """Return training digits, moved and rewritten at random as the settings say."""
    n = len(images)
    if settings["moved"]:
        images = rotate(images, rng.uniform(-DEGREES, DEGREES, n))
        right, down = rng.integers(-PIXELS, PIXELS, (2, n), endpoint=True)
        images = shift(images, right=right, down=down)
    return with_pens(images, rng.uniform(THIN, THICK, n)) if settings["pens"] else images


def as_inputs(model: Sequential, images: Array) -> Array:
    """Return pixels of 0 to 255 as the network takes them, float32 from 0 to 1."""
    return (images.astype(np.float32) / 255).reshape(len(images), *model.input_shape)


def train(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> tuple[Sequential, dict]:
    """Train one network; return it with ``train_cost`` and ``train_accuracy`` of each epoch."""
    model = NETWORKS[settings["network"]](seed=seed)
    digits = dataset.train[: settings["images"]]
    epochs, batch_size = settings["epochs"], settings["batch_size"]
    steps = epochs * -(-len(digits) // batch_size)
    optimizer = Adam(CosineDecay(settings["learning_rate"], steps))
    rng = np.random.default_rng([seed, 1])  # not the numbers that the weights start from
    metrics: dict[str, list[float]] = {"train_cost": [], "train_accuracy": []}
    for epoch in range(epochs):
        history = model.fit(
            as_inputs(model, changed(digits.images, settings, rng)),
            digits.one_hot,
            loss="categorical_crossentropy",
            optimizer=optimizer,
            epochs=epoch + 1,
            initial_epoch=epoch,
            batch_size=batch_size,
            seed=seed,
            progress=False,
        )
        if history.interrupted:  # half a training is no result
            raise KeyboardInterrupt
        metrics["train_cost"].append(history.history["loss"][0])
        metrics["train_accuracy"].append(history.history["accuracy"][0])
    return model, metrics


def accuracy(model: Sequential, split: Split, width: float = 0.0) -> float:
    """Return the accuracy on digits, perhaps as if written with another pen."""
    images = with_pens(split.images, np.full(len(split), width)) if width else split.images
    return float(np.mean(model.predict_classes(as_inputs(model, images)) == split.labels))


def measure_candidate(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one LeNet-5; look at validation digits with three pens.

    Metrics: those of `train`; ``as_they_are``, ``thin`` and ``thick``: validation accuracies.
    """
    model, metrics = train(settings, seed, dataset)
    pens = {"as_they_are": 0.0, "thin": THIN, "thick": THICK}
    seen = {name: accuracy(model, dataset.validation, width) for name, width in pens.items()}
    return Measurement({**metrics, **seen})


def summarize_choice(runs: Sequence[Run]) -> dict[str, float]:
    """Give each candidate's three accuracies and their mean; the winner's place in `CANDIDATES`."""
    summary: dict[str, float] = {}
    judged: dict[str, float] = {}
    for run in runs:
        label = run.settings["label"]
        seen = {name: run.metrics[name] for name in ("as_they_are", "thin", "thick")}
        summary |= {f"{label}_{name}": value for name, value in seen.items()}
        summary[f"{label}_mean"] = sum(seen.values()) / 3
        if label in CANDIDATES:
            judged[label] = summary[f"{label}_mean"]
    if judged:
        summary["winner"] = list(CANDIDATES).index(max(judged, key=judged.__getitem__))
    return summary


def packed_params(model: Sequential) -> dict[str, dict[str, Any]]:
    """Return all parameters as picture records, a picture for each unit and for each bias."""
    records = {}
    for name, values in model.params.items():
        rows = values.reshape(-1, values.shape[-1]).T if values.ndim > 1 else values[:, np.newaxis]
        records[name] = encode_pictures(rows[:, np.newaxis, :])
    return records


def unpacked_params(model: Sequential, records: Mapping[str, Any]) -> dict[str, Array]:
    """Return the parameters of such a model, the way back of `packed_params`."""
    found = {}
    for name, values in model.params.items():
        rows = decode_pictures(records[name])[:, 0]
        found[name] = rows.T.reshape(values.shape)
    return found


def eight_bits(record: Mapping[str, Any]) -> tuple[Array, Array]:
    """Return what a picture record holds: whole numbers of -127 to 127, and a scale for each row.

    Returns
    -------
    numbers : ndarray, (units, inputs), int8
    scale : ndarray, (units,), float32
        The value of 127 in each row.
    """
    pixels = np.frombuffer(base64.b64decode(record["data"]), np.uint8).astype(np.int16) - ZERO
    numbers = pixels.astype(np.int8).reshape(len(record["scale"]), -1)
    return numbers, np.array(record["scale"], np.float32)


def measure_network(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network, pack its weights, and look at the digits before and after.

    Metrics: those of `train`; ``parameters``; ``validation_accuracy`` and ``test_accuracy``, and
    both once more with the packed weights (``packed_...``). Pictures: the packed parameters.
    """
    model, metrics = train(settings, seed, dataset)
    seen: dict[str, Any] = {"parameters": model.count}
    records = packed_params(model)
    for when in ("", "packed_"):
        seen[f"{when}validation_accuracy"] = accuracy(model, dataset.validation)
        seen[f"{when}test_accuracy"] = accuracy(model, dataset.test)
        model.set_params(unpacked_params(model, records))
    return Measurement({**metrics, **seen}, records if settings["keep"] else {})


def summarize_networks(runs: Sequence[Run]) -> dict[str, float]:
    """Give the accuracies of each network, and what packing took from the validation accuracy."""
    summary: dict[str, float] = {}
    for run in runs:
        label, m = run.settings["label"], run.metrics
        for name in ("validation", "test"):
            summary[f"{label}_{name}"] = m[f"{name}_accuracy"]
            summary[f"{label}_packed_{name}"] = m[f"packed_{name}_accuracy"]
        summary[f"{label}_packing_price"] = (
            m["validation_accuracy"] - m["packed_validation_accuracy"]
        )
        summary[f"{label}_parameters"] = m["parameters"]
    return summary


_COMMON = {"batch_size": 128, "learning_rate": 0.001, "images": None}
_SMALL = {"label": "small", "images": 2_000, "epochs": 2, **CANDIDATES["plain"]}

EXPERIMENTS = (
    Experiment(
        name="page-networks-choice",
        title="How to train the LeNet-5 of the pages: four ways compared on validation digits",
        source="our own",
        claim="Digits that are moved and rewritten with other pens in training make LeNet-5 better "
        "with other pens, and no worse on MNIST's own.",
        settings={**_COMMON, "network": "lenet", "epochs": 8},
        variations=[
            *(Variation({"label": label, **own}) for label, own in CANDIDATES.items()),
            Variation(_SMALL),
        ],
        measure=measure_candidate,
        summarize=summarize_choice,
        check=Check(_SMALL, ["train_cost", "train_accuracy", "as_they_are"], 0.03),
    ),
    Experiment(
        name="page-networks",
        title="The trained networks of the pages, their weights packed into 8 bits",
        source="our own; the way LeNet-5 is trained was chosen in page-networks-choice",
        claim="With 8 bits a weight, no network loses more than 0.1 points of validation accuracy.",
        settings=_COMMON,
        variations=[
            *(
                Variation({"label": name, "network": name, "epochs": epochs, "keep": True, **own})
                for name, epochs, own in (
                    ("softmax", 10, CANDIDATES["plain"]),
                    ("mlp", 10, CANDIDATES["plain"]),
                    ("lenet", 16, CANDIDATES[CHOSEN]),
                )
            ),
            Variation({**_SMALL, "network": "lenet", "keep": False}),
        ],
        measure=measure_network,
        summarize=summarize_networks,
        check=Check(
            {**_SMALL, "network": "lenet", "keep": False},
            ["train_cost", "train_accuracy", "validation_accuracy"],
            0.03,
        ),
    ),
)
