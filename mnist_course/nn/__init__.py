"""A neural-network engine to read: NumPy only, Keras's names, one idea per file.

Read in this order: ``activations``, ``layers``, ``losses``, ``optimizers``, ``network``,
``training``, ``model``, ``gradient_check``; then ``convolution``, ``pooling``, ``dropout``,
``residual``; ``historical`` for the network of 1998, ``zoo`` for all networks of the book, and
``fast`` for what makes it quick. Samples lie in rows, X: (batch, d_in); a dense layer computes
z = X W + b and a = f(z); delta stands for dL/dz.

``forward`` and ``backward`` of layers and networks hold only mathematics. Who calls a layer or a
network, ``model(x)``, and ``model.backpropagate(grad)`` for the way back, comes through the door
where shapes, types and numbers are checked; so do ``fit``, ``predict`` and ``evaluate``.
"""

from mnist_course.nn.activations import (
    ActivationFunction,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Step,
    Tanh,
    get_activation,
    leaky_relu,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softplus,
    step,
    tanh,
)
from mnist_course.nn.callbacks import Checkpoint, EarlyStopping, load_checkpoint
from mnist_course.nn.convolution import PlainConv2D
from mnist_course.nn.dropout import Dropout
from mnist_course.nn.fast.convolution import Conv2D
from mnist_course.nn.fast.pooling import AvgPool2D, MaxPool2D
from mnist_course.nn.gradient_check import GradientReport, gradient_check
from mnist_course.nn.historical import (
    RBF,
    MaximumAPosteriori,
    ScaledTanh,
    SparseConv2D,
    Subsampling,
)
from mnist_course.nn.history import DivergenceError, History, StopTraining
from mnist_course.nn.initializers import (
    constant,
    fan_in_uniform,
    get_initializer,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    random_normal,
    random_uniform,
    scaled_normal,
    zeros,
)
from mnist_course.nn.layers import Activation, Dense, Flatten, Layer
from mnist_course.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    QuadraticCost,
    get_loss,
)
from mnist_course.nn.model import Sequential, load_model
from mnist_course.nn.network import Network
from mnist_course.nn.optimizers import SGD, Adam, Optimizer, RMSprop, get_optimizer
from mnist_course.nn.pooling import PlainAvgPool2D, PlainMaxPool2D
from mnist_course.nn.regularizers import L2
from mnist_course.nn.residual import Residual
from mnist_course.nn.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay
from mnist_course.nn.storage import StorageError, save_model
from mnist_course.nn.training import Callback, fit, train_step

__all__ = [
    "L2",
    "RBF",
    "SGD",
    "Activation",
    "ActivationFunction",
    "Adam",
    "AvgPool2D",
    "BinaryCrossentropy",
    "Callback",
    "CategoricalCrossentropy",
    "Checkpoint",
    "Conv2D",
    "CosineDecay",
    "Dense",
    "DivergenceError",
    "Dropout",
    "EarlyStopping",
    "ExponentialDecay",
    "Flatten",
    "GradientReport",
    "History",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Loss",
    "MaxPool2D",
    "MaximumAPosteriori",
    "MeanSquaredError",
    "Network",
    "Optimizer",
    "PiecewiseConstantDecay",
    "PlainAvgPool2D",
    "PlainConv2D",
    "PlainMaxPool2D",
    "QuadraticCost",
    "RMSprop",
    "ReLU",
    "Residual",
    "ScaledTanh",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "SparseConv2D",
    "Step",
    "StopTraining",
    "StorageError",
    "Subsampling",
    "Tanh",
    "constant",
    "fan_in_uniform",
    "fit",
    "get_activation",
    "get_initializer",
    "get_loss",
    "get_optimizer",
    "glorot_normal",
    "glorot_uniform",
    "gradient_check",
    "he_normal",
    "he_uniform",
    "leaky_relu",
    "load_checkpoint",
    "load_model",
    "log_softmax",
    "random_normal",
    "random_uniform",
    "relu",
    "save_model",
    "scaled_normal",
    "sigmoid",
    "softmax",
    "softplus",
    "step",
    "tanh",
    "train_step",
    "zeros",
]
