"""Callbacks: what to do after each epoch, besides learning.

``fit`` calls ``callback(epoch, logs, model)`` after each epoch, with logs such as
``{"loss": 0.1, "val_accuracy": 0.97}``. Any function will do. The classes here are for what is
needed again and again. Training that runs into NaN needs no callback: ``fit`` stops by itself with
a DivergenceError.
"""

import math
from pathlib import Path

import numpy as np

from mnist_course.nn.checks import check_choice, check_count, check_number
from mnist_course.nn.history import StopTraining
from mnist_course.nn.network import Network
from mnist_course.nn.optimizers import Optimizer
from mnist_course.nn.storage import StorageError, pack_model, read_arrays, unpack_into, write_arrays

__all__ = ["Checkpoint", "EarlyStopping", "load_checkpoint"]


class Watch:
    """Keeps the best value of one entry of the logs: the lowest loss, or the highest accuracy."""

    def __init__(self, monitor: str, mode: str = "auto", min_delta: float = 0.0):
        check_choice(mode, ("auto", "min", "max"), "mode")
        self.monitor = monitor
        self.min_delta = check_number(min_delta, "min_delta")
        self.sign = 1 if mode == "max" or (mode == "auto" and "acc" in monitor) else -1
        self.best = -math.inf

    def improved(self, logs: dict[str, float]) -> bool:
        """Say whether this epoch is better than the best so far, by more than min_delta."""
        if self.monitor not in logs:
            hint = " Give fit validation_data." if self.monitor.startswith("val_") else ""
            raise ValueError(
                f"the logs have no {self.monitor!r}; they have {', '.join(logs)}.{hint}"
            )
        value = self.sign * logs[self.monitor]
        if value > self.best + self.min_delta:
            self.best = value
            return True
        return False


class EarlyStopping:
    """Stop when an entry of the logs has not improved for some epochs. Source: Prechelt (1998).

    Parameters
    ----------
    monitor : str
        ``"val_loss"``, ``"val_accuracy"``, ... Choose on validation data, never on test data.
    patience : int
        Training stops after this many epochs in a row without improvement (0 counts as 1).
    min_delta : float
        What counts as an improvement.
    mode : "auto", "min" or "max"
        Whether small or large is good; auto: large for accuracies.
    restore_best : bool
        At the end, give the model back the parameters of its best epoch.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        patience: int = 0,
        min_delta: float = 0.0,
        mode: str = "auto",
        restore_best: bool = True,
    ):
        self.settings = monitor, mode, min_delta
        self.watch = Watch(*self.settings)
        self.patience = check_count(patience, "EarlyStopping: patience", minimum=0)
        self.restore_best = bool(restore_best)
        self.best_epoch: int | None = None
        self.best_params: dict[str, np.ndarray] = {}

    def __call__(self, epoch: int, logs: dict[str, float], model: Network) -> None:
        """Look at an epoch; raise StopTraining when patience is at its end."""
        if self.watch.improved(logs):
            self.best_epoch = epoch
            if self.restore_best:
                self.best_params = {name: p.copy() for name, p in model.params.items()}
        waited = epoch - (self.best_epoch if self.best_epoch is not None else -1)
        if waited > 0 and waited >= self.patience:
            raise StopTraining

    def finish(self, model: Network) -> None:
        """Restore the best parameters, and be ready for another training."""
        if self.best_params:
            model.set_params(self.best_params)
        self.watch = Watch(*self.settings)
        self.best_params = {}


class Checkpoint:
    """Write the model to a file after each epoch, so that an interrupt costs one epoch at most.

    The file is written beside its place and then moved there in one go: whenever the power goes,
    the last complete checkpoint is there. With the optimizer, its memory is written too, and
    training can go on as if nothing had happened::

        done = load_checkpoint("run.npz", model, optimizer)
        model.fit(..., optimizer=optimizer, initial_epoch=done, epochs=20)

    With equal data, seed and settings the weights end up the same, bit for bit. (Except with
    Dropout: what it silences is drawn anew.)

    Parameters
    ----------
    path : path
        Where, such as ``"run.npz"``; an existing file is replaced.
    optimizer : Optimizer, optional
        The one that fit uses.
    every : int
        Write after each `every`-th epoch.
    monitor : str, optional
        Write only epochs that are better than all before in this entry of the logs.
    """

    def __init__(
        self,
        path: str | Path,
        optimizer: Optimizer | None = None,
        every: int = 1,
        monitor: str | None = None,
    ):
        self.path = Path(path)
        self.optimizer = optimizer
        self.every = check_count(every, "Checkpoint: every")
        self.watch = None if monitor is None else Watch(monitor)

    def __call__(self, epoch: int, logs: dict[str, float], model: Network) -> None:
        """Write the file, if it is time."""
        if self.watch is not None and not self.watch.improved(logs):
            return
        if (epoch + 1) % self.every == 0:
            meta, arrays = pack_model(model)
            meta["epochs_done"] = epoch + 1
            if self.optimizer is not None:
                meta["optimizer"] = type(self.optimizer).__name__
                meta["iterations"] = self.optimizer.iterations
                for name, kept in self.optimizer.memory.items():
                    arrays |= {f"optimizer/{name}/{i}": a for i, a in enumerate(kept)}
            write_arrays(self.path, meta, arrays)


def load_checkpoint(path: str | Path, model: Network, optimizer: Optimizer | None = None) -> int:
    """Set model and optimizer to the state of a checkpoint; return how many epochs were done.

    Both must be made like those of the first run. A StorageError (a ValueError) names what is
    wrong with the file.
    """
    meta, arrays = read_arrays(path)
    if "epochs_done" not in meta:
        raise StorageError(f"{path} is a saved model, not a checkpoint; read it with load_model")
    if optimizer is not None and meta.get("optimizer") != type(optimizer).__name__:
        raise StorageError(
            f"{path} holds the memory of {meta.get('optimizer', 'no optimizer')}, but you gave a "
            f"{type(optimizer).__name__}"
        )
    own = {name: a for name, a in arrays.items() if not name.startswith("optimizer/")}
    unpack_into(model, own, path)
    if optimizer is not None:
        optimizer.iterations = meta["iterations"]
        optimizer.memory = {}
        for name, array in arrays.items():
            if name.startswith("optimizer/"):
                optimizer.memory.setdefault(name.split("/")[1], []).append(array)
    return meta["epochs_done"]
