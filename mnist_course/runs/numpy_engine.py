"""Train with the engine of the book."""

from __future__ import annotations

import contextlib
import io

from mnist_course import nn
from mnist_course.runs.job import Job, Keeper, MakeWatcher, make_network
from mnist_course.runs.record import CHECKPOINT
from mnist_course.runs.settings import Settings


def make_optimizer(settings: Settings) -> nn.Optimizer:
    """Return the optimizer of our engine."""
    if settings.optimizer == "sgd":
        return nn.SGD(settings.learning_rate, momentum=settings.momentum)
    kind = {"adam": nn.Adam, "rmsprop": nn.RMSprop}[settings.optimizer]
    return kind(settings.learning_rate)


def fit_numpy(job: Job, watch: MakeWatcher) -> bool:
    """Train with the engine of the book; return whether it was stopped by hand."""
    settings = job.settings
    model, optimizer = make_network(settings), make_optimizer(settings)
    done = 0
    if job.resume:
        done = nn.load_checkpoint(job.folder.path / CHECKPOINT, model, optimizer)
    job.record.cut(done)
    x, y = job.arrays(job.train, model.input_shape)
    with (
        watch(done, settings.epochs, job.steps, lambda: optimizer.iterations) as watcher,
        contextlib.redirect_stdout(io.StringIO()),  # fit announces an interrupt; so do we
    ):
        history = model.fit(
            x,
            y,
            loss=settings.loss,
            optimizer=optimizer,
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            validation_data=job.arrays(job.dataset.validation, model.input_shape),
            seed=settings.seed,
            initial_epoch=done,
            callbacks=[Keeper(job, watcher, optimizer)],
            progress=False,
        )
    return history.interrupted
