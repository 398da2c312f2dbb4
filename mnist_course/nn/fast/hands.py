"""Many hands: a large batch goes through the network in pieces, on two threads.

Convolution makes large arrays; for many images at once they would not fit into the processor's
cache. So a large batch passes through the network in pieces of ``network.at_once`` samples. A piece
gives the mean gradient of its samples, and the gradient of the batch is the mean of these, each
weighted by its share of the samples. The pieces do not depend on one another, so two *hands* work
at the same time, on two processor cores: twins of the network that share its parameters, but
remember their own inputs and keep their own gradients. Which hand does which piece is fixed, and so
is the order of adding up: the result does not depend on who is quicker.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar, copy_context
from functools import lru_cache
from typing import Any

import numpy as np

from mnist_course.nn.fast.vector import GradientViews, join_parameters
from mnist_course.nn.layers import Layer
from mnist_course.nn.network import Network

Array = np.ndarray
Work = Callable[[Network, Array, Array], Array]  # fills the gradients for (x, y), returns outputs
Share = Callable[[Work, Network, Array, Array], Array]  # lets work have a batch, returns outputs

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


class Hand(Network):
    """A network at work: its parameters, and its gradients, are one long vector each."""

    def __init__(self, network: Network):
        super().__init__(network.layers, dtype=network.dtype, name=network.name)
        self.input_shape = network.input_shape
        self.theta, self.gradient = join_parameters(self.layers, self.dtype)
        self.views = GradientViews(self.layers)
        self._penalized = super().penalized()

    def parameters(self) -> list[Array]:
        """Return theta, as the only array: the same numbers as in `params`."""
        return [self.theta]

    def gradients(self) -> list[Array]:
        """Return the gradient, as the only array: the same numbers as in `grads`."""
        self.views.collect()
        return [self.gradient]

    def penalized(self) -> list[Layer]:
        """Return the layers whose weights have a penalty: looked up once."""
        return self._penalized

    def twin(self) -> Hand:
        """Return another hand on the same parameters."""
        twin = Network(copy.deepcopy(self.layers), dtype=self.dtype, name=self.name)
        for own, part in zip(twin.parts(), self.parts(), strict=True):
            own.params = dict(part.params)
            if getattr(part, "rng", None) is not None:  # dropout must not draw the same twice
                own.rng = part.rng.spawn(1)[0]
        return Hand(twin)

    def add_up(self, work: Work, pieces: list[tuple[Array, Array]], batch: int) -> list[Array]:
        """Fill the gradient with this hand's part of a batch; return the outputs by piece."""
        total, outputs = np.zeros_like(self.gradient), []
        for x, y in pieces:
            outputs.append(work(self, x, y))
            total += self.gradients()[0] * (len(x) / batch)
        self.gradient[...] = total
        return outputs


class Hands:
    """Shares out batches among hands. Use it in a ``with`` block: it may start a thread."""

    def __init__(self, network: Network):
        self.first = Hand(network)
        self.others: list[Hand] = []
        self.at_once = network.at_once
        self.pool = ThreadPoolExecutor(max(HANDS - 1, 1))  # it starts its thread when there is work
        self.context = copy_context()  # NumPy's settings for warnings, for the other thread

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *details: object) -> None:
        self.pool.shutdown()

    def share(self, work: Work, network: Hand, x: Array, y: Array) -> Array:
        """Let `work` fill the gradients of `network`, the first hand, for a batch.

        Returns the outputs of all samples, in their order.
        """
        if len(x) <= self.at_once:
            return work(network, x, y)
        while len(self.others) < HANDS - 1:
            self.others.append(network.twin())
        cuts = [slice(i, i + self.at_once) for i in range(0, len(x), self.at_once)]
        shares = [[(x[cut], y[cut]) for cut in cuts[i::HANDS]] for i in range(HANDS)]
        outputs = self._work_off(work, [network, *self.others], shares, len(x))
        for hand in self.others:
            network.gradient += hand.gradient
        in_order: list[Any] = [None] * len(cuts)
        for i, outs in enumerate(outputs):
            in_order[i::HANDS] = outs
        return np.concatenate(in_order)

    def _work_off(self, work: Work, hands: list[Hand], shares: list, batch: int) -> list:
        """Let each hand do its share, at the same time unless it shall be in turn."""
        if _in_turn.get():
            return [h.add_up(work, own, batch) for h, own in zip(hands, shares, strict=True)]
        waiting = [
            self.pool.submit(self.context.copy().run, hand.add_up, work, share, batch)
            for hand, share in zip(hands[1:], shares[1:], strict=True)
        ]
        first = hands[0].add_up(work, shares[0], batch)
        return [first, *(future.result() for future in waiting)]
