"""Losses: one number that says how wrong the network is, and the gradient that says where to go.

``loss(y, out)`` is the mean over the batch; ``loss.gradient(y, out)`` is dL/d(out), of the shape
of `out` and already divided by the batch size, so that nobody has to remember to do it later.
Both take the truth first, as in Keras. Formulas for a batch of m samples with k outputs:

    QuadraticCost              1/(2m) sum (out - y)²            gradient (out - y) / m
    MeanSquaredError           1/(mk) sum (out - y)²            gradient 2 (out - y) / (mk)
    BinaryCrossentropy        -1/(mk) sum y log p + (1-y) log(1-p)
    CategoricalCrossentropy   -1/m    sum y log p

The cross-entropies can be given logits z instead of probabilities p (``from_logits=True``). That
is the better way: with z they are exact for any score, and their gradient is simply (p - y)/m for
softmax and (p - y)/(mk) for sigmoid. `fit` takes this way by itself where the last layer is a
softmax or a sigmoid, as Keras does.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import Any, ClassVar

import numpy as np

from mnist_course.nn.activations import (
    ActivationFunction,
    Sigmoid,
    Softmax,
    log_softmax,
    sigmoid,
    softmax,
)
from mnist_course.nn.checks import (
    as_array,
    check_choice,
    check_probabilities,
    check_targets,
    one_hot_labels,
)

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Loss",
    "MeanSquaredError",
    "QuadraticCost",
    "get_loss",
]

Array = np.ndarray

# Probabilities are kept this far from 0 and 1 before a logarithm is taken, as in Keras:
# no single sample can then cost more than -log(1e-7) = 16.1.
EPSILON = 1e-7


class Loss:
    """What all losses share: check the targets, then compute value and gradient.

    `fit` checks all targets once and then calls the bare formulas, `value` and `slope`.
    """

    name: ClassVar[str] = "loss"
    from_logits: bool = False

    def __call__(self, y: Any, out: Array) -> float:
        """Return the loss, the mean over the batch, of outputs `out` when the truth is `y`."""
        return float(self.value(self.prepare(y, out.shape, out.dtype), out))

    def gradient(self, y: Any, out: Array) -> Array:
        """Return dL/d(out), of the shape of `out`, divided by the batch size."""
        return self.slope(self.prepare(y, out.shape, out.dtype), out)

    def value(self, y: Array, out: Array) -> float:
        """Compute the formula of the loss (y and out of equal shape)."""
        raise NotImplementedError

    def slope(self, y: Array, out: Array) -> Array:
        """Compute the formula of the gradient (y and out of equal shape)."""
        raise NotImplementedError

    def prepare(self, y: Any, out_shape: tuple[int, ...], dtype: np.dtype) -> Array:
        """Check all targets once and return them in the shape of the network's output.

        Parameters
        ----------
        y : array, (n, k) or (n,)
            Targets. (n,) is allowed where k = 1, and as integer labels for
            CategoricalCrossentropy.
        out_shape : tuple
            (n, k), the shape of the network's output for all n samples.
        """
        return check_targets(y, out_shape, dtype, f"{self.name}: y")

    def from_activation(self, activation: ActivationFunction) -> "Loss | None":
        """Return this loss on logits, if `activation` is the one that makes it exact, else None."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'from_logits=True' if self.from_logits else ''})"


class QuadraticCost(Loss):
    """Half the squared distance: 1/(2m) sum over outputs and samples. Source: Nielsen (2015)."""

    name = "quadratic_cost"

    def value(self, y: Array, out: Array) -> float:
        return 0.5 * np.sum((out - y) ** 2) / len(out)

    def slope(self, y: Array, out: Array) -> Array:
        return (out - y) / len(out)


class MeanSquaredError(Loss):
    """Mean of (out - y)² over outputs and samples, as in Keras: QuadraticCost times 2/k."""

    name = "mean_squared_error"

    def value(self, y: Array, out: Array) -> float:
        return np.mean((out - y) ** 2)

    def slope(self, y: Array, out: Array) -> Array:
        return 2 / out.size * (out - y)


class BinaryCrossentropy(Loss):
    """Cross-entropy of yes/no outputs, each a probability of its own. Source: Bishop (1995).

    Parameters
    ----------
    from_logits : bool
        False: `out` holds probabilities (after a sigmoid). True: `out` holds logits.
    """

    name = "binary_crossentropy"

    def __init__(self, from_logits: bool = False):
        self.from_logits = bool(from_logits)

    def value(self, y: Array, out: Array) -> float:
        if self.from_logits:
            # -log sigmoid(z) = log(1 + e^-z). Gathered for y and 1 - y so that no exp overflows:
            return np.mean(np.maximum(out, 0) - out * y + np.log1p(np.exp(-np.abs(out))))
        p = np.clip(out, EPSILON, 1 - EPSILON)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def slope(self, y: Array, out: Array) -> Array:
        if self.from_logits:
            return (sigmoid(out) - y) / out.size
        p = np.clip(out, EPSILON, 1 - EPSILON)
        # Beyond the clip the value is flat, so the gradient there is 0.
        return np.where(p == out, (p - y) / (p * (1 - p)), 0) / out.size

    def prepare(self, y: Any, out_shape: tuple[int, ...], dtype: np.dtype) -> Array:
        y = super().prepare(y, out_shape, dtype)
        check_probabilities(y, f"{self.name}: y")
        return y

    def from_activation(self, activation: ActivationFunction) -> Loss | None:
        fits = isinstance(activation, Sigmoid) and not self.from_logits
        return BinaryCrossentropy(from_logits=True) if fits else None


class CategoricalCrossentropy(Loss):
    """Cross-entropy of one class out of k: minus the log-probability of the right class.

    Source: Bridle (1990). Targets are integer labels (n,) or one-hot rows (n, k); rows of any
    probabilities that sum to 1 work too.

    Parameters
    ----------
    from_logits : bool
        False: `out` holds probabilities (after a softmax). True: `out` holds logits.
    """

    name = "categorical_crossentropy"

    def __init__(self, from_logits: bool = False):
        self.from_logits = bool(from_logits)

    def value(self, y: Array, out: Array) -> float:
        if self.from_logits:
            return -np.sum(y * log_softmax(out)) / len(out)
        # As in Keras, rows that do not sum to 1 are divided by their sum first.
        p = out / np.sum(out, axis=-1, keepdims=True)
        return -np.sum(y * np.log(np.clip(p, EPSILON, 1 - EPSILON))) / len(out)

    def slope(self, y: Array, out: Array) -> Array:
        if self.from_logits:
            return (softmax(out) * np.sum(y, axis=-1, keepdims=True) - y) / len(out)
        total = np.sum(out, axis=-1, keepdims=True)
        p = out / total
        inside = (p > EPSILON) & (p < 1 - EPSILON)
        dp = np.where(inside, -y / np.clip(p, EPSILON, None), 0)
        # Chain rule through p = out / total: raising one output lowers the share of the others.
        return (dp - np.sum(dp * p, axis=-1, keepdims=True)) / total / len(out)

    def prepare(self, y: Any, out_shape: tuple[int, ...], dtype: np.dtype) -> Array:
        what = f"{self.name}: y"
        y = as_array(y, what)
        if y.ndim == 1 and len(out_shape) == 2 and out_shape[1] > 1 and len(y) == out_shape[0]:
            return one_hot_labels(y, out_shape[1], dtype, what)
        y = check_targets(y, out_shape, dtype, what)
        check_probabilities(y, what)
        sums = y.sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            row = int(np.argmax(np.abs(sums - 1)))
            raise ValueError(f"{what}: row {row} sums to {sums[row]:g}; one-hot rows sum to 1")
        return y

    def from_activation(self, activation: ActivationFunction) -> Loss | None:
        fits = isinstance(activation, Softmax) and not self.from_logits
        return CategoricalCrossentropy(from_logits=True) if fits else None


LOSSES: dict[str, type[Loss]] = {
    cls.name: cls
    for cls in (QuadraticCost, MeanSquaredError, BinaryCrossentropy, CategoricalCrossentropy)
}


def get_loss(which: "str | Loss") -> Loss:
    """Return the loss for a name such as ``"mean_squared_error"``, or a loss as it is."""
    if isinstance(which, Loss):
        return which
    if isinstance(which, type) and issubclass(which, Loss):
        return which()
    return LOSSES[check_choice(which, LOSSES, "loss")]()
