"""Say clearly what is wrong before the arithmetic says it badly.

A network fed with NaN, with raw 0..255 pixels or with labels of the wrong shape often does not
crash: it trains, and learns nothing. The functions here look once, at the door, and raise a
``ValueError`` that names what was wrong, what was expected, and what to do.
"""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np

from mnist_course.ground.arrays import as_array
from mnist_course.ground.near import did_you_mean

Array = np.ndarray


def check_choice(name: object, options: Iterable[str], what: str) -> str:
    """Return `name` if it is one of `options`, else suggest the nearest option."""
    options = sorted(options)
    if isinstance(name, str) and name in options:
        return name
    hint = did_you_mean(name, options, most=1)
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
    except (TypeError, ValueError):
        found = np.dtype(object)  # not None: NumPy takes that for float64
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


def to_floats(values: Array, dtype: np.dtype, what: str) -> Array:
    """Return finite numbers as an array of `dtype`; no copy is made where it has that type."""
    with np.errstate(over="ignore"):
        cast = np.asarray(values, dtype=dtype)
    if cast is not values and values.dtype.kind == "f" and not np.isfinite(cast).all():
        check_finite(values, what)
        size = np.abs(values).max()  # Python writes nothing beyond float64
        largest = f"{size:.3g}" if np.isfinite(float(size)) else np.format_float_scientific(size, 2)
        raise ValueError(
            f"{what} reaches {largest}, too large for {dtype}, which ends "
            f"at {np.finfo(dtype).max:.3g}. Scale the values, for example to [0, 1]."
        )
    check_finite(cast, what)
    return cast


def check_real(x: Array, what: str) -> None:
    """Raise unless `x` has a floating-point type.

    Integers are refused: most often they are raw pixels 0..255, on which a network started with
    weights near 1 saturates at once.
    """
    if x.dtype.kind in "iub":
        raise ValueError(
            f"{what} has integer type {x.dtype}, expected floating-point numbers. "
            "Scale images to [0, 1] with x.astype('float32') / 255; "
            "for other data use x.astype('float32')."
        )
    if x.dtype.kind != "f":
        raise ValueError(f"{what} has type {x.dtype}, expected floating-point numbers")


def check_input(x: Any, input_shape: tuple[int, ...] | None, dtype: np.dtype, what: str) -> Array:
    """Return the samples `x` as a float array of `dtype`, or say why they are no good.

    Parameters
    ----------
    x : array, (n, *input_shape)
        Floating-point samples in rows.
    input_shape : tuple or None
        Shape of one sample; None accepts any.
    dtype : numpy dtype
        Type of the result. No copy is made when `x` has it already.
    what : str
        How the message names the array, such as ``"fit: x"``.
    """
    x = as_array(x, what)
    check_real(x, what)
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
    return np.ascontiguousarray(to_floats(x, dtype, what))


def check_layer_input(layer: Any, x: Any) -> Array:
    """Return a batch for `layer` as a float array of its type, or say why it is no good."""
    if layer.output_shape is None:
        raise ValueError(f"layer {layer.name!r} is not built yet: call build() first")
    what = f"layer {layer.name!r}: the input"
    x = as_array(x, what)
    check_real(x, what)
    expected = layer.input_shape  # a layer of your own may leave it open
    if x.ndim < 2 or not len(x) or (expected is not None and x.shape[1:] != expected):
        shown = ", ".join(map(str, expected or ("...",)))
        raise ValueError(
            f"layer {layer.name!r} got an input of shape {x.shape}, expected (batch, {shown})"
        )
    return to_floats(x, layer.dtype, what)


def check_gradient(owner: Any, grad: Any, what: str) -> Array:
    """Return `grad` = dL/d(output) as an array if it fits the last output of `owner`.

    `owner` is a layer or a network whose door has been used; `what` is how messages name it.
    """
    if owner.last_output is None:
        raise ValueError(f"{what}: call it with samples before backpropagate()")
    grad = as_array(grad, f"{what}: the gradient")
    if grad.shape != owner.last_output:
        raise ValueError(
            f"{what}: backpropagate() got a gradient of shape {grad.shape}, expected "
            f"{owner.last_output}, the shape of the last output"
        )
    return to_floats(grad, owner.dtype, f"{what}: the gradient")


def one_hot_labels(labels: Array, classes: int, dtype: np.dtype, what: str) -> Array:
    """Turn integer labels (n,) into rows of 0 and one 1, shape (n, classes)."""
    if labels.dtype.kind not in "iu":
        whole = labels.dtype.kind in "fb" and bool((labels == np.rint(labels + 0.0)).all())
        hint = ". Turn them into integers: y.astype(int)" if whole else ""
        raise ValueError(
            f"{what}: labels have type {labels.dtype}, expected integers 0..{classes - 1} "
            f"of shape (n,) or one-hot rows of shape (n, {classes}){hint}"
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
    y = as_array(y, what)
    if y.dtype.kind not in "fiub":
        raise ValueError(f"{what} has type {y.dtype}, expected numbers")
    if len(out_shape) == 2 and y.shape == (out_shape[0],) and out_shape[1] == 1:
        y = y.reshape(out_shape)
    if y.shape != tuple(out_shape):
        hint = ""
        if y.ndim == 1 and len(y) == out_shape[0] and y.dtype.kind in "iu":
            hint = ". Turn labels into one-hot rows: np.eye(k)[y]"
        elif y.shape == (out_shape[0], 1) and len(out_shape) == 2:
            hint = ". Labels stand in one row: y.ravel(), as integers; or one-hot: np.eye(k)[y]"
        elif y.ndim and len(y) != out_shape[0]:
            hint = f": {len(y)} targets for {out_shape[0]} samples"
        elif y.size == np.prod(out_shape):
            hint = (
                f". Lay them out in rows: y.reshape(len(y), {', '.join(map(str, out_shape[1:]))})"
            )
        raise ValueError(f"{what} has shape {y.shape}, expected {tuple(out_shape)}{hint}")
    return to_floats(y, dtype, what)


def check_output(out: Array, x: Array, what: str) -> Array:
    """Return the outputs of a network if they are finite; else say how large the samples are."""
    if not np.isfinite(out).all():
        raise ValueError(
            f"{what}: outputs are NaN or infinite; the samples reach {np.abs(x).max():.3g}. Scale "
            "the samples as in training; if they are, the weights have run away in training."
        )
    return out


def check_probabilities(y: Array, what: str) -> None:
    """Raise unless every target lies in [0, 1], as the cross-entropies need."""
    low, high = float(y.min()), float(y.max())
    if low < 0 or high > 1:
        raise ValueError(
            f"{what} runs from {low:g} to {high:g}; this loss expects targets in [0, 1]. "
            "Targets coded as -1 and +1 become (y + 1) / 2."
        )
