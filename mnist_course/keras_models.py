"""The book's networks in Keras, and weights that move between the two.

TensorFlow is slow to import and large, so it is imported by the functions here, when they are
called, and never by ``import mnist_course``. It is an extra: ``pip install ".[keras]"`` in the
course's folder.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import nn
from mnist_course.nn import zoo
from mnist_course.nn.checks import check_choice
from mnist_course.nn.layers import KINDS

if TYPE_CHECKING:
    import keras


def load_keras() -> Any:
    """Import Keras quietly and return it.

    Raises
    ------
    ImportError
        If TensorFlow is not installed; the message says how to get it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    try:
        return importlib.import_module("keras")
    except ImportError as error:
        raise ImportError(
            'this needs Keras and TensorFlow: pip install ".[keras]" in the folder of the course; '
            "elsewhere `mnist-course doctor` names the packages"
        ) from error


def keras_model(name: str, seed: int = 0, **settings: Any) -> keras.Model:
    """Return a network of the zoo, such as ``"lenet5"``, as a Keras model.

    Its weights are those of the NumPy network of the same name and seed. Compile it before fit.
    """
    make = zoo.NETWORKS[check_choice(name, zoo.NETWORKS, "network")]
    return to_keras(make(seed=seed, **settings))


def to_keras(model: nn.Sequential) -> keras.Model:
    """Return a Keras model that computes the same as `model`, with a copy of its weights.

    Raises
    ------
    ValueError
        If a layer or an activation has no counterpart in Keras, such as those of 1998.
    """
    keras = load_keras()
    if model.input_shape is None:
        raise ValueError("to_keras: the model has no parameters yet: build it first")
    inputs = keras.Input(model.input_shape, dtype=model.dtype.name)
    outputs = inputs
    for layer in model.layers:
        outputs = _connect(keras, layer, outputs, model.dtype.name)
    twin = keras.Model(inputs, outputs, name=model.name)
    for part in model.parts():
        if part.params:
            twin.get_layer(_keras_name(part)).set_weights(list(part.params.values()))
    return twin


def tape_gradients(
    model: nn.Sequential, loss: Callable[[Any, Any], Any], x: np.ndarray, y: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the gradient of a loss for every parameter, as TensorFlow's GradientTape finds it.

    Parameters
    ----------
    model : Sequential
        A built network; a Keras model with its weights is asked, and the network is not changed.
    loss : function
        ``loss(y, out)`` of two tensors; if it returns several numbers, their sum is the loss.
    x, y : array
        A batch of samples and targets, in the type of the model.

    Returns
    -------
    dict
        Arrays by the names of ``model.params``, such as ``"dense_1/W"``.

    Raises
    ------
    ImportError
        If TensorFlow is not installed.
    ValueError
        If the model has no parameters yet, or a layer that Keras does not know.
    """
    twin = to_keras(model)
    tensorflow = importlib.import_module("tensorflow")
    names = [f"{part.name}/{key}" for part in model.parts() for key in part.params]
    variables = [
        weight
        for part in model.parts()
        if part.params
        for weight in twin.get_layer(_keras_name(part)).trainable_variables
    ]
    x, y = (tensorflow.constant(values, model.dtype.name) for values in (x, y))
    with tensorflow.GradientTape() as tape:
        value = loss(y, twin(x, training=False))
    found = tape.gradient(value, [weight.value for weight in variables])
    return {name: grad.numpy() for name, grad in zip(names, found, strict=True)}


POOLING = {
    nn.MaxPool2D: "MaxPooling2D",
    nn.PlainMaxPool2D: "MaxPooling2D",
    nn.AvgPool2D: "AveragePooling2D",
    nn.PlainAvgPool2D: "AveragePooling2D",
}


def _keras_name(layer: nn.Layer) -> str:
    return layer.name.replace("/", ".").replace(" ", "_")


def _connect(keras: Any, layer: nn.Layer, x: Any, dtype: str) -> Any:
    """Put the Keras layer for `layer` behind the tensor x; return its output."""
    common = {"name": _keras_name(layer), "dtype": dtype}
    kind = type(layer)
    if kind is nn.Residual:
        return _connect_residual(keras, layer, x, dtype)
    if kind in (nn.Conv2D, nn.PlainConv2D):
        padding = layer.padding
        if not isinstance(padding, str):
            border = f"{common['name']}.border"
            x = keras.layers.ZeroPadding2D(padding, name=border, dtype=dtype)(x)
            padding = "valid"
        place = {"strides": layer.strides, "padding": padding}
        return keras.layers.Conv2D(
            layer.filters,
            layer.kernel_size,
            **place,
            **_activation_and_penalty(keras, layer),
            **common,
        )(x)
    if kind is nn.Dense:
        return keras.layers.Dense(layer.units, **_activation_and_penalty(keras, layer), **common)(x)
    if kind is nn.Activation:
        return keras.layers.Activation(_activation(keras, layer.activation), **common)(x)
    if kind in POOLING:
        twin = getattr(keras.layers, POOLING[kind])
        return twin(layer.pool_size, layer.strides, layer.padding, **common)(x)
    if kind is nn.Flatten:
        return keras.layers.Flatten(**common)(x)
    if kind is nn.Dropout:
        return keras.layers.Dropout(layer.rate, seed=layer.seed, **common)(x)
    raise ValueError(f"to_keras: Keras has no layer like {layer.name!r}, a {kind.__name__}")


def _connect_residual(keras: Any, block: nn.Residual, x: Any, dtype: str) -> Any:
    through = short = x
    for layer in block.body.layers:
        through = _connect(keras, layer, through, dtype)
    if block.shortcut is not None:
        short = _connect(keras, block.shortcut, x, dtype)
    name = _keras_name(block)
    total = keras.layers.Add(name=f"{name}.sum", dtype=dtype)([through, short])
    f = _activation(keras, block.activation)
    return keras.layers.Activation(f, name=name, dtype=dtype)(total)


def _activation_and_penalty(keras: Any, layer: nn.Layer) -> dict[str, Any]:
    penalty = layer.regularizer and keras.regularizers.L2(layer.regularizer.strength)
    return {
        "activation": _activation(keras, layer.activation),
        "kernel_regularizer": penalty or None,
    }


SAME_NAME = ("linear", "sigmoid", "tanh", "relu", "softplus", "softmax")


def _activation(keras: Any, f: nn.ActivationFunction) -> Any:
    """Return what Keras calls the activation f."""
    if f.name in SAME_NAME:
        return f.name
    if isinstance(f, nn.LeakyReLU):
        return keras.layers.LeakyReLU(negative_slope=f.negative_slope)
    raise ValueError(f"to_keras: Keras has no activation {f.name!r}")


def from_keras(model: keras.Model) -> nn.Sequential:
    """Return a NumPy network that computes the same as a Keras model, with a copy of its weights.

    The model must be a plain stack of Dense, Conv2D, MaxPooling2D, AveragePooling2D, Flatten,
    Dropout, Activation and ZeroPadding2D (before a Conv2D), in float32 or float64.

    Raises
    ------
    ValueError
        If a layer, a setting or the way they are connected has no counterpart here.
    """
    load_keras()
    if not getattr(model, "built", False) or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("from_keras: the model must be built, with one input and one output")
    layers, values, border = [], {}, None
    for twin in model.layers:
        kind = type(twin).__name__
        if kind == "InputLayer":
            continue
        _check_stack(twin)
        if kind == "ZeroPadding2D":
            border = twin.padding
            continue
        layer = _translate(kind, twin, border)
        border = None
        layers.append(layer)
        if twin.get_weights():
            values[f"{layer.name}/W"], values[f"{layer.name}/b"] = twin.get_weights()
    if border is not None:
        raise ValueError("from_keras: a ZeroPadding2D must stand before a Conv2D")
    shape = tuple(model.inputs[0].shape[1:])
    types = {twin.compute_dtype for twin in model.layers if type(twin).__name__ != "InputLayer"}
    if len(types) != 1:
        raise ValueError(f"from_keras: expected layers of one type, got {sorted(types)}")
    ours = nn.Sequential(layers, shape, dtype=types.pop(), name=model.name)
    ours.set_params(values)
    return ours


def _check_stack(twin: Any) -> None:
    """Raise if this Keras layer has more than one input, is used twice, or skips a layer."""
    nodes, users = twin._inbound_nodes, twin._outbound_nodes
    if len(nodes) != 1 or len(nodes[0].input_tensors) != 1 or len(users) > 1:
        raise ValueError(f"from_keras: layer {twin.name!r} is not part of a plain stack of layers")


def _translate(kind: str, twin: Any, border: Any) -> nn.Layer:
    """Return our layer for a Keras layer."""
    config = twin.get_config()
    if config.get("data_format", "channels_last") != "channels_last":
        raise ValueError(f"from_keras: layer {twin.name!r} has channels first, expected last")
    if border is not None and (kind != "Conv2D" or twin.padding != "valid"):
        raise ValueError("from_keras: a ZeroPadding2D must stand before a Conv2D of padding valid")
    settings: dict[str, Any] = {"name": twin.name}
    if kind in ("Dense", "Conv2D"):
        if not twin.use_bias or config.get("groups", 1) != 1:
            raise ValueError(f"from_keras: layer {twin.name!r} has no biases, or several groups")
        if kind == "Conv2D" and tuple(twin.dilation_rate) != (1, 1):
            raise ValueError(f"from_keras: layer {twin.name!r} has a dilation; there is none here")
        settings |= {"activation": _our_activation(twin), "kernel_regularizer": _penalty(twin)}
        if kind == "Dense":
            return nn.Dense(twin.units, **settings)
        padding = twin.padding if border is None else border
        place = {"strides": tuple(twin.strides), "padding": padding}
        return nn.Conv2D(twin.filters, tuple(twin.kernel_size), **place, **settings)
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        ours = nn.MaxPool2D if kind == "MaxPooling2D" else nn.AvgPool2D
        return ours(tuple(twin.pool_size), tuple(twin.strides), twin.padding, **settings)
    if kind == "Dropout":
        return nn.Dropout(twin.rate, seed=twin.seed, **settings)
    if kind == "Flatten":
        return nn.Flatten(**settings)
    if kind == "Activation":
        return nn.Activation(_our_activation(twin), **settings)
    raise ValueError(f"from_keras: layer {twin.name!r} is a {kind}; known are {', '.join(KINDS)}")


def _our_activation(twin: Any) -> nn.ActivationFunction:
    f = twin.activation
    if type(f).__name__ == "LeakyReLU":
        return nn.LeakyReLU(float(f.negative_slope))
    name = getattr(f, "__name__", str(f))
    if name not in SAME_NAME:
        raise ValueError(f"from_keras: layer {twin.name!r} has activation {name!r}, not known here")
    return nn.get_activation(name)


def _penalty(twin: Any) -> nn.L2 | None:
    penalty = twin.kernel_regularizer
    if penalty is None:
        return None
    if type(penalty).__name__ != "L2":
        raise ValueError(
            f"from_keras: layer {twin.name!r} has regularizer {penalty!r}, expected L2"
        )
    return nn.L2(float(np.asarray(penalty.l2)))
