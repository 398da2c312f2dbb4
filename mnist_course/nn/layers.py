"""Layers: one small class with a forward pass, a backward pass, and its parameters.

A layer does three things, and keeps them apart:

- ``forward(x)`` computes the outputs and remembers what the way back will need;
- ``backward(grad)`` takes dL/d(output), stores dL/d(parameter) in ``grads``, and returns
  dL/d(input) for the layer below. It never changes a parameter: that is the optimizer's work,
  and only so can we check gradients;
- ``params`` and ``grads`` are two dictionaries with the same keys and shapes.

Both passes hold only mathematics. Whoever uses a layer by itself comes in by a door that looks
first whether shape, type and numbers are right: ``layer(x)`` for the way forward, and
``layer.backpropagate(grad)`` for the way back.

Samples lie in rows: X has shape (batch, d_in).
"""

import math

import numpy as np

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.checks import check_count, check_gradient, check_layer_input
from mnist_course.nn.initializers import Initializer, get_initializer
from mnist_course.nn.regularizers import L2, get_regularizer

__all__ = ["Activation", "Dense", "Flatten", "Layer"]

Array = np.ndarray


class Layer:
    """What all layers share. A new kind of layer overrides plan, forward, backward and config."""

    at_once = 1 << 30  # samples to compute at a time: where fewer are quicker, a layer says so

    def __init__(self, name: str | None = None):
        self.name = name
        self.params: dict[str, Array] = {}
        self.grads: dict[str, Array] = {}
        self.input_shape: tuple[int, ...] | None = None  # of one sample; None: not built yet
        self.output_shape: tuple[int, ...] | None = None
        self.dtype: np.dtype | None = None
        self.param_shapes: dict[str, tuple[int, ...]] = {}
        self.initializers: dict[str, Initializer] = {}  # by the names of the parameters
        self.regularizer: L2 | None = None  # the penalty for large weights W, if any
        self.last_output: tuple[int, ...] | None = None  # shape of what the door handed out last

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Work out all shapes for samples of `input_shape`; return that of one output.

        Sets ``input_shape``, ``output_shape`` and ``param_shapes``. Nothing is drawn or allocated.
        """
        self.input_shape = self.output_shape = tuple(input_shape)
        return self.output_shape

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Make the parameters for samples of `input_shape`; return the shape of one output."""
        self.plan(input_shape)
        self.dtype = np.dtype(dtype)
        self.params = {
            key: self.initializers[key](shape, rng, dtype)
            for key, shape in self.param_shapes.items()
        }
        self.grads = {key: np.zeros_like(p) for key, p in self.params.items()}
        return self.output_shape

    def __call__(self, x: Array, training: bool = False) -> Array:
        """Check a batch x, then compute its outputs: the door to :meth:`forward`."""
        out = self.forward(check_layer_input(self, x), training)
        self.last_output = out.shape
        return out

    def backpropagate(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Check grad = dL/d(last output), then go back: the door to :meth:`backward`."""
        return self.backward(check_gradient(self, grad, f"layer {self.name!r}"), input_grad)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Compute the output for a batch x, without changing x."""
        raise NotImplementedError

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """From grad = dL/d(output) fill `grads`; return dL/d(input), or None if not wanted."""
        raise NotImplementedError

    def parts(self) -> "list[Layer]":
        """Return the layers that own this layer's parameters: itself, or those inside a block."""
        return [self]

    def config(self) -> dict:
        """Return the settings that make a layer like this one, by the names of __init__."""
        return {}

    @property
    def count(self) -> int:
        """Number of trainable parameters."""
        return sum(p.size for part in self.parts() for p in part.params.values())


#: The kinds of layers that a model file may name. A class is entered on purpose, by the decorator.
KINDS: dict[str, type[Layer]] = {}


def may_be_saved(kind: type[Layer]) -> type[Layer]:
    """Enter a kind of layer into `KINDS`: a model file may then name it. Used as a decorator."""
    if kind.__name__ in KINDS:
        raise ValueError(f"there is a kind of layer named {kind.__name__} already")
    KINDS[kind.__name__] = kind
    return kind


@may_be_saved
class Dense(Layer):
    """A fully connected layer: z = x W + b, a = f(z). Source: Rumelhart et al. (1986).

    Parameters
    ----------
    units : int
        Number of outputs, d_out.
    activation : str, ActivationFunction or None
        The function f; None is linear.
    kernel_initializer, bias_initializer : str or Initializer
        Where W, shape (d_in, d_out), and b, shape (d_out,), start.
    kernel_regularizer : L2, float or None
        The penalty for large weights W; a number is the strength of L2.
    name : str, optional
        Used in messages and in ``model.params``; a network gives ``dense_1``, ``dense_2``, ...

    Attributes
    ----------
    x, z, a : ndarray
        What the last forward pass saw and computed, for the way back and for curious eyes.
    """

    def __init__(
        self,
        units: int,
        activation: "str | ActivationFunction | None" = None,
        kernel_initializer: "str | Initializer" = "glorot_uniform",
        bias_initializer: "str | Initializer" = "zeros",
        kernel_regularizer: "L2 | float | None" = None,
        name: str | None = None,
    ):
        super().__init__(name)
        self.units = check_count(units, "Dense: units")
        self.activation = get_activation(activation, "Dense: activation")
        self.initializers = {
            "W": get_initializer(kernel_initializer),
            "b": get_initializer(bias_initializer),
        }
        self.regularizer = get_regularizer(kernel_regularizer)
        self.x = self.z = self.a = None

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """W is (d_in, d_out), b is (d_out,)."""
        if len(input_shape) != 1:
            raise ValueError(
                f"layer {self.name!r} (Dense) got samples of shape {tuple(input_shape)}, expected "
                "one row of numbers per sample. Put a Flatten() layer before it, or flatten them: "
                "x.reshape(len(x), -1)"
            )
        d_in = check_count(input_shape[0], f"layer {self.name!r}: number of inputs")
        self.input_shape, self.output_shape = (d_in,), (self.units,)
        self.param_shapes = {"W": (d_in, self.units), "b": (self.units,)}
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a = f(x W + b): from (batch, d_in) to (batch, d_out)."""
        W, b = self.params["W"], self.params["b"]
        self.x = x
        self.z = x @ W
        self.z += b
        self.a = self.activation(self.z)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/da, shape (batch, d_out): first through f, then through W and b.

        Returns
        -------
        ndarray or None
            dL/dx, shape (batch, d_in). None if `input_grad` is False: the first layer of a network
            has nobody below who would ask, and there it is the most expensive product of all.
        """
        delta = self.activation.backward(grad, self.z, self.a)
        return self.backward_from_delta(delta, input_grad)

    def backward_from_delta(
        self,
        delta: Array,
        input_grad: bool = True,
    ) -> Array | None:
        """Backpropagate delta = dL/dz, the second half of backward()."""
        # Each row of x adds its own outer product x_iᵀ delta_i;
        # xᵀ delta is their sum.
        np.matmul(self.x.T, delta, out=self.grads["W"])
        np.add.reduce(delta, axis=0, out=self.grads["b"])
        return delta @ self.params["W"].T if input_grad else None

    def config(self) -> dict:
        """Return the settings."""
        return {
            "units": self.units,
            "activation": self.activation,
            "kernel_regularizer": self.regularizer,
        }


@may_be_saved
class Activation(Layer):
    """An activation function as a layer of its own; it has no parameters.

    ``Dense(30), Activation("sigmoid")`` computes the same as ``Dense(30, activation="sigmoid")``.
    """

    def __init__(self, activation: "str | ActivationFunction", name: str | None = None):
        super().__init__(name)
        self.activation = get_activation(activation, "Activation: activation")
        self.z = self.a = None

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return f(x), the shape of x."""
        self.z = x
        self.a = self.activation(x)
        return self.a

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Return dL/dx from grad = dL/da."""
        return self.activation.backward(grad, self.z, self.a) if input_grad else None

    def config(self) -> dict:
        """Return the settings."""
        return {"activation": self.activation}


@may_be_saved
class Flatten(Layer):
    """Lay each sample out as one row of numbers: row by row, channels innermost, as in Keras.

    From (batch, height, width, channels) to (batch, height × width × channels).
    """

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Work out the length of a row."""
        self.input_shape = tuple(input_shape)
        self.output_shape = (math.prod(input_shape),)
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the rows."""
        return x.reshape(len(x), -1)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Give the gradient the samples' shape back."""
        return grad.reshape(-1, *self.input_shape) if input_grad else None
