"""Images in memory, and windows that slide over them: what convolution and pooling share.

Everybody sees a batch of images as an array (batch, height, width, channels), as in Keras. How
the numbers *lie in memory* is another matter, and it decides the speed. Inside convolution and
pooling the order is (channels, height, width, batch): the same pixel of all images side by side.
A window moved over the image then takes up whole rows of neighbouring numbers, and every sum or
maximum over windows is a few long vector operations instead of millions of short ones.

NumPy needs no copy to have both: ``batch_first`` only relabels the axes of the array (a *view*),
and element-wise functions such as tanh keep the order in memory. So the images are rearranged
once, where they enter the first layer, and travel on in that order.
"""

import math
from collections.abc import Iterable
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from mnist_course.nn.checks import check_choice, check_count

Array = np.ndarray


def batch_last(images: Array) -> Array:
    """Return (batch, height, width, channels) as a contiguous (channels, height, width, batch).

    Nothing is copied if the images come from `batch_first` and lie in this order already.
    """
    return np.ascontiguousarray(images.transpose(3, 1, 2, 0))


def batch_first(planes: Array) -> Array:
    """Return (channels, height, width, batch) as a view (batch, height, width, channels)."""
    return planes.transpose(3, 1, 2, 0)


def check_pair(value: Any, what: str, minimum: int = 1) -> tuple[int, int]:
    """Return a whole number n as (n, n), and a pair (vertical, horizontal) as it is."""
    pair = (value, value) if isinstance(value, Integral) else value
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError(f"{what} must be a whole number or a pair of them, got {value!r}")
    return check_count(pair[0], what, minimum), check_count(pair[1], what, minimum)


def check_padding(value: Any, what: str, explicit: bool) -> Any:
    """Return ``"valid"``, ``"same"``, or ((top, bottom), (left, right)) from `value`.

    Explicit numbers may be one for all sides, or a pair (vertical, horizontal), or two pairs.
    """
    if isinstance(value, str) or not explicit:
        return check_choice(value, ("valid", "same"), what)
    pair = (value, value) if isinstance(value, Integral) else value
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError(
            f"{what} must be 'valid', 'same', a whole number, (vertical, horizontal) or "
            f"((top, bottom), (left, right)), got {value!r}"
        )
    return check_pair(pair[0], what, 0), check_pair(pair[1], what, 0)


class Axis(NamedTuple):
    """How a window of `window` pixels moves along one side of an image."""

    size: int  # pixels of the image
    window: int
    stride: int
    before: int  # rows added before the image, and after it
    after: int
    steps: int  # number of positions: the size of the output

    @classmethod
    def fit(cls, size: int, window: int, stride: int, padding: Any) -> "Axis":
        """Work out padding and output size along one axis, as Keras does.

        - valid: the window stays inside; pixels that do not fill another step are left out;
        - same: ceil(size / stride) positions, the zeros shared between both ends, an odd one last;
        - a pair (before, after) of numbers.
        """
        before, after = padding if isinstance(padding, tuple) else (0, 0)
        if padding == "same":
            missing = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
            before, after = missing // 2, missing - missing // 2
        steps = (size + before + after - window) // stride + 1
        return cls(size, window, stride, before, after, max(steps, 0))

    @property
    def padded(self) -> int:
        """Number of pixels with those that were added."""
        return self.before + self.size + self.after

    def places(self, offset: int) -> slice:
        """Return the pixels that lie under entry `offset` of the window, in all its positions."""
        return slice(offset, offset + self.stride * (self.steps - 1) + 1, self.stride)


class Windows:
    """A window sliding over images of one shape. All arrays: (channels, height, width, batch).

    Parameters
    ----------
    input_shape : (height, width, channels)
        Shape of one image.
    window, strides : (vertical, horizontal)
        Size of the window and of its steps, in pixels.
    padding : "valid", "same" or ((top, bottom), (left, right))
        See :meth:`Axis.fit`.
    layer : str
        How messages name the layer.
    """

    def __init__(self, input_shape: tuple, window: tuple, strides: tuple, padding: Any, layer: str):
        if len(input_shape) != 3:
            raise ValueError(
                f"{layer} got samples of shape {tuple(input_shape)}, expected images of shape "
                "(height, width, channels). Grey images need a channel axis: x[..., np.newaxis]"
            )
        if min(input_shape) < 1:
            raise ValueError(
                f"{layer} got samples of shape {tuple(input_shape)}, expected sides and channels "
                "of at least 1. Look for the cut or reshape that made the images empty."
            )
        pads = (padding, padding) if isinstance(padding, str) else padding
        sides = zip(input_shape[:2], window, strides, pads, strict=True)
        self.rows, self.columns = (Axis.fit(*side) for side in sides)
        self.entries = window[0] * window[1]
        self.apart = all(a.window <= a.stride for a in (self.rows, self.columns))
        self.padded = any(a.before or a.after for a in (self.rows, self.columns))
        if not (self.rows.steps and self.columns.steps):
            raise ValueError(
                f"{layer}: a window of {window[0]} x {window[1]} does not fit into an image of "
                f"{input_shape[0]} x {input_shape[1]} with padding {padding!r}. Use a smaller "
                "window, padding='same', or fewer pooling layers before this one."
            )

    def blank(self, channels: int, batch: int, dtype: np.dtype, value: float = 0.0) -> Array:
        """Return images of the padded size, filled with `value`."""
        return np.full((channels, self.rows.padded, self.columns.padded, batch), value, dtype)

    def pad(self, x: Array, value: float = 0.0) -> Array:
        """Return x with its border of `value`, or x itself where there is no border."""
        if not self.padded:
            return x
        framed = self.blank(x.shape[0], x.shape[3], x.dtype, value)
        self.crop(framed)[...] = x
        return framed

    def crop(self, framed: Array) -> Array:
        """Return the view of a padded array without its border: the way back of `pad`."""
        rows, columns = self.rows, self.columns
        return framed[
            :,
            rows.before : rows.before + rows.size,
            columns.before : columns.before + columns.size,
        ]

    def views(self, framed: Array):
        """Yield, for each entry of the window, the view of the pixels under it in all positions.

        Views of the padded array `framed`, each (channels, steps down, steps across, batch), from
        the window's top left to its bottom right.
        """
        for i in range(self.rows.window):
            for j in range(self.columns.window):
                yield framed[:, self.rows.places(i), self.columns.places(j)]

    def sums(self, framed: Array) -> Array:
        """Return the sum over each window, a new array (channels, steps down, across, batch)."""
        first, *others = self.views(framed)
        total = first.copy()
        for place in others:
            total += place
        return total

    def hand_back(
        self, shares: Iterable[Array], channels: int, batch: int, dtype: np.dtype
    ) -> Array:
        """Return images (channels, height, width, batch), each pixel the sum of all its shares.

        The way back of `views`: `shares` has, for each entry of the window, an array (channels,
        steps down, steps across, batch) with what the pixels under that entry get.
        """
        framed = self.blank(channels, batch, dtype)
        for place, share in zip(self.views(framed), shares, strict=True):
            if self.apart:
                place[...] = share  # windows do not overlap: nothing else comes to these pixels
            else:
                place += share
        return self.crop(framed)

    def unfold_columns(self, framed: Array) -> Array:
        """Return, for every row of the images, the pixels under each column of the window.

        A read-only view (padded height, window columns, channels, steps across, batch). It takes
        no memory, though most pixels appear in it as many times as the window has columns.
        """
        channel, down, across, sample = framed.strides
        columns = self.columns
        shape = (framed.shape[1], columns.window, len(framed), columns.steps, framed.shape[3])
        steps = (down, across, channel, across * columns.stride, sample)
        return as_strided(framed, shape, steps, writeable=False)

    def fold_columns(self, shares: Array) -> Array:
        """Return images (channels, height, width, batch), each pixel the sum of all its shares.

        The way back of `unfold_columns`, from an array of its shape.
        """
        framed = self.blank(shares.shape[2], shares.shape[4], shares.dtype)
        for j, share in enumerate(shares.transpose(1, 2, 0, 3, 4)):
            framed[:, :, self.columns.places(j)] += share
        return self.crop(framed)
