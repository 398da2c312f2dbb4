"""Ask a trained network: what it answers, and how sure it says it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course import nn
from mnist_course.commands.runs import Record, load_network, load_record
from mnist_course.commands.training import inputs
from mnist_course.data import Dataset, Split


@dataclass(frozen=True)
class Run:
    """A run read from its folder: the record and the network of its best epoch."""

    folder: Path
    record: Record
    network: nn.Sequential

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Read a run folder; RunError if it is missing or damaged."""
        return cls(folder, load_record(folder), load_network(folder))

    def __str__(self) -> str:
        record, planned = self.record, self.record.settings.epochs
        text = (
            f"{self.folder}: {record.settings.model}, {self.network.count:,} parameters, "
            f"epoch {record.best_epoch} of {record.epochs_done}"
        )
        return text if record.epochs_done >= planned else f"{text} ({planned} were planned)"

    @property
    def gives_probabilities(self) -> bool:
        """Whether the ten outputs are probabilities, or can be turned into such.

        A softmax gives them. The distances of the network of 1998 belong to probabilities, too: of
        ten digits and of "no digit". Other networks give ten numbers that are each to be near 0
        or 1, and nothing makes them sum to 1.
        """
        last = self.network.layers[-1]
        return isinstance(last, nn.RBF) or isinstance(
            getattr(last, "activation", None), nn.activations.Softmax
        )

    def answer(self, split: Split) -> np.ndarray:
        """Return ten numbers for each image, (n, 10): probabilities, or else the bare outputs."""
        outputs = self.network.predict(
            inputs(split, self.record.settings, self.network.input_shape)
        )
        if not isinstance(self.network.layers[-1], nn.RBF):
            return outputs
        far = np.full((len(outputs), 1), -nn.MaximumAPosteriori().j, outputs.dtype)
        return nn.softmax(np.concatenate([outputs, far], axis=1))[:, :10]

    def score(self, split: Split) -> dict[str, float]:
        """Return ``cost`` and ``accuracy`` on a split."""
        settings = self.record.settings
        x = inputs(split, settings, self.network.input_shape)
        result = self.network.evaluate(x, split.one_hot, settings.loss)
        return {"cost": result["loss"], "accuracy": result["accuracy"]}

    def other_data(self, dataset: Dataset) -> str:
        """Return a note if the network learned from other data than these; else nothing."""
        if self.record.data.get("sha256") == dataset.sha256:
            return ""
        return (
            f"Note: {self.folder} learned from {self.record.data['name']}; "
            f"the images here are {dataset.name}."
        )
