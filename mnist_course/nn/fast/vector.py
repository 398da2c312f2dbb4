"""All parameters as one long vector: what mathematics calls theta, and what makes a step quick.

A network's loss is a function of *all* its weights and biases, and its gradient is one long
vector of the same length. Here that is literally so: theta lies in one piece of memory, and each
layer's W and b are NumPy *views* of it. A layer sees its matrix, the optimizer sees one vector; a
change through either is seen by both. With one vector an optimizer needs a handful of NumPy calls
per step, no matter how many layers there are; with small batches that time counts.
"""

from collections.abc import Sequence

import numpy as np

from mnist_course.nn.layers import Layer

Array = np.ndarray


def join_parameters(layers: Sequence[Layer], dtype: np.dtype) -> tuple[Array, Array]:
    """Return (theta, gradient) as two vectors, with the layers' arrays as views of them.

    Layers whose arrays are views already keep them, so that whoever holds one still sees it
    change. New views are made where somebody has put other arrays into ``params`` or ``grads``.
    """
    owners = [part for layer in layers for part in layer.parts()]
    theta = _join([(layer.params, key) for layer in owners for key in layer.params], dtype)
    return theta, _join([(layer.grads, key) for layer in owners for key in layer.params], dtype)


def _join(places: list[tuple[dict[str, Array], str]], dtype: np.dtype) -> Array:
    """Return one vector that holds all arrays found at `places`, in their order."""
    arrays = [table[key] for table, key in places]
    total = sum(array.size for array in arrays)
    home = arrays[0].base if arrays else None  # the vector that the first array is a view of
    joined = isinstance(home, np.ndarray) and all(a.base is home for a in arrays)
    if joined and home.shape == (total,):
        return home
    vector = np.concatenate([np.zeros(0, dtype), *(a.ravel() for a in arrays)], dtype=dtype)
    start = 0
    for (table, key), array in zip(places, arrays, strict=True):
        table[key] = vector[start : start + array.size].reshape(array.shape)
        start += array.size
    return vector


class GradientViews:
    """Brings home the gradients of layers that made new arrays instead of filling their own."""

    def __init__(self, layers: Sequence[Layer]):
        owners = [part for layer in layers for part in layer.parts()]
        self.views = [(layer, key, layer.grads[key]) for layer in owners for key in layer.params]

    def collect(self) -> None:
        """Copy every gradient that is not in its view of the vector into it."""
        for layer, key, view in self.views:
            if layer.grads[key] is not view:
                view[...] = layer.grads[key]
