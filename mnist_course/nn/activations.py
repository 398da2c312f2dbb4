"""Activation functions: the bend that makes a network more than one matrix product.

Each function f turns a layer's weighted sums z into its activations a = f(z), entry by entry
(softmax: row by row). For learning we need its derivative too. In the notation of the book, with
a loss L, an activation's ``backward`` turns dL/da into delta = dL/dz by the chain rule:

    delta = dL/da * f'(z)          (entry by entry)

Every function is *stable*: for z = 1000 or z = -1000 the results are right, with neither overflow
warnings nor NaN. No function changes the array it is given.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import ClassVar

import numpy as np

from mnist_course.nn.checks import check_choice, check_number

__all__ = [
    "ActivationFunction",
    "LeakyReLU",
    "Linear",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Step",
    "Tanh",
    "get_activation",
    "leaky_relu",
    "log_softmax",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "step",
    "tanh",
]

Array = np.ndarray


def step(z: Array) -> Array:
    """Heaviside step: 1 where z > 0, else 0. Source: McCulloch and Pitts (1943)."""
    return np.where(np.asarray(z) > 0, 1.0, 0.0).astype(np.result_type(z, np.float32))


def sigmoid(z: Array) -> Array:
    """Logistic function 1 / (1 + exp(-z)), between 0 and 1. Source: Rumelhart et al. (1986)."""
    # exp(1000) = inf is harmless here: 1 / (1 + inf) = 0 is the right limit. Only the warning
    # would disturb. Tiny values such as sigmoid(-50) = 2e-22 keep all their digits.
    with np.errstate(over="ignore"):
        e = np.exp(-z)
    e += 1  # e is our own array: no need for another one
    return np.reciprocal(e)


def tanh(z: Array) -> Array:
    """Hyperbolic tangent, between -1 and 1; tanh(z) = 2 sigmoid(2z) - 1."""
    return np.tanh(z)


def relu(z: Array) -> Array:
    """Rectified linear unit max(0, z). Source: Glorot, Bordes and Bengio (2011)."""
    return np.maximum(z, 0)


def leaky_relu(z: Array, negative_slope: float = 0.01) -> Array:
    """Return z where z > 0, else negative_slope * z. Source: Maas, Hannun and Ng (2013)."""
    return np.where(z > 0, z, negative_slope * z)


def softplus(z: Array) -> Array:
    """log(1 + exp(z)), a ReLU with a round corner. Source: Dugas et al. (2001)."""
    # logaddexp(0, z) = log(exp(0) + exp(z)), computed without ever forming a huge exp(z).
    return np.logaddexp(0.0, z)


def log_softmax(z: Array) -> Array:
    """Logarithm of softmax(z), row by row, exact even where softmax itself rounds to 0."""
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def softmax(z: Array) -> Array:
    """Positive rows that sum to 1: exp(z_j) / sum_k exp(z_k). Source: Bridle (1990).

    Adding a constant to a row changes nothing, so we subtract the row's maximum first: the
    largest exponent is then 0, and exp cannot overflow.
    """
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


class ActivationFunction:
    """What all activations share: call f(z) -> a, then f.backward(dL/da, z, a) -> dL/dz."""

    name: ClassVar[str] = "activation"

    def __call__(self, z: Array) -> Array:
        """Return a = f(z), a new array of the shape of z."""
        raise NotImplementedError

    def derivative(self, z: Array) -> Array:
        """Return f'(z), the shape of z."""
        raise NotImplementedError

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        """Chain rule: from grad = dL/da to delta = dL/dz. All arrays have the shape of z.

        `a` = f(z) is passed as well, because some derivatives are cheaper from a than from z.
        """
        return grad * self.derivative(z)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Linear(ActivationFunction):
    """No bend at all: f(z) = z."""

    name = "linear"

    def __call__(self, z: Array) -> Array:
        return z

    def derivative(self, z: Array) -> Array:
        return np.ones_like(z)

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        return grad


class Step(ActivationFunction):
    """The perceptron's step. Its derivative is 0 wherever it exists, so gradients cannot teach it.

    That is why multi-layer networks replaced it by the sigmoid.
    """

    name = "step"

    def __call__(self, z: Array) -> Array:
        return step(z)

    def derivative(self, z: Array) -> Array:
        return np.zeros_like(z)


class Sigmoid(ActivationFunction):
    """Logistic sigmoid, with f' = a (1 - a).

    The slope is at most 1/4, and near 0 where the unit saturates.
    """

    name = "sigmoid"

    def __call__(self, z: Array) -> Array:
        return sigmoid(z)

    def derivative(self, z: Array) -> Array:
        a = sigmoid(z)
        return a * (1 - a)

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        return grad * a * (1 - a)


class Tanh(ActivationFunction):
    """Hyperbolic tangent, with f' = 1 - a²."""

    name = "tanh"

    def __call__(self, z: Array) -> Array:
        return np.tanh(z)

    def derivative(self, z: Array) -> Array:
        return 1 - np.tanh(z) ** 2

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        slope = a * a  # our own array: the rest needs no other
        np.subtract(1, slope, out=slope)
        slope *= grad
        return slope


class ReLU(ActivationFunction):
    """Rectified linear unit: f' is 1 where z > 0, else 0 (at the corner z = 0 we choose 0)."""

    name = "relu"

    def __call__(self, z: Array) -> Array:
        return np.maximum(z, 0)

    def derivative(self, z: Array) -> Array:
        return (z > 0).astype(z.dtype)

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        return grad * (z > 0)


class LeakyReLU(ActivationFunction):
    """ReLU that lets a little through below zero, so that no unit is dead for good."""

    name = "leaky_relu"

    def __init__(self, negative_slope: float = 0.01):
        self.negative_slope = check_number(negative_slope, "LeakyReLU: negative_slope")

    def __call__(self, z: Array) -> Array:
        return leaky_relu(z, self.negative_slope)

    def derivative(self, z: Array) -> Array:
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(self.negative_slope))

    def __repr__(self) -> str:
        return f"LeakyReLU(negative_slope={self.negative_slope:g})"


class Softplus(ActivationFunction):
    """log(1 + exp(z)); its derivative is the sigmoid."""

    name = "softplus"

    def __call__(self, z: Array) -> Array:
        return softplus(z)

    def derivative(self, z: Array) -> Array:
        return sigmoid(z)


class Softmax(ActivationFunction):
    """Scores to probabilities, row by row. Each output depends on all inputs of its row.

    So its derivative is a matrix per row, da_j/dz_k = a_j ([j = k] - a_k), not a single number.
    """

    name = "softmax"

    def __call__(self, z: Array) -> Array:
        return softmax(z)

    def derivative(self, z: Array) -> Array:
        raise TypeError("softmax has no entry-by-entry derivative: use Softmax().jacobian(a)")

    def jacobian(self, a: Array) -> Array:
        """Return diag(a) - a aᵀ for each row of a = softmax(z): (batch, k) -> (batch, k, k)."""
        return a[:, :, None] * np.eye(a.shape[1], dtype=a.dtype) - a[:, :, None] * a[:, None, :]

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        # grad @ jacobian, written out so that the (batch, k, k) table is never built.
        return a * (grad - np.sum(grad * a, axis=-1, keepdims=True))


ACTIVATIONS: dict[str, type[ActivationFunction]] = {
    cls.name: cls for cls in (Linear, Step, Sigmoid, Tanh, ReLU, LeakyReLU, Softplus, Softmax)
}


def get_activation(
    which: "str | ActivationFunction | None", what: str = "activation"
) -> ActivationFunction:
    """Return the activation for a name such as ``"relu"`` (None: linear) or an object as it is.

    `what` is how a message names it, such as ``"Dense: activation"``.
    """
    if which is None:
        return Linear()
    if isinstance(which, ActivationFunction):
        return which
    if isinstance(which, type) and issubclass(which, ActivationFunction):
        return which()
    return ACTIVATIONS[check_choice(which, ACTIVATIONS, what)]()
