"""What is measured: how often a classifier is right, and what it mistakes for what."""

from typing import Any

import numpy as np

Array = np.ndarray


def as_labels(y: Any, what: str = "y") -> Array:
    """Return integer labels (n,) for labels (n,), one-hot rows or scores (n, k).

    Of scores the largest decides; in a table with one column, shape (n, 1), integers are labels
    and floats are probabilities of class 1, cut at 0.5.
    """
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] > 1:
        if y.dtype.kind == "f" and np.isnan(y).any():
            raise ValueError(f"{what} holds NaN in {int(np.isnan(y).any(axis=1).sum())} row(s)")
        return y.argmax(axis=1)
    if y.ndim == 2 and y.shape[1] == 1:
        y = (y[:, 0] > 0.5).astype(int) if y.dtype.kind == "f" else y[:, 0]
    if y.ndim != 1:
        raise ValueError(f"{what} has shape {y.shape}, expected labels (n,) or scores (n, k)")
    if y.dtype.kind == "f" and np.isfinite(y).all() and (y == np.round(y)).all():
        y = y.astype(int)
    if y.dtype.kind not in "iub":
        raise ValueError(
            f"{what} has shape {y.shape} and type {y.dtype}; labels must be whole numbers. "
            "Probabilities of one class need a cut first: (p > 0.5).astype(int)"
        )
    return y.astype(int)


def _pair(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    """Return both as labels of equal length, at least one."""
    truth, guess = as_labels(y_true, "y_true"), as_labels(y_pred, "y_pred")
    if len(truth) != len(guess):
        raise ValueError(f"y_true has {len(truth)} samples, y_pred has {len(guess)}")
    if len(truth) == 0:
        raise ValueError("there are no samples to measure: y_true is empty")
    return truth, guess


def accuracy(y_true: Any, y_pred: Any) -> float:
    """Return the share of samples whose predicted label is the true one, between 0 and 1.

    Parameters
    ----------
    y_true, y_pred : array
        Labels (n,), one-hot rows (n, k) or scores (n, k), in any mixture.
    """
    truth, guess = _pair(y_true, y_pred)
    return float(np.mean(truth == guess))


def confusion_matrix(y_true: Any, y_pred: Any, classes: int = 10) -> Array:
    """Count how often each class is taken for each: rows are the truth, columns the prediction.

    Parameters
    ----------
    y_true, y_pred : array
        Labels (n,), one-hot rows or scores (n, classes).
    classes : int
        Number of classes; labels run from 0 to classes - 1.

    Returns
    -------
    ndarray, (classes, classes), int
        Its sum is n; its diagonal holds the right answers.
    """
    truth, guess = _pair(y_true, y_pred)
    for labels, what in ((truth, "y_true"), (guess, "y_pred")):
        if labels.min() < 0 or labels.max() >= classes:
            raise ValueError(
                f"{what}: labels run from {labels.min()} to {labels.max()}, expected "
                f"0..{classes - 1}; set classes= if there are more"
            )
    pairs = np.bincount(truth * classes + guess, minlength=classes * classes)
    return pairs.reshape(classes, classes)
