"""The gradient of a batch: forward, slope of the loss, backward. Large batches go in pieces.

Convolution makes large arrays; for many images at once they would not fit into the processor's
cache. So a large batch passes through the network in pieces of ``model.at_once`` samples. A piece
gives the mean gradient of its samples, and the gradient of the batch is the mean of these, each
weighted by its share of the samples. The pieces do not depend on one another, so two *hands* work
at the same time, on two processor cores: twins of the network that share its parameters, but
remember their own inputs and keep their own gradients. Which hand does which piece is fixed, and so
is the order of adding up: the result does not depend on who is quicker.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar, copy_context
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course.nn.losses import Loss
from mnist_course.nn.regularizers import add_penalty_gradients, total_penalty
from mnist_course.nn.vector import GradientWindows, join_parameters

if TYPE_CHECKING:
    from mnist_course.nn.model import Sequential

Array = np.ndarray

HANDS = 2

_in_turn: ContextVar[bool] = ContextVar("hands_in_turn", default=False)


@contextmanager
def hands_in_turn() -> Iterator[None]:
    """Let the hands work one after the other, inside a ``with`` block.

    For a process that is one of several: its second hand would only take a core from another
    process. The same hands do the same pieces, so the results are equal to the last bit.
    """
    before = _in_turn.set(True)
    try:
        yield
    finally:
        _in_turn.reset(before)


@lru_cache
def matrix_library() -> Any:
    """Return the control of the matrix library's threads, or None.

    It comes with scikit-learn. Without it everything works, only slower on a busy machine.
    """
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas")


def one_thread_each() -> AbstractContextManager[Any]:
    """Keep the matrix library from starting threads of its own, inside a ``with`` block.

    Our products are small, and threads that split a small product mostly wait for each other; when
    other programs are busy too, that can cost ten times the work itself.
    """
    control = matrix_library()
    return nullcontext() if control is None else control.limit(limits=1)


def as_trained(model: Sequential, loss: Loss) -> tuple[Loss, bool]:
    """Return the loss that training uses, and whether it looks at logits.

    Softmax with cross-entropy, and sigmoid with binary cross-entropy, are taken together: the
    loss then sees the logits z, where it is exact. Every other loss sees the output a.
    """
    on_logits = loss.from_activation(getattr(model.layers[-1], "activation", None))
    return (loss, False) if on_logits is None else (on_logits, True)


def compute_gradients(
    model: Sequential, loss: Loss, x: Array, y: Array, logits: bool = False
) -> Array:
    """One forward and one backward pass: fill ``model.grads`` for the batch, change no parameter.

    `loss` and `logits` are what :func:`as_trained` returned. The gradient is that of the loss
    alone, without the price of large weights. The result is what the loss looked at: the outputs,
    or the logits.
    """
    out = model.forward(x, training=True)
    if logits:
        out = model.layers[-1].z
    model.backward(loss.slope(y, out), input_grad=False, from_delta=logits)
    return out


class Hand:
    """A network with what it takes to compute gradients: the model itself, or a twin of it."""

    def __init__(self, model: Sequential, loss: Loss, logits: bool):
        self.model, self.loss, self.logits = model, loss, logits
        self.theta, self.gradient = join_parameters(model.layers, model.dtype)
        self.windows = GradientWindows(model.layers)

    def twin(self) -> Hand:
        """Return another hand on the same parameters."""
        hand = Hand(copy.deepcopy(self.model), self.loss, self.logits)
        for own, part in zip(hand.model.parts(), self.model.parts(), strict=True):
            own.params = dict(part.params)
            if getattr(part, "rng", None) is not None:  # dropout must not draw the same twice
                own.rng = part.rng.spawn(1)[0]
        return hand

    def compute(self, x: Array, y: Array) -> Array:
        """Fill the gradient for some samples; return what the loss looked at."""
        out = compute_gradients(self.model, self.loss, x, y, self.logits)
        self.windows.collect()
        return out

    def add_up(self, pieces: list[tuple[Array, Array]], batch: int) -> list[Array]:
        """Fill the gradient with this hand's part of a batch; return what the loss looked at."""
        total, outputs = np.zeros_like(self.gradient), []
        for x, y in pieces:
            outputs.append(self.compute(x, y))
            total += self.gradient * (len(x) / batch)
        self.gradient[...] = total
        return outputs


class GradientMaker:
    """Computes the gradient of batches. Use it in a ``with`` block: it may start a thread."""

    def __init__(self, model: Sequential, loss: Loss):
        self.loss, logits = as_trained(model, loss)
        self.hands = [Hand(model, self.loss, logits)]
        self.theta, self.gradient = self.hands[0].theta, self.hands[0].gradient
        self.priced = [part for part in model.parts() if part.regularizer]
        self.at_once = model.at_once
        self.pool = ThreadPoolExecutor(max(HANDS - 1, 1))  # it starts its thread when there is work
        self.context = copy_context()  # NumPy's settings for warnings, for the other thread

    def __enter__(self) -> GradientMaker:
        return self

    def __exit__(self, *details: object) -> None:
        self.pool.shutdown()

    def compute(self, x: Array, y: Array) -> tuple[Array, float]:
        """Fill the gradient for a batch; return what the loss looked at, and the weights' price."""
        if len(x) <= self.at_once:
            out = self.hands[0].compute(x, y)
        else:
            out = self._compute_in_pieces(x, y)
        add_penalty_gradients(self.priced)
        return out, total_penalty(self.priced)

    def _compute_in_pieces(self, x: Array, y: Array) -> Array:
        while len(self.hands) < HANDS:
            self.hands.append(self.hands[0].twin())
        cuts = [slice(i, i + self.at_once) for i in range(0, len(x), self.at_once)]
        shares = [[(x[cut], y[cut]) for cut in cuts[i::HANDS]] for i in range(HANDS)]
        first, *others = self.hands
        if _in_turn.get():
            outputs = [h.add_up(own, len(x)) for h, own in zip(self.hands, shares, strict=True)]
        else:
            waiting = [
                self.pool.submit(self.context.copy().run, hand.add_up, share, len(x))
                for hand, share in zip(others, shares[1:], strict=True)
            ]
            outputs = [first.add_up(shares[0], len(x)), *(future.result() for future in waiting)]
        for hand in others:
            self.gradient += hand.gradient
        in_order: list[Any] = [None] * len(cuts)
        for i, outs in enumerate(outputs):
            in_order[i::HANDS] = outs
        return np.concatenate(in_order)
