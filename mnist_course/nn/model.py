"""Sequential: a network that can be trained, asked, scored, saved and read back."""

import copy
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.nn.checks import check_count, check_dtype, check_output
from mnist_course.nn.fast.hands import one_thread_each
from mnist_course.nn.fast.vector import join_parameters
from mnist_course.nn.history import History
from mnist_course.nn.losses import Loss, get_loss
from mnist_course.nn.network import Network
from mnist_course.nn.scoring import check_samples, score
from mnist_course.nn.storage import load_network, save_model
from mnist_course.nn.training import fit

__all__ = ["Sequential", "load_model"]

Array = np.ndarray


class Sequential(Network):
    """A stack of layers, with all that one does with it.

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

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Make the parameters of all layers for samples of `input_shape`."""
        super().build(input_shape)
        join_parameters(self.layers, self.dtype)

    def astype(self, dtype: Any) -> "Sequential":
        """Return an independent copy of the network, with parameters of type `dtype`."""
        twin = copy.deepcopy(self)
        twin.dtype = check_dtype(dtype)
        for layer in twin.parts():
            layer.dtype = twin.dtype
            layer.params = {k: p.astype(twin.dtype) for k, p in layer.params.items()}
            layer.grads = {k: g.astype(twin.dtype) for k, g in layer.grads.items()}
        join_parameters(twin.layers, twin.dtype)
        return twin

    def predict(self, x: Any, batch_size: int = 1024) -> Array:
        """Return the outputs for all samples, (n, k), computed in batches to spare memory."""
        check_count(batch_size, "batch_size")
        x = self.check(x, "predict: x")
        batch_size = min(batch_size, self.at_once)
        with one_thread_each(), np.errstate(over="ignore", invalid="ignore"):
            out = np.concatenate(
                [self.forward(x[i : i + batch_size]) for i in range(0, len(x), batch_size)]
            )
        return check_output(out, x, "predict")

    def predict_classes(self, x: Any, threshold: float = 0.5) -> Array:
        """Return the label of the largest output, (n,) int; for one output: is it > threshold."""
        out = self.predict(x)
        return out.argmax(axis=1) if out.shape[1] > 1 else (out[:, 0] > threshold).astype(int)

    def save(self, path: Any) -> None:
        """Write the network to a ``.npz`` file; see :mod:`mnist_course.nn.storage`."""
        save_model(self, path)

    @classmethod
    def load(cls, path: Any) -> "Sequential":
        """Return the network that :meth:`save`, or a Checkpoint, wrote; see :func:`load_model`."""
        return load_network(path, cls)

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


def load_model(path: str | Path) -> Sequential:
    """Return the model that :func:`save_model`, or a Checkpoint, wrote to `path`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    StorageError
        If it is not a complete and unchanged file of this format and version (a ValueError).
    """
    return Sequential.load(path)
