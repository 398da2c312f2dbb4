"""Convolution: one small set of weights, used at every place of the image.

A filter is a window of weights, say 5 × 5 pixels × all channels. It slides over the image; at each
place the pixels under it are multiplied by the weights and added up, z = sum x W + b. Many filters
give many output channels. Source: LeCun et al. (1998).

At each place that sum is what a dense layer computes from the window's pixels. So we write the
windows side by side into a matrix and have a matrix product, as in ``Dense``; one for each row r of
the output:

    windows[r]: (k, places)    k = window rows × window columns × channels,
                               places = steps across × batch
    z[r] = Wᵀ windows[r] + b   (filters, places)

Such a matrix holds each pixel as many times as the window has entries, 25 times for 5 × 5. But the
window moves down along whole rows of pixels. We write down, for each row of the image, the pixels
under every column of the window, only 5 times as many; in this *unfolded* array, the windows of an
output row are 5 neighbouring rows, and those of the next output row begin one row below. A view
(`stacks`) reads them as matrices that overlap, without a copy.

On the way back, with delta = dL/dz,

    dL/dW = sum over r of windows[r] delta[r]ᵀ,      dL/db = the sum of delta over all places,

and a row of the image gets its share from each output row that has seen it, through the row of W
that lay on it: 5 rows of delta, one below the other, times W with its rows upside down. Here delta
is stacked, and the product is the gradient of the unfolded array, to be folded up again.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

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
    """Return into how many equal pieces to cut the places of a row, given the number of weights.

    Our matrices are thin and wide: 16 filters × 640 places in LeNet. OpenBLAS, the library that
    multiplies matrices for NumPy, is made for blocks of a hundred and more rows. But up to a
    million multiplications it uses another program, made for small matrices, and that one is three
    times as quick with thin ones. For layers with more weights than LeNet's the cut does not pay.
    """
    if weights > 2500:
        return 1
    fewest = -(-places * weights // 1_000_000)
    even = (pieces for pieces in range(fewest, 4 * fewest) if places % pieces == 0)
    return next(even, 1)


def stacks(rows: Array, height: int, stride: int, pieces: int) -> Array:
    """Return all stacks of `height` neighbouring rows, as matrices; nothing is copied.

    Parameters
    ----------
    rows : ndarray, contiguous, (rows, entries, places)
        What to stack.
    height, stride : int
        Rows of a stack, and from the beginning of one stack to that of the next.
    pieces : int
        Into how many pieces to cut the places.

    Returns
    -------
    ndarray, (stacks, pieces, height × entries, places of one piece)
        A read-only view; stacks overlap where `stride` is less than `height`.
    """
    row, entry, place = rows.strides
    wide = rows.shape[2] // pieces
    shape = ((len(rows) - height) // stride + 1, pieces, height * rows.shape[1], wide)
    return as_strided(rows, shape, (row * stride, place * wide, entry, place), writeable=False)


def cut(matrices: Array, pieces: int) -> Array:
    """Cut (rows, entries, places) into (rows, pieces, entries, places of one piece): a view."""
    return matrices.reshape(*matrices.shape[:2], pieces, -1).transpose(0, 2, 1, 3)


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
        self.z = self.a = self._unfolded = None

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
        self._unfolded = self._unfold(self.windows.pad(batch_last(x)))
        places = self._unfolded.shape[2]
        z = np.empty((self.filters, self.windows.rows.steps, places), x.dtype)
        np.matmul(self.kernel().T, self._windows(), out=self._cut(z.transpose(1, 0, 2)))
        z += self.params["b"][:, np.newaxis, np.newaxis]
        self.z = batch_first(z.reshape(self.filters, *self.output_shape[:2], len(x)))
        self.a = self.activation(self.z)
        return self.a

    def kernel(self) -> Array:
        """Return the weights as a matrix (k, filters), in the order of a window's entries."""
        return self.params["W"].reshape(-1, self.filters)

    def _unfold(self, framed: Array) -> Array:
        """Write down, for each row, the pixels under every column of the window.

        Returns (padded height, window columns × channels, steps across × batch), kept for the way
        back.
        """
        view = self.windows.unfold_columns(framed)
        unfolded = self._reuse("unfolded", view.shape, view.dtype)
        unfolded[...] = view
        height, columns, channels, across, batch = view.shape
        return unfolded.reshape(height, columns * channels, across * batch)

    def _pieces(self) -> int:
        return cut_places(self._unfolded.shape[2], self.params["W"].size)

    def _cut(self, matrices: Array) -> Array:
        return cut(matrices, self._pieces())

    def _windows(self) -> Array:
        """Return the windows of all places as matrices (steps down, pieces, k, places of one)."""
        rows = self.windows.rows
        return stacks(self._unfolded, rows.window, rows.stride, self._pieces())

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da: first through f, then through the convolution."""
        a = self._remembered(self.a)
        check_gradient(self, grad, a)
        return self.backward_from_delta(self.activation.backward(grad, self.z, a), input_grad)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate delta = dL/dz: fill the gradients of W and b; return dL/dx."""
        self._remembered(self._unfolded)
        batch, delta = len(delta), batch_last(delta).reshape(self.filters, -1)
        np.add.reduce(delta, axis=1, out=self.grads["b"])
        delta = delta.reshape(self.filters, self.windows.rows.steps, -1).transpose(1, 0, 2)
        products = self._windows() @ self._cut(delta).transpose(0, 1, 3, 2)
        np.add.reduce(products.reshape(-1, *self.params["W"].shape), out=self.grads["W"])
        return self._input_grad(delta, batch) if input_grad else None

    def _input_grad(self, delta: Array, batch: int) -> Array:
        """Return dL/dx from delta as (steps down, filters, places)."""
        (height, columns), rows = self.kernel_size, self.windows.rows
        # Rows of delta as far apart as the windows; around and between them rows that stay zero.
        shape = (rows.padded + height - 1, *delta.shape[1:])
        spread = self._reuse("spread", shape, delta.dtype)
        spread[height - 1 :][rows.places(0)] = delta
        upside_down = self.kernel().reshape(self.params["W"].shape)[::-1].transpose(1, 2, 0, 3)
        channels = upside_down.shape[1]
        shares = self._reuse("shares", self._unfolded.shape, delta.dtype)
        np.matmul(
            upside_down.reshape(columns * channels, height * self.filters),
            stacks(spread, height, 1, self._pieces()),
            out=self._cut(shares),
        )
        shares = shares.reshape(rows.padded, columns, channels, -1, batch)
        return batch_first(self.windows.fold_columns(shares))

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
