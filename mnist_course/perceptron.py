"""The neuron of 1943 and the learner of 1958.

`McCullochPittsNeuron` computes; its weights are set by hand. `Perceptron` has the same body and
learns its weights from mistakes. It keeps every update, so that a figure can replay the learning.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "McCullochPittsNeuron",
    "Perceptron",
    "Update",
    "novikoff_bound",
    "perceptron_gradient",
    "perceptron_loss",
]


class McCullochPittsNeuron:
    """A neuron that fires (1) when its weighted input exceeds its threshold, and rests (0) else.

    Parameters
    ----------
    w : array, shape (d_in,)
        One weight per input.
    b : float
        The bias: minus the threshold.

    Notes
    -----
    Source: McCulloch and Pitts (1943), in today's notation with real-valued weights.
    """

    def __init__(self, w: ArrayLike, b: float) -> None:
        self.w = np.asarray(w, dtype=float)
        self.b = float(b)
        if self.w.ndim != 1:
            raise ValueError(f"w must hold one weight per input, got shape {self.w.shape}")

    def __call__(self, X: ArrayLike) -> NDArray[np.int64]:
        """Outputs for samples in rows: X (batch, d_in) → (batch,), each 0 or 1."""
        X = _as_samples(X, self.w.size)
        return (X @ self.w + self.b > 0).astype(np.int64)


def perceptron_loss(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> float:
    """How wrong a line is: minus the sum of y·z over the misclassified samples (0 when all right).

    X (batch, d_in), y (batch,) of −1 and +1, w (d_in,). The loss is younger than the rule that
    descends it: Rosenblatt (1958) states the rule only. Source: Chen (2021), chapter 15.
    """
    yz = y * (np.asarray(X) @ w + b)
    return float(-yz[yz < 0].sum())


def perceptron_gradient(
    X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float
) -> tuple[NDArray[np.float64], float]:
    """Gradient of `perceptron_loss`: (dL/dw with shape (d_in,), dL/db).

    Only the misclassified samples count: dL/dw = −Σ y·x, dL/db = −Σ y.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    wrong = y * (X @ w + b) < 0
    return -(y[wrong] @ X[wrong]), float(-y[wrong].sum())


@dataclass(frozen=True)
class Update:
    """One correction: the sample that was misclassified and the line after the correction."""

    epoch: int
    sample: int
    w: NDArray[np.float64]
    b: float


class Perceptron:
    """Rosenblatt's perceptron: look at one sample, and correct the line only if it is wrong.

    Parameters
    ----------
    eta : float
        Learning rate, above 0. From a start at zero it only scales w and b, so it changes
        no decision; from any other start it sets how far one correction goes.
    max_epochs : int
        Passes over the data before giving up. Data that no line separates never stop by themselves.
    shuffle : bool
        Visit the samples in a new random order in each epoch (seeded by ``seed``).

    Attributes
    ----------
    w, b : array and float
        The line after `fit`: w (d_in,), b a number.
    updates : list of Update
        In the order they were made.
    mistakes_per_epoch : list of int
        Samples found misclassified (each corrected once) per epoch.
    converged : bool
        True when the last epoch had no mistake.

    Notes
    -----
    Source: Rosenblatt (1958); convergence: Novikoff (1962).
    """

    def __init__(
        self, eta: float = 1.0, max_epochs: int = 100, shuffle: bool = False, seed: int = 0
    ) -> None:
        if not eta > 0:
            raise ValueError(f"eta (the learning rate) must be above 0, got {eta}")
        if max_epochs < 1:
            raise ValueError(f"max_epochs must be at least 1, got {max_epochs}")
        self.eta, self.max_epochs, self.shuffle, self.seed = eta, max_epochs, shuffle, seed

    def fit(self, X: ArrayLike, y: ArrayLike, w: ArrayLike | None = None, b: float = 0.0) -> Self:
        """Learn from X (batch, d_in) and y (batch,) of −1 and +1, starting at ``w``, ``b``."""
        X, y = _as_samples(X), _as_signs(y)
        if len(X) != len(y):
            raise ValueError(f"X has {len(X)} samples, but y has {len(y)} labels")
        self.w = np.zeros(X.shape[1]) if w is None else np.array(w, dtype=float)
        if self.w.shape != X.shape[1:]:
            raise ValueError(f"w must have shape {X.shape[1:]}, got {self.w.shape}")
        self.b = float(b)
        self.updates: list[Update] = []
        self.mistakes_per_epoch: list[int] = []
        self.converged = False
        rng = np.random.default_rng(self.seed)
        for epoch in range(self.max_epochs):
            order = rng.permutation(len(X)) if self.shuffle else range(len(X))
            self.mistakes_per_epoch.append(self._one_epoch(epoch, X, y, order))
            if self.mistakes_per_epoch[-1] == 0:
                self.converged = True
                break
        return self

    def _one_epoch(self, epoch: int, X: NDArray, y: NDArray, order) -> int:
        """Visit every sample once; return how many needed a correction."""
        mistakes = 0
        for i in order:
            # A score of exactly 0 counts as a mistake:
            # otherwise w = 0 would never start to learn.
            if y[i] * (X[i] @ self.w + self.b) <= 0:
                self.w = self.w + self.eta * y[i] * X[i]
                self.b = self.b + self.eta * y[i]
                self.updates.append(Update(epoch, int(i), self.w, self.b))
                mistakes += 1
        return mistakes

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:
        """Scores z = Xw + b, shape (batch,): the sign is the class, zero lies on the line."""
        return _as_samples(X, self.w.size) @ self.w + self.b

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Classes −1 or +1, shape (batch,). A score of exactly 0 is read as +1."""
        return np.where(self.decision_function(X) >= 0, 1, -1)


def novikoff_bound(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float) -> float:
    """Most updates a perceptron that starts at zero can make: (R / γ)².

    (w, b) is any line that separates X (batch, d_in) with labels y (batch,); a line with a wider
    margin gives a tighter bound. The bias counts as a weight on an extra input that is always 1:
    R is the length of the longest input so extended, γ the smallest distance y·z / ‖(w, b)‖.

    Raises
    ------
    ValueError
        If (w, b) does not separate the data: then there is no bound.

    Notes
    -----
    Source: Novikoff (1962).
    """
    X, y = _as_samples(X), _as_signs(y)
    gamma = (y * (X @ w + b)).min() / np.hypot(np.linalg.norm(w), b)
    if gamma <= 0:
        raise ValueError("this line does not separate the data, so Novikoff's bound does not hold")
    return float((np.square(X).sum(axis=1).max() + 1) / gamma**2)


def _as_samples(X: ArrayLike, d_in: int | None = None) -> NDArray[np.float64]:
    """Samples in rows as finite floats, or a clear error."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X must have samples in rows, shape (batch, d_in); got shape {X.shape}")
    if d_in is not None and X.shape[1] != d_in:
        raise ValueError(f"this neuron has {d_in} inputs, but X has {X.shape[1]} columns")
    if not np.isfinite(X).all():
        raise ValueError("X holds NaN or infinity; remove or replace those values first")
    return X


def _as_signs(y: ArrayLike) -> NDArray[np.int64]:
    """Labels −1 and +1, or a clear error."""
    y = np.asarray(y)
    if y.ndim != 1:
        raise ValueError(f"y must hold one label per sample, shape (batch,); got shape {y.shape}")
    if not np.isin(y, (-1, 1)).all():
        found = ", ".join(str(label) for label in np.unique(y)[:5])
        raise ValueError(
            f"labels must be -1 and +1, got {found}; turn 0 and 1 into -1 and +1 with 2 * y - 1"
        )
    return y.astype(np.int64)
