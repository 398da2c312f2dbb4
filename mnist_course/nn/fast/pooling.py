"""Pooling, quick: the same layers as in ``pooling.py``, arranged for the processor.

For each entry of the window, the pixels under it in all places are one array (a view); the largest,
or the sum, over the window is taken over these few arrays, each one long vector operation.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from collections.abc import Iterator

import numpy as np

from mnist_course.nn.fast.windows import Windows, batch_first, batch_last
from mnist_course.nn.layers import may_be_saved
from mnist_course.nn.pooling import Pooling

__all__ = ["AvgPool2D", "MaxPool2D"]

Array = np.ndarray


class QuickPooling(Pooling):
    """Windows for images whose batch is the last axis, for all quick kinds."""

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        shape = super().plan(input_shape)
        self.windows = Windows(self.down, self.across)
        return shape

    def sums(self, x: Array) -> Array:
        """Return the sum of each window, (channels, rows, columns, batch)."""
        return self.windows.sums(self.windows.pad(batch_last(x)))

    def share_out(self, share: Array) -> Array:
        """Return images in which every pixel has got the `share` of each window that saw it."""
        shares = [share] * self.windows.entries
        return batch_first(self.windows.hand_back(shares, len(share), share.shape[-1], share.dtype))


@may_be_saved
class MaxPool2D(QuickPooling):
    """Keep the largest number of each window. Its parameters are those of :class:`Pooling`.

    Where padding adds a border it is minus infinity, which never wins.
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        self.padded = self.windows.pad(batch_last(x), value=-np.inf)
        first, *others = self.windows.views(self.padded)
        self.largest = first.copy()
        for place in others:
            np.maximum(self.largest, place, out=self.largest)
        return batch_first(self.largest)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Hand each output's gradient to the pixel it came from; to the first, if several tie."""
        if not input_grad:
            return None
        grad = batch_last(grad)
        shares = self._find(grad)
        return batch_first(self.windows.hand_back(shares, len(grad), grad.shape[-1], grad.dtype))

    def _find(self, grad: Array) -> Iterator[Array]:
        """Yield, for each entry of the window, the gradients whose largest pixel lies there."""
        waiting = grad.copy()  # gradients that have not found their pixel yet
        for place in self.windows.views(self.padded):
            found = waiting * (place == self.largest)
            yield found
            waiting -= found


@may_be_saved
class AvgPool2D(QuickPooling):
    """Keep the mean of each window. Its parameters are those of :class:`Pooling`.

    The mean is taken over the pixels that lie inside the image, as in Keras: a border from padding
    does not count.
    """

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        self.fraction: Array | None = None
        return super().plan(input_shape)

    def pixel_fraction(self, dtype: np.dtype) -> Array:
        """Return 1 / (pixels of the image that a window sees): found by pooling ones, once."""
        if self.fraction is None or self.fraction.dtype != dtype:
            found = 1 / self.sums(np.ones((1, *self.input_shape[:2], 1), dtype))
            same = (found == found.flat[0]).all()  # everywhere, as in most networks
            self.fraction = found.flat[0] if same else found
        return self.fraction

    def forward(self, x: Array, training: bool = False) -> Array:
        total = self.sums(x)
        total *= self.pixel_fraction(x.dtype)
        return batch_first(total)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Share each output's gradient among the pixels of its window."""
        if not input_grad:
            return None
        return self.share_out(batch_last(grad) * self.pixel_fraction(grad.dtype))
