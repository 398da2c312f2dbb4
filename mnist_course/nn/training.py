"""Training: show the network its samples, batch by batch, and step downhill after each.

One pass over all samples is an *epoch*. Before each epoch the samples are shuffled, so that every
batch is a fresh random handful and, within the epoch, each sample is used exactly once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course.nn.checks import check_count
from mnist_course.nn.gradients import one_thread_each
from mnist_course.nn.history import DivergenceError, History, StopTraining, progress_bar
from mnist_course.nn.losses import Loss, get_loss
from mnist_course.nn.optimizers import Optimizer, get_optimizer
from mnist_course.nn.steps import check_samples, score, train_epoch

if TYPE_CHECKING:
    from mnist_course.nn.model import Sequential

Array = np.ndarray
Callback = Callable[[int, dict, "Sequential"], Any]


def fit(
    model: Sequential,
    x: Any,
    y: Any,
    *,
    loss: str | Loss,
    optimizer: str | Optimizer,
    epochs: int = 1,
    batch_size: int = 32,
    validation_data: tuple[Any, Any] | None = None,
    shuffle: bool = True,
    seed: int | np.random.Generator = 0,
    callbacks: Iterable[Callback] = (),
    initial_epoch: int = 0,
    progress: bool | None = None,
) -> History:
    """Train `model` and return the history.

    Parameters
    ----------
    x : array, (n, *input_shape)
        Floating-point samples, checked once for shape, type and NaN.
    y : array
        Targets, (n, k) or, for CategoricalCrossentropy, integer labels (n,).
    loss, optimizer : object or name
        Such as ``CategoricalCrossentropy()`` and ``SGD(0.5)``.
    epochs : int
        Passes over the samples; 0 only checks.
    batch_size : int
        Samples per step; the last batch of an epoch may be smaller.
    validation_data : (x, y), optional
        Scored after each epoch, never trained on.
    shuffle : bool
        Shuffle the samples anew before each epoch; `seed` fixes the orders.
    callbacks : callables
        ``callback(epoch, logs, model)`` after each epoch; raise StopTraining to end. A callback
        with a method ``finish(model)`` has it called at the end, however training ended.
    initial_epoch : int
        Epochs that were done before, as in Keras: those up to `epochs` are still to come, with the
        orders of samples that they would have had in one go.
    progress : bool, optional
        Show a bar. None: in a terminal or a live notebook, unless MNIST_COURSE_QUIET=1.

    Returns
    -------
    History
        Loss and accuracy per epoch. Stopping by hand (Ctrl-C, the stop button) is no error: the
        history so far is returned, and the model stays usable.

    Raises
    ------
    ValueError
        For bad arguments; DivergenceError (a ValueError) when the loss is NaN or infinite.
    """
    loss, optimizer = get_loss(loss), get_optimizer(optimizer)
    check_count(epochs, "epochs", minimum=0)
    check_count(batch_size, "batch_size")
    check_count(initial_epoch, "initial_epoch", minimum=0)
    x, y = check_samples(model, loss, x, y, "fit")
    validation_data = check_validation(model, loss, validation_data)
    orders = sample_orders(len(x), shuffle, seed, skip=initial_epoch)
    callbacks, history = list(callbacks), History()

    def run_epoch(epoch: int, bar: Any) -> None:
        start = time.perf_counter()
        logs = train_epoch(model, loss, optimizer, x, y, next(orders), batch_size, epoch, bar)
        if validation_data is not None:
            result = score(model, loss, *validation_data)
            logs |= {f"val_{key}": value for key, value in result.items()}
        history.add(epoch, logs, time.perf_counter() - start)
        for callback in callbacks:
            callback(epoch, logs, model)

    try:
        run_epochs(run_epoch, range(initial_epoch, epochs), len(x), history, progress)
    finally:
        finish(callbacks, model)
    return history


def finish(callbacks: Iterable[Callback], model: Sequential) -> None:
    """Tell the callbacks that want to know it that training is over."""
    for callback in callbacks:
        if hasattr(callback, "finish"):
            callback.finish(model)


def check_validation(model: Sequential, loss: Loss, pair: Any) -> tuple[Array, Array] | None:
    """Check validation data, once; None stays None."""
    if pair is None:
        return None
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError("validation_data must be a pair (x, y)")
    return check_samples(model, loss, *pair, "fit: validation")


def sample_orders(
    samples: int, shuffle: bool, seed: int | np.random.Generator, skip: int = 0
) -> Iterator[Array]:
    """Yield the order of the samples for each epoch, without those of the first `skip` epochs."""
    rng = np.random.default_rng(seed)
    for epoch in count():
        order = rng.permutation(samples) if shuffle else np.arange(samples)
        if epoch >= skip:
            yield order


def run_epochs(
    run_epoch: Callable[[int, Any], None],
    epochs: range,
    samples: int,
    history: History,
    progress: bool | None,
) -> None:
    """Run all epochs; end early, with the history intact, when asked to or when learning fails."""
    try:
        # When weights run away, our own error says so; NumPy's warnings would only add noise.
        with (
            progress_bar(len(epochs) * samples, progress) as bar,
            np.errstate(over="ignore", invalid="ignore"),
            one_thread_each(),
        ):
            for epoch in epochs:
                bar.set_description(f"epoch {epoch + 1}/{epochs.stop}", refresh=False)
                run_epoch(epoch, bar)
    except StopTraining:
        pass
    except KeyboardInterrupt:
        history.interrupted = True
        print(
            f"Stopped by hand after {epochs.start + len(history.epoch)} of {epochs.stop} epochs. "
            "The model keeps what it has learned so far."
        )
    except DivergenceError as error:
        error.history = history
        raise
