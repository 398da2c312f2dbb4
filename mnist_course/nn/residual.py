"""A residual block: learn what to change, and let everything else pass.

    out = f(body(x) + shortcut(x))

`body` is a stack of layers, `shortcut` most often nothing at all: the identity. On the way back the
gradient of a sum goes to both terms unchanged, so through the shortcut it reaches the lowest layers
undiminished, however many blocks it crosses. Source: He et al. (2016).
"""

from collections.abc import Iterable

import numpy as np

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.layers import Layer, may_be_saved
from mnist_course.nn.network import Network

__all__ = ["Residual"]

Array = np.ndarray


@may_be_saved
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
        inside = list(layers)
        if not inside:
            raise ValueError("Residual needs at least one layer, got an empty list")
        self.body = Network(inside)
        self.shortcut = shortcut
        self.activation = get_activation(activation, "Residual: activation")
        self.z = self.a = None

    def parts(self) -> list[Layer]:
        """Return the block itself and the layers inside."""
        inside = [*self.body.layers, *([self.shortcut] if self.shortcut else [])]
        return [self, *(part for layer in inside for part in layer.parts())]

    @property
    def count(self) -> int:
        """Number of trainable parameters: of all layers inside, as each of them counts."""
        return self.body.count + (self.shortcut.count if self.shortcut else 0)

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Work out the shapes of body and shortcut; both must come out in the same shape."""
        self._name_inside()
        self.body.plan(input_shape)
        if self.shortcut is not None:
            self.shortcut.plan(input_shape)
        return self._meet(input_shape)

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Build the body, then the shortcut; both must come out in the same shape."""
        self._name_inside()
        self.dtype = self.body.dtype = np.dtype(dtype)
        self.body.rng = rng
        self.body.build(input_shape)
        if self.shortcut is not None:
            self.shortcut.build(input_shape, rng, dtype)
        return self._meet(input_shape)

    def _name_inside(self) -> None:
        for layer in self.body.layers:
            layer.name = f"{self.name}/{layer.name.removeprefix(f'{self.name}/')}"
        if self.shortcut is not None:
            self.shortcut.name = f"{self.name}/shortcut"

    def _meet(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the common shape of both ways, or say that there is none."""
        self.input_shape = tuple(input_shape)
        shape = self.body.layers[-1].output_shape
        short = self.input_shape if self.shortcut is None else self.shortcut.output_shape
        if shape != short:
            raise ValueError(
                f"layer {self.name!r} (Residual): the body turns samples of shape "
                f"{self.input_shape} into {shape}, the shortcut into {short}; they cannot be "
                f"added. Give a shortcut layer that makes {shape}, such as Conv2D(filters, 1, ...)"
            )
        self.output_shape = shape
        return shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return f(body(x) + shortcut(x))."""
        short = x
        if self.shortcut is not None:
            short = self.shortcut.forward(x, training)
        self.z = self.body.forward(x, training) + short
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da through f, then through both ways."""
        # The gradient of a sum goes to both of its terms unchanged.
        delta = self.activation.backward(grad, self.z, self.a)
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
