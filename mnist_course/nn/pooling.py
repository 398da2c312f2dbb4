"""Pooling, plain: make an image smaller, keep what was seen, forget exactly where.

A window, most often 2 × 2, moves over each channel by itself; from each place remains one number,
the largest or the mean. There is nothing to learn. Source: LeCun et al. (1998) for the mean,
Weng, Ahuja and Huang (1992) for the maximum.

``nn.MaxPool2D`` and ``nn.AvgPool2D`` are the same layers, several times as quick: see
``fast/pooling.py``.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course.nn.geometry import check_padding, check_pair, place_window
from mnist_course.nn.layers import Layer, may_be_saved

__all__ = ["PlainAvgPool2D", "PlainMaxPool2D"]

Array = np.ndarray


class Pooling(Layer):
    """What all kinds share: the geometry.

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

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        what = f"layer {self.name!r} ({type(self).__name__})"
        window = self.pool_size, self.strides, self.padding
        self.down, self.across = place_window(input_shape, *window, what)
        self.input_shape = tuple(input_shape)
        self.output_shape = (self.down.places, self.across.places, input_shape[2])
        return self.output_shape

    def config(self) -> dict:
        """Return the settings."""
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}


class PlainPooling(Pooling):
    """Windows as NumPy shows them, for the two plain kinds."""

    def pad(self, x: Array, value: float) -> Array:
        """Return x with its border of `value`."""
        border = [(0, 0), self.down.border, self.across.border, (0, 0)]
        return np.pad(x, border, constant_values=value)

    def windows(self, padded: Array) -> Array:
        """Return the view (batch, rows, columns, channels, window rows, window columns)."""
        every = sliding_window_view(padded, self.pool_size, axis=(1, 2))
        return every[:, :: self.down.stride, :: self.across.stride]

    def under(self, i: int, j: int) -> tuple[slice, slice, slice]:
        """Return the padded pixels that lie under entry (i, j) of the window, in all places."""
        return slice(None), self.down.under(i), self.across.under(j)

    def crop(self, padded: Array) -> Array:
        """Return the image without its border."""
        return padded[:, self.down.inside, self.across.inside]


@may_be_saved
class PlainMaxPool2D(PlainPooling):
    """Keep the largest number of each window. Its parameters are those of :class:`Pooling`.

    Where padding adds a border it is minus infinity, which never wins.
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        self.padded = self.pad(x, -np.inf)
        self.largest = self.windows(self.padded).max(axis=(4, 5))
        return self.largest

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Hand each gradient to the largest pixel; if several tie, the first."""
        if not input_grad:
            return None
        below, waiting = np.zeros_like(self.padded), grad.copy()
        for i, j in np.ndindex(self.pool_size):
            found = waiting * (self.padded[self.under(i, j)] == self.largest)
            below[self.under(i, j)] += found
            waiting -= found
        return self.crop(below)


@may_be_saved
class PlainAvgPool2D(PlainPooling):
    """Keep the mean of each window. Its parameters are those of :class:`Pooling`.

    The mean is taken over the pixels that lie inside the image, as in Keras: a border from padding
    does not count.
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        self.padded = self.pad(x, 0)
        ones = np.ones((1, *self.input_shape[:2], 1), x.dtype)
        self.pixels = self.windows(self.pad(ones, 0)).sum(axis=(4, 5))  # of the image, by window
        return self.windows(self.padded).sum(axis=(4, 5)) / self.pixels

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Share each output's gradient among the pixels of its window."""
        if not input_grad:
            return None
        below, share = np.zeros_like(self.padded), grad / self.pixels
        for i, j in np.ndindex(self.pool_size):
            below[self.under(i, j)] += share
        return self.crop(below)
