"""A residual block: learn what to change, and let everything else pass.

    out = f(body(x) + shortcut(x))

`body` is a stack of layers, `shortcut` most often nothing at all: the identity. On the way back the
gradient of a sum goes to both terms unchanged, so through the shortcut it reaches the lowest layers
undiminished, however many blocks it crosses. Source: He et al. (2016).
"""

from collections.abc import Iterable

import numpy as np

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.checks import check_gradient
from mnist_course.nn.layers import Layer
from mnist_course.nn.model import Sequential

Array = np.ndarray


class Residual(Layer):
    """Add the input, or a projection of it, to the output of a stack of layers.

    Parameters
    ----------
    layers : list of Layer
        The body. Its parameters are named ``residual_1/conv2d_1/W``, ...
    shortcut : Layer, optional
        None: the identity, for a body that keeps the shape. Where the body changes the shape, a
        layer that changes it alike, such as ``Conv2D(filters, 1, strides=2)``.
    activation : str, ActivationFunction or None
        The function f after the sum; None is linear.
    name : str, optional
        Used in messages and in ``model.params``.
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        shortcut: Layer | None = None,
        activation: "str | ActivationFunction | None" = None,
        name: str | None = None,
    ):
        super().__init__(name)
        self.body = Sequential(layers)
        self.shortcut = shortcut
        self.activation = get_activation(activation, "Residual: activation")
        self.z = self.a = None

    def parts(self) -> list[Layer]:
        """Return the layers inside that own parameters."""
        inside = [*self.body.layers, *([self.shortcut] if self.shortcut else [])]
        return [part for layer in inside for part in layer.parts()]

    @property
    def count(self) -> int:
        """Number of trainable parameters: of all layers inside, as each of them counts."""
        return self.body.count + (self.shortcut.count if self.shortcut else 0)

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Build the body, then the shortcut; both must come out in the same shape."""
        for layer in self.body.layers:
            layer.name = f"{self.name}/{layer.name.removeprefix(f'{self.name}/')}"
        self.body.rng, self.body.dtype = rng, dtype
        self.body.build(input_shape)
        shape, short = self.body.layers[-1].output_shape, tuple(input_shape)
        if self.shortcut is not None:
            self.shortcut.name = f"{self.name}/shortcut"
            short = self.shortcut.build(input_shape, rng, dtype)
        if shape != short:
            raise ValueError(
                f"layer {self.name!r} (Residual): the body turns samples of shape "
                f"{tuple(input_shape)} into {shape}, the shortcut into {short}; they cannot be "
                f"added. Give a shortcut layer that makes {shape}, such as Conv2D(filters, 1, ...)"
            )
        self.output_shape = shape
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return f(body(x) + shortcut(x))."""
        if self.output_shape is None:
            raise ValueError(f"layer {self.name!r} has no weights yet: call build() first")
        short = x if self.shortcut is None else self.shortcut.forward(x, training)
        through = x
        for layer in self.body.layers:
            through = layer.forward(through, training)
        self.z = through + short
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da through f, then through both ways."""
        a = self._remembered(self.a)
        check_gradient(self, grad, a)
        return self.backward_from_delta(self.activation.backward(grad, self.z, a), input_grad)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate delta = dL/dz: the same delta for both terms of the sum."""
        through = self.body.backward(delta, input_grad)
        short = delta
        if self.shortcut is not None:
            short = self.shortcut.backward(delta, input_grad)
        return through + short if input_grad else None

    def config(self) -> dict:
        """Return the settings."""
        return {
            "layers": self.body.layers,
            "shortcut": self.shortcut,
            "activation": self.activation,
        }
