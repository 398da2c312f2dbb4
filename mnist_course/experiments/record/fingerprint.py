"""The hash that names a dataset: two runs with equal hashes have seen equal data."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np

SPLITS = ("train", "validation", "test")
PAIRS = (("images", "labels"), ("x", "y"))


def split_arrays(split: Any, name: str) -> tuple[np.ndarray, ...]:
    """Return the arrays that make up a split.

    Those of ``split.arrays()`` where it has this method; else ``images`` and ``labels``; else
    ``x`` and ``y``.

    Raises
    ------
    TypeError
        If the split offers none of these, or an array holds Python objects.
    """
    if callable(getattr(split, "arrays", None)):
        arrays = tuple(split.arrays())
    else:
        pair = next((p for p in PAIRS if all(hasattr(split, part) for part in p)), None)
        if pair is None:
            raise TypeError(
                f"the {name} split ({type(split).__name__}) shows no arrays; expected a method "
                "arrays() that returns a tuple of them, or images and labels, or x and y"
            )
        arrays = tuple(getattr(split, part) for part in pair)
    arrays = tuple(np.asarray(array) for array in arrays)
    if not arrays or any(array.dtype.hasobject for array in arrays):
        raise TypeError(
            f"the {name} split holds {[str(array.dtype) for array in arrays]}; expected at least "
            "one array, and numbers or texts of fixed width in each (objects have no fixed bytes)"
        )
    return arrays


def data_fingerprint(dataset: Any) -> str:
    """Return the SHA-256 of all arrays of a dataset: train, then validation, then test.

    It names the values themselves, however their files were packed, and knows where a split ends.
    An attribute ``sha256`` of the dataset is not asked: it may count otherwise, and the hashes
    that are recorded must keep their meaning.

    Parameters
    ----------
    dataset : object
        See `mnist_course.experiments.declare.Experiment` (``load``) for what it must offer.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = sha256()
    for name in SPLITS:
        for array in split_arrays(getattr(dataset, name), name):
            digest.update(f"{array.shape}{array.dtype.newbyteorder('=')}".encode())
            little = array.dtype.newbyteorder("<")  # equal hashes on every processor
            digest.update(array.astype(little, copy=False).tobytes())
    return digest.hexdigest()
