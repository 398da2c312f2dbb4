"""A neural-network engine to read: NumPy only, Keras's names, one idea per file.

Read in this order: ``activations``, ``layers``, ``losses``, ``optimizers``, ``model``, ``steps``,
``training``, ``gradient_check``; then ``images``, ``convolution``, ``pooling``, ``dropout``,
``residual``; ``historical`` for the network of 1998, and ``zoo`` for all networks of the book.
Samples lie in rows, X: (batch, d_in); a dense layer computes
z = X W + b and a = f(z); delta stands for dL/dz.
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
from mnist_course.nn.convolution import Conv2D
from mnist_course.nn.dropout import Dropout
from mnist_course.nn.gradient_check import GradientReport, gradient_check
from mnist_course.nn.historical import (
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
from mnist_course.nn.model import Sequential
from mnist_course.nn.optimizers import SGD, Adam, Optimizer, RMSprop, get_optimizer
from mnist_course.nn.pooling import AvgPool2D, MaxPool2D
from mnist_course.nn.rbf import RBF, MaximumAPosteriori
from mnist_course.nn.regularizers import L2
from mnist_course.nn.residual import Residual
from mnist_course.nn.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay
from mnist_course.nn.storage import StorageError, load_model, save_model
from mnist_course.nn.training import Callback, fit

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
    "Optimizer",
    "PiecewiseConstantDecay",
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
    "zeros",
]
