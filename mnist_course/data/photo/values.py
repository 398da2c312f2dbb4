"""From the numbers in a picture to grey from 0 to 1: averages of blocks, and what white is."""

from __future__ import annotations

import numpy as np

Array = np.ndarray

DEPTHS = (255, 1023, 4095, 16383, 65535)  # the largest value in 8, 10, 12, 14 and 16 bits


class Averages:
    """A picture averaged over square blocks of pixels, filled strip by strip from the top.

    Parameters
    ----------
    height, width : int
        Of the picture, in pixels.
    most : int
        How many pixels the averaged picture may have. Rows and columns at the end that fill no
        block are left out.

    Attributes
    ----------
    factor : int
        The side of a block.
    array : ndarray, float32
        The averages.
    ignored : int
        How many values were infinite or not a number. The middle of their strip stands for them.
    """

    def __init__(self, height: int, width: int, most: int) -> None:
        # A line of few pixels in one direction is never averaged away.
        least = min(int(np.ceil(np.sqrt(height * width / most))), height, width)
        self.factor = max(least, 1)
        self.array = np.empty((height // self.factor, width // self.factor), dtype=np.float32)
        self.ignored = self._rows = 0

    def add(self, strip: Array) -> None:
        """Add the next rows, (n, width); n a multiple of the factor, but for the last strip."""
        finite = np.isfinite(strip)
        if not finite.all():
            self.ignored += int((~finite).sum())
            strip = np.where(finite, strip, np.median(strip[finite]) if finite.any() else 0)
        f = self.factor
        rows, columns = strip.shape[0] // f, strip.shape[1] // f
        blocks = strip[: rows * f, : columns * f].reshape(rows, f, columns, f)
        self.array[self._rows : self._rows + rows] = blocks.mean(axis=(1, 3), dtype=np.float64)
        self._rows += rows


def scaled(values: Averages, whole_numbers: bool) -> Array:
    """Return pictures without a known white, such as 16-bit ones, from 0 to 1.

    Cameras put 10, 12 or 14 bits into files of 16. White is the end of the narrowest such range
    that holds the values; in floating point, the largest value. A few pixels far out, as broken
    cells of a camera give, are cut off.

    Parameters
    ----------
    values : Averages
    whole_numbers : bool
        Whether the file holds integers.
    """
    array = values.array
    few = min(4 + array.size // 50_000, array.size - 1)
    low = float(np.partition(array, few, axis=None)[few])
    high = float(np.partition(array, -1 - few, axis=None)[-1 - few])
    black = min(low, 0.0)
    white = high
    if whole_numbers and black == 0:
        white = next((depth for depth in DEPTHS if depth >= high), high)
    array -= np.float32(black)
    array /= np.float32(max(white - black, 1e-30))
    return np.clip(array, 0, 1, out=array)
