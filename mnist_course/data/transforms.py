"""From images and labels to the numbers that a network takes."""

from __future__ import annotations

import numpy as np

from mnist_course.ground.arrays import as_array


def _numbers(values: object, name: str) -> np.ndarray:
    array = as_array(values, name)
    if array.dtype.kind not in "uif":
        raise ValueError(
            f"{name}: got dtype {array.dtype}; expected numbers (integers or floats). "
            "Convert the array first."
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        bad = int(array.size - np.isfinite(array).sum())
        raise ValueError(
            f"{name}: {bad} of {array.size} values are NaN or infinite; expected finite numbers. "
            "Find where they come from before you train on them."
        )
    return array


def check_labels(labels: object, classes: int = 10, name: str = "labels") -> np.ndarray:
    """Return labels as a one-dimensional int64 array, or say what is wrong with them.

    Parameters
    ----------
    labels : array_like, shape (n,)
        Whole numbers from 0 to ``classes - 1``, of an integer dtype.
    classes : int
        How many classes there are.
    name : str
        What to call the array in an error.

    Raises
    ------
    ValueError
        Wrong dtype, wrong number of dimensions, or a label out of range.
    """
    array = as_array(labels, name)
    if one_hot_rows(array):
        raise ValueError(
            f"{name}: got one-hot rows of shape {array.shape}; expected one label per image, "
            f"shape ({len(array)},). Turn them back with {name}.argmax(axis=1)."
        )
    if array.dtype.kind not in "ui" and array.size:
        raise ValueError(f"{name}: got dtype {array.dtype}; expected integers (use .astype(int)).")
    if array.ndim != 1:
        raise ValueError(
            f"{name}: got shape {array.shape}; expected one dimension, one label per image."
        )
    wrong = np.flatnonzero((array < 0) | (array >= classes))
    if wrong.size:
        i = wrong[0]
        raise ValueError(
            f"{name}: label {array[i]} at position {i} is out of range; "
            f"expected 0 to {classes - 1} for {classes} classes."
        )
    return array.astype(np.int64)


def one_hot_rows(array: np.ndarray) -> bool:
    """Whether each row of a matrix holds one 1 and else zeros, as ``one_hot`` makes them."""
    if array.ndim != 2 or array.shape[1] < 2 or not len(array) or array.dtype.kind not in "uifb":
        return False
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def one_hot(labels: object, classes: int = 10) -> np.ndarray:
    """Write each label as a row of zeros with a single one.

    Parameters
    ----------
    labels : array_like, shape (n,)
        Integers from 0 to ``classes - 1``.
    classes : int
        Number of columns.

    Returns
    -------
    numpy.ndarray, shape (n, classes), float32
        Row i has its one in column ``labels[i]``.

    Raises
    ------
    ValueError
        Wrong dtype or shape, a label out of range, or fewer than one class.
    """
    if isinstance(classes, bool) or not isinstance(classes, int | np.integer) or classes < 1:
        raise ValueError(f"classes: got {classes!r}; expected a whole number, 1 or more.")
    array = check_labels(labels, int(classes))
    rows = np.zeros((len(array), int(classes)), dtype=np.float32)
    rows[np.arange(len(array)), array] = 1
    return rows


def scale(images: object, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Map pixel values linearly from 0..255 to low..high.

    Parameters
    ----------
    images : array_like, any shape
        Pixel values from 0 to 255.
    low, high : float
        What 0 and 255 become. LeNet-5 uses -0.1 and 1.175.

    Returns
    -------
    numpy.ndarray, same shape, float32

    Raises
    ------
    ValueError
        NaN pixels, values outside 0..255, floats that look scaled already, or low >= high.
    """
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"low, high: got {low} and {high}; expected finite numbers, low < high.")
    array = _numbers(images, "images")
    if array.size:
        least, most = array.min(), array.max()
        if least < 0 or most > 255:
            raise ValueError(
                f"images: values run from {least} to {most}; expected pixels from 0 to 255."
            )
        if array.dtype.kind == "f" and 0 < most <= 1:
            raise ValueError(
                f"images: float values run from {least} to {most}, so they look scaled already; "
                "expected pixels from 0 to 255. Scale once."
            )
    # A division, so that the default is exactly images / 255.
    scaled = np.asarray(np.divide(array, 255 / (high - low), dtype=np.float32))
    scaled += np.float32(low)
    return scaled


def flatten(images: object) -> np.ndarray:
    """Turn each image into one row.

    Parameters
    ----------
    images : array_like, shape (n, ...)
        The first axis counts the images.

    Returns
    -------
    numpy.ndarray, shape (n, d)
        d is the product of the other axes, 784 for MNIST. A view where NumPy can give one.

    Raises
    ------
    ValueError
        NaN pixels, a non-numeric dtype, or an array without an axis that counts images.
    """
    array = _numbers(images, "images")
    if array.ndim < 2:
        raise ValueError(
            f"images: got shape {array.shape}; expected (n, height, width). "
            "Write image[np.newaxis] for a single image."
        )
    return array.reshape(len(array), int(np.prod(array.shape[1:])))
