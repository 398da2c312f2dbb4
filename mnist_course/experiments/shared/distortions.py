"""Distorted images for a trained network: mirrored, turned, shifted; by exact or random amounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mnist_course.data import flip, rotate, shift
from mnist_course.metrics import accuracy, confusion_matrix
from mnist_course.nn import Sequential

DIRECTIONS = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}
DISTORTIONS = {
    "angles": [10, -10, 20, -20, 30, -30, 45, -45, 90, -90, 180],
    "angle_ranges": [10, 20, 30, 45, 90, 180],
    "shifts": [1, 2, 3, 5, 10],
    "shift_ranges": [5, 10, 20, 40],
}
"""Degrees (positive: against the clock) and pixels; the ranges reach from -a to a."""


class Examiner:
    """Asks one network for its answers to distorted images of one split."""

    def __init__(self, model: Sequential, split: Any, seed: int):
        self.model, self.labels = model, split.labels
        self.images = split.x.reshape(-1, 28, 28)
        self.rng = np.random.default_rng([seed, 2])

    def answers(self, images: np.ndarray) -> np.ndarray:
        """Return the network's answers to images, (n, 28, 28)."""
        return self.model.predict_classes(images[..., np.newaxis])

    def accuracy(self, images: np.ndarray) -> float:
        """Return the share of right answers."""
        return accuracy(self.labels, self.answers(images))

    def uniform(self, extent: float) -> np.ndarray:
        """Return a random number between -extent and extent for each image."""
        return self.rng.uniform(-extent, extent, len(self.images))

    def flips(self) -> dict[str, Any]:
        """Mirror nothing, everything, and each image with probability one half."""
        half = self.rng.random(len(self.images)) < 0.5
        metrics: dict[str, Any] = {}
        for name, images in {
            "upright": self.images,
            "flip_every": flip(self.images),
            "flip_half": flip(self.images, half),
        }.items():
            answers = self.answers(images)
            metrics[f"{name}_accuracy"] = accuracy(self.labels, answers)
            metrics[f"{name}_confusion"] = confusion_matrix(self.labels, answers)
        return metrics

    def rotations(self, settings: Mapping[str, Any]) -> dict[str, list[float]]:
        """Turn by exact angles, and by random ones."""
        exact = [self.accuracy(rotate(self.images, a)) for a in settings["angles"]]
        ranges = settings["angle_ranges"]
        drawn = [self.accuracy(rotate(self.images, self.uniform(a))) for a in ranges]
        return {"rotation_accuracy": exact, "random_rotation_accuracy": drawn}

    def shifts(self, settings: Mapping[str, Any]) -> dict[str, list[float]]:
        """Shift by whole pixels in four directions, and by random parts of pixels."""
        metrics = {
            f"shift_{name}_accuracy": [
                self.accuracy(shift(self.images, pixels * right, pixels * down))
                for pixels in settings["shifts"]
            ]
            for name, (right, down) in DIRECTIONS.items()
        }
        for name in ("right", "down"):
            axis = "across" if name == "right" else "along"
            metrics[f"random_shift_{axis}_accuracy"] = [
                self.accuracy(shift(self.images, **{name: self.uniform(pixels)}))
                for pixels in settings["shift_ranges"]
            ]
        return metrics
