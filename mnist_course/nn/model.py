"""Sequential: a network is a list of layers.

Forward, each layer's output is the next one's input. Backward, the list is walked from its end:
each layer gets dL/d(its output) and hands dL/d(its input) to the one before. That walk is
backpropagation; everything else in this file is book-keeping.
"""

import copy
from collections.abc import Iterable
from typing import Any

import numpy as np

from mnist_course.nn.checks import check_count, check_dtype, check_input
from mnist_course.nn.gradients import one_thread_each
from mnist_course.nn.history import History
from mnist_course.nn.layers import Layer
from mnist_course.nn.losses import Loss, get_loss
from mnist_course.nn.steps import check_samples, score
from mnist_course.nn.training import fit
from mnist_course.nn.vector import join_parameters

Array = np.ndarray


class Sequential:
    """A stack of layers.

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
        Title of the summary.

    Examples
    --------
    >>> from mnist_course.nn import Dense, Sequential
    >>> model = Sequential([Dense(30, "sigmoid"), Dense(10, "softmax")], input_shape=(784,))
    >>> model.count
    23860
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
        self.name = name or "sequential"
        self.input_shape: tuple[int, ...] | None = None
        self._name_layers()
        if input_shape is not None:
            self.build(input_shape)

    def _name_layers(self) -> None:
        """Give every nameless layer a name, and refuse what cannot be told apart."""
        if not self.layers:
            raise ValueError("Sequential needs at least one layer, got an empty list")
        for layer in self.layers:
            if not isinstance(layer, Layer):
                raise ValueError(f"Sequential expects layers, got {layer!r}. Is a () missing?")
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("the same layer object stands in the list twice; make two layers")
        counts: dict[str, int] = {}
        for layer in self.layers:
            kind = type(layer).__name__.lower()
            counts[kind] = counts.get(kind, 0) + 1
            layer.name = layer.name or f"{kind}_{counts[kind]}"
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError(f"two layers have the same name: {', '.join(names)}")

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Make the parameters of all layers for samples of `input_shape`."""
        shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
        self.input_shape = shape
        for layer in self.layers:
            shape = layer.build(shape, self.rng, self.dtype)
        join_parameters(self.layers, self.dtype)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the network's output for a batch x of shape (batch, *input_shape)."""
        if not isinstance(x, np.ndarray) or x.dtype != self.dtype or self.input_shape is None:
            x = self.check(x, "forward: x")
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, grad: Array, input_grad: bool = True, from_delta: bool = False):
        """Backpropagate grad = dL/d(output): fill every layer's `grads`, change no parameter.

        Parameters
        ----------
        grad : ndarray
            dL/d(output); with `from_delta`, dL/dz of the last layer, before its activation.
        input_grad : bool
            False spares the first layer the gradient for its input, which training does not need.

        Returns
        -------
        ndarray or None
            dL/dx, how the loss changes with each pixel, or None.
        """
        for i, layer in reversed(list(enumerate(self.layers))):
            start = from_delta and i == len(self.layers) - 1
            step_back = layer.backward_from_delta if start else layer.backward
            grad = step_back(grad, input_grad or i > 0)
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
        return {f"{la.name}/{key}": g for la in self.parts() for key, g in la.grads.items()}

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

    def astype(self, dtype: Any) -> "Sequential":
        """Return an independent copy of the network, with parameters of type `dtype`."""
        twin = copy.deepcopy(self)
        twin.dtype = check_dtype(dtype)
        for layer in twin.parts():
            layer.params = {k: p.astype(twin.dtype) for k, p in layer.params.items()}
            layer.grads = {k: g.astype(twin.dtype) for k, g in layer.grads.items()}
        join_parameters(twin.layers, twin.dtype)
        return twin

    def predict(self, x: Any, batch_size: int = 1024) -> Array:
        """Return the outputs for all samples, (n, k), computed in batches to spare memory."""
        check_count(batch_size, "batch_size")
        x = self.check(x, "predict: x")
        batch_size = min(batch_size, self.at_once)
        with one_thread_each():
            return np.concatenate(
                [self.forward(x[i : i + batch_size]) for i in range(0, len(x), batch_size)]
            )

    def predict_classes(self, x: Any, threshold: float = 0.5) -> Array:
        """Return the label of the largest output, (n,) int; for one output: is it > threshold."""
        out = self.predict(x)
        return out.argmax(axis=1) if out.shape[1] > 1 else (out[:, 0] > threshold).astype(int)

    def save(self, path: Any) -> None:
        """Write the network to a ``.npz`` file; see :func:`mnist_course.nn.storage.save_model`."""
        from mnist_course.nn.storage import save_model

        save_model(self, path)

    def evaluate(self, x: Any, y: Any, loss: "str | Loss", batch_size: int = 1024) -> dict:
        """Return ``{"loss": ..., "accuracy": ...}`` on samples x with targets y."""
        check_count(batch_size, "batch_size")
        loss = get_loss(loss)
        x, y = check_samples(self, loss, x, y, "evaluate")
        with one_thread_each():
            return score(self, loss, x, y, batch_size)

    def fit(self, x: Any, y: Any, *, loss: "str | Loss", optimizer: Any, **settings) -> History:
        """Train the network; see :func:`mnist_course.nn.training.fit` for all settings."""
        return fit(self, x, y, loss=loss, optimizer=optimizer, **settings)

    def __str__(self) -> str:
        """Return the table of layers, shapes and parameter counts."""
        rows = [("layer", "kind", "output", "parameters")]
        for la in self.layers:
            shape = "?" if la.output_shape is None else ", ".join(map(str, la.output_shape))
            f = getattr(la, "activation", None)
            kind = type(la).__name__ + (f" {f.name}" if f is not None else "")
            rows.append((la.name, kind, f"(batch, {shape})", f"{la.count:,}"))
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        lines = [
            "  ".join(s.ljust(w) for s, w in zip(row[:3], widths, strict=False))
            + "  "
            + row[3].rjust(widths[3])
            for row in rows
        ]
        return "\n".join([self.name, *lines, f"total: {self.count:,} parameters"])

    def summary(self) -> None:
        """Print the table of layers, shapes and parameter counts."""
        print(self)
