"""Training: show the network its samples, batch by batch, and step downhill after each.

One pass over all samples is an *epoch*. Before each epoch the samples are shuffled, so that every
batch is a fresh random handful and, within the epoch, each sample is used exactly once. What
happens with a batch stands in :func:`train_step`; all the rest arranges that it happens again and
again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import numpy as np

from mnist_course.nn.checks import check_count
from mnist_course.nn.fast.hands import Hands, Share, Work, one_thread_each
from mnist_course.nn.history import DivergenceError, History, StopTraining, progress_bar
from mnist_course.nn.losses import Loss, get_loss
from mnist_course.nn.network import Network
from mnist_course.nn.optimizers import Optimizer, get_optimizer
from mnist_course.nn.scoring import Tally, as_trained, check_samples, score

__all__ = ["Callback", "fit", "train_step"]

Array = np.ndarray
Callback = Callable[[int, dict, Any], Any]  # (epoch, logs, model)

HUGE = 1e4  # numbers beyond it are not scaled; raw pixels, up to 255, learn with short steps
BLOCK = 200  # samples fetched, and scored, at a time: they fit into the processor's cache


def whole(work: Work, network: Network, x: Array, y: Array) -> Array:
    """Let `work` have the whole batch: what :func:`train_step` does if it is told nothing else."""
    return work(network, x, y)


def train_step(
    network: Network,
    loss: Loss,
    optimizer: Optimizer,
    x: Array,
    y: Array,
    share: Share = whole,
) -> Array:
    """Learn from a batch, x with targets y; return what was said before.

    `share` may cut a large batch into pieces for two threads; they fill
    the same gradients.
    """

    def backpropagate(network: Network, x: Array, y: Array) -> Array:
        out = network.forward(x, training=True)
        slope = loss.slope(y, out)
        network.backward(slope, input_grad=False)
        return out

    out = share(backpropagate, network, x, y)
    network.add_penalty_gradients()
    optimizer.step(network.parameters(), network.gradients())
    return out


def fit(
    model: Network,
    x: Any,
    y: Any,
    *,
    loss: "str | Loss",
    optimizer: "str | Optimizer",
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


def finish(callbacks: Iterable[Callback], model: Network) -> None:
    """Tell the callbacks that want to know it that training is over."""
    for callback in callbacks:
        if hasattr(callback, "finish"):
            callback.finish(model)


def check_validation(model: Network, loss: Loss, pair: Any) -> tuple[Array, Array] | None:
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


def train_epoch(
    model: Network,
    loss: Loss,
    optimizer: Optimizer,
    x: Array,
    y: Array,
    order: Array,
    batch_size: int,
    epoch: int,
    bar: Any,
) -> dict[str, float]:
    """Use every sample once, in the given order; return the running means of loss and accuracy.

    Samples are fetched, and scored, a block of batches at a time: at batch size 10, fetching and
    scoring each batch by itself would cost as much time as learning from it.
    """
    network, loss = as_trained(model, loss)
    block, tally = max(BLOCK // batch_size, 1) * batch_size, Tally(loss, y)
    with Hands(network) as hands:
        network = hands.first
        for first in range(0, len(order), block):
            rows = order[first : first + block]
            x_block, y_block = x.take(rows, axis=0), y.take(rows, axis=0)
            outputs = []
            for i in range(0, len(rows), batch_size):
                batch = x_block[i : i + batch_size], y_block[i : i + batch_size]
                tally.loss += network.penalty() * len(batch[0])
                outputs.append(train_step(network, loss, optimizer, *batch, hands.share))
            tally.add(y_block, np.concatenate(outputs))
            if not np.isfinite(tally.loss):
                where = f"epoch {epoch + 1}", first // batch_size
                report_divergence(loss, remedy(optimizer, x, y), y_block, outputs, *where)
            bar.set_postfix(tally.means(), refresh=False)
            bar.update(len(rows))
    if not np.isfinite(network.theta).all():  # the very last step went too far: no loss has seen it
        raise DivergenceError(
            f"weights became infinite in epoch {epoch + 1}. {remedy(optimizer, x, y)}"
        )
    return tally.means()


def report_divergence(
    loss: Loss, cure: str, y: Array, outputs: list[Array], epoch: str, first_batch: int
) -> None:
    """Raise DivergenceError for the first batch whose loss is no longer a finite number."""
    start = 0
    for number, out in enumerate(outputs, first_batch + 1):
        value = loss.value(y[start : start + len(out)], out)
        start += len(out)
        if not np.isfinite(value):
            where = f"{epoch}, batch {number}"
            raise DivergenceError(f"the loss became {value:g} in {where}. {cure}")


def remedy(optimizer: Optimizer, x: Array, y: Array) -> str:
    """Say what to do when the weights run away, or when samples or targets are that large."""
    for values, name in ((x, "samples"), (y, "targets")):
        size = float(np.abs(values).max())
        if size > HUGE:
            return (
                f"The {name} reach {size:.3g}: scale them first, for example to [0, 1] or to a "
                "mean of 0 and a spread of 1, and train a new model."
            )
    return (
        "The steps are too long and the weights run away: lower the learning rate (now "
        f"{optimizer.learning_rate:g}), for example by a factor of 10, and train a new model."
    )
