"""Train with Keras what the zoo describes, and keep it as a network of ours.

The run folder is the same as with our engine: `evaluate`, `plot` and `predict` need no TensorFlow.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mnist_course import nn
from mnist_course.keras_models import from_keras, load_keras, to_keras
from mnist_course.runs.job import Job, Keeper, MakeWatcher, make_network
from mnist_course.runs.settings import Settings


def fit_keras(job: Job, watch: MakeWatcher) -> bool:
    """Train with Keras; return whether it was stopped by hand."""
    settings = job.settings
    network = make_network(settings)
    with quiet_start():
        keras = load_keras()
        keras.utils.set_random_seed(settings.seed)
        model = to_keras(network)
    model.compile(
        optimizer=_optimizer(keras, settings),
        loss=_loss(keras, settings.loss),
        metrics=["accuracy"],
    )
    steps = StepCounter()
    x, y = job.arrays(job.train, network.input_shape)
    with watch(0, settings.epochs, job.steps, lambda: steps.taken) as watcher:
        keeper = Keeper(job, watcher)
        try:
            model.fit(
                x,
                y,
                batch_size=settings.batch_size,
                epochs=settings.epochs,
                validation_data=job.arrays(job.dataset.validation, network.input_shape),
                callbacks=[_callback(keras, steps, keeper, model, settings)],
                verbose=0,
            )
        except KeyboardInterrupt:
            return True
    return False


@contextmanager
def quiet_start() -> Iterator[None]:
    """Drop what TensorFlow's own part writes to standard error when it starts.

    Those notes (which processor, which library) come whatever the log level. To turn off the
    library they speak of would silence some, and make training a third slower.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class StepCounter:
    """Counts the steps that Keras has taken."""

    taken = 0


def _optimizer(keras: Any, settings: Settings) -> Any:
    if settings.optimizer == "sgd":
        return keras.optimizers.SGD(settings.learning_rate, momentum=settings.momentum)
    kind = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[settings.optimizer]
    return kind(settings.learning_rate)


def _loss(keras: Any, name: str) -> Any:
    """Return the loss that Keras knows by this name, or the same formula."""

    def quadratic_cost(y: Any, out: Any) -> Any:
        return 0.5 * keras.ops.sum(keras.ops.square(out - y), axis=-1)

    return quadratic_cost if name == "quadratic_cost" else name


def _callback(
    keras: Any, steps: StepCounter, keeper: Keeper, model: Any, settings: Settings
) -> Any:
    """Return a callback of Keras that counts steps and keeps epochs."""

    def after_batch(batch: int, logs: dict[str, float]) -> None:
        steps.taken += 1
        if not math.isfinite(logs["loss"]):
            raise nn.DivergenceError(
                "the loss is no longer a number. The steps are too long and the weights run away: "
                f"lower the learning rate (now {settings.learning_rate:g}), for example by a "
                "factor of 10, and train a new model."
            )

    def after_epoch(epoch: int, logs: dict[str, float]) -> None:
        keeper(epoch, logs, from_keras(model))

    return keras.callbacks.LambdaCallback(on_train_batch_end=after_batch, on_epoch_end=after_epoch)
