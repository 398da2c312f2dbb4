"""Pooling: make an image smaller, keep what was seen, forget exactly where.

A window, most often 2 × 2, moves over each channel by itself; from each place remains one number,
the largest or the mean. There is nothing to learn. Source: LeCun et al. (1998) for the mean,
Weng, Ahuja and Huang (1992) for the maximum.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from collections.abc import Iterator
from typing import Any

import numpy as np

from mnist_course.nn.checks import check_gradient, check_images
from mnist_course.nn.images import Windows, batch_first, batch_last, check_padding, check_pair
from mnist_course.nn.layers import Layer

Array = np.ndarray


class Pooling(Layer):
    """What both kinds share: the geometry.

    Parameters
    ----------
    pool_size : int or (vertical, horizontal)
        Size of the window in pixels.
    strides : int or (vertical, horizontal), optional
        How far the window moves each time; None: by its own size, so that windows do not overlap.
    padding : "valid" or "same"
        valid: rows and columns at the right and lower edge that do not fill a window are left
        out. same: they get a window of their own, as far as there are pixels in it.
    name : str, optional
        Used in messages.
    """

    def __init__(
        self,
        pool_size: int | tuple[int, int] = 2,
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        name: str | None = None,
    ):
        super().__init__(name)
        kind = type(self).__name__
        self.pool_size = check_pair(pool_size, f"{kind}: pool_size")
        self.strides = check_pair(
            self.pool_size if strides is None else strides, f"{kind}: strides"
        )
        self.padding = check_padding(padding, f"{kind}: padding", explicit=False)
        self.windows: Windows | None = None
        self._kept: Any = None

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        what = f"layer {self.name!r} ({type(self).__name__})"
        self.windows = Windows(input_shape, self.pool_size, self.strides, self.padding, what)
        self.input_shape = tuple(input_shape)
        rows, columns = self.windows.rows, self.windows.columns
        self.output_shape = (rows.steps, columns.steps, input_shape[2])
        return self.output_shape

    def config(self) -> dict:
        """Return the settings."""
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}


class MaxPool2D(Pooling):
    """Keep the largest number of each window. Its parameters are those of :class:`Pooling`.

    Where padding adds a border it is minus infinity, which never wins.
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        check_images(self, x)
        framed = self.windows.pad(batch_last(x), value=-np.inf)
        first, *others = self.windows.views(framed)
        best = first.copy()
        for place in others:
            np.maximum(best, place, out=best)
        self._kept = framed, best
        return batch_first(best)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Hand each output's gradient to the pixel it came from; to the first, if several tie."""
        framed, best = self._remembered(self._kept)
        check_gradient(self, grad, batch_first(best))
        if not input_grad:
            return None
        grad = batch_last(grad)
        shares = self._find(grad, framed, best)
        return batch_first(self.windows.hand_back(shares, len(grad), grad.shape[-1], grad.dtype))

    def _find(self, grad: Array, framed: Array, best: Array) -> Iterator[Array]:
        """Yield, for each entry of the window, the gradients whose largest pixel lies there."""
        waiting = grad.copy()  # gradients that have not found their pixel yet
        for place in self.windows.views(framed):
            found = waiting * (place == best)
            yield found
            waiting -= found


class AvgPool2D(Pooling):
    """Keep the mean of each window. Its parameters are those of :class:`Pooling`.

    The mean is taken over the pixels that lie inside the image, as in Keras: a border from padding
    does not count.
    """

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        shape = super().build(input_shape, rng, dtype)
        # How many pixels of the image each window sees: pool an image of ones.
        ones = self.windows.pad(np.ones((1, *input_shape[:2], 1), dtype))
        self._share = 1 / self.windows.sums(ones)
        if (self._share == self._share.flat[0]).all():
            self._share = self._share.flat[0]  # the same everywhere, as in most networks
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        check_images(self, x)
        total = self.windows.sums(self.windows.pad(batch_last(x)))
        total *= self._share
        self._kept = batch_first(total)
        return self._kept

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Share each output's gradient among the pixels of its window."""
        check_gradient(self, grad, self._remembered(self._kept))
        if not input_grad:
            return None
        share = batch_last(grad) * self._share
        shares = [share] * self.windows.entries
        return batch_first(self.windows.hand_back(shares, len(share), share.shape[-1], share.dtype))
