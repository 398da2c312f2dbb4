"""Where the weights start.

All zeros would be a poor start: every hidden unit would compute the same thing and receive the
same gradient for ever. Random numbers break this symmetry. Their *size* matters as much. A sum of
`fan_in` products has a variance of about fan_in × Var(W): weights of size 1 on 784 pixels give
sums so large that a sigmoid saturates and its gradient vanishes. Dividing the variance by fan_in
keeps signals of one size from layer to layer.

Each name here is a function that returns an initialiser: a small object that is called with
``(shape, rng, dtype)`` and returns a new array. (Any function of these three will do as well.) For
a kernel of shape (..., n_in, n_out), fan_in is the number of inputs one unit sums over, fan_out the
number of units one input reaches.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mnist_course.nn.checks import check_choice, check_number

__all__ = [
    "constant",
    "fan_in_uniform",
    "get_initializer",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "random_normal",
    "random_uniform",
    "scaled_normal",
    "zeros",
]

Array = np.ndarray
Initializer = Callable[[tuple[int, ...], np.random.Generator, np.dtype], Array]

# A normal distribution cut at ±2 standard deviations has only 0.8796 of its width left.
TRUNCATED_WIDTH = 0.87962566103423978


def compute_fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return (fan_in, fan_out): (784, 30) gives (784, 30); (5, 5, 6, 16) gives (150, 400)."""
    if len(shape) < 2:
        raise ValueError(
            f"this initializer needs a kernel of shape (n_in, n_out), got {shape}. "
            "For biases use 'zeros', 'constant' or 'random_normal'."
        )
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


@dataclass(frozen=True)
class Constant:
    """Every entry equal to `value`."""

    value: float

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype) -> Array:
        """Return a new array; `rng` is not asked."""
        return np.full(shape, self.value, dtype=dtype)


@dataclass(frozen=True)
class RandomNormal:
    """N(mean, stddev²), whatever the shape."""

    mean: float
    stddev: float

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype) -> Array:
        """Draw a new array."""
        return rng.normal(self.mean, self.stddev, shape).astype(dtype)


@dataclass(frozen=True)
class RandomUniform:
    """Uniform in [low, high), whatever the shape."""

    low: float
    high: float

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype) -> Array:
        """Draw a new array."""
        return rng.uniform(self.low, self.high, shape).astype(dtype)


@dataclass(frozen=True)
class VarianceScaling:
    """Random numbers around 0 with a variance of scale / fan, as in Keras.

    Parameters
    ----------
    scale : float
        What a sum of `fan` inputs of variance 1 has as its variance.
    fan : "fan_in" or "fan_avg"
        The number of inputs, or the mean of fan_in and fan_out.
    distribution : "normal", "truncated_normal" or "uniform"
        truncated: values beyond two standard deviations are drawn again.
    """

    scale: float
    fan: str
    distribution: str

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype) -> Array:
        """Draw a new array."""
        fan_in, fan_out = compute_fans(shape)
        fan = fan_in if self.fan == "fan_in" else (fan_in + fan_out) / 2
        variance = self.scale / fan
        if self.distribution == "uniform":  # the uniform on [-limit, limit] has limit²/3
            limit = math.sqrt(3 * variance)
            return rng.uniform(-limit, limit, shape).astype(dtype)
        values = rng.normal(0, 1, shape)
        if self.distribution == "truncated_normal":
            while (outside := np.abs(values) > 2).any():
                values[outside] = rng.normal(0, 1, int(outside.sum()))
            values /= TRUNCATED_WIDTH  # as Keras does: the cut must not shrink the variance
        return (math.sqrt(variance) * values).astype(dtype)


@dataclass(frozen=True)
class FanInUniform:
    """Uniform in ±limit/fan_in."""

    limit: float

    def __call__(self, shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype) -> Array:
        """Draw a new array."""
        limit = self.limit / compute_fans(shape)[0]
        return rng.uniform(-limit, limit, shape).astype(dtype)


def constant(value: float = 0.0) -> Initializer:
    """Every entry equal to `value`."""
    return Constant(value)


def zeros() -> Initializer:
    """Every entry 0: the usual start for biases."""
    return Constant(0.0)


def random_normal(stddev: float = 1.0, mean: float = 0.0) -> Initializer:
    """N(mean, stddev²); with N(0, 1) starts the first network of Nielsen (2015)."""
    return RandomNormal(mean, check_number(stddev, "random_normal: stddev"))


def random_uniform(low: float = -0.7, high: float = 0.7) -> Initializer:
    """Uniform in [low, high)."""
    if not low < high:
        raise ValueError(f"random_uniform: low must be below high, got low={low}, high={high}")
    return RandomUniform(low, high)


def scaled_normal() -> Initializer:
    """N(0, 1/fan_in): sums of fan_in inputs keep the inputs' size. Source: LeCun et al. (1998)."""
    return VarianceScaling(1, "fan_in", "normal")


def glorot_normal() -> Initializer:
    """Truncate a normal of variance 2/(fan_in + fan_out). Source: Glorot and Bengio (2010)."""
    return VarianceScaling(1, "fan_avg", "truncated_normal")


def he_normal() -> Initializer:
    """Truncate a normal of variance 2/fan_in, for ReLU layers. Source: He et al. (2015)."""
    return VarianceScaling(2, "fan_in", "truncated_normal")


def glorot_uniform() -> Initializer:
    """Uniform in ±sqrt(6/(fan_in + fan_out)), Keras's default. Source: Glorot and Bengio (2010)."""
    return VarianceScaling(1, "fan_avg", "uniform")


def he_uniform() -> Initializer:
    """Uniform in ±sqrt(6/fan_in), for ReLU layers. Source: He et al. (2015)."""
    return VarianceScaling(2, "fan_in", "uniform")


def fan_in_uniform(limit: float = 2.4) -> Initializer:
    """Uniform in ±limit/fan_in, with 2.4 as in the LeNet-5 of LeCun et al. (1998)."""
    return FanInUniform(check_number(limit, "fan_in_uniform: limit"))


INITIALIZERS: dict[str, Callable[..., Initializer]] = {
    make.__name__: make
    for make in (
        zeros,
        constant,
        random_normal,
        random_uniform,
        scaled_normal,
        glorot_normal,
        glorot_uniform,
        he_normal,
        he_uniform,
        fan_in_uniform,
    )
}


def get_initializer(which: "str | Initializer") -> Initializer:
    """Return the initialiser for a name such as ``"he_normal"``, or an initialiser as it is."""
    if callable(which):
        # he_normal and he_normal() are both understood.
        return which() if which in INITIALIZERS.values() else which
    return INITIALIZERS[check_choice(which, INITIALIZERS, "initializer")]()
