"""The networks of the book, each as a function that returns it, new and untrained.

All take ``seed`` (where the weights come from) and ``dtype``. ``NETWORKS`` lists them by name.
"""

from collections.abc import Callable
from typing import Any

from mnist_course.nn.fast.convolution import Conv2D
from mnist_course.nn.fast.pooling import AvgPool2D, MaxPool2D
from mnist_course.nn.historical import CONNECTIONS_1998, RBF, SparseConv2D, Subsampling
from mnist_course.nn.initializers import fan_in_uniform
from mnist_course.nn.layers import Dense, Flatten
from mnist_course.nn.model import Sequential

DIGIT, COLOUR = (28, 28, 1), (32, 32, 3)


def _flat(*layers: Any, name: str, **settings: Any) -> Sequential:
    return Sequential(layers, input_shape=(784,), name=name, **settings)


def softmax_regression(**settings: Any) -> Sequential:
    """784 → 10 softmax: the smallest of all, 7,850 parameters."""
    return _flat(Dense(10, "softmax"), name="softmax_regression", **settings)


def mlp_128_64(**settings: Any) -> Sequential:
    """784 → 128 → 64 → 10, ReLU and softmax: the course's multi-layer perceptron."""
    layers = Dense(128, "relu"), Dense(64, "relu"), Dense(10, "softmax")
    return _flat(*layers, name="mlp_128_64", **settings)


def mlp_256_128(**settings: Any) -> Sequential:
    """784 → 256 → 128 → 10, ReLU and ten plain numbers, made for the squared error."""
    layers = Dense(256, "relu"), Dense(128, "relu"), Dense(10)
    return _flat(*layers, name="mlp_256_128", **settings)


def nielsen(hidden: int = 30, initializer: str = "random_normal", **settings: Any) -> Sequential:
    """784 → 30 → 10, sigmoids, N(0, 1) weights, for the quadratic cost. Source: Nielsen (2015)."""
    layers = [Dense(units, "sigmoid", initializer, "random_normal") for units in (hidden, 10)]
    return _flat(*layers, name="nielsen", **settings)


def lenet5(
    activation: str = "tanh", pooling: str = "average", classes: int = 10, **settings: Any
) -> Sequential:
    """LeNet-5 as it is taught today: 61,706 parameters. After LeCun et al. (1998).

    Parameters
    ----------
    activation : str
        Of all layers but the last, which is a softmax.
    pooling : "average" or "max"
        What the two pooling layers do.
    """
    if pooling not in ("average", "max"):
        raise ValueError(f"lenet5: pooling must be 'average' or 'max', got {pooling!r}")
    pool = AvgPool2D if pooling == "average" else MaxPool2D
    layers = [
        Conv2D(6, 5, padding="same", activation=activation, name="C1"),
        pool(2, name="S2"),
        Conv2D(16, 5, activation=activation, name="C3"),
        pool(2, name="S4"),
        Flatten(name="flatten"),
        Dense(120, activation, name="C5"),
        Dense(84, activation, name="F6"),
        Dense(classes, "softmax", name="output"),
    ]
    return Sequential(layers, DIGIT, name="lenet5", **settings)


def lenet5_1998(**settings: Any) -> Sequential:
    """LeNet-5 as it was: 60,000 trained parameters. Source: LeCun et al. (1998).

    Train it with ``MaximumAPosteriori``. The paper's input is 32 × 32: our 28 × 28 digits get a
    border of two pixels from the padding of the first layer. Its pixels run from -0.1 (paper) to
    1.175 (ink), so that their mean is about 0: ``x * 1.275 - 0.1``. The border is then 0, not -0.1.
    """
    start = {"kernel_initializer": fan_in_uniform(2.4)}
    bend = {"activation": "scaled_tanh"}
    layers = [
        Conv2D(6, 5, padding="same", name="C1", **bend, **start),
        Subsampling(2, name="S2", **bend),
        SparseConv2D(CONNECTIONS_1998, 5, name="C3", **bend, **start),
        Subsampling(2, name="S4", **bend),
        Conv2D(120, 5, name="C5", **bend, **start),
        Flatten(name="flatten"),
        Dense(84, name="F6", **bend, **start),
        RBF(name="output"),
    ]
    return Sequential(layers, DIGIT, name="lenet5_1998", **settings)


def lenet_20_50(**settings: Any) -> Sequential:
    """A wider LeNet: 20 and 50 filters, tanh, max pooling, 128 hidden units, softmax."""
    layers = [
        Conv2D(20, 5, activation="tanh"),
        MaxPool2D(2),
        Conv2D(50, 5, activation="tanh"),
        MaxPool2D(2),
        Flatten(),
        Dense(128, "tanh"),
        Dense(10, "softmax"),
    ]
    return Sequential(layers, DIGIT, name="lenet_20_50", **settings)


def lenet_cifar(activation: str = "relu", **settings: Any) -> Sequential:
    """LeNet for colour pictures, 32 × 32 × 3: 30 and 13 filters of 3 × 3, max pooling, 120, 86."""
    layers = [
        Conv2D(30, 3, activation=activation),
        MaxPool2D(2),
        Conv2D(13, 3, activation=activation),
        MaxPool2D(2),
        Flatten(),
        Dense(120, activation),
        Dense(86, activation),
        Dense(10, "softmax"),
    ]
    return Sequential(layers, COLOUR, name="lenet_cifar", **settings)


NETWORKS: dict[str, Callable[..., Sequential]] = {
    make.__name__: make
    for make in (
        softmax_regression,
        mlp_128_64,
        mlp_256_128,
        nielsen,
        lenet5,
        lenet5_1998,
        lenet_20_50,
        lenet_cifar,
    )
}
