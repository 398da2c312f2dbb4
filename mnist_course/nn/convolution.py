"""Convolution: one small set of weights, used at every place of the image.

A filter is a window of weights, say 5 × 5 pixels × all channels. It slides over the image; at each
place the pixels under it are multiplied by the weights and added up, z = sum x W + b. Many filters
give many output channels. Source: LeCun et al. (1998).

At each place that sum is what a dense layer computes from the window's pixels. So we write all
windows side by side into one matrix and have one matrix product, as in ``Dense``:

    windows: (k, places)    k = window rows × window columns × channels, places = all of a batch
    z = Wᵀ windows + b      (filters, places)

and on the way back, with delta = dL/dz of the same shape,

    dL/dW = windows deltaᵀ,      dL/db = the sum of delta over all places,
    dL/dwindows = W delta,       added up over the windows that share a pixel.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.checks import check_count, check_gradient, check_images
from mnist_course.nn.images import Windows, batch_first, batch_last, check_padding, check_pair
from mnist_course.nn.initializers import Initializer, get_initializer
from mnist_course.nn.layers import Layer
from mnist_course.nn.regularizers import L2, get_regularizer

Array = np.ndarray

IMAGES_AT_ONCE = 64  # then the windows of a layer such as LeNet's fit into the processor's cache


@lru_cache
def cut_places(places: int, weights: int) -> int:
    """Return into how many equal pieces to cut the places, given the number of weights.

    Our matrices are thin and wide: 25 × 50,000 in the first layer of LeNet. OpenBLAS, the library
    that multiplies matrices for NumPy, is made for blocks of a hundred and more rows. But up to a
    million multiplications it uses another program, made for small matrices, and that one is three
    times as quick with thin ones. For layers with more weights than LeNet's the cut does not pay.
    """
    if weights > 2500:
        return 1
    fewest = -(-places * weights // 1_000_000)
    even = (pieces for pieces in range(fewest, 4 * fewest) if places % pieces == 0)
    return next(even, 1)


class Conv2D(Layer):
    """A convolution layer: from images (batch, height, width, channels) to (…, filters).

    Like Keras, and nearly everybody, it does not flip the filter: mathematicians would call it a
    cross-correlation. Learned weights do not mind.

    Parameters
    ----------
    filters : int
        Number of filters, which is the number of output channels.
    kernel_size : int or (vertical, horizontal)
        Size of the window in pixels.
    strides : int or (vertical, horizontal)
        How far the window moves each time.
    padding : "valid", "same", int, (vertical, horizontal) or ((top, bottom), (left, right))
        Zeros around the image: none, as many as keep the size (with stride 1), or these numbers.
    activation : str, ActivationFunction or None
        The function f; None is linear.
    kernel_initializer, bias_initializer : str or Initializer
        Where W, shape (window rows, window columns, channels, filters), and b, shape (filters,),
        start.
    kernel_regularizer : L2, float or None
        The price of large weights W; a number is the strength of L2.
    name : str, optional
        Used in messages and in ``model.params``.

    Attributes
    ----------
    z, a : ndarray
        Sums and outputs of the last forward pass, (batch, rows, columns, filters).
    """

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
        self.filters = check_count(filters, "Conv2D: filters")
        self.kernel_size = check_pair(kernel_size, "Conv2D: kernel_size")
        self.strides = check_pair(strides, "Conv2D: strides")
        self.padding = check_padding(padding, "Conv2D: padding", explicit=True)
        self.activation = get_activation(activation, f"{type(self).__name__}: activation")
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        self.regularizer = get_regularizer(kernel_regularizer)
        self.at_once = IMAGES_AT_ONCE
        self.windows: Windows | None = None
        self.z = self.a = self._unrolled = None

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Work out the geometry; draw W, then b, from `rng`."""
        what = f"layer {self.name!r} (Conv2D)"
        self.windows = Windows(input_shape, self.kernel_size, self.strides, self.padding, what)
        self.input_shape = tuple(input_shape)
        shape = (*self.kernel_size, input_shape[2], self.filters)
        self.params = {
            "W": self.kernel_initializer(shape, rng, dtype),
            "b": self.bias_initializer((self.filters,), rng, dtype),
        }
        self._start_grads()
        self.output_shape = (self.windows.rows.steps, self.windows.columns.steps, self.filters)
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a = f(z), the filters' answers at every place."""
        check_images(self, x)
        windows = self._unroll(self.windows.pad(batch_last(x)))
        z = np.empty((self.filters, windows.shape[1]), windows.dtype)
        np.matmul(self.kernel().T, self._cut(windows), out=self._cut(z))
        z += self.params["b"][:, np.newaxis]
        self.z = batch_first(z.reshape(self.filters, *self.output_shape[:2], len(x)))
        self.a = self.activation(self.z)
        return self.a

    def kernel(self) -> Array:
        """Return the weights as a matrix (k, filters), in the order of the unrolled windows."""
        return self.params["W"].reshape(-1, self.filters)

    def _cut(self, matrix: Array) -> Array:
        """Cut (rows, places) into (pieces, rows, places of one piece); nothing is copied.

        One matrix product per piece is quicker than one for all: see `cut_places`.
        """
        pieces = cut_places(matrix.shape[1], self.params["W"].size)
        return matrix.reshape(len(matrix), pieces, -1).transpose(1, 0, 2)

    def _unroll(self, framed: Array) -> Array:
        """Write all windows side by side into a matrix (k, places), kept for the way back.

        It holds each pixel many times, with windows of 5 × 5 up to 25 times.
        """
        windows = self.windows.unroll(framed)
        self._unrolled = self._reuse("windows", windows.shape, windows.dtype)
        self._unrolled[...] = windows
        return self._unrolled.reshape(len(self.kernel()), -1)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da: first through f, then through the convolution."""
        a = self._remembered(self.a)
        check_gradient(self, grad, a)
        return self.backward_from_delta(self.activation.backward(grad, self.z, a), input_grad)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate delta = dL/dz: fill the gradients of W and b; return dL/dx."""
        unrolled = self._remembered(self._unrolled)
        windows = unrolled.reshape(len(self.kernel()), -1)
        delta = batch_last(delta).reshape(self.filters, -1)
        products = self._cut(windows) @ self._cut(delta).transpose(0, 2, 1)
        np.add.reduce(products.reshape(-1, *self.params["W"].shape), out=self.grads["W"])
        np.add.reduce(delta, axis=1, out=self.grads["b"])
        if not input_grad:
            return None
        return self._input_grad(delta, unrolled.shape)

    def _input_grad(self, delta: Array, shape: tuple[int, ...]) -> Array:
        """Return dL/dx: W delta, entry by entry of the window, added up where windows overlap."""
        rows, columns, channels, *places, batch = shape
        entries = self.kernel().reshape(rows * columns, channels, self.filters)
        work = self._reuse("share", (channels, delta.shape[1]), delta.dtype)
        shares = (np.matmul(W, delta, out=work).reshape(channels, *places, batch) for W in entries)
        return batch_first(self.windows.hand_back(shares, channels, batch, delta.dtype))

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
