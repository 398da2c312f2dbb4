"""The layers of LeNet-5 as it was in 1998, which today's "LeNet-5" leaves out.

The scaled tanh, a convolution with missing connections, pooling with weights; its output layer
is in ``rbf``. Source: LeCun, Bottou, Bengio and Haffner (1998), section II and appendix A.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import Any

import numpy as np

from mnist_course.nn.activations import ACTIVATIONS, ActivationFunction, get_activation
from mnist_course.nn.checks import check_gradient, check_images
from mnist_course.nn.convolution import Conv2D
from mnist_course.nn.images import batch_first, batch_last
from mnist_course.nn.pooling import Pooling

Array = np.ndarray

#: Which of the six maps of S2 (rows) each of the sixteen maps of C3 (columns) sees: Table I.
CONNECTIONS_1998 = np.array(
    [[mark == "#" for mark in row] for row in (
        "#...###..####.##",
        "##...###..####.#",
        "###...###..#.###",
        ".###..####..#.##",
        "..###..####.##.#",
        "...###..####.###",
    )]
)  # fmt: skip


class ScaledTanh(ActivationFunction):
    """1.7159 tanh(2z/3): f(1) = 1 and f(-1) = -1, where its curvature is largest.

    Targets of ±1 then lie well inside the range ±1.7159, and units need not saturate to reach them.
    """

    name = "scaled_tanh"
    height, slope = 1.7159, 2 / 3

    def __call__(self, z: Array) -> Array:
        return self.height * np.tanh(self.slope * z)

    def derivative(self, z: Array) -> Array:
        return (self.height * self.slope) * (1 - np.tanh(self.slope * z) ** 2)

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        return grad * (self.slope * self.height - (self.slope / self.height) * (a * a))


class SparseConv2D(Conv2D):
    """A convolution whose filters do not see all channels. For C3 of LeNet-5: a table of 6 × 16.

    That saved computing time, and it forced the filters to become different from one another.
    Weights without a connection are 0 and stay 0; they do not count as parameters.

    Parameters
    ----------
    connections : array of bool, (channels, filters)
        True where a filter sees a channel.
    kernel_size, and all others
        See :class:`Conv2D`.
    """

    def __init__(self, connections: Any, kernel_size: int | tuple[int, int], **settings: Any):
        table = np.asarray(connections, dtype=bool)
        if table.ndim != 2 or not table.any(axis=0).all():
            raise ValueError(
                f"SparseConv2D: connections must be a table (channels, filters) in which every "
                f"filter sees a channel, got shape {table.shape}"
            )
        super().__init__(table.shape[1], kernel_size, **settings)
        self.connections = table

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Draw each filter's weights by itself: its fan-in is that of the channels it sees."""
        if input_shape[-1] != len(self.connections):
            raise ValueError(
                f"layer {self.name!r} (SparseConv2D): the table of connections has "
                f"{len(self.connections)} rows, but the samples have {input_shape[-1]} channels"
            )
        shape = super().build(input_shape, rng, dtype)
        W = np.zeros_like(self.params["W"])
        for j, seen in enumerate(self.connections.T):
            window = (*self.kernel_size, int(seen.sum()), 1)
            W[:, :, seen, j] = self.kernel_initializer(window, rng, dtype)[..., 0]
        self.params["W"] = W
        return shape

    def kernel(self) -> Array:
        """Return the weights as a matrix (k, filters), zeros where there is no connection."""
        return (self.params["W"] * self.connections).reshape(-1, self.filters)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Do as a full convolution; then drop what belongs to no connection."""
        below = super().backward_from_delta(delta, input_grad)
        self.grads["W"] *= self.connections
        return below

    @property
    def count(self) -> int:
        """Number of trainable parameters: connected weights and biases."""
        return int(self.connections.sum()) * int(np.prod(self.kernel_size)) + self.filters

    def config(self) -> dict:
        settings = super().config()
        del settings["filters"]
        return {"connections": self.connections, **settings}


class Subsampling(Pooling):
    """Pooling with something to learn: a = f(w · (sum of the window) + b), one w and b a channel.

    With a small w the unit works in its linear part and blurs; with a large one it computes a
    "noisy or" or "noisy and", depending on b. w starts at 1 / (pixels in a window): at the mean.

    Parameters
    ----------
    activation : str, ActivationFunction or None
        The function f.
    pool_size, strides, padding, name
        See :class:`Pooling`. A border from padding counts as 0.
    """

    def __init__(self, pool_size: Any = 2, activation: Any = "scaled_tanh", **settings: Any):
        super().__init__(pool_size, **settings)
        self.activation = get_activation(activation, "Subsampling: activation")
        self.z = self.a = None

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        shape = super().build(input_shape, rng, dtype)
        share = 1 / (self.pool_size[0] * self.pool_size[1])
        self.params = {"W": np.full(shape[2], share, dtype), "b": np.zeros(shape[2], dtype)}
        self._start_grads()
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        check_images(self, x)
        total = self.windows.sums(self.windows.pad(batch_last(x)))
        W, b = (self.params[key][:, np.newaxis, np.newaxis, np.newaxis] for key in ("W", "b"))
        self._kept = total
        self.z = batch_first(W * total + b)
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da: first through f, then through the sums."""
        self._remembered(self._kept)
        check_gradient(self, grad, self.a)
        return self.backward_from_delta(self.activation.backward(grad, self.z, self.a), input_grad)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """From delta = dL/dz: dL/dw = sum of delta · total, and w · delta for every pixel."""
        total, delta = self._remembered(self._kept), batch_last(delta)
        np.sum(delta * total, axis=(1, 2, 3), out=self.grads["W"])
        np.sum(delta, axis=(1, 2, 3), out=self.grads["b"])
        if not input_grad:
            return None
        share = self.params["W"][:, np.newaxis, np.newaxis, np.newaxis] * delta
        shares = [share] * self.windows.entries
        return batch_first(self.windows.hand_back(shares, len(share), share.shape[-1], share.dtype))

    def config(self) -> dict:
        return {**super().config(), "activation": self.activation}


ACTIVATIONS[ScaledTanh.name] = ScaledTanh
