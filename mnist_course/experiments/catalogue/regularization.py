"""A thousand images, learned by heart or not: each remedy alone, and all together.

Ours, for the chapter on regularization. A network [784, 100, 10] learns `IMAGES` images for
`STEPS` steps; every run has the same number of steps, whatever else it does. One *method* turns one
knob: dropout, weight decay, images that are shifted anew in every epoch, early stopping, more
images. The seed draws the images, the first weights and all that is random in training; runs of
one seed share images and start.

Nothing is chosen by what is reported. Three parts of the validation images have one task each:

- the first `WATCHED` are watched by early stopping, in every run that has it;
- the next, up to `JUDGED`, judge in `regularization-choice`, whose training images come from the
  second half of the training pile;
- the rest judge in `regularization`, whose training images come from the first half.

The rule of the choice, written down before the runs: the lowest mean loss on the judging images at
the end of the budget. No test image is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean, stdev
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Split
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import SGD, Dense, Dropout, EarlyStopping, Sequential, softmax
from mnist_course.nn.history import StopTraining

IMAGES = 1_000
STEPS = 5_000
BATCH = 20
LOSS = "categorical_crossentropy"
WATCHED, JUDGED = 2_000, 5_000
"""Validation images before the first of these are watched, between them they judge the choice."""
LOOKS = (*range(11), 12, 14, 17, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)
"""After how many hundredths of the budget the network is looked at."""

PLAIN: dict[str, Any] = {
    "dropout": 0.0,
    "weight_decay": 0.0,
    "shift": 0,
    "patience": None,
    "images": IMAGES,
    "units": 100,
}
"""``shift``: whole pixels at most, in both directions; ``patience``: epochs, None for no early
stopping; ``units``: hidden ones."""

TRIED: dict[str, tuple] = {
    "weight_decay": (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "dropout": (0.2, 0.3, 0.5, 0.7, 0.8),
    "shift": (1, 2, 3, 4),
    "patience": (1, 2, 5, 10, 20),
}
CHOSEN: dict[str, Any] = {"weight_decay": 0.003, "dropout": 0.3, "shift": 2, "patience": 5}
"""The best of `TRIED`, by the rule above; a test compares."""
HEAVY = 0.064
"""The decay that comes from reading a setting of PaddlePaddle's tutorial without its convention."""
FEW_UNITS = 10

METHODS: dict[str, dict[str, Any]] = {
    "plain": PLAIN,
    "early_stopping": PLAIN | {"patience": CHOSEN["patience"]},
    "dropout": PLAIN | {"dropout": CHOSEN["dropout"]},
    "weight_decay": PLAIN | {"weight_decay": CHOSEN["weight_decay"]},
    "shift": PLAIN | {"shift": CHOSEN["shift"]},
    "more_images": PLAIN | {"images": 4 * IMAGES},
    "together": PLAIN | CHOSEN,
    "without_stopping": PLAIN | CHOSEN | {"patience": None},
    "heavy_decay": PLAIN | {"weight_decay": HEAVY},
    "few_units": PLAIN | {"units": FEW_UNITS},
}
MAIN = tuple(name for name in METHODS if name not in ("heavy_decay", "few_units"))
"""These get ten seeds, the others five."""


def network(settings: Mapping[str, Any], seed: int) -> Sequential:
    """Build 784 inputs, ReLU units, perhaps dropout, and ten softmax outputs."""
    dropout = [Dropout(settings["dropout"])] if settings["dropout"] else []
    hidden = Dense(settings["units"], "relu", kernel_initializer="he_normal")
    return Sequential([hidden, *dropout, Dense(10, "softmax")], input_shape=(784,), seed=seed)


def shifted(images: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Move each image by up to ``most`` whole pixels in both directions, (n, 28, 28).

    The same as `mnist_course.data.augment.shift`, without its interpolation, which here would take
    longer than the training.
    """
    if not most:
        return images
    right, down = rng.integers(-most, most, (2, len(images)), endpoint=True)
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    rows = most - down[:, np.newaxis] + np.arange(images.shape[1])
    columns = most - right[:, np.newaxis] + np.arange(images.shape[2])
    which = np.arange(len(images))[:, np.newaxis, np.newaxis]
    return padded[which, rows[:, :, np.newaxis], columns[:, np.newaxis, :]]


def as_inputs(images: np.ndarray) -> np.ndarray:
    """Return images (n, 28, 28) of 0 to 255 as float32 (n, 784) of 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / 255


def piles(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> tuple[Split, Split, Split]:
    """Return the images to train on, to watch and to judge by."""
    half = len(dataset.train) // 2
    if settings["purpose"] == "choose":
        pool, judges = dataset.train[half:], dataset.validation[WATCHED:JUDGED]
    else:
        pool, judges = dataset.train[:half], dataset.validation[JUDGED:]
    drawn = np.random.default_rng([seed, 1]).permutation(half)[: settings["images"]]
    return pool[drawn], dataset.validation[:WATCHED], judges


def measure_method(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network.

    Metrics: lists with one entry a look, ``steps``, ``train_loss``, ``train_accuracy``,
    ``validation_loss``, ``validation_accuracy``, all on images as they are and without dropout;
    ``best_epoch`` (with early stopping); and what `examine` says of the network at the end, with
    early stopping that of its best epoch.
    """
    train, watched, judges = piles(settings, seed, dataset)
    model = network(settings, seed)
    optimizer = SGD(settings["learning_rate"], weight_decay=settings["weight_decay"])
    rng = np.random.default_rng([seed, 2])
    x_watched = as_inputs(watched.images)
    epochs = settings["steps"] * BATCH // len(train)
    looks = {round(epochs * hundredth / 100) for hundredth in LOOKS}
    stopping = None
    if settings["patience"] is not None:
        stopping = EarlyStopping(patience=settings["patience"])
    curves: dict[str, list[float]] = {}

    def look(epoch: int) -> None:
        if epoch not in looks:
            return
        seen = {"steps": epoch * len(train) // BATCH}
        for name, pile in (("train", train), ("validation", judges)):
            found = model.evaluate(as_inputs(pile.images), pile.one_hot, LOSS)
            seen |= {f"{name}_{key}": round(value, 5) for key, value in found.items()}
        for name, value in seen.items():
            curves.setdefault(name, []).append(value)

    look(0)
    for epoch in range(epochs):
        history = model.fit(
            as_inputs(shifted(train.images, settings["shift"], rng)),
            train.one_hot,
            loss=LOSS,
            optimizer=optimizer,
            epochs=epoch + 1,
            initial_epoch=epoch,
            batch_size=BATCH,
            seed=seed,
            progress=False,
        )
        if history.interrupted:  # half a training is no result
            raise KeyboardInterrupt
        look(epoch + 1)
        if stopping is not None:
            found = model.evaluate(x_watched, watched.one_hot, LOSS)
            try:
                stopping(epoch, {"val_loss": found["loss"]}, model)
            except StopTraining:
                break
    ends: dict[str, Any] = {}
    if stopping is not None:
        ends = {"best_epoch": stopping.best_epoch + 1, "stopped_epoch": epoch + 1}
        stopping.finish(model)
    return Measurement({**curves, **ends, **examine(model, train, watched, judges, seed)})


def examine(
    model: Sequential, train: Split, watched: Split, judges: Split, seed: int
) -> dict[str, float]:
    """Look closely at a trained network.

    Returns
    -------
    dict
        ``end_train_loss`` … ``end_validation_accuracy``; ``norm_1``, ``norm_2``, the Frobenius
        norms of the two weight matrices; ``sure_wrong`` and ``sure_right``, the mean probability
        of the digit that is named, where it is the wrong and the right one; ``temperature``, by
        which the scores must be divided for the lowest loss on the watched images, and
        ``cooled_loss``, the loss on the judging images then; ``half_accuracy``, if half of the
        hidden units, drawn five times, are silenced and the others doubled.
    """
    ends = {}
    for name, pile in (("train", train), ("validation", judges)):
        found = model.evaluate(as_inputs(pile.images), pile.one_hot, LOSS)
        ends |= {f"end_{name}_{key}": round(value, 5) for key, value in found.items()}
    hidden, output = model.layers[0], model.layers[-1]
    x = as_inputs(judges.images)
    p = model.predict(x)
    sure, right = p.max(axis=1), p.argmax(axis=1) == judges.labels
    activations = {
        name: hidden.forward(as_inputs(pile.images))
        for name, pile in (("watched", watched), ("judges", judges))
    }
    scores = {name: a @ output.params["W"] + output.params["b"] for name, a in activations.items()}
    temperatures = np.geomspace(0.25, 16, 121)
    cooled = [log_loss(scores["watched"] / t, watched.labels) for t in temperatures]
    temperature = float(temperatures[int(np.argmin(cooled))])
    rng, halves = np.random.default_rng([seed, 3]), []
    for _ in range(5):
        kept = rng.permutation(len(output.params["W"])) < len(output.params["W"]) // 2
        answers = (2 * kept * activations["judges"]) @ output.params["W"] + output.params["b"]
        halves.append(np.mean(answers.argmax(axis=1) == judges.labels))
    return ends | {
        "norm_1": float(np.linalg.norm(hidden.params["W"])),
        "norm_2": float(np.linalg.norm(output.params["W"])),
        "sure_wrong": float(sure[~right].mean()),
        "sure_right": float(sure[right].mean()),
        "temperature": temperature,
        "cooled_loss": log_loss(scores["judges"] / temperature, judges.labels),
        "half_accuracy": float(np.mean(halves)),
    }


def log_loss(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean cross-entropy of the softmax of scores, (n, 10), for labels (n,)."""
    p = softmax(scores.astype(np.float64))
    return float(-np.log(np.maximum(p[np.arange(len(p)), labels], 1e-300)).mean())


def summarize_choice(runs: Sequence[Run]) -> dict[str, float]:
    """Give the judgement of every value that was tried, and the place of the best in `TRIED`."""
    summary: dict[str, float] = {}
    losses: dict[tuple[str, Any], float] = {}
    for (knob, value), group in group_by(runs, "knob", "value").items():
        for metric in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy"):
            values = [run.metrics[f"end_{metric}"] for run in group]
            summary |= spread(f"{knob}_{value}_{metric}".replace(".", "_"), values)
        summary[f"{knob}_{value}_norm_1_mean".replace(".", "_")] = fmean(
            run.metrics["norm_1"] for run in group
        )
        losses[knob, value] = fmean(run.metrics["end_validation_loss"] for run in group)
    for knob, values in TRIED.items():
        tried = [losses[knob, value] for value in values if (knob, value) in losses]
        if tried:
            summary[f"best_{knob}"] = int(np.argmin(tried))
    return summary


ENDS = (
    "end_train_loss",
    "end_train_accuracy",
    "end_validation_loss",
    "end_validation_accuracy",
    "norm_1",
    "norm_2",
    "sure_wrong",
    "sure_right",
    "temperature",
    "cooled_loss",
    "half_accuracy",
)


def summarize_methods(runs: Sequence[Run]) -> dict[str, float]:
    """Spread the metrics of every method over the seeds, and set it beside the plain runs.

    For each method, paired by seed: ``{method}_gain``, validation accuracy minus that of the plain
    run; ``{method}_train_cost``, training accuracy of the plain run minus its own; ``ahead``, in
    how many seeds the gain is above 0; ``{method}_equal_gain`` and ``equal_ahead``, the same
    against the plain run *of the moment at which its training loss was as high as the method's is
    at the end* (both losses on images as they are, without dropout).
    """
    groups = {key[0]: group for key, group in group_by(runs, "method").items()}
    summary: dict[str, float] = {}
    plain = {run.seed: run for run in groups.get("plain", ())}
    for method, group in groups.items():
        for metric in ENDS:
            name = f"{method}_{metric.removeprefix('end_')}"
            summary |= spread(name, [run.metrics[metric] for run in group])
        if "best_epoch" in group[0].metrics:
            summary |= spread(f"{method}_best_epoch", [r.metrics["best_epoch"] for r in group])
        pairs = [(run, plain[run.seed]) for run in group if run.seed in plain]
        if not pairs:
            continue
        differences = {
            "gain": [
                one.metrics["end_validation_accuracy"] - other.metrics["end_validation_accuracy"]
                for one, other in pairs
            ],
            "train_cost": [
                other.metrics["end_train_accuracy"] - one.metrics["end_train_accuracy"]
                for one, other in pairs
            ],
            "equal_gain": [
                one.metrics["end_validation_accuracy"]
                - accuracy_at(other, one.metrics["end_train_loss"])
                for one, other in pairs
            ],
        }
        for name, values in differences.items():
            summary[f"{method}_{name}_mean"] = fmean(values)
            summary[f"{method}_{name}_sd"] = stdev(values) if len(values) > 1 else 0.0
        summary[f"{method}_ahead"] = sum(value > 0 for value in differences["gain"])
        summary[f"{method}_equal_ahead"] = sum(value > 0 for value in differences["equal_gain"])
    for run in groups.get("plain", ()):
        losses = run.metrics["validation_loss"]
        summary[f"plain_seed_{run.seed}_best_look"] = run.metrics["steps"][int(np.argmin(losses))]
    if plain:
        lowest = [min(run.metrics["validation_loss"]) for run in plain.values()]
        summary |= spread("plain_lowest_validation_loss", lowest)
        summary |= spread(
            "plain_accuracy_at_lowest_loss",
            [
                run.metrics["validation_accuracy"][int(np.argmin(run.metrics["validation_loss"]))]
                for run in plain.values()
            ],
        )
    return summary


def accuracy_at(run: Run, train_loss: float) -> float:
    """Return a run's validation accuracy when its training loss first fell to ``train_loss``.

    Between two looks, both are taken as straight lines over the logarithm of the loss; a loss below
    the last one gives the accuracy at the end.
    """
    losses = np.minimum.accumulate(run.metrics["train_loss"])
    return float(
        np.interp(-np.log(train_loss), -np.log(losses), run.metrics["validation_accuracy"])
    )


COMMON = {"learning_rate": 0.1, "steps": STEPS, "batch_size": BATCH}
_METRICS = ["train_loss", "train_accuracy", "validation_loss", "validation_accuracy"]

EXPERIMENTS = (
    Experiment(
        name="regularization-choice",
        title="How strong? Weight decay, dropout, shifts and patience, on 1,000 images",
        source="our own, for the chapter on regularization",
        claim="Validation images choose the strength of each remedy; too little does nothing, too "
        "much spoils the training as well.",
        settings={**COMMON, "purpose": "choose"},
        variations=[
            Variation({"knob": "none", "value": 0, **PLAIN}, seeds=5),
            *(
                Variation(
                    {"knob": knob, "value": value, **PLAIN, knob: value},
                    seeds=5 if knob == "weight_decay" else 3,
                )
                for knob, values in TRIED.items()
                for value in values
            ),
        ],
        measure=measure_method,
        summarize=summarize_choice,
        check=Check(
            {"knob": "weight_decay", "value": 0.01, **PLAIN, "weight_decay": 0.01},
            _METRICS,
            0.02,
            change={"steps": 500},
        ),
    ),
    Experiment(
        name="regularization",
        title="1,000 images: early stopping, dropout, weight decay, shifts, more images",
        source="our own, for the chapter on regularization",
        claim="Each remedy alone makes the gap between training and new images smaller; some only "
        "by making the training worse.",
        settings={**COMMON, "purpose": "compare"},
        variations=[
            Variation({"method": method, **own}, seeds=10 if method in MAIN else 5)
            for method, own in METHODS.items()
        ],
        measure=measure_method,
        summarize=summarize_methods,
        check=Check({"method": "plain", **PLAIN}, _METRICS, 0.02, change={"steps": 500}),
    ),
)
