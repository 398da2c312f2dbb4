"""Is LeNet-5 right as often as it is sure? On digits as they are, and on distorted ones.

Ours, for the chapter on robustness. Two LeNet-5 from each start: one learns from digits as they
are, the other from digits that are turned by up to 30°, anew in every epoch. The first half of the
validation digits chooses: a temperature (Guo et al., 2017) and the confidence from which 99.5 % of
the answers are right. The second half is measured, as it is and distorted in nine ways, some of
them with several strengths. No test digit is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset, flip, rotate, shift
from mnist_course.data.degrade import blur, contrast, noise
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.confidence import (
    best_temperature,
    least_limit,
    measure,
    soften,
)
from mnist_course.experiments.shared.lenet_training import train_network
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn.zoo import lenet5

HALF = 5_000
WANTED = 0.995
CONDITIONS: dict[str, tuple[str, float]] = {
    "plain": ("plain", 0),
    "mirrored": ("mirrored", 0),
    **{f"rotated_{a}": ("rotated", a) for a in (15, 30, 45, 90)},
    **{f"shifted_{n}": ("shifted", n) for n in (1, 2, 3, 5)},
    **{f"noise_{n}": ("noise", n / 100) for n in (20, 40, 60)},
    **{f"blur_{n}": ("blur", n / 10) for n in (10, 20, 30)},
    **{f"contrast_{n}": ("contrast", n / 100) for n in (75, 50, 25)},
}
"""Name to kind and strength: degrees against the clock, pixels to the right, standard deviation of
the noise (a hundredth), width of the bell (a tenth of a pixel), contrast left (a hundredth)."""

PARTS = ("accuracy", "confidence", "error", "softened_error", "read", "read_right")


def distorted(images: np.ndarray, kind: str, strength: float, seed: int) -> np.ndarray:
    """Return images, (n, 28, 28), distorted in one way."""
    if kind == "mirrored":
        return flip(images)
    if kind == "rotated":
        return rotate(images, strength)
    if kind == "shifted":
        return shift(images, right=strength)
    if kind == "noise":
        pattern = np.random.default_rng([seed, 3]).standard_normal(images.shape)
        return noise(images, strength, pattern)
    if kind == "blur":
        return blur(images, strength)
    return contrast(images, strength) if kind == "contrast" else images


def train_and_ask(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one LeNet-5 and ask how sure and how right it is.

    Metrics: ``train_cost``, ``train_accuracy``; ``temperature`` and ``limit``, chosen on the first
    half of the validation digits; for each of `CONDITIONS` what
    `mnist_course.experiments.shared.confidence.measure` returns, on the second half, with the
    condition's name in front, and ``softened_error``, the calibration error after the scores were
    divided by the temperature.
    """
    model = lenet5(seed=seed)
    train, degrees = dataset.train[: settings["train_images"]], settings["degrees"]

    def turned(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return rotate(images, rng.uniform(-degrees, degrees, len(images)))

    metrics = train_network(model, train, [], settings, seed, turned if degrees else None)
    choose, look = dataset.validation[:HALF], dataset.validation[HALF:]
    p = model.predict(choose.x.reshape(-1, 28, 28, 1))
    temperature = best_temperature(p, choose.labels)
    limit = least_limit(p, choose.labels, WANTED)
    found: dict[str, Any] = {"temperature": temperature, "limit": limit}
    images = look.x.reshape(-1, 28, 28)
    for name, (kind, strength) in CONDITIONS.items():
        p = model.predict(distorted(images, kind, strength, seed)[..., np.newaxis])
        seen = measure(p, look.labels, limit)
        softer = measure(soften(p, temperature), look.labels, limit)
        seen["softened_error"] = softer["error"]
        found |= {f"{name}_{part}": value for part, value in seen.items()}
    return Measurement({name: metrics[name] for name in ("train_cost", "train_accuracy")} | found)


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Spread everything over the seeds, for the network that saw turned digits and the other."""
    summary: dict[str, float] = {}
    for (degrees,), group in group_by(runs, "degrees").items():
        arm = "turned" if degrees else "plain"
        for name in ("temperature", "limit"):
            summary |= spread(f"{arm}_{name}", [r.metrics[name] for r in group])
        for condition in CONDITIONS:
            for part in PARTS:
                values = [r.metrics[f"{condition}_{part}"] for r in group]
                summary |= spread(f"{arm}_on_{condition}_{part}", values)
    return summary


EXPERIMENTS = (
    Experiment(
        name="sure-and-right",
        title="LeNet-5: how sure and how right, on plain and on distorted digits",
        source="our own, for the chapter on robustness",
        claim="LeNet-5 is as sure as it is right on digits like those it learned from, and far "
        "too sure on distorted ones.",
        settings={
            "network": "lenet5",
            "epochs": 6,
            "batch_size": 128,
            "train_images": 12_000,
            "optimizer": "adam",
            "learning_rate": 0.001,
        },
        variations=[Variation({"degrees": degrees}, seeds=5) for degrees in (0, 30)],
        measure=train_and_ask,
        summarize=summarize,
        check=Check(
            {"degrees": 0},
            ["train_cost", "train_accuracy"],
            0.01,
            change={"epochs": 1},
            more_seeds=(1,),
        ),
    ),
)
