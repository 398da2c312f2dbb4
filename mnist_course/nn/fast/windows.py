"""Images in memory, and windows that slide over them: what quick convolution and pooling share.

Everybody sees a batch of images as an array (batch, height, width, channels), as in Keras. How
the numbers *lie in memory* is another matter, and it decides the speed. Inside convolution and
pooling the order is (channels, height, width, batch): the same pixel of all images side by side.
A window moved over the image then takes up whole rows of neighbouring numbers, and every sum or
maximum over windows is a few long vector operations instead of millions of short ones.

NumPy needs no copy to have both: ``batch_first`` only relabels the axes of the array (a *view*),
and element-wise functions such as tanh keep the order in memory. So the images are rearranged
once, where they enter the first layer, and travel on in that order.
"""

from collections.abc import Iterable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from mnist_course.nn.geometry import Slide

Array = np.ndarray


def batch_last(images: Array) -> Array:
    """Return (batch, height, width, channels) as a contiguous (channels, height, width, batch).

    Nothing is copied if the images come from `batch_first` and lie in this order already.
    """
    return np.ascontiguousarray(images.transpose(3, 1, 2, 0))


def batch_first(planes: Array) -> Array:
    """Return (channels, height, width, batch) as a view (batch, height, width, channels)."""
    return planes.transpose(3, 1, 2, 0)


class Windows:
    """A window sliding over images of one shape. All arrays: (channels, height, width, batch).

    Parameters
    ----------
    down, across : Slide
        How it moves, from :func:`mnist_course.nn.geometry.place_window`.
    """

    def __init__(self, down: Slide, across: Slide):
        self.rows, self.columns = down, across
        self.entries = down.window * across.window
        self.apart = all(axis.window <= axis.stride for axis in (down, across))
        self.padded = any(axis.before or axis.after for axis in (down, across))

    def blank(self, channels: int, batch: int, dtype: np.dtype, value: float = 0.0) -> Array:
        """Return images of the padded size, filled with `value`."""
        return np.full(
            (channels, self.rows.padded_size, self.columns.padded_size, batch), value, dtype
        )

    def pad(self, x: Array, value: float = 0.0) -> Array:
        """Return x with its border of `value`, or x itself where there is no border."""
        if not self.padded:
            return x
        framed = self.blank(x.shape[0], x.shape[3], x.dtype, value)
        self.crop(framed)[...] = x
        return framed

    def crop(self, framed: Array) -> Array:
        """Return the view of a padded array without its border: the way back of `pad`."""
        return framed[:, self.rows.inside, self.columns.inside]

    def views(self, framed: Array):
        """Yield, for each entry of the window, the view of the pixels under it in all positions.

        Views of the padded array `framed`, each (channels, steps down, steps across, batch), from
        the window's top left to its bottom right.
        """
        for i in range(self.rows.window):
            for j in range(self.columns.window):
                yield framed[:, self.rows.under(i), self.columns.under(j)]

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
        shape = (framed.shape[1], columns.window, len(framed), columns.places, framed.shape[3])
        steps = (down, across, channel, across * columns.stride, sample)
        return as_strided(framed, shape, steps, writeable=False)

    def fold_columns(self, shares: Array) -> Array:
        """Return images (channels, height, width, batch), each pixel the sum of all its shares.

        The way back of `unfold_columns`, from an array of its shape.
        """
        framed = self.blank(shares.shape[2], shares.shape[4], shares.dtype)
        for j, share in enumerate(shares.transpose(1, 2, 0, 3, 4)):
            framed[:, :, self.columns.under(j)] += share
        return self.crop(framed)
