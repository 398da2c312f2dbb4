"""Layers: one small class with a forward pass, a backward pass, and its parameters.

A layer does three things, and keeps them apart:

- ``forward(x)`` computes the outputs and remembers what the way back will need;
- ``backward(grad)`` takes dL/d(output), stores dL/d(parameter) in ``grads``, and returns
  dL/d(input) for the layer below. It never changes a parameter: that is the optimizer's work,
  and only so can we check gradients;
- ``params`` and ``grads`` are two dictionaries with the same keys and shapes.

Samples lie in rows: X has shape (batch, d_in).
"""

import numpy as np

from mnist_course.nn.activations import ActivationFunction, get_activation
from mnist_course.nn.checks import check_count, check_gradient, check_images, check_layer_input
from mnist_course.nn.initializers import Initializer, get_initializer
from mnist_course.nn.regularizers import L2, get_regularizer

Array = np.ndarray


class Layer:
    """What all layers share. A new kind of layer overrides build, forward and backward."""

    def __init__(self, name: str | None = None):
        self.name = name
        self.params: dict[str, Array] = {}
        self.grads: dict[str, Array] = {}
        self.output_shape: tuple[int, ...] | None = None  # of one sample; None: not built yet
        self.at_once = 1 << 30  # samples to compute at a time: where less is quicker, it says so
        self.regularizer: L2 | None = None  # the price of large weights W, if any
        self._work: dict[str, Array] = {}

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Make the parameters for samples of `input_shape`; return the shape of one output."""
        self.output_shape = tuple(input_shape)
        return self.output_shape

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

    def _reuse(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> Array:
        """Return an array to write into, the same in each call: a new one costs more than filling.

        It holds zeros at first, then what was written last. Only for what stays inside the layer:
        outputs and gradients belong to those who asked.
        """
        kept = self._work.get(name)
        if kept is None or kept.shape != shape or kept.dtype != dtype:
            kept = self._work[name] = np.zeros(shape, dtype)
        return kept

    def _start_grads(self) -> None:
        """Make room for the gradients: one array per parameter, written again in every step."""
        self.grads = {key: np.zeros_like(p) for key, p in self.params.items()}

    def _remembered(self, value: Array | None) -> Array:
        """Return what forward() kept for backward(), or say that forward() is missing."""
        if value is None:
            raise ValueError(f"layer {self.name!r}: call forward() before backward()")
        return value


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
        The price of large weights W; a number is the strength of L2.
    name : str, optional
        Used in messages and in ``model.params``; a Sequential gives ``dense_1``, ``dense_2``, ...

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
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        self.regularizer = get_regularizer(kernel_regularizer)
        self.x = self.z = self.a = None

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Draw W, then b, from `rng`."""
        if len(input_shape) != 1:
            raise ValueError(
                f"layer {self.name!r} (Dense) got samples of shape {tuple(input_shape)}, expected "
                "one row of numbers per sample. Put a Flatten() layer before it, or flatten them: "
                "x.reshape(len(x), -1)"
            )
        d_in = check_count(input_shape[0], f"layer {self.name!r}: number of inputs")
        self.params = {
            "W": self.kernel_initializer((d_in, self.units), rng, dtype),
            "b": self.bias_initializer((self.units,), rng, dtype),
        }
        self._start_grads()
        self.output_shape = (self.units,)
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a = f(x W + b): from (batch, d_in) to (batch, d_out)."""
        if not self.params:
            raise ValueError(f"layer {self.name!r} has no weights yet: call build() first")
        W, b = self.params["W"], self.params["b"]
        check_layer_input(x, W.shape[0], self.name)
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
        a = self._remembered(self.a)
        check_gradient(self, grad, a)
        delta = self.activation.backward(grad, self.z, a)
        return self.backward_from_delta(delta, input_grad)

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate delta = dL/dz, the second half of backward().

        Losses that know their output activation (softmax with cross-entropy) start here: their
        delta is the short formula (a - y) / batch, exact where the long way would round to zero.
        """
        # Each row of x adds its own outer product x_iᵀ delta_i; xᵀ delta is their sum.
        np.matmul(self._remembered(self.x).T, delta, out=self.grads["W"])
        np.add.reduce(delta, axis=0, out=self.grads["b"])
        return delta @ self.params["W"].T if input_grad else None

    def config(self) -> dict:
        """Return the settings."""
        return {
            "units": self.units,
            "activation": self.activation,
            "kernel_regularizer": self.regularizer,
        }


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
        a = self._remembered(self.a)
        check_gradient(self, grad, a)
        return self.activation.backward(grad, self.z, a) if input_grad else None

    def backward_from_delta(self, delta: Array, input_grad: bool = True) -> Array | None:
        """Return delta = dL/dz itself: the input of this layer is z."""
        return delta if input_grad else None

    def config(self) -> dict:
        """Return the settings."""
        return {"activation": self.activation}


class Flatten(Layer):
    """Lay each sample out as one row of numbers: row by row, channels innermost, as in Keras.

    From (batch, height, width, channels) to (batch, height × width × channels).
    """

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Work out the length of a row."""
        self.input_shape = tuple(input_shape)
        self.output_shape = (int(np.prod(input_shape)),)
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the rows."""
        check_images(self, x)
        return x.reshape(len(x), -1)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Give the gradient the samples' shape back."""
        if grad.shape[1:] != self.output_shape:
            raise ValueError(
                f"layer {self.name!r}: backward() got a gradient of shape {grad.shape}, expected "
                f"(batch, {self.output_shape[0]})"
            )
        return grad.reshape(-1, *self.input_shape) if input_grad else None
