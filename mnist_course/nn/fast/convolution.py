"""Convolution, quick: the same layer as ``PlainConv2D``, arranged for the processor.

At each place a convolution computes what a dense layer would compute from the window's pixels. So
we write the windows side by side into a matrix and have a matrix product, as in ``Dense``; one for
each row r of the output:

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

import numpy as np
from numpy.lib.stride_tricks import as_strided

from mnist_course.nn.convolution import PlainConv2D
from mnist_course.nn.fast.windows import Windows, batch_first, batch_last
from mnist_course.nn.layers import may_be_saved

__all__ = ["Conv2D"]

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


@may_be_saved
class Conv2D(PlainConv2D):
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
        The penalty for large weights W; a number is the strength of L2.
    name : str, optional
        Used in messages and in ``model.params``.

    Attributes
    ----------
    z, a : ndarray
        Sums and outputs of the last forward pass, (batch, rows, columns, filters).
    """

    at_once = IMAGES_AT_ONCE

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Work out the geometry and the shapes of W and b."""
        shape = super().plan(input_shape)
        self.windows = Windows(self.down, self.across)
        self.buffers: dict[str, Array] = {}
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a = f(z), the filters' answers at every place."""
        self.unfolded = self._unfold(self.windows.pad(batch_last(x)))
        places = self.unfolded.shape[2]
        z = np.empty((self.filters, self.down.places, places), x.dtype)
        np.matmul(self.kernel().T, self._stacked(), out=self._cut(z.transpose(1, 0, 2)))
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

    def _reuse(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> Array:
        """Return an array to write into, the same in each call: a new one costs more than filling.

        It holds zeros at first, then what was written last. Only for what stays inside the layer:
        outputs and gradients belong to those who asked.
        """
        kept = self.buffers.get(name)
        if kept is None or kept.shape != shape or kept.dtype != dtype:
            kept = self.buffers[name] = np.zeros(shape, dtype)
        return kept

    def _pieces(self) -> int:
        return cut_places(self.unfolded.shape[2], self.params["W"].size)

    def _cut(self, matrices: Array) -> Array:
        return cut(matrices, self._pieces())

    def _stacked(self) -> Array:
        """Return the windows of all places as matrices (steps down, pieces, k, places of one)."""
        return stacks(self.unfolded, self.down.window, self.down.stride, self._pieces())

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da: first through f, then through the convolution."""
        delta = self.activation.backward(grad, self.z, self.a)
        batch, delta = len(delta), batch_last(delta).reshape(self.filters, -1)
        np.add.reduce(delta, axis=1, out=self.grads["b"])
        delta = delta.reshape(self.filters, self.down.places, -1).transpose(1, 0, 2)
        products = self._stacked() @ self._cut(delta).transpose(0, 1, 3, 2)
        np.add.reduce(products.reshape(-1, *self.params["W"].shape), out=self.grads["W"])
        return self._input_grad(delta, batch) if input_grad else None

    def _input_grad(self, delta: Array, batch: int) -> Array:
        """Return dL/dx from delta as (steps down, filters, places)."""
        (height, columns), down = self.kernel_size, self.down
        # Rows of delta as far apart as the windows; around and between them rows that stay zero.
        shape = (down.padded_size + height - 1, *delta.shape[1:])
        spread = self._reuse("spread", shape, delta.dtype)
        spread[height - 1 :][down.under(0)] = delta
        upside_down = self.kernel().reshape(self.params["W"].shape)[::-1].transpose(1, 2, 0, 3)
        channels = upside_down.shape[1]
        shares = self._reuse("shares", self.unfolded.shape, delta.dtype)
        np.matmul(
            upside_down.reshape(columns * channels, height * self.filters),
            stacks(spread, height, 1, self._pieces()),
            out=self._cut(shares),
        )
        shares = shares.reshape(down.padded_size, columns, channels, -1, batch)
        return batch_first(self.windows.fold_columns(shares))
