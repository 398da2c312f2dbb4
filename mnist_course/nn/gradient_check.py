"""Is the gradient right? Ask the loss itself.

Backpropagation is easy to get slightly wrong, and a slightly wrong gradient still learns a little.
The test is slow but needs no calculus: move one parameter w by a small eps, and see how the loss
changes. By the central difference

    dL/dw ≈ (L(w + eps) - L(w - eps)) / (2 eps),     error of order eps²,

and this number must agree with what ``backward`` says. float32 is too coarse for such small
differences, so the check runs on a float64 copy of the model.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_course.nn.checks import check_count, check_number
from mnist_course.nn.layers import Layer
from mnist_course.nn.losses import Loss, get_loss
from mnist_course.nn.network import Network
from mnist_course.nn.scoring import as_trained, check_samples

__all__ = ["GradientReport", "gradient_check"]

Array = np.ndarray

# Gradients smaller than this are compared by their difference, not by their ratio: the loss has
# about 16 digits, so a central difference with eps = 1e-5 is itself uncertain by about 1e-11.
SMALL = 1e-6


@dataclass(frozen=True)
class GradientReport:
    """The worst relative error for each parameter; print it for a small table."""

    errors: dict[str, float] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> float:
        """The largest relative error of all."""
        return max(self.errors.values(), default=0.0)

    def ok(self, tol: float = 1e-4) -> bool:
        """Return True if every relative error is below `tol`."""
        return bool(self.worst < tol)

    def __str__(self) -> str:
        width = max([len(name) for name in self.errors] + [9])
        lines = [f"{'parameter':<{width}}  entries checked  worst relative error"]
        for name, error in self.errors.items():
            lines.append(f"{name:<{width}}  {self.checked[name]:>15}  {error:>20.1e}")
        return "\n".join(lines)


def gradient_check(
    model: Network,
    loss: "str | Loss",
    x: Any,
    y: Any,
    *,
    eps: float = 1e-5,
    samples: int = 200,
    seed: int = 0,
    show: bool = True,
) -> GradientReport:
    """Compare backpropagation with central differences and print a small table.

    Parameters
    ----------
    model : Network
        Any model; it is copied to float64 and not changed.
    x, y : array
        A small batch of samples and targets.
    eps : float
        The small move.
    samples : int
        Entries checked per parameter, drawn at random with `seed` (all, if there are fewer).
    show : bool
        Print the table.

    Returns
    -------
    GradientReport
        ``.worst``, ``.ok(tol=1e-4)``, and ``.errors`` by parameter name. For functions with a
        corner, such as ReLU, a unit that happens to sit within eps of it can give a false alarm:
        try another batch.
    """
    check_number(eps, "gradient_check: eps", above=True)
    check_count(samples, "gradient_check: samples")
    loss = get_loss(loss)
    model.check(x, "gradient_check: x")  # builds a model that has no weights yet
    twin = model.astype("float64")
    x, y = check_samples(twin, loss, x, y, "gradient_check")
    twin, loss = as_trained(twin, loss)
    noise = RandomLayers(twin.parts())

    def outputs() -> Array:
        noise.rewind()
        return twin.forward(x, training=True)

    def loss_now() -> float:
        return loss.value(y, outputs()) + twin.penalty()

    twin.backward(loss.slope(y, outputs()), input_grad=False)
    twin.add_penalty_gradients()
    backprop = twin.grads  # the passes of loss_now go forward only: these stay as they are
    rng = np.random.default_rng(seed)
    report = GradientReport()
    for name, w in twin.params.items():
        entries = rng.permutation(w.size)[:samples]
        numeric = np.array([central_difference(loss_now, w, i, eps) for i in entries])
        report.errors[name] = worst_error(backprop[name].flat[entries], numeric)
        report.checked[name] = len(entries)
    if show:
        print(report)
    return report


class RandomLayers:
    """Layers such as Dropout draw at random; here they must draw the same each time."""

    def __init__(self, layers: list[Layer]):
        rngs = [layer.rng for layer in layers if getattr(layer, "rng", None) is not None]
        self.starts = [(rng, rng.bit_generator.state) for rng in rngs]

    def rewind(self) -> None:
        """Set all random generators back to their start."""
        for rng, start in self.starts:
            rng.bit_generator.state = start


def central_difference(loss_now: Any, w: Array, i: int, eps: float) -> float:
    """Return the slope of the loss along entry `i` of `w`, and leave `w` as it was."""
    old = w.flat[i]
    w.flat[i] = old + eps
    above = loss_now()
    w.flat[i] = old - eps
    below = loss_now()
    w.flat[i] = old
    return (above - below) / (2 * eps)


def worst_error(backprop: Array, numeric: Array) -> float:
    """Return the largest |difference| relative to the larger of the two values."""
    scale = np.maximum(np.maximum(np.abs(backprop), np.abs(numeric)), SMALL)
    error = np.abs(backprop - numeric) / scale
    return float(error.max()) if np.isfinite(error).all() else float("inf")
