"""What came after LeNet-5: more layers, with and without shortcuts; maximum pooling in colour.

Ours, for the chapter on what came after LeNet-5. The deep networks turn one knob at a time: how
many blocks of two layers, whether a shortcut leads around each block, and where the weights of the
blocks begin. Digits are judged on validation images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.data.cifar import ColourDataset
from mnist_course.experiments.catalogue.lenet.cifar import load_pictures
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.lenet_training import measure_network, train_network
from mnist_course.experiments.shared.statistics import group_by, recalls, spread
from mnist_course.nn import (
    SGD,
    Conv2D,
    Dense,
    DivergenceError,
    Flatten,
    Layer,
    MaxPool2D,
    Residual,
    Sequential,
    softmax,
)
from mnist_course.nn.zoo import COLOUR

UNITS = 50
IMAGES = 10_000
LOOKED_AT = 200
"""How many training images pass through a network before it learns anything."""
BLOCKS = (1, 5, 12, 25)
RATES = (0.01, 0.03, 0.1)
STARTS = {"tanh": "glorot_uniform", "relu": "he_normal"}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"shortcut": False, "blocks_start": "drawn", "activation": "relu"},
    "plain_identity": {"shortcut": False, "blocks_start": "identity", "activation": "relu"},
    "residual": {"shortcut": True, "blocks_start": "drawn", "activation": "relu"},
    "residual_zero": {"shortcut": True, "blocks_start": "second zero", "activation": "relu"},
    "plain_tanh": {"shortcut": False, "blocks_start": "drawn", "activation": "tanh"},
}
"""Name in the summary to the knobs of a network."""
FROM_IDENTITY = {
    "residual_identity": {
        "shortcut": True,
        "blocks_start": "identity, second zero",
        "activation": "relu",
    }
}
"""The function with which `plain_identity` begins, with a shortcut in place of the second 1."""


def deep_network(settings: Mapping[str, Any], seed: int) -> Sequential:
    """Build 784 → 50, blocks of two layers of 50 units, → 10 softmax outputs.

    ``shortcut`` adds the input of a block to its second sums, before the activation function.
    ``blocks_start`` says where the weights of the blocks begin: ``"drawn"`` by the recipe for
    the activation function, ``"identity"``, or ``"second zero"``, where the second layer of each
    block begins at 0; ``"identity, second zero"`` is both, each in its layer.
    """
    name = settings["activation"]
    start = STARTS[name]

    def dense(activation: str | None) -> Dense:
        return Dense(UNITS, activation, kernel_initializer=start)

    layers: list[Layer] = [dense(name)]
    for _ in range(settings["blocks"]):
        if settings["shortcut"]:
            layers.append(Residual([dense(name), dense(None)], activation=name))
        else:
            layers += [dense(name), dense(name)]
    model = Sequential([*layers, Dense(10, "softmax")], input_shape=(784,), seed=seed)
    inside = inner_layers(model)[1:]
    if settings["blocks_start"].startswith("identity"):
        for layer in inside:
            layer.params["W"][...] = np.eye(UNITS, dtype=np.float32)
    if settings["blocks_start"].endswith("second zero"):
        for layer in inside[1::2]:
            layer.params["W"][...] = 0
    return model


def inner_layers(model: Sequential) -> list[Layer]:
    """Return the layers of 50 units in the order of the signal, those inside blocks too."""
    found: list[Layer] = []
    for layer in model.layers[:-1]:
        found += layer.body.layers if isinstance(layer, Residual) else [layer]
    return found


def likeness(a: np.ndarray) -> float:
    """Return the mean cosine of the angle between the activations of two samples.

    It is 1 where all samples, (samples, units), point the same way, and at most 1.
    """
    a = a.astype(np.float64)
    lengths = np.linalg.norm(a, axis=1, keepdims=True)
    a = a / np.maximum(lengths, 1e-30)
    n = len(a)
    return float((np.sum(np.square(a.sum(axis=0))) - np.sum(a * a)) / (n * (n - 1)))


def look(model: Sequential, dataset: Dataset) -> dict[str, float]:
    """Measure a network that has not learned: gradients, signal and likeness, first and last.

    ``gradient_first`` and ``gradient_last`` are root mean squares of dL/dW in the first and in the
    last layer of 50 units; ``signal_last`` that of the activations behind all blocks.
    """
    x, y = dataset.train.x[:LOOKED_AT], dataset.train.one_hot[:LOOKED_AT]
    output = model.layers[-1]
    model.forward(x)
    grad = output.backward_from_delta((softmax(output.z) - y) / np.float32(len(x)))
    for layer in reversed(model.layers[:-1]):
        grad = layer.backward(grad)
    inside = inner_layers(model)
    sizes = [float(np.sqrt(np.mean(np.square(layer.grads["W"])))) for layer in inside]
    top = model.layers[-2].a
    return {
        "gradient_first": sizes[0],
        "gradient_last": sizes[-1],
        "signal_last": float(np.sqrt(np.mean(np.square(top)))),
        "likeness_first": likeness(model.layers[0].a),
        "likeness_last": likeness(top),
    }


def train_deep(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Look at a new network, then train it.

    Metrics: those of `look`; ``train_loss`` and ``train_accuracy``, running means of each epoch;
    ``validation_accuracy`` (0 if it diverged) and ``diverged``.
    """
    model = deep_network(settings, seed)
    metrics: dict[str, Any] = look(model, dataset)
    train = dataset.train[:IMAGES]
    try:
        history = model.fit(
            train.x,
            train.one_hot,
            loss="categorical_crossentropy",
            optimizer=SGD(settings["learning_rate"]),
            epochs=settings["epochs"],
            batch_size=settings["batch_size"],
            seed=seed,
            progress=False,
        )
    except DivergenceError:
        return Measurement(metrics | {"validation_accuracy": 0.0, "diverged": 1})
    if history.interrupted:
        raise KeyboardInterrupt
    answers = model.predict_classes(dataset.validation.x)
    return Measurement(
        metrics
        | {
            f"train_{name}": [round(v, 5) for v in history.history[name]]
            for name in ("loss", "accuracy")
        }
        | {
            "validation_accuracy": float(np.mean(answers == dataset.validation.labels)),
            "diverged": 0,
        }
    )


def kind_of(run: Run) -> str:
    """Return the name in `KINDS` or `FROM_IDENTITY` of the network of a run."""
    return next(
        name
        for name, knobs in (KINDS | FROM_IDENTITY).items()
        if knobs.items() <= dict(run.settings).items()
    )


def summarize_deep(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each kind and depth: at the start, and at its best learning rate.

    The best rate has the best mean validation accuracy. A diverged run counts with accuracy 0,
    in training too.
    """
    summary: dict[str, float] = {}
    names = {id(run): kind_of(run) for run in runs}
    for (blocks,), group in group_by(runs, "blocks").items():
        for kind in dict.fromkeys(names[id(run)] for run in group):
            mine = [run for run in group if names[id(run)] == kind]
            by_rate = {rate: same for (rate,), same in group_by(mine, "learning_rate").items()}
            best = max(
                by_rate,
                key=lambda rate: fmean(r.metrics["validation_accuracy"] for r in by_rate[rate]),
            )
            key = f"{kind}_{blocks}"
            chosen = [run.metrics for run in by_rate[best]]
            train = [m["train_accuracy"][-1] if "train_accuracy" in m else 0.0 for m in chosen]
            summary |= {
                f"{key}_learning_rate": best,
                **spread(f"{key}_validation", [m["validation_accuracy"] for m in chosen]),
                **spread(f"{key}_train", train),
                f"{key}_diverged": sum(run.metrics["diverged"] for run in mine),
                f"{key}_runs": len(mine),
            }
            for name in look_names():
                summary |= spread(f"{key}_{name}", [m[name] for m in chosen])
    return summary


def look_names() -> tuple[str, ...]:
    """Return the names of what `look` measures."""
    return ("gradient_first", "gradient_last", "signal_last", "likeness_first", "likeness_last")


def maximum_pooling(settings: Mapping[str, Any], seed: int, dataset: ColourDataset) -> Measurement:
    """Train the LeNet-5 of `s4-cifar10`, with maximum pooling in place of average pooling."""
    layers = [
        Conv2D(6, 5, activation="tanh", name="C1"),
        MaxPool2D(2, name="S2"),
        Conv2D(16, 5, activation="tanh", name="C3"),
        MaxPool2D(2, name="S4"),
        Flatten(name="flatten"),
        Dense(120, "tanh", name="C5"),
        Dense(84, "tanh", name="F6"),
        Dense(10, "softmax", name="output"),
    ]
    model = Sequential(layers, COLOUR, seed=seed, name="lenet5_maximum")
    return Measurement(
        {
            **train_network(model, dataset.train, dataset.validation, settings, seed),
            **measure_network(model, dataset.held_out, "held_out"),
        }
    )


def summarize_pooling(runs: Sequence[Run]) -> dict[str, float]:
    """Spread held-out and training accuracy over the starts; name the hardest class."""
    held = [run.metrics["held_out_accuracy"] for run in runs]
    shares = np.mean([recalls(run.metrics["held_out_confusion"]) for run in runs], axis=0)
    return {
        **spread("maximum_held_out", held),
        **spread("maximum_train", [run.metrics["train_accuracy"][-1] for run in runs]),
        "maximum_hardest_class": int(shares.argmin()),
    }


EXPERIMENTS = (
    Experiment(
        name="deep-networks",
        title="Blocks of two layers with and without shortcuts, each at its best learning rate",
        source="our own, for the chapter on what came after LeNet-5",
        claim="Plain networks learn worse, on their training images too, as layers are added; with "
        "shortcuts around blocks that begin near the identity they do not.",
        settings={"epochs": 4, "batch_size": 50, "images": IMAGES, "units": UNITS},
        variations=[
            Variation({**knobs, "blocks": blocks, "learning_rate": rate}, seeds=5)
            for knobs in KINDS.values()
            for blocks in BLOCKS
            for rate in RATES
        ],
        measure=train_deep,
        summarize=summarize_deep,
        check=Check(
            {**KINDS["residual_zero"], "blocks": 12, "learning_rate": 0.01},
            ["gradient_first", "likeness_last", "train_loss", "train_accuracy"],
            0.02,
            change={"epochs": 1},
        ),
    ),
    Experiment(
        name="deep-shortcut-start",
        title="52 layers with shortcuts whose blocks begin with the identity and then 0",
        source="our own, for the chapter on what came after LeNet-5",
        claim="At a learning rate at which plain networks that begin at the identity fail, most of "
        "those with shortcuts that begin as the same function learn.",
        settings={"epochs": 4, "batch_size": 50, "images": IMAGES, "units": UNITS},
        variations=[
            Variation({**knobs, "blocks": 25, "learning_rate": rate}, seeds=5)
            for knobs in FROM_IDENTITY.values()
            for rate in RATES
        ],
        measure=train_deep,
        summarize=summarize_deep,
        check=Check(
            {**FROM_IDENTITY["residual_identity"], "blocks": 25, "learning_rate": 0.01},
            ["gradient_first", "likeness_last", "train_loss", "train_accuracy"],
            0.02,
            change={"epochs": 1},
        ),
    ),
    Experiment(
        name="cifar-maximum-pooling",
        title="CIFAR-10: LeNet-5 with maximum pooling, ten epochs",
        source="our own, for the chapter on what came after LeNet-5",
        claim="On colour pictures LeNet-5 gains more from maximum pooling than on digits.",
        settings={
            "optimizer": "sgd",
            "learning_rate": 0.01,
            "momentum": 0.9,
            "epochs": 10,
            "batch_size": 64,
            "inputs": "0 to 1",
            "initialisation": "glorot_uniform",
            "loss": "categorical_crossentropy",
        },
        variations=[Variation({"pooling": "maximum"}, 2)],
        measure=maximum_pooling,
        summarize=summarize_pooling,
        check=Check(
            {"pooling": "maximum"},
            ["train_cost", "train_accuracy"],
            0.02,
            change={"epochs": 1},
            more_seeds=(1,),
        ),
        ledger=(
            Reproduction(
                "S4",
                "The gain of maximum pooling is larger on CIFAR-10 than on digits (no figure).",
                None,
                "maximum_held_out",
                0.57,
                1.0,
                why="Its text says so and shows no run. With everything else equal, average "
                "pooling reaches {{ s4-cifar10.lenet5_held_out_mean | percent }}.",
            ),
        ),
        load=load_pictures,
    ),
)
