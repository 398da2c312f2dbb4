"""Say clearly what is wrong before the arithmetic says it badly.

A network fed with NaN, with raw 0..255 pixels or with labels of the wrong shape often does not
crash: it trains, and learns nothing. The functions here look once, at the door, and raise a
``ValueError`` that names what was wrong, what was expected, and what to do.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Any

import numpy as np

Array = np.ndarray


def check_choice(name: object, options: Iterable[str], what: str) -> str:
    """Return `name` if it is one of `options`, else suggest the nearest option."""
    options = sorted(options)
    if isinstance(name, str) and name in options:
        return name
    near = get_close_matches(str(name).lower(), options, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"unknown {what} {name!r}.{hint} Known: {', '.join(options)}")


def check_count(value: object, what: str, minimum: int = 1) -> int:
    """Return `value` as an int if it is a whole number of at least `minimum`."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < minimum:
        raise ValueError(f"{what} must be a whole number of at least {minimum}, got {value!r}")
    return int(value)


def check_number(
    value: object, what: str, low: float = 0.0, high: float = np.inf, above: bool = False
) -> float:
    """Return `value` as a float if it is finite and in [low, high] (in (low, high] if `above`)."""
    ok = isinstance(value, Real) and not isinstance(value, bool) and np.isfinite(value)
    if not ok or value > high or value < low or (above and value == low):
        bound = f"above {low:g}" if above else f"of at least {low:g}"
        bound += f" and at most {high:g}" if np.isfinite(high) else ""
        raise ValueError(f"{what} must be a finite number {bound}, got {value!r}")
    return float(value)


def check_dtype(dtype: Any) -> np.dtype:
    """Return `dtype` as a NumPy dtype if it is float32 or float64."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found not in (np.dtype("float32"), np.dtype("float64")):
        raise ValueError(f"dtype must be 'float32' or 'float64', got {dtype!r}")
    return found


def check_finite(values: Array, what: str) -> None:
    """Raise if `values` holds NaN or infinity; the message says how many and where the first is."""
    # One pass without a temporary: the sum is finite if all entries are (short of overflow).
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.add.reduce(values, axis=None)):
            return
    bad = ~np.isfinite(values)
    if bad.any():
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{what} holds {int(bad.sum())} value(s) that are NaN or infinite, the first at index "
            f"{first}. Find where they come from (np.isnan, np.isinf) before training on them."
        )


def check_input(x: Any, input_shape: tuple[int, ...] | None, dtype: np.dtype, what: str) -> Array:
    """Return the samples `x` as a float array of `dtype`, or say why they are no good.

    Parameters
    ----------
    x : array, (n, *input_shape)
        Floating-point samples in rows. Integers are refused: most often they are raw pixels
        0..255, on which a network started with weights near 1 saturates at once.
    input_shape : tuple or None
        Shape of one sample; None accepts any.
    dtype : numpy dtype
        Type of the result. No copy is made when `x` has it already.
    what : str
        How the message names the array, such as ``"fit: x"``.
    """
    x = np.asarray(x)
    if x.dtype.kind in "iub":
        raise ValueError(
            f"{what} has integer type {x.dtype}, expected floating-point numbers. "
            "Scale images to [0, 1] with x.astype('float32') / 255; "
            "for other data use x.astype('float32')."
        )
    if x.dtype.kind != "f":
        raise ValueError(f"{what} has type {x.dtype}, expected floating-point numbers")
    if x.ndim < 2 or x.shape[0] == 0:
        raise ValueError(
            f"{what} has shape {x.shape}, expected (number of samples, ...) with at least one "
            "sample. A single sample needs a row of its own: x[np.newaxis]"
        )
    if input_shape is not None and x.shape[1:] != tuple(input_shape):
        expected = ", ".join(["n", *map(str, input_shape)])
        hint = ""
        if len(input_shape) == 1 and int(np.prod(x.shape[1:])) == input_shape[0]:
            hint = ". Flatten the samples first: x.reshape(len(x), -1)"
        raise ValueError(f"{what} has shape {x.shape}, expected ({expected}){hint}")
    check_finite(x, what)
    return np.ascontiguousarray(x, dtype=dtype)


def check_layer_input(x: Array, d_in: int, layer_name: str) -> None:
    """Raise if a dense layer that expects `d_in` features per row is given something else."""
    if x.ndim != 2 or x.shape[1] != d_in:
        raise ValueError(
            f"layer {layer_name!r} got an input of shape {x.shape}, expected (batch, {d_in})"
        )


def check_images(layer: Any, x: Array) -> None:
    """Raise if `x` is no batch of images of the shape that `layer` was built for."""
    if layer.output_shape is None:
        raise ValueError(f"layer {layer.name!r} knows no image size yet: call build() first")
    if x.shape[1:] != layer.input_shape or not len(x):
        expected = ", ".join(map(str, layer.input_shape))
        raise ValueError(
            f"layer {layer.name!r} got an input of shape {x.shape}, expected (batch, {expected})"
        )


def check_gradient(layer: Any, grad: Array, out: Array) -> None:
    """Raise if `grad` = dL/d(output) has not the shape of the last output of `layer`."""
    if grad.shape != out.shape:
        raise ValueError(
            f"layer {layer.name!r}: backward() got a gradient of shape {grad.shape}, expected "
            f"{out.shape}, the shape of the last output"
        )


def one_hot_labels(labels: Array, classes: int, dtype: np.dtype, what: str) -> Array:
    """Turn integer labels (n,) into rows of 0 and one 1, shape (n, classes)."""
    if labels.dtype.kind not in "iu":
        raise ValueError(
            f"{what}: labels have type {labels.dtype}, expected integers 0..{classes - 1} "
            f"of shape (n,) or one-hot rows of shape (n, {classes})"
        )
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(
            f"{what}: labels run from {labels.min()} to {labels.max()}, expected 0..{classes - 1} "
            f"because the network has {classes} outputs"
        )
    targets = np.zeros((len(labels), classes), dtype=dtype)
    targets[np.arange(len(labels)), labels] = 1
    return targets


def check_targets(y: Any, out_shape: tuple[int, ...], dtype: np.dtype, what: str) -> Array:
    """Return the targets `y` as a float array of exactly the shape of the network's output.

    One target per sample, shape (n,), is accepted for a network with one output and becomes
    (n, 1). Left as it is, NumPy would stretch (n,) against (n, 1) to an (n, n) table without a
    word, and the loss would be nonsense.
    """
    y = np.asarray(y)
    if y.dtype.kind not in "fiub":
        raise ValueError(f"{what} has type {y.dtype}, expected numbers")
    if len(out_shape) == 2 and y.shape == (out_shape[0],) and out_shape[1] == 1:
        y = y.reshape(out_shape)
    if y.shape != tuple(out_shape):
        hint = ""
        if y.ndim == 1 and len(y) == out_shape[0] and y.dtype.kind in "iu":
            hint = ". Turn labels into one-hot rows: np.eye(k)[y]"
        elif y.ndim and len(y) != out_shape[0]:
            hint = f": {len(y)} targets for {out_shape[0]} samples"
        raise ValueError(f"{what} has shape {y.shape}, expected {tuple(out_shape)}{hint}")
    y = np.asarray(y, dtype=dtype)
    check_finite(y, what)
    return y


def check_probabilities(y: Array, what: str) -> None:
    """Raise unless every target lies in [0, 1], as the cross-entropies need."""
    low, high = float(y.min()), float(y.max())
    if low < 0 or high > 1:
        raise ValueError(
            f"{what} runs from {low:g} to {high:g}; this loss expects targets in [0, 1]. "
            "Targets coded as -1 and +1 become (y + 1) / 2."
        )
