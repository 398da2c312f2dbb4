"""The pooling of LeNet-5 in 1998, with weights of its own.

Source: LeCun, Bottou, Bengio and Haffner (1998), section II.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import Any

import numpy as np

from mnist_course.nn.activations import get_activation
from mnist_course.nn.fast.pooling import QuickPooling
from mnist_course.nn.fast.windows import batch_first, batch_last
from mnist_course.nn.initializers import constant, zeros
from mnist_course.nn.layers import may_be_saved

Array = np.ndarray


@may_be_saved
class Subsampling(QuickPooling):
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
        mean = 1 / (self.pool_size[0] * self.pool_size[1])
        self.initializers = {"W": constant(mean), "b": zeros()}
        self.z = self.a = self.total = None

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        shape = super().plan(input_shape)
        self.param_shapes = {"W": (shape[2],), "b": (shape[2],)}
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        self.total = self.sums(x)
        self.z = batch_first(self._by_channel("W") * self.total + self._by_channel("b"))
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da: first through f, then through the sums.

        With delta = dL/dz, dL/dw is the sum of delta · total, and every pixel gets w · delta.
        """
        delta = batch_last(self.activation.backward(grad, self.z, self.a))
        np.sum(delta * self.total, axis=(1, 2, 3), out=self.grads["W"])
        np.sum(delta, axis=(1, 2, 3), out=self.grads["b"])
        return self.share_out(self._by_channel("W") * delta) if input_grad else None

    def _by_channel(self, key: str) -> Array:
        """Return W or b such that it meets arrays (channels, rows, columns, batch)."""
        return self.params[key][:, np.newaxis, np.newaxis, np.newaxis]

    def config(self) -> dict:
        return {**super().config(), "activation": self.activation}
