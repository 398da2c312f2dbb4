"""One training: what to do, with which data, where to keep it; and what both engines share."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from mnist_course import nn
from mnist_course.data import Dataset, Split, scale
from mnist_course.nn import zoo
from mnist_course.runs.folder import RunFolder
from mnist_course.runs.record import Record
from mnist_course.runs.settings import Settings


class Watcher(Protocol):
    """Whoever watches a training: a context manager around it that is told of each epoch."""

    def epoch_done(self, logs: dict[str, float], seconds: float) -> None:
        """Take notice of a finished epoch, which is kept already."""


#: ``watch(first, last, steps, steps_done)``: epochs done before and at the end, steps of an epoch,
#: and a function that tells how many steps have been taken, those of earlier epochs included.
MakeWatcher = Callable[[int, int, int, Callable[[], int]], AbstractContextManager[Watcher]]


@dataclass
class Job:
    """A training: what to do, with which data, where to keep it, who watches."""

    settings: Settings
    dataset: Dataset
    folder: RunFolder
    record: Record
    resume: bool = False

    @property
    def train(self) -> Split:
        """The training images that are used."""
        return self.dataset.train[: self.settings.train_size]

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return -(-len(self.train) // self.settings.batch_size)

    def arrays(self, split: Split, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return the images as this network takes them, (n, *shape), and their targets, (n, 10)."""
        return network_inputs(split, self.settings, shape), split.one_hot


def make_network(settings: Settings) -> nn.Sequential:
    """Return the untrained network."""
    extra = {} if settings.hidden is None else {"hidden": settings.hidden}
    return zoo.NETWORKS[settings.model](seed=settings.seed, **extra)


def network_inputs(split: Split, settings: Settings, shape: tuple[int, ...]) -> np.ndarray:
    """Return the images as a network takes them, (n, *shape)."""
    return scale(split.images, *settings.pixels).reshape(len(split), *shape)


class Keeper:
    """After each epoch: note its numbers, update the folder, tell the watcher.

    Parameters
    ----------
    job : Job
    watcher : Watcher
    optimizer : Optimizer, optional
        The one of our engine, whose memory goes into the checkpoint. Without it there is none.
    """

    def __init__(self, job: Job, watcher: Watcher, optimizer: nn.Optimizer | None = None):
        self.job, self.watcher, self.optimizer = job, watcher, optimizer
        self.start = time.perf_counter()

    def __call__(self, epoch: int, logs: dict[str, float], model: nn.Sequential) -> None:
        """Keep this epoch; a callback of ``fit``."""
        now = time.perf_counter()
        seconds, self.start = now - self.start, now
        record, optimizer = self.job.record, self.optimizer
        record.add(logs, seconds)
        best = record.best_epoch == record.epochs_done

        def checkpoint(path: Path) -> None:
            nn.Checkpoint(path, optimizer)(epoch, logs, model)

        self.job.folder.keep(
            record, model if best else None, None if optimizer is None else checkpoint
        )
        self.watcher.epoch_done(logs, seconds)
