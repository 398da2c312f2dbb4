"""What convolution and pooling are worth: pixels shuffled, weights untied, kinds of pooling.

Ours, for the chapters on convolution and on pooling. All networks train on the first images and are
looked at on validation images only. `pixel-order` turns two knobs: whether neighbouring pixels stay
neighbours, and whether all places of an image share their weights. `pooling-kinds` turns one: how
a network makes its images smaller, with equal numbers of parameters and equal first weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np
from scipy import ndimage

from mnist_course.data import Dataset
from mnist_course.data.augment import rotate, shift
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import Adam, AvgPool2D, Conv2D, Dense, Flatten, MaxPool2D, Sequential
from mnist_course.nn.convolution import PlainConv2D
from mnist_course.nn.layers import Layer

Array = np.ndarray

LOSS = "categorical_crossentropy"
SIDE, PIXELS = 28, 784
RATES = (0.001, 0.003)
EPOCHS = {1_000: 20, 10_000: 6}
"""Epochs by the number of training images: fewer images are seen more often."""
SCATTER = 4  # a digit is moved by up to so many pixels
CHANGED = 2_000  # validation images that are looked at moved, turned and resized
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


class UntiedConv2D(PlainConv2D):
    """A layer that looks through windows, but with weights of its own at every place.

    It begins as a convolution: the first weights are equal at all places, and only training takes
    them apart. `UnlikeConv2D` begins with weights that are drawn for every place anew.
    """

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: Any) -> Any:
        """Draw the weights of a convolution, and give each place a copy of its own."""
        shape = super().build(input_shape, rng, dtype)
        rows, columns, _ = shape
        W, b = self.params["W"], self.params["b"]
        self.params = {
            "W": self.first_weights(W, rows * columns, rng),
            "b": np.tile(b, (rows * columns, 1, 1)),
        }
        self.param_shapes = {key: p.shape for key, p in self.params.items()}
        self.grads = {key: np.zeros_like(p) for key, p in self.params.items()}
        return shape

    def first_weights(self, W: Array, places: int, rng: np.random.Generator) -> Array:
        """Return (places, window entries × channels, filters), from the weights of one place."""
        return np.tile(W.reshape(1, -1, self.filters), (places, 1, 1))

    def forward(self, x: Array, training: bool = False) -> Array:
        """Multiply each place's window by that place's weights."""
        self.padded = np.pad(x, [(0, 0), self.down.border, self.across.border, (0, 0)])
        seen = np.lib.stride_tricks.sliding_window_view(self.padded, self.kernel_size, axis=(1, 2))[
            :, :: self.down.stride, :: self.across.stride
        ]
        # (places, batch, window rows × window columns × channels)
        n, rows, columns, *_ = seen.shape
        self.seen = seen.transpose(1, 2, 0, 4, 5, 3).reshape(rows * columns, n, -1)
        z = self.seen @ self.params["W"] + self.params["b"]
        self.z = z.transpose(1, 0, 2).reshape(n, rows, columns, -1)
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """As in a convolution, but no sum over the places."""
        delta = self.activation.backward(grad, self.z, self.a)
        n, rows, columns, filters = delta.shape
        by_place = delta.reshape(n, rows * columns, filters).transpose(1, 0, 2)
        np.matmul(self.seen.transpose(0, 2, 1), by_place, out=self.grads["W"])
        self.grads["b"][...] = by_place.sum(axis=1, keepdims=True)
        if not input_grad:
            return None
        shares = by_place @ self.params["W"].transpose(0, 2, 1)
        height, width = self.kernel_size
        shares = shares.reshape(rows, columns, n, height, width, -1).transpose(2, 0, 1, 3, 4, 5)
        below = np.zeros_like(self.padded)
        for i in range(height):
            for j in range(width):
                below[:, self.down.under(i), self.across.under(j)] += shares[:, :, :, i, j]
        return below[:, self.down.inside, self.across.inside]


class UnlikeConv2D(UntiedConv2D):
    """The same, but the first weights of every place are random by themselves."""

    def first_weights(self, W: Array, places: int, rng: np.random.Generator) -> Array:
        """Draw the weights of each place as those of a convolution are drawn."""
        draw = self.initializers["W"]
        return np.stack(
            [draw(W.shape, rng, W.dtype).reshape(-1, self.filters) for _ in range(places)]
        )


def windows(kind: type[PlainConv2D], seed: int) -> Sequential:
    """Build 28 × 28 → 14 × 14 × 8 → 7 × 7 × 16 → 10, with windows of 5 × 5 that move by 2."""
    how = {"strides": 2, "padding": "same", "activation": "relu", "kernel_initializer": "he_normal"}
    layers = [kind(8, 5, **how), kind(16, 5, **how), Flatten(), Dense(10, "softmax")]
    return Sequential(layers, input_shape=(SIDE, SIDE, 1), seed=seed)


def dense(units: int, seed: int) -> Sequential:
    """Build 784 → units → 10: every unit sees every pixel."""
    hidden = Dense(units, "relu", kernel_initializer="he_normal")
    layers = [Flatten(), hidden, Dense(10, "softmax")]
    return Sequential(layers, input_shape=(SIDE, SIDE, 1), seed=seed)


NETWORKS = {
    "convolution": lambda seed: windows(Conv2D, seed),
    "untied": lambda seed: windows(UntiedConv2D, seed),
    "unlike": lambda seed: windows(UnlikeConv2D, seed),
    "dense_14": lambda seed: dense(14, seed),  # as few parameters as the convolution
    "dense_100": lambda seed: dense(100, seed),
}


def pooled(kind: str, seed: int) -> Sequential:
    """Build two convolutions that keep the size, each halved afterwards, and ten outputs.

    ``kind`` says how images are halved: ``"max"``, ``"average"``, or ``"stride"``, where every
    second answer of the convolution is left out. All three have the same parameters.
    """
    strides = 2 if kind == "stride" else 1
    pool = {"max": MaxPool2D, "average": AvgPool2D}.get(kind)
    how = {"strides": strides, "padding": "same", "activation": "relu"}
    layers: list[Layer] = []
    for filters in (8, 16):
        layers.append(Conv2D(filters, 5, kernel_initializer="he_normal", **how))
        if pool:
            layers.append(pool(2))
    layers += [Flatten(), Dense(10, "softmax")]
    return Sequential(layers, input_shape=(SIDE, SIDE, 1), seed=seed)


def as_input(images: Array) -> Array:
    """Return uint8 images (n, 28, 28) as input of the networks, (n, 28, 28, 1) in [0, 1]."""
    return images.astype(np.float32)[..., np.newaxis] / 255


def train(model: Sequential, x: Array, dataset: Dataset, settings: Mapping, seed: int) -> list:
    """Train with Adam on the images ``x``; return the loss, one number an epoch."""
    history = model.fit(
        x,
        dataset.train.one_hot[: len(x)],
        loss=LOSS,
        optimizer=Adam(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        seed=seed,
        progress=False,
    )
    if history.interrupted:
        raise KeyboardInterrupt
    return [round(v, 5) for v in history.history["loss"]]


def accuracy(model: Sequential, x: Array, one_hot: Array) -> float:
    """Return the share of images that are named rightly."""
    return model.evaluate(x, one_hot, LOSS)["accuracy"]


def read_pixels(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network, its pixels in their order or in one random order, the same for all."""
    order = np.arange(PIXELS)
    if settings["order"] == "shuffled":
        order = np.random.default_rng(seed).permutation(PIXELS)

    def images(split: Any, count: int | None = None) -> Array:
        return as_input(split.images[:count].reshape(-1, PIXELS)[:, order].reshape(-1, SIDE, SIDE))

    model = NETWORKS[settings["network"]](seed)
    loss = train(model, images(dataset.train, settings["images"]), dataset, settings, seed)
    reached = accuracy(model, images(dataset.validation), dataset.validation.one_hot)
    return Measurement(
        {"validation_accuracy": reached, "parameters": model.count, "train_loss": loss}
    )


def read_scattered(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network on digits that each lie somewhere else, and ask it about such digits."""
    rng = np.random.default_rng([seed, 1])

    def images(split: Any, count: int | None = None) -> Array:
        kept = split.images[:count]
        right, down = rng.integers(-SCATTER, SCATTER, (2, len(kept)), endpoint=True)
        return as_input(shift(kept, right=right, down=down))

    model = NETWORKS[settings["network"]](seed)
    loss = train(model, images(dataset.train, settings["images"]), dataset, settings, seed)
    reached = accuracy(model, images(dataset.validation), dataset.validation.one_hot)
    return Measurement(
        {"validation_accuracy": reached, "parameters": model.count, "train_loss": loss}
    )


def summarize_scattered(runs: Sequence[Run]) -> dict[str, float]:
    """As `summarize_order`; and in how many seeds the convolution is ahead of untied weights."""
    summary: dict[str, float] = {}
    for (images,), some in group_by(runs, "images").items():
        best: dict[str, list[float]] = {}
        for (network,), group in group_by(some, "network").items():
            found = [
                [run.metrics["validation_accuracy"] for run in at_rate]
                for at_rate in group_by(group, "learning_rate").values()
            ]
            best[network] = max(found, key=fmean)
            summary |= spread(f"{network}_scattered_{images}", best[network])
        for other in sorted(set(best) - {"convolution"}):
            pairs = zip(best.get("convolution", []), best[other], strict=False)
            summary[f"convolution_ahead_of_{other}_{images}"] = sum(a > b for a, b in pairs)
    return summary


def summarize_order(runs: Sequence[Run]) -> dict[str, float]:
    """For each network and order: the learning rate with the best mean, and its accuracies."""
    summary: dict[str, float] = {}
    for (network, order, images), group in group_by(runs, "network", "order", "images").items():
        found = {
            rate: [run.metrics["validation_accuracy"] for run in some]
            for (rate,), some in group_by(group, "learning_rate").items()
        }
        best = max(found, key=lambda rate: fmean(found[rate]))
        key = f"{network}_{order}_{images}"
        summary |= {f"{key}_learning_rate": best, **spread(key, found[best])}
        summary[f"{network}_parameters"] = group[0].metrics["parameters"]
    return summary


def resize(images: Array, factor: float) -> Array:
    """Enlarge (factor above 1) or shrink uint8 images (n, 28, 28) about their centre."""
    middle = (SIDE - 1) / 2
    zoom = {"matrix": [1, 1 / factor, 1 / factor], "order": 1}
    offset = [0, *[middle - middle / factor] * 2]
    moved = ndimage.affine_transform(images.astype(np.float32), offset=offset, **zoom)
    return np.rint(moved).astype(np.uint8)


def changed(images: Array) -> dict[str, list[Array]]:
    """Return images changed in ways that leave a digit what it is, by the name of the metric."""
    shifts = {
        f"shift_{pixels}": [shift(images, pixels * x, pixels * y) for x, y in DIRECTIONS]
        for pixels in (1, 2, 3, 4)
    }
    turns = {
        f"turn_{angle}": [rotate(images, sign * angle) for sign in (1, -1)] for angle in (15, 30)
    }
    sizes = {f"size_{name}": [resize(images, by)] for name, by in (("80", 0.8), ("125", 1.25))}
    return {"unchanged": [images]} | shifts | turns | sizes


def pool_and_ask(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network; accuracy on what it has learned, on new images, and on changed ones."""
    model = pooled(settings["pooling"], seed)
    x = as_input(dataset.train.images[: settings["images"]])
    loss = train(model, x, dataset, settings, seed)
    new = dataset.validation
    truth = new.one_hot[:CHANGED]
    metrics: dict[str, Any] = {
        name: fmean(accuracy(model, as_input(images), truth) for images in several)
        for name, several in changed(new.images[:CHANGED]).items()
    }
    metrics |= {
        "validation": accuracy(model, as_input(new.images), new.one_hot),
        "train": accuracy(model, x, dataset.train.one_hot[: len(x)]),
        "parameters": model.count,
        "train_loss": loss,
    }
    return Measurement(metrics)


def summarize_pooling(runs: Sequence[Run]) -> dict[str, float]:
    """Spread every accuracy over the seeds; count the seeds in which one kind beats another."""
    summary: dict[str, float] = {}
    for (count,), some in group_by(runs, "images").items():
        kinds = group_by(some, "pooling")
        for (kind,), group in kinds.items():
            for metric in group[0].metrics:
                if metric not in ("parameters", "train_loss"):
                    values = [run.metrics[metric] for run in group]
                    summary |= spread(f"{kind}_{count}_{metric}", values)
            summary[f"{kind}_parameters"] = group[0].metrics["parameters"]
        for one, other in (("max", "stride"), ("average", "stride"), ("max", "average")):
            if not {(one,), (other,)} <= set(kinds):
                continue
            pairs = zip(kinds[(one,)], kinds[(other,)], strict=True)
            ahead = [a.metrics["validation"] > b.metrics["validation"] for a, b in pairs]
            summary[f"{one}_ahead_of_{other}_{count}"] = sum(ahead)
    return summary


EXPERIMENTS = (
    Experiment(
        name="pixel-order",
        title="Windows and dense layers, with pixels in their order and shuffled",
        source="our own, for the chapter on convolution",
        claim="One shuffling of the pixels, the same for all images, costs a network of windows "
        "much and a dense one nothing; shared weights help, and windows alone do too.",
        settings={"batch_size": 32},
        variations=[
            Variation(
                {
                    "network": name,
                    "order": order,
                    "images": count,
                    "epochs": EPOCHS[count],
                    "learning_rate": rate,
                },
                seeds=5,
            )
            for name, order in (
                *((name, "kept") for name in NETWORKS),
                ("convolution", "shuffled"),
                ("dense_100", "shuffled"),
            )
            for count in EPOCHS
            for rate in RATES
        ],
        measure=read_pixels,
        summarize=summarize_order,
        check=Check(
            {
                "network": "convolution",
                "order": "kept",
                "images": 1_000,
                "epochs": EPOCHS[1_000],
                "learning_rate": 0.001,
            },
            ["train_loss"],
            0.02,
            change={"epochs": 5},
        ),
    ),
    Experiment(
        name="scattered-digits",
        title="Shared and untied weights, with digits that each lie somewhere else",
        source="our own, for the chapter on convolution",
        claim="Sharing weights pays when the same thing is seen at many places.",
        settings={"batch_size": 32},
        variations=[
            Variation(
                {
                    "network": name,
                    "images": count,
                    "epochs": EPOCHS[count],
                    "learning_rate": rate,
                },
                seeds=5,
            )
            for name in ("convolution", "untied", "unlike", "dense_100")
            for count in EPOCHS
            for rate in RATES
        ],
        measure=read_scattered,
        summarize=summarize_scattered,
        check=Check(
            {
                "network": "convolution",
                "images": 1_000,
                "epochs": EPOCHS[1_000],
                "learning_rate": 0.001,
            },
            ["train_loss"],
            0.02,
            change={"epochs": 5},
        ),
    ),
    Experiment(
        name="pooling-kinds",
        title="Images made smaller by maximum, by mean, or by leaving out every second answer",
        source="our own, for the chapter on pooling",
        claim="Pooling makes a network's answer depend less on small shifts, and helps against "
        "overfitting.",
        settings={"batch_size": 32, "learning_rate": 0.001},
        variations=[
            Variation({"pooling": kind, "images": count, "epochs": EPOCHS[count]}, seeds=seeds)
            for count, seeds in ((1_000, 10), (10_000, 5))
            for kind in ("max", "average", "stride")
        ],
        measure=pool_and_ask,
        summarize=summarize_pooling,
        check=Check(
            {"pooling": "max", "images": 1_000, "epochs": EPOCHS[1_000]},
            ["validation", "shift_2", "train_loss"],
            0.02,
        ),
    ),
)
