"""A network is a list of layers.

Forward, each layer's output is the next one's input. Backward, the list is walked from its end:
each layer gets dL/d(its output) and hands dL/d(its input) to the one before. That walk is
backpropagation; everything else in this file is book-keeping.
"""

import copy
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from mnist_course.nn.activations import Linear
from mnist_course.nn.checks import check_dtype, check_gradient, check_input
from mnist_course.nn.layers import Layer

__all__ = ["Network"]

Array = np.ndarray


class Network:
    """A stack of layers: forward, backward, parameters.

    Parameters
    ----------
    layers : list of Layer
        From input to output. Layers without a name get one: dense_1, dense_2, activation_1, ...
    input_shape : tuple, optional
        Shape of one sample, such as ``(784,)``. If it is not given, the first batch decides.
    seed : int or numpy Generator
        Where the random weights come from: the same seed gives the same network.
    dtype : {"float32", "float64"}
        Type of all parameters and results.
    name : str, optional
        Used in messages, and as the title of the summary.
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        input_shape: tuple[int, ...] | None = None,
        seed: int | np.random.Generator = 0,
        dtype: Any = "float32",
        name: str | None = None,
    ):
        self.layers = list(layers)
        self.dtype = check_dtype(dtype)
        self.rng = np.random.default_rng(seed)
        self.name = name or type(self).__name__.lower()
        self.input_shape: tuple[int, ...] | None = None
        self.last_output: tuple[int, ...] | None = None  # shape of what the door handed out last
        self._name_layers()
        if input_shape is not None:
            self.build(input_shape)

    def _name_layers(self) -> None:
        """Give every nameless layer a name, and refuse what cannot be told apart."""
        kind = type(self).__name__
        if not self.layers:
            raise ValueError(f"{kind} needs at least one layer, got an empty list")
        for layer in self.layers:
            if not isinstance(layer, Layer):
                raise ValueError(f"{kind} expects layers, got {layer!r}. Is a () missing?")
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("the same layer object stands in the list twice; make two layers")
        counts: dict[str, int] = {}
        for layer in self.layers:
            kind = type(layer).__name__.lower()
            counts[kind] = counts.get(kind, 0) + 1
            layer.name = layer.name or f"{kind}_{counts[kind]}"
        names = [layer.name for layer in self.layers]
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise ValueError(f"two layers have the same name: {', '.join(twice)}")

    def plan(self, input_shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
        """Work out the shapes of all parameters, by the names of `params`; make none of them."""
        shape = tuple(input_shape)
        for layer in self.layers:
            shape = layer.plan(shape)
        parts = self.parts()
        return {f"{la.name}/{key}": s for la in parts for key, s in la.param_shapes.items()}

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Make the parameters of all layers for samples of `input_shape`."""
        shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
        self.input_shape = shape
        for layer in self.layers:
            shape = layer.build(shape, self.rng, self.dtype)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Check a batch x, then compute the outputs: the door to :meth:`forward`."""
        out = self.forward(self.check(x, f"{self.name}: x"), training)
        self.last_output = out.shape
        return out

    def backpropagate(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Check grad = dL/d(last output), then go back: the door to :meth:`backward`."""
        return self.backward(check_gradient(self, grad, f"network {self.name!r}"), input_grad)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the network's output for a batch x of shape (batch, *input_shape)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Backpropagate grad = dL/d(output): fill every layer's `grads`, change no parameter.

        Parameters
        ----------
        grad : ndarray
            dL/d(output), of the shape of the last output.
        input_grad : bool
            False spares the first layer the gradient for its input, which training does not need.

        Returns
        -------
        ndarray or None
            dL/dx, how the loss changes with each pixel, or None.
        """
        for i, layer in reversed(list(enumerate(self.layers))):
            grad = layer.backward(grad, input_grad or i > 0)
        return grad

    def check(self, x: Any, what: str) -> Array:
        """Check samples, once, before they are used; build the network if it is not built yet."""
        x = check_input(x, self.input_shape, self.dtype, what)
        if self.input_shape is None:
            self.build(x.shape[1:])
        return x

    def parts(self) -> list[Layer]:
        """Return the layers that own parameters, those inside blocks included."""
        return [part for layer in self.layers for part in layer.parts()]

    @property
    def at_once(self) -> int:
        """Number of samples that are computed at a time, however large the batch."""
        return min(part.at_once for part in self.parts())

    @property
    def params(self) -> dict[str, Array]:
        """All parameters by name, such as ``"dense_1/W"``: the arrays themselves, not copies."""
        return {f"{la.name}/{key}": p for la in self.parts() for key, p in la.params.items()}

    @property
    def grads(self) -> dict[str, Array]:
        """All gradients of the last backward pass, by the same names as `params`."""
        return {f"{la.name}/{key}": la.grads[key] for la in self.parts() for key in la.params}

    def parameters(self) -> list[Array]:
        """Return what an optimizer changes: the arrays of `params`."""
        return list(self.params.values())

    def gradients(self) -> list[Array]:
        """Return what an optimizer follows: one array for each of `parameters()`."""
        return list(self.grads.values())

    def penalized(self) -> list[Layer]:
        """Return the layers whose weights have a penalty."""
        return [part for part in self.parts() if part.regularizer]

    def penalty(self) -> float:
        """Return the sum of all penalties for large weights: a part of the loss."""
        return sum(la.regularizer.value(la.params["W"]) for la in self.penalized())

    def add_penalty_gradients(self) -> None:
        """Add d(penalty)/dW to the gradients of the layers whose weights have a penalty."""
        for layer in self.penalized():
            layer.grads["W"] += layer.regularizer.gradient(layer.params["W"])

    @property
    def count(self) -> int:
        """Number of trainable parameters."""
        return sum(layer.count for layer in self.layers)

    def set_params(self, values: dict[str, Any]) -> None:
        """Copy `values` (names as in `params`, all of them) into the parameters."""
        own = self.params
        if set(values) != set(own):
            raise ValueError(f"parameters are named {sorted(own)}, got {sorted(values)}")
        for name, p in own.items():
            if np.shape(values[name]) != p.shape:
                got = np.shape(values[name])
                raise ValueError(f"parameter {name!r} has shape {p.shape}, got {got}")
        for name, p in own.items():
            p[...] = values[name]

    def up_to_logits(self) -> "Network":
        """Return the network without the activation of its last layer; all parameters are shared.

        Its output is z, the logits, where this network's is f(z).
        """
        last = copy.copy(self.layers[-1])
        last.activation = Linear()
        twin = Network([*self.layers[:-1], last], dtype=self.dtype, name=self.name)
        twin.input_shape = self.input_shape
        return twin
