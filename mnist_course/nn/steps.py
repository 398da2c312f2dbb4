"""Steps: one batch, one epoch, one score. The inner loop of training.

A step is always the same four lines: forward, loss gradient, backward, update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course.nn.gradients import GradientMaker, as_trained
from mnist_course.nn.history import DivergenceError
from mnist_course.nn.losses import Loss
from mnist_course.nn.optimizers import Optimizer
from mnist_course.nn.regularizers import total_penalty

if TYPE_CHECKING:
    from mnist_course.nn.model import Sequential

Array = np.ndarray

BLOCK = 200  # samples fetched, and scored, at a time: they fit into the processor's cache


def train_epoch(
    model: Sequential,
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
    block = max(BLOCK // batch_size, 1) * batch_size
    with GradientMaker(model, loss) as maker:
        tally = Tally(maker.loss, y)
        for first in range(0, len(order), block):
            rows = order[first : first + block]
            x_block, y_block = x.take(rows, axis=0), y.take(rows, axis=0)
            outputs = []
            for i in range(0, len(rows), batch_size):
                batch = slice(i, i + batch_size)
                out, penalty = maker.compute(x_block[batch], y_block[batch])
                outputs.append(out)
                tally.loss += penalty * len(out)
                optimizer.step([maker.theta], [maker.gradient])
            tally.add(y_block, np.concatenate(outputs))
            if not np.isfinite(tally.loss):
                where = f"epoch {epoch + 1}", first // batch_size
                report_divergence(maker.loss, optimizer, y_block, outputs, *where)
            bar.set_postfix(tally.means(), refresh=False)
            bar.update(len(rows))
    if not np.isfinite(maker.theta).all():  # the very last step went too far: no loss has seen it
        raise DivergenceError(f"weights became infinite in epoch {epoch + 1}. {remedy(optimizer)}")
    return tally.means()


class Tally:
    """Running means of loss and accuracy over blocks of samples."""

    def __init__(self, loss: Loss, y: Array):
        self.measure = loss
        self.loss = self.right = self.samples = 0
        # One output means yes or no if all targets are 0 or 1; else it is a quantity, and
        # to count it as right or wrong makes no sense.
        self.classes = y.shape[-1] > 1 or bool(((y == 0) | (y == 1)).all())

    def add(self, y: Array, out: Array) -> None:
        """Count a block in: targets y, outputs (or logits) out, both (n, k)."""
        self.samples += len(y)
        self.loss += float(self.measure.value(y, out)) * len(y)
        if out.shape[-1] > 1:
            hits = out.argmax(axis=-1) == y.argmax(axis=-1)
        else:
            hits = (out > (0 if self.measure.from_logits else 0.5)) == (y > 0.5)
        # A share for each sample: one that is an image has many outputs.
        self.right += float(np.count_nonzero(hits)) * len(y) / hits.size

    def means(self) -> dict[str, float]:
        """Return the means so far."""
        logs = {"loss": self.loss / self.samples}
        return logs | {"accuracy": self.right / self.samples} if self.classes else logs


def report_divergence(
    loss: Loss, optimizer: Optimizer, y: Array, outputs: list[Array], epoch: str, first_batch: int
) -> None:
    """Raise DivergenceError for the first batch whose loss is no longer a finite number."""
    start = 0
    for number, out in enumerate(outputs, first_batch + 1):
        value = loss.value(y[start : start + len(out)], out)
        start += len(out)
        if not np.isfinite(value):
            where = f"{epoch}, batch {number}"
            raise DivergenceError(f"the loss became {value:g} in {where}. {remedy(optimizer)}")


def remedy(optimizer: Optimizer) -> str:
    """Say what to do when the weights run away."""
    return (
        "The steps are too long and the weights run away: lower the learning rate (now "
        f"{optimizer.learning_rate:g}), for example by a factor of 10, and train a new model."
    )


def score(model: Sequential, loss: Loss, x: Array, y: Array, batch_size: int = 1024) -> dict:
    """Return loss and accuracy of the model as it stands; x and y come from check_samples."""
    loss, logits = as_trained(model, loss)
    tally = Tally(loss, y)
    tally.loss = total_penalty(model.parts()) * len(x)
    batch_size = min(batch_size, model.at_once)
    for i in range(0, len(x), batch_size):
        out = model.forward(x[i : i + batch_size])
        tally.add(y[i : i + batch_size], model.layers[-1].z if logits else out)
    return tally.means()


def check_samples(model: Sequential, loss: Loss, x: Any, y: Any, what: str) -> tuple[Array, Array]:
    """Check samples x and targets y, once; return x as floats and y in the output's shape."""
    x = model.check(x, f"{what}: x")
    if np.ndim(y) == 0 or len(y) != len(x):
        raise ValueError(f"{what}: {len(x)} samples x, but targets y of shape {np.shape(y)}")
    return x, loss.prepare(y, (len(x), *model.layers[-1].output_shape), model.dtype)
