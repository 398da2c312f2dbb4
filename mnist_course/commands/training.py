"""Train a network as the command line asks for it, with our engine or with Keras."""

from __future__ import annotations

import contextlib
import io
import platform
import time
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from mnist_course import nn
from mnist_course.commands.keeping import RunFolder
from mnist_course.commands.progress import Progress
from mnist_course.commands.recipes import Settings
from mnist_course.commands.runs import CHECKPOINT, Record
from mnist_course.data import Dataset, Split, scale
from mnist_course.nn import zoo


@dataclass
class Job:
    """A training: what to do, with which data, where to keep it."""

    settings: Settings
    dataset: Dataset
    folder: RunFolder
    record: Record


def make_network(settings: Settings) -> nn.Sequential:
    """Return the untrained network."""
    extra = {} if settings.hidden is None else {"hidden": settings.hidden}
    return zoo.NETWORKS[settings.model](seed=settings.seed, **extra)


def make_optimizer(settings: Settings) -> nn.Optimizer:
    """Return the optimizer of our engine."""
    if settings.optimizer == "sgd":
        return nn.SGD(settings.learning_rate, momentum=settings.momentum)
    kind = {"adam": nn.Adam, "rmsprop": nn.RMSprop}[settings.optimizer]
    return kind(settings.learning_rate)


def inputs(split: Split, settings: Settings, shape: tuple[int, ...]) -> np.ndarray:
    """Return the images as this network takes them, (n, *shape)."""
    return scale(split.images, *settings.pixels).reshape(len(split), *shape)


def new_record(settings: Settings, dataset: Dataset) -> Record:
    """Return a record without epochs."""
    data = {
        "name": dataset.name,
        "is_standin": bool(dataset.is_standin),
        "sha256": dataset.sha256,
        "validation": len(dataset.validation),
    }
    packages = ["mnist-course", "numpy"]
    packages += ["keras", "tensorflow"] if settings.engine == "keras" else []
    versions = {"python": platform.python_version()}
    for package in packages:
        with contextlib.suppress(PackageNotFoundError):
            versions[package] = version(package)
    count = make_network(settings).count
    return Record(settings, count, data, versions, date.today().isoformat())


def run_job(job: Job, resume: bool = False) -> None:
    """Train to the end, to Ctrl-C or to divergence; the folder is kept up to date throughout.

    Afterwards ``job.record.status`` is "finished" or "interrupted".

    Raises
    ------
    DivergenceError
        If the weights ran away; the epochs before are kept.
    """
    if job.settings.engine == "keras":
        from mnist_course.commands.keras_engine import fit_keras as fit
    else:
        fit = partial(fit_numpy, resume=resume)
    job.record.status = "running"
    try:
        interrupted = fit(job)
    except nn.DivergenceError:
        _close(job, "diverged")
        raise
    _close(job, "interrupted" if interrupted else "finished")


def _close(job: Job, status: str) -> None:
    job.record.status = status
    if job.folder.published:
        job.folder.write_history(job.record)


def fit_numpy(job: Job, resume: bool = False) -> bool:
    """Train with the engine of the book; return whether it was stopped by hand."""
    settings, dataset = job.settings, job.dataset
    model, optimizer = make_network(settings), make_optimizer(settings)
    done = nn.load_checkpoint(job.folder.path / CHECKPOINT, model, optimizer) if resume else 0
    job.record.cut(done)
    train = dataset.train[: settings.train_size]
    steps = -(-len(train) // settings.batch_size)
    progress = Progress(done, settings.epochs, steps, lambda: optimizer.iterations)
    x, x_validation = (inputs(s, settings, model.input_shape) for s in (train, dataset.validation))
    with (
        progress,
        contextlib.redirect_stdout(io.StringIO()),
    ):  # fit announces an interrupt; so do we
        history = model.fit(
            x,
            train.one_hot,
            loss=settings.loss,
            optimizer=optimizer,
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            validation_data=(x_validation, dataset.validation.one_hot),
            seed=settings.seed,
            initial_epoch=done,
            callbacks=[Keeper(job, progress, optimizer)],
            progress=False,
        )
    return history.interrupted


class Keeper:
    """A callback of ``fit``: after each epoch, tell the user and update the folder."""

    def __init__(self, job: Job, progress: Progress, optimizer: nn.Optimizer | None):
        self.job, self.progress, self.optimizer = job, progress, optimizer
        self.start = time.perf_counter()

    def __call__(self, epoch: int, logs: dict[str, float], model: nn.Sequential) -> None:
        """Keep this epoch."""
        now = time.perf_counter()
        seconds, self.start = now - self.start, now
        record = self.job.record
        record.add(logs, seconds)
        best = record.best_epoch == record.epochs_done

        def checkpoint(path: Any) -> None:
            if self.optimizer is not None:
                nn.Checkpoint(path, self.optimizer)(epoch, logs, model)

        self.job.folder.keep(record, model if best else None, checkpoint)
        self.progress.epoch_done(logs, seconds)
