"""One layer of each kind, for the tests of what all layers have in common."""

import numpy as np

from mnist_course import nn
from tests.nn.nn_helpers import built, draw_parameters


def block():
    body = [nn.Conv2D(3, 2, padding="same", activation="tanh"), nn.Conv2D(4, 3, padding="same")]
    return nn.Residual(body, nn.Conv2D(4, 1), "sigmoid")


PICTURES = np.random.default_rng(0).normal(size=(3, 5))
IMAGE = (5, 4, 2)  # odd and even, not square, two channels

# kind: (a new layer, the shape of a sample, the shape of its output)
LAYERS = {
    "Dense": (lambda: nn.Dense(3, "tanh"), (5,), (3,)),
    "Activation": (lambda: nn.Activation("sigmoid"), IMAGE, IMAGE),
    "Flatten": (nn.Flatten, IMAGE, (40,)),
    "Dropout": (lambda: nn.Dropout(0.4), IMAGE, IMAGE),
    "Conv2D": (lambda: nn.Conv2D(3, (3, 2), (2, 1), "same", "tanh"), IMAGE, (3, 4, 3)),
    "MaxPool2D": (lambda: nn.MaxPool2D(2), IMAGE, (2, 2, 2)),
    "AvgPool2D": (lambda: nn.AvgPool2D(2, padding="same"), IMAGE, (3, 2, 2)),
    "PlainConv2D": (lambda: nn.PlainConv2D(3, (3, 2), (2, 1), "same", "tanh"), IMAGE, (3, 4, 3)),
    "PlainMaxPool2D": (lambda: nn.PlainMaxPool2D(2), IMAGE, (2, 2, 2)),
    "PlainAvgPool2D": (lambda: nn.PlainAvgPool2D(2, padding="same"), IMAGE, (3, 2, 2)),
    "Residual": (block, IMAGE, (5, 4, 4)),
    "SparseConv2D": (lambda: nn.SparseConv2D([[1, 0, 1], [0, 1, 1]], 2), IMAGE, (4, 3, 3)),
    "Subsampling": (lambda: nn.Subsampling((2, 3)), IMAGE, (2, 1, 2)),
    "RBF": (lambda: nn.RBF(PICTURES), (5,), (3,)),
}

# The smallest of all geometries: one pixel or number, one channel.
SMALLEST = {
    "Dense": (lambda: nn.Dense(1, "tanh"), (1,)),
    "Activation": (lambda: nn.Activation("sigmoid"), (1, 1, 1)),
    "Flatten": (nn.Flatten, (1, 1, 1)),
    "Dropout": (lambda: nn.Dropout(0.4, seed=0), (1, 1, 1)),
    "Conv2D": (lambda: nn.Conv2D(1, 1, activation="tanh"), (1, 1, 1)),
    "MaxPool2D": (lambda: nn.MaxPool2D(1), (1, 1, 1)),
    "AvgPool2D": (lambda: nn.AvgPool2D(3, 5, "same"), (1, 1, 1)),
    "PlainConv2D": (lambda: nn.PlainConv2D(1, 1, activation="tanh"), (1, 1, 1)),
    "PlainMaxPool2D": (lambda: nn.PlainMaxPool2D(1), (1, 1, 1)),
    "PlainAvgPool2D": (lambda: nn.PlainAvgPool2D(3, 5, "same"), (1, 1, 1)),
    "Residual": (lambda: nn.Residual([nn.Conv2D(1, 2, padding="same")]), (1, 1, 1)),
    "SparseConv2D": (lambda: nn.SparseConv2D([[1]], 3, padding="same"), (1, 1, 1)),
    "Subsampling": (lambda: nn.Subsampling(1), (1, 1, 1)),
    "RBF": (lambda: nn.RBF([[0.5]]), (1,)),
}


def make(kind, dtype="float64", seed=0, table=LAYERS):
    """Return a layer of this kind, built, with random weights and biases, and a sample's shape."""
    new, shape = table[kind][:2]
    layer = draw_parameters(built(new(), shape, seed, dtype), np.random.default_rng(seed))
    return layer, shape
