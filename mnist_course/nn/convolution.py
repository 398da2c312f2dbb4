"""Convolution, plain: one small set of weights, used at every place of the image.

A filter is a window of weights, say 5 × 5 pixels × all channels. It slides over the image; at each
place the pixels under it are multiplied by the weights and added up, z = sum x W + b. Many filters
give many output channels. Source: LeCun et al. (1998).

The class here reads as its formulas: for sample n, row p and column q of the output, and filter k,
with window entries i, j, channels c and the strides s and t,

    z[n, p, q, k] = b[k] + sum over i, j, c of x[n, s p + i, t q + j, c] W[i, j, c, k]

and on the way back, with delta = dL/dz,

    dL/dW[i, j, c, k] = sum over n, p, q of x[n, s p + i, t q + j, c] delta[n, p, q, k]
    dL/db[k]          = sum over n, p, q of delta[n, p, q, k]
    dL/dx             : each pixel gets delta Wᵀ from every place whose window has seen it

``nn.Conv2D`` is the same layer, several times as quick: see ``fast/convolution.py``.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.checks import check_count
from mnist_course.nn.geometry import check_padding, check_pair, place_window
from mnist_course.nn.initializers import Initializer, get_initializer
from mnist_course.nn.layers import Layer, may_be_saved
from mnist_course.nn.regularizers import L2, get_regularizer

__all__ = ["PlainConv2D"]

Array = np.ndarray


@may_be_saved
class PlainConv2D(Layer):
    """A convolution of images (batch, height, width, channels)."""

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: Any = "valid",
        activation: "str | ActivationFunction | None" = None,
        kernel_initializer: "str | Initializer" = "glorot_uniform",
        bias_initializer: "str | Initializer" = "zeros",
        kernel_regularizer: "L2 | float | None" = None,
        name: str | None = None,
    ):
        super().__init__(name)
        kind = type(self).__name__
        self.filters = check_count(filters, f"{kind}: filters")
        self.kernel_size = check_pair(kernel_size, f"{kind}: kernel_size")
        self.strides = check_pair(strides, f"{kind}: strides")
        what = f"{kind}: padding"
        self.padding = check_padding(padding, what, explicit=True)
        self.activation = get_activation(activation, f"{kind}: activation")
        self.initializers = {
            "W": get_initializer(kernel_initializer),
            "b": get_initializer(bias_initializer),
        }
        self.regularizer = get_regularizer(kernel_regularizer)

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """W is (rows, columns, channels, filters), b is (filters,)."""
        what = f"layer {self.name!r} ({type(self).__name__})"
        window = self.kernel_size, self.strides, self.padding
        self.down, self.across = place_window(input_shape, *window, what)
        self.input_shape = tuple(input_shape)
        places = self.down.places, self.across.places
        self.output_shape = (*places, self.filters)
        kernel = (*self.kernel_size, input_shape[2], self.filters)
        self.param_shapes = {"W": kernel, "b": (self.filters,)}
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a = f(z), the filters' answers at every place."""
        border = [(0, 0), self.down.border, self.across.border, (0, 0)]
        self.padded = np.pad(x, border)
        every = sliding_window_view(self.padded, self.kernel_size, axis=(1, 2))
        self.windows = every[:, :: self.down.stride, :: self.across.stride]
        W, b = self.params["W"], self.params["b"]
        z = np.einsum("npqcij,ijck->npqk", self.windows, W, optimize=True)
        self.z = z + b
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Go back from grad = dL/da: through f, then the convolution."""
        delta = self.activation.backward(grad, self.z, self.a)
        dW = np.einsum("npqcij,npqk->ijck", self.windows, delta, optimize=True)
        self.grads["W"][...] = dW
        self.grads["b"][...] = delta.sum(axis=(0, 1, 2))
        if not input_grad:
            return None
        below = np.zeros_like(self.padded)
        for i, j in np.ndindex(self.kernel_size):
            share = delta @ self.params["W"][i, j].T
            below[:, self.down.under(i), self.across.under(j)] += share
        return below[:, self.down.inside, self.across.inside]

    def config(self) -> dict:
        """Return the settings."""
        return {
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "activation": self.activation,
            "kernel_regularizer": self.regularizer,
        }
