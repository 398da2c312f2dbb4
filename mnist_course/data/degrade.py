"""Make images worse as cameras do: blur, low contrast, noise.

Every function takes a stack of images, ink from 0 to 1 in float32 or float64, and gives a new one
of the same shape and type.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def blur(images: object, width: float) -> Array:
    """Blur images with a Gaussian bell; outside an image is empty paper (0).

    Parameters
    ----------
    images : array_like, shape (n, height, width)
    width : float
        Standard deviation of the bell, in pixels; 0 leaves the images as they are. The bell ends
        at three standard deviations.

    Raises
    ------
    ValueError
        Wrong shape or dtype, or a negative width.
    """
    array, (width,) = _check(images, {"width": width}, 0.0, np.inf)
    if width == 0:
        return array.copy()
    reach = int(3 * width + 0.5)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    bell /= bell.sum()
    result = array.astype(np.float64)
    for axis in (1, 2):
        edges = [(reach, reach) if k == axis else (0, 0) for k in range(3)]
        framed, size = np.pad(result, edges), array.shape[axis]
        parts = (framed.take(range(k, k + size), axis) * w for k, w in enumerate(bell))
        result = sum(parts, np.zeros(array.shape))
    return result.astype(array.dtype)


def contrast(images: object, share: float) -> Array:
    """Draw ink and paper together, towards grey: 0.5 + share · (ink - 0.5).

    Parameters
    ----------
    images : array_like, shape (n, height, width)
    share : float, 0 to 1
        What is left of the contrast; at 0 everything is grey.

    Raises
    ------
    ValueError
        Wrong shape or dtype, or a share out of range.
    """
    array, (share,) = _check(images, {"share": share}, 0.0, 1.0)
    return (0.5 + share * (array - 0.5)).astype(array.dtype)


def noise(images: object, stddev: float, pattern: Array) -> Array:
    """Add noise, and cut what is below 0 or above 1.

    Parameters
    ----------
    images : array_like, shape (n, height, width)
    stddev : float
        Size of the noise: the pattern is multiplied by it.
    pattern : ndarray, shape (n, height, width)
        One random number a pixel, such as ``rng.standard_normal(images.shape)``.

    Raises
    ------
    ValueError
        Wrong shape or dtype, a negative stddev, or a pattern of another shape.
    """
    array, (stddev,) = _check(images, {"stddev": stddev}, 0.0, np.inf)
    if np.shape(pattern) != array.shape:
        raise ValueError(
            f"pattern: got shape {np.shape(pattern)}; expected that of the images, {array.shape}."
        )
    return np.clip(array + stddev * pattern, 0, 1).astype(array.dtype)


def _check(
    images: object, amount: dict[str, float], least: float, most: float
) -> tuple[Array, list[float]]:
    array = np.asarray(images)
    if array.ndim != 3 or array.dtype not in (np.float32, np.float64):
        raise ValueError(
            f"images: got shape {array.shape} and dtype {array.dtype}; expected (n, height, width) "
            "of float32 or float64, ink from 0 to 1. Divide pixels of 0 to 255 by 255."
        )
    for name, value in amount.items():
        if not least <= value <= most:
            raise ValueError(f"{name}: got {value}; expected a number from {least} to {most}.")
    return array, list(amount.values())
