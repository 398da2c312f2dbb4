"""What each step of MNIST's preparation is worth: digits on a sheet, with a step left out.

Ours, for the chapter on the reader's own digits. Validation digits are enlarged and laid on an
empty sheet, each at a random place and in a random size. Then they are prepared as MNIST's digits
were, or with one step left out, or with none, and read. Two kinds of runs, each with five seeds:

- ``page``: the three networks of the pages, read from the result of `page-networks`; the seed draws
  sizes and places. Their LeNet-5 has seen moved digits in training.
- ``plain``: a LeNet-5 that has seen none; the seed draws its start, too.

No test digit is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.data.photo.leaving_out import prepare_drawing
from mnist_course.data.photo.scenes import enlarge
from mnist_course.experiments.catalogue.page_networks import (
    NETWORKS,
    as_inputs,
    train,
    unpacked_params,
)
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run, load_result
from mnist_course.experiments.shared.statistics import spread
from mnist_course.nn import Sequential

Array = np.ndarray

SIDE = 140  # of the sheet: five pixels to a pixel of the frame
SMALLEST, LARGEST = 28, 112  # pixels of the digit's longer side: from 0.2 to 0.8 of the sheet
SURE = 0.9

WAYS: dict[str, dict[str, Any] | None] = {
    "as_mnist": None,
    "all_steps": {},
    "no_cut": {"cut": False},
    "no_scale": {"scale": False},
    "box_centre": {"centre": "box"},
    "no_centre": {"centre": "off"},
    "no_smooth": {"smooth": False},
    "cut_only": {"scale": False, "centre": "off"},
    "sheet": {"cut": False, "scale": False, "centre": "off"},
    "none": {"cut": False, "scale": False, "smooth": False, "centre": "off"},
}
"""What is left out; ``as_mnist``: the digits' own 28 × 28 pixels, which have lain on no sheet."""


def lay_out(images: Array, seed: int) -> list[Array]:
    """Lay digits, (n, 28, 28) uint8, on sheets of their own, at random sizes and places.

    Returns
    -------
    list of ndarray, (140, 140), float32
        Ink from 0 to 1. The longer side of a digit is uniform between 28 and 112 pixels; then its
        place is uniform among those where it lies wholly on the sheet.
    """
    rng = np.random.default_rng([seed, 4])
    sheets = []
    for image in images:
        ink = enlarge(image, int(rng.integers(SMALLEST, LARGEST, endpoint=True)))
        height, width = ink.shape
        top, left = (int(rng.integers(0, SIDE - n, endpoint=True)) for n in ink.shape)
        sheet = np.zeros((SIDE, SIDE), dtype=np.float32)
        sheet[top : top + height, left : left + width] = ink
        sheets.append(sheet)
    return sheets


def page_network(name: str) -> Sequential:
    """Return a network of the pages, with the weights that `page-networks` has recorded."""
    model = NETWORKS[name](seed=0)
    (run,) = load_result("page-networks").select(label=name)
    model.set_params(unpacked_params(model, run.pictures))
    return model


def read_sheets(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Prepare the digits in every way and let the networks read them.

    Metrics: ``{network}_{way}`` for each network and each of `WAYS`, the accuracy; with
    ``_confidence`` behind it the mean of the largest probabilities, and with ``_sure_wrong`` the
    share of all digits that are read wrongly with a probability of at least 0.9. For the networks
    of the pages also ``agree_{way}``, the share of digits that all three read alike, and
    ``agree_right_{way}``, how many of those they read rightly.
    """
    digits = dataset.validation[: settings["digits"]]
    if settings["networks"] == "page":
        models = {name: page_network(name) for name in NETWORKS}
    else:
        own = {"network": "lenet", "moved": False, "pens": False}
        models = {"plain": train({**settings, **own}, seed, dataset)[0]}
    sheets = lay_out(digits.images, seed)
    metrics: dict[str, float] = {}
    for way, left_out in WAYS.items():
        images = digits.images
        if left_out is not None:
            prepared = [prepare_drawing(sheet, **left_out) for sheet in sheets]
            images = np.stack([found.image for found in prepared if found])
        answers = []
        for name, model in models.items():
            p = model.predict(as_inputs(model, images))
            sure, answer = p.max(axis=1), p.argmax(axis=1)
            wrong = answer != digits.labels
            answers.append(answer)
            metrics[f"{name}_{way}"] = float(1 - wrong.mean())
            metrics[f"{name}_{way}_confidence"] = float(sure.mean())
            metrics[f"{name}_{way}_sure_wrong"] = float((wrong & (sure >= SURE)).mean())
        if len(models) > 1:
            alike = np.all(np.array(answers) == answers[0], axis=0)
            metrics[f"agree_{way}"] = float(alike.mean())
            metrics[f"agree_right_{way}"] = float((answers[0] == digits.labels)[alike].mean())
    return Measurement(metrics)


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Spread every number over the seeds; ``{network}_box_loss``: what the box's middle costs."""
    summary: dict[str, float] = {}
    for name in dict.fromkeys(name for run in runs for name in run.metrics):
        values = [run.metrics[name] for run in runs if name in run.metrics]
        summary |= spread(name, values)
    for name in [*NETWORKS, "plain"]:
        if f"{name}_all_steps_mean" in summary:
            whole, box = (summary[f"{name}_{way}_mean"] for way in ("all_steps", "box_centre"))
            summary[f"{name}_box_loss"] = whole - box
    return summary


EXPERIMENTS = (
    Experiment(
        name="prepared-digits",
        title="What each step of MNIST's preparation is worth, for digits on a sheet",
        source="our own, for the chapter on the reader's own digits",
        claim="Scaling to one size and moving the centre of mass to the middle decide whether a "
        "digit from elsewhere is read; grey edges do not.",
        settings={"digits": 1_000, "batch_size": 128, "learning_rate": 0.001},
        variations=[
            Variation({"networks": "page"}, seeds=5),
            Variation({"networks": "plain", "images": 24_000, "epochs": 4}, seeds=5),
        ],
        measure=read_sheets,
        summarize=summarize,
        check=Check(
            {"networks": "page"},
            ["softmax_all_steps", "mlp_no_scale", "lenet_no_centre", "agree_none"],
            0.01,
        ),
    ),
)
