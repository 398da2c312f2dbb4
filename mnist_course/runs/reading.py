"""Read a run back, and ask its network: what it answers, and how sure it says it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course import nn
from mnist_course.data import Dataset, Split
from mnist_course.runs.job import network_inputs
from mnist_course.runs.record import MODEL, Record, RunError, load_record


@dataclass(frozen=True)
class SavedRun:
    """A run read from its folder.

    Attributes
    ----------
    folder : Path
    record : Record
    network : Sequential
        Of the epoch ``kept``, the best one.
    kept : int
    """

    folder: Path
    record: Record
    network: nn.Sequential
    kept: int

    @classmethod
    def load(cls, folder: Path) -> SavedRun:
        """Read a run folder.

        Raises
        ------
        RunError
            If it is missing or damaged, or its parts do not belong together.
        """
        record = load_record(folder)
        network, kept = load_network(folder, record)
        return cls(folder, record, network, kept or record.best_epoch)

    def __str__(self) -> str:
        record, planned = self.record, self.record.settings.epochs
        text = (
            f"{self.folder}: {record.settings.model}, {self.network.count:,} parameters, "
            f"epoch {self.kept} of {record.epochs_done}"
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
        outputs = self.network.predict(self._inputs(split))
        if not isinstance(self.network.layers[-1], nn.RBF):
            return outputs
        far = np.full((len(outputs), 1), -nn.MaximumAPosteriori().j, outputs.dtype)
        return nn.softmax(np.concatenate([outputs, far], axis=1))[:, :10]

    def score(self, split: Split) -> dict[str, float]:
        """Return ``loss`` and ``accuracy`` on a split."""
        loss = self.record.settings.loss
        result = self.network.evaluate(self._inputs(split), split.one_hot, loss)
        return {"loss": result["loss"], "accuracy": result["accuracy"]}

    def other_data(self, dataset: Dataset) -> str:
        """Return a note if the network learned from other data than these; else nothing."""
        if self.record.data.get("sha256") == dataset.sha256:
            return ""
        return (
            f"Note: {self.folder} learned from {self.record.data['name']}; "
            f"the images here are {dataset.name}."
        )

    def _inputs(self, split: Split) -> np.ndarray:
        return network_inputs(split, self.record.settings, self.network.input_shape)


def load_network(folder: Path, record: Record) -> tuple[nn.Sequential, int | None]:
    """Return the trained network of a run, and its epoch (None where the run does not say).

    Raises
    ------
    RunError
        If it is missing, damaged or of another kind, or does not belong to the record.
    """
    path = folder / MODEL
    try:
        model = nn.load_model(path)
    except FileNotFoundError:
        raise RunError(f"{folder} is not a complete run: it holds no {MODEL}") from None
    except nn.StorageError as error:
        raise RunError(f"{error}. Train the network again") from None
    if math.prod(model.input_shape) != 784 or model.layers[-1].output_shape != (10,):
        raise RunError(f"{path} holds a network that does not read digits")
    if (model.name, model.count) != (record.settings.model, record.parameters):
        raise RunError(
            f"{path} does not belong to this run: it holds {model.name} with {model.count:,} "
            f"parameters, and the run is one of {record.settings.model} with "
            f"{record.parameters:,}. Train the network again"
        )
    return model, record.epoch_of(path)
