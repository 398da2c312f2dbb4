"""What somebody hands over as numbers: an array, or a sentence that says why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def as_array(values: Any, what: str) -> np.ndarray:
    """Return values as an array, unless that would lose something or make no sense.

    A mask, which NumPy would drop without a word, is not ignored; a list of pairs (x, y), as some
    programs keep their samples, is no array.

    Parameters
    ----------
    values : array_like
        What was handed over.
    what : str
        How a message names it, such as ``"fit: x"``.

    Raises
    ------
    ValueError
        If values are masked, or make no array of numbers; the message says what to do.
    """
    import numpy as np

    parts = values if isinstance(values, list | tuple) else [values]
    masked = sum(np.ma.count_masked(part) for part in parts if np.ma.isMaskedArray(part))
    if masked:
        raise ValueError(
            f"{what} is a masked array with {masked} masked value(s). Say what stands in their "
            "place: x.filled(0), or leave out the samples that have them."
        )
    try:
        found = np.asarray(values)
    except ValueError:  # rows of unequal shape
        found = np.empty(0, object)
    if found.dtype == object:
        kind = type(values).__name__
        kind = "n array of objects" if isinstance(values, np.ndarray) else f" {kind}"
        raise ValueError(f"{what} is a{kind} that makes no array of numbers. {_way(values)}")
    return found


def _way(values: Any) -> str:
    """Say how such values become an array."""
    if hasattr(values, "images") and hasattr(values, "labels"):
        return "Of a split take its arrays: split.x, and split.labels or split.one_hot."
    if hasattr(values, "dtypes") or hasattr(values, "dtype"):  # a table, or an array of objects
        return "If all of it is numbers: x.astype('float32'). Else look for text and gaps in it."
    if hasattr(values, "__next__"):
        return "What gives one value after another becomes an array so: np.array(list(x))."
    if isinstance(values, list | tuple):
        return (
            "Expected one array of samples and one of targets. From a list of pairs: "
            "x = np.stack([x.ravel() for x, _ in pairs]), and y likewise."
        )
    return "Expected an array, or lists of numbers."
