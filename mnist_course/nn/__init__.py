"""A neural-network engine to read: NumPy only, Keras's names, one idea per file.

Read in this order: ``activations``, ``initializers``, ``layers``, ``losses``, ``optimizers``,
``network``, ``training``, ``model``, ``gradient_check``; around a step ``schedules``,
``regularizers``, ``history``, ``callbacks``; then ``convolution``, ``pooling``, ``dropout``,
``residual``; ``historical`` for the network of 1998, ``zoo`` for all networks of the book, and
``fast`` for what makes it quick; ``checks`` and ``storage`` stand at the doors. Samples lie in
rows, X: (batch, d_in); a dense layer computes z = X W + b and a = f(z); delta stands for dL/dz.

``forward`` and ``backward`` of layers and networks hold only mathematics. Who calls a layer or a
network, ``model(x)``, and ``model.backpropagate(grad)`` for the way back, comes through the door
where shapes, types and numbers are checked; so do ``fit``, ``predict`` and ``evaluate``.
"""

# What a file offers stands in its own __all__: a name is listed once.

import types

from mnist_course.nn.activations import *
from mnist_course.nn.callbacks import *
from mnist_course.nn.convolution import *
from mnist_course.nn.dropout import *
from mnist_course.nn.fast.convolution import *
from mnist_course.nn.fast.pooling import *
from mnist_course.nn.gradient_check import *
from mnist_course.nn.historical import *
from mnist_course.nn.history import *
from mnist_course.nn.initializers import *
from mnist_course.nn.layers import *
from mnist_course.nn.losses import *
from mnist_course.nn.model import *
from mnist_course.nn.network import *
from mnist_course.nn.optimizers import *
from mnist_course.nn.pooling import *
from mnist_course.nn.regularizers import *
from mnist_course.nn.residual import *
from mnist_course.nn.schedules import *
from mnist_course.nn.storage import *
from mnist_course.nn.training import *

__all__ = sorted(
    name
    for name, value in globals().items()
    if name[0] != "_" and not isinstance(value, types.ModuleType)
)
