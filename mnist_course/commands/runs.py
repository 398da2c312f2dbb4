"""The run folder: what a training leaves behind.

``model.npz``
    The network after its best epoch, the one with the lowest validation cost.
``history.json``
    Settings, versions, data, and the numbers of each epoch.
``checkpoint.npz``
    The network after its last epoch, with the memory of the optimizer, to go on from there.

The folder appears with the first finished epoch, complete, and each file is replaced as a whole.
So it can be used at any moment, also when the power goes.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_course.commands.recipes import RECIPES, Settings

MODEL, HISTORY, CHECKPOINT = "model.npz", "history.json", "checkpoint.npz"

FORMAT, VERSION = "mnist-course run", 1
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds")
KINDS = dict.fromkeys(("epochs", "batch_size", "seed", "train_size"), int)
KINDS |= dict.fromkeys(("engine", "loss", "optimizer"), str)
KINDS |= dict.fromkeys(("learning_rate", "momentum"), float)
STATES = ("running", "finished", "interrupted", "diverged")


class RunError(ValueError):
    """A run folder is missing, damaged or in the way; the message says what to do."""


@dataclass
class Record:
    """The content of ``history.json``.

    Attributes
    ----------
    settings : Settings
    parameters : int
        Number of trained parameters.
    data : dict
        ``name``, ``is_standin``, ``sha256``, ``validation`` (number of images).
    versions : dict
        Of Python, NumPy, ...
    date : str
    status : str
        One of STATES; "running" is also what a training that was killed leaves.
    curves : dict of lists
        One number an epoch for each of CURVES.
    """

    settings: Settings
    parameters: int
    data: dict[str, Any]
    versions: dict[str, str]
    date: str
    status: str = "running"
    curves: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in CURVES})

    @property
    def epochs_done(self) -> int:
        """Number of finished epochs."""
        return len(self.curves["loss"])

    @property
    def best_epoch(self) -> int:
        """Number, from 1, of the epoch with the lowest validation cost; 0 before the first."""
        costs = self.curves["val_loss"]
        return costs.index(min(costs)) + 1 if costs else 0

    @property
    def seconds(self) -> float:
        """Duration of all epochs."""
        return sum(self.curves["seconds"])

    def add(self, logs: dict[str, float], seconds: float) -> None:
        """Append an epoch."""
        for name in CURVES:
            self.curves[name].append(float(seconds if name == "seconds" else logs[name]))

    def cut(self, epochs: int) -> None:
        """Forget what came after the first `epochs` epochs."""
        for values in self.curves.values():
            del values[epochs:]

    def to_json(self) -> str:
        """Return the text of ``history.json``."""
        value = {"format": FORMAT, "version": VERSION, **vars(self)}
        value |= {"settings": self.settings.to_json(), "best_epoch": self.best_epoch}
        return json.dumps(value, indent=1, allow_nan=False) + "\n"


def load_record(folder: Path) -> Record:
    """Read ``history.json`` of a run folder.

    Raises
    ------
    RunError
        If the folder or the file is missing or damaged.
    """
    if not folder.is_dir():
        raise RunError(f"there is no run {folder}{_others(folder)}")
    path = folder / HISTORY
    try:
        value = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except FileNotFoundError:
        raise RunError(f"{folder} is not a run: it holds no {HISTORY}") from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path} is damaged: {error}") from None
    try:
        return _parse(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RunError(f"{path} is damaged: {what}. Train the network again") from None


def _others(folder: Path) -> str:
    """Name the runs beside a missing one."""
    try:
        beside = sorted(path.parent for path in folder.parent.glob(f"[!.]*/{HISTORY}"))
    except OSError:
        beside = []
    if not beside:
        return "; train one with: mnist-course train lenet5"
    return f"; there are {', '.join(map(str, beside[:5]))}{' ...' if len(beside) > 5 else ''}"


def _refuse(text: str) -> float:
    raise ValueError(f"it holds {text}")


def _parse(value: dict[str, Any]) -> Record:
    if value.get("format") != FORMAT or value.get("version") != VERSION:
        raise ValueError(f"expected the format {FORMAT!r}, version {VERSION}")
    settings = Settings(**value["settings"])
    settings = Settings(**{**vars(settings), "pixels": tuple(map(float, settings.pixels))})
    if settings.model not in RECIPES or len(settings.pixels) != 2:
        raise ValueError(f"unknown model {settings.model!r}")
    for name, kind in KINDS.items():
        if not isinstance(getattr(settings, name), kind):
            raise ValueError(f"the setting {name!r} is {getattr(settings, name)!r}")
    if value["status"] not in STATES or not isinstance(value["data"]["name"], str):
        raise ValueError("the status or the name of the data is not as it should be")
    curves = {name: [float(number) for number in value["curves"][name]] for name in CURVES}
    lengths = {len(values) for values in curves.values()}
    if len(lengths) != 1 or not all(math.isfinite(v) for values in curves.values() for v in values):
        raise ValueError("the curves are not equally long lists of numbers")
    fields = {name: value[name] for name in ("parameters", "data", "versions", "date", "status")}
    return Record(settings, curves=curves, **fields)


def load_network(folder: Path) -> Any:
    """Return the trained network of a run, checked to read digits and to have ten outputs.

    Raises
    ------
    RunError
        If it is missing, damaged or of another kind.
    """
    from mnist_course.nn import StorageError, load_model

    path = folder / MODEL
    try:
        model = load_model(path)
    except FileNotFoundError:
        raise RunError(f"{folder} is not a complete run: it holds no {MODEL}") from None
    except StorageError as error:
        raise RunError(f"{error}. Train the network again") from None
    if math.prod(model.input_shape) != 784 or model.layers[-1].output_shape != (10,):
        raise RunError(f"{path} holds a network that does not read digits")
    return model
