"""Flip, rotate, shift and straighten images: to test a method on them, or to train it with them.

Every function takes a stack of images and gives a new one of the same shape and type. What comes
in from outside an image is empty (0). One number moves all images alike; an array with one number
an image moves each by its own, for example by a random one::

    rng = np.random.default_rng(0)
    rotate(images, rng.uniform(-20, 20, len(images)))
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
Sources = Callable[[slice], tuple[Array, Array]]

_BLOCK = 256  # images resampled at a time: their numbers fit into the processor's cache


def flip(images: object, which: object = None) -> Array:
    """Mirror images left to right.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        Numbers of type uint8, float32 or float64.
    which : array_like of bool, shape (n,), optional
        Which images to mirror; all, if it is not given.

    Returns
    -------
    numpy.ndarray, same shape and dtype
        A new array.

    Raises
    ------
    ValueError
        Wrong shape or dtype.
    """
    array = _check_images(images)
    if which is None:
        return array[:, :, ::-1].copy()
    chosen = np.asarray(which)
    if chosen.dtype != bool or chosen.shape != (len(array),):
        raise ValueError(
            f"which: got shape {chosen.shape} and dtype {chosen.dtype}; expected one bool per "
            f"image, shape ({len(array)},)."
        )
    mirrored = array.copy()
    mirrored[chosen] = array[chosen, :, ::-1]
    return mirrored


def rotate(images: object, degrees: object) -> Array:
    """Rotate images about their centre; values between pixels are interpolated (bilinear).

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        Numbers of type uint8 (the result is rounded), float32 or float64.
    degrees : float or array_like of shape (n,)
        The angle, positive for a turn against the clock.

    Returns
    -------
    numpy.ndarray, same shape and dtype
        A new array. Corners that turn out of the image are lost.

    Raises
    ------
    ValueError
        Wrong shape or dtype, NaN, or a number of angles that is not one or n.
    """
    array = _check_images(images)
    angles = np.deg2rad(_check_amount(degrees, len(array), "degrees"))
    y, x = _centred(array.shape[1:3])

    def sources(block: slice) -> tuple[Array, Array]:
        # Turn the new pixel's place back, with the clock, to find where its ink comes from.
        # Rows count downwards: that is why the signs differ from the school formula.
        cos, sin = np.cos(angles[block]), np.sin(angles[block])
        return x * sin + y * cos, x * cos - y * sin

    return _resample(array, sources, shared=len(angles) == 1)


def shift(images: object, right: object = 0.0, down: object = 0.0) -> Array:
    """Shift images; by part of a pixel, values are interpolated (bilinear).

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        Numbers of type uint8 (the result is rounded), float32 or float64.
    right, down : float or array_like of shape (n,)
        How far, in pixels; negative numbers shift to the left and up.

    Returns
    -------
    numpy.ndarray, same shape and dtype
        A new array. What is shifted out of the image is lost.

    Raises
    ------
    ValueError
        Wrong shape or dtype, NaN, or a number of shifts that is not one or n.
    """
    array = _check_images(images)
    to_right = _check_amount(right, len(array), "right")
    to_bottom = _check_amount(down, len(array), "down")
    y, x = _centred(array.shape[1:3])
    shared = len(to_right) == len(to_bottom) == 1

    def sources(block: slice) -> tuple[Array, Array]:
        return np.broadcast_arrays(
            y - to_bottom[block if len(to_bottom) > 1 else slice(None)],
            x - to_right[block if len(to_right) > 1 else slice(None)],
        )

    return _resample(array, sources, shared)


def straighten(images: object) -> Array:
    """Shear images so that their ink leans neither way: rows move, each by its own part of a pixel.

    The lean of an image is how far its ink lies to the side, on average, for each row that it lies
    lower: covariance of column and row over the variance of the row, ink being the weight. MNIST's
    makers report results on digits straightened by such moments (LeCun et al., 1998).

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
        Numbers of type uint8 (the result is rounded), float32 or float64; 0 is paper.

    Returns
    -------
    numpy.ndarray, same shape and dtype
        A new array. Rows turn about the centre of mass, whose row stays. An image without ink, or
        with ink in one row only, stays as it is.

    Raises
    ------
    ValueError
        Wrong shape or dtype.
    """
    array = _check_images(images)
    y, x = _centred(array.shape[1:3])
    channels = int(np.prod(array.shape[3:]))
    ink = array.reshape(len(array), y.size, channels).sum(axis=2, dtype=np.float64)
    total = np.maximum(ink.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    down = y - (ink * y).sum(axis=1, keepdims=True) / total
    across = x - (ink * x).sum(axis=1, keepdims=True) / total
    spread = (ink * down**2).sum(axis=1, keepdims=True)
    together = (ink * down * across).sum(axis=1, keepdims=True)
    lean = np.divide(together, spread, out=np.zeros_like(spread), where=spread > 1e-9 * total)

    def sources(block: slice) -> tuple[Array, Array]:
        return np.broadcast_arrays(y, x + lean[block] * down[block])

    return _resample(array, sources, shared=False)


def _check_images(images: object) -> Array:
    array = np.asarray(images)
    if array.dtype not in (np.uint8, np.float32, np.float64):
        raise ValueError(f"images: got dtype {array.dtype}; expected uint8, float32 or float64.")
    if array.ndim not in (3, 4):
        raise ValueError(
            f"images: got shape {array.shape}; expected (n, height, width) or (n, height, width, "
            "channels). Write image[np.newaxis] for a single image."
        )
    return array


def _check_amount(amount: object, images: int, name: str) -> Array:
    """Return the amount as a column, (1, 1) or (n, 1)."""
    column = np.asarray(amount)
    if column.dtype.kind not in "uif" or column.shape not in ((), (images,)):
        raise ValueError(
            f"{name}: got shape {column.shape} and dtype {column.dtype}; expected one number, or "
            f"one per image, shape ({images},)."
        )
    if not np.isfinite(column).all():
        raise ValueError(f"{name}: holds NaN or infinity; expected finite numbers.")
    return column.reshape(-1, 1).astype(np.float64)


def _centred(size: tuple[int, ...]) -> tuple[Array, Array]:
    """Return row and column of each pixel, counted from the centre, each of shape (1, pixels)."""
    height, width = size
    y, x = np.mgrid[:height, :width]
    return (y - (height - 1) / 2).reshape(1, -1), (x - (width - 1) / 2).reshape(1, -1)


def _resample(array: Array, sources: Sources, shared: bool) -> Array:
    """Return images whose pixels come from ``sources(block)``: rows and columns from the centre.

    ``shared``: all images take their pixels from the same places.
    """
    n, height, width = array.shape[:3]
    result = np.empty_like(array)
    corners = _corners(*sources(slice(None)), height, width, array) if shared else None
    for start in range(0, n, _BLOCK):
        block = slice(start, start + _BLOCK)
        images = array[block]
        # An empty border: one row and column before the image, two behind it.
        framed = np.zeros((len(images), height + 3, width + 3, *array.shape[3:]), array.dtype)
        framed[:, 1:-2, 1:-2] = images
        framed = framed.reshape(len(images), -1, *array.shape[3:])
        if shared:
            total = sum(framed[:, place[0]] * weight for place, weight in corners)
        else:
            # Every image finds its own pixels, counted from the first pixel of the first image.
            first = np.arange(len(images))[:, np.newaxis] * framed.shape[1]
            flat = framed.reshape(-1, *array.shape[3:])
            corners = _corners(*sources(block), height, width, array)
            total = sum(flat.take(first + place, axis=0) * weight for place, weight in corners)
        if array.dtype == np.uint8:
            total = np.rint(total)
        result[block] = total.reshape(images.shape)
    return result


def _corners(
    rows: Array, columns: Array, height: int, width: int, array: Array
) -> list[tuple[Array, Array]]:
    """Return the four pixels around each place: their number in the framed image, their weight."""
    # Farther out than the border there is nothing new: stop there.
    rows = np.clip(rows + (height - 1) / 2, -1, height)
    columns = np.clip(columns + (width - 1) / 2, -1, width)
    top, left = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    weights = np.result_type(array.dtype, np.float32)
    below, beside = (rows - top).astype(weights), (columns - left).astype(weights)
    if array.ndim == 4:
        below, beside = below[..., np.newaxis], beside[..., np.newaxis]
    corner = (top + 1) * (width + 3) + left + 1
    return [
        (corner, (1 - below) * (1 - beside)),
        (corner + 1, (1 - below) * beside),
        (corner + width + 3, below * (1 - beside)),
        (corner + width + 4, below * beside),
    ]
