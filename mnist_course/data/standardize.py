"""Standardising: every feature gets mean 0 and standard deviation 1, as the training data say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Standardizer:
    """Means and standard deviations of training data, and the step they define.

    Attributes
    ----------
    mean, scale : numpy.ndarray, shape (d,), or (1,) for a target
        ``scale`` is 1 where a feature never varies.
    """

    mean: np.ndarray
    scale: np.ndarray

    def transform(self, values: object) -> np.ndarray:
        """Return ``(values - mean) / scale``, float64, of the shape of ``values``."""
        return (self._checked(values) - self.mean) / self.scale

    def inverse_transform(self, values: object) -> np.ndarray:
        """Return ``values * scale + mean``: standardised numbers in their own units again."""
        return self._checked(values) * self.scale + self.mean

    def _checked(self, values: object) -> np.ndarray:
        array = np.asarray(values, dtype=np.float64)
        d = len(self.mean)
        if d > 1 and (array.ndim == 0 or array.shape[-1] != d):
            raise ValueError(
                f"values: got shape {array.shape}; expected {d} features in the last axis, as in "
                "the data this was fitted on."
            )
        return array


def fit_standardizer(train: object) -> Standardizer:
    """Measure mean and standard deviation of each feature, on training data and nothing else.

    Statistics that had seen the validation or test rows would let knowledge of them leak into
    training.

    Parameters
    ----------
    train : array_like, shape (n, d) or (n,)
        Features, or a target.

    Returns
    -------
    Standardizer
        The standard deviation is that of all n numbers (divided by n), as in scikit-learn.

    Raises
    ------
    ValueError
        No rows, more than two axes, or values that are not finite.

    Notes
    -----
    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, section 4.3.
    """
    array = np.asarray(train, dtype=np.float64)
    if array.ndim not in (1, 2) or len(array) == 0:
        raise ValueError(f"train: got shape {array.shape}; expected (n, d) or (n,), n at least 1.")
    if not np.isfinite(array).all():
        raise ValueError("train: some values are NaN or infinite; expected finite numbers.")
    rows = array.reshape(len(array), -1)
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    # Rounding leaves a constant feature with a deviation near 1e-16 of its size, not with 0.
    constant = scale <= 1e-12 * np.abs(mean)
    return Standardizer(mean, np.where(constant | (scale == 0), 1.0, scale))
