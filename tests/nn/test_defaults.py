"""Defaults are promises too: Keras's where it has them, those of the sources elsewhere."""

import inspect

import pytest

from mnist_course import nn

# What a call that leaves out everything means. (Where None stands, the object decides.)
DEFAULTS = {
    nn.SGD: {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0},
    nn.RMSprop: {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7, "weight_decay": 0.0},
    nn.Adam: {
        "learning_rate": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
        "weight_decay": 0.0,
    },
    nn.ExponentialDecay: {"staircase": False},
    nn.CosineDecay: {"alpha": 0.0},
    nn.Dense: {
        "activation": None,
        "kernel_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
        "kernel_regularizer": None,
        "name": None,
    },
    nn.Conv2D: {
        "strides": 1,
        "padding": "valid",
        "activation": None,
        "kernel_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
        "kernel_regularizer": None,
        "name": None,
    },
    nn.MaxPool2D: {"pool_size": 2, "strides": None, "padding": "valid", "name": None},
    nn.Subsampling: {"pool_size": 2, "activation": "scaled_tanh"},
    nn.Dropout: {"seed": None, "name": None},
    nn.Residual: {"shortcut": None, "activation": None, "name": None},
    nn.RBF: {"codes": None, "name": None},
    nn.LeakyReLU: {"negative_slope": 0.01},
    nn.leaky_relu: {"negative_slope": 0.01},
    nn.L2: {"strength": 0.01},
    nn.BinaryCrossentropy: {"from_logits": False},
    nn.CategoricalCrossentropy: {"from_logits": False},
    nn.MaximumAPosteriori: {"j": 5.0},
    nn.constant: {"value": 0.0},
    nn.random_normal: {"stddev": 1.0, "mean": 0.0},
    nn.random_uniform: {"low": -0.7, "high": 0.7},
    nn.fan_in_uniform: {"limit": 2.4},
    nn.EarlyStopping: {
        "monitor": "val_loss",
        "patience": 0,
        "min_delta": 0.0,
        "mode": "auto",
        "restore_best": True,
    },
    nn.Checkpoint: {"optimizer": None, "every": 1, "monitor": None},
    nn.Sequential: {"input_shape": None, "seed": 0, "dtype": "float32", "name": None},
    nn.Sequential.predict: {"batch_size": 1024},
    nn.Sequential.predict_classes: {"threshold": 0.5},
    nn.Sequential.evaluate: {"batch_size": 1024},
    nn.fit: {
        "epochs": 1,
        "batch_size": 32,
        "validation_data": None,
        "shuffle": True,
        "seed": 0,
        "callbacks": (),
        "initial_epoch": 0,
        "progress": None,
    },
    nn.gradient_check: {"eps": 1e-5, "samples": 200, "seed": 0, "show": True},
    nn.GradientReport.ok: {"tol": 1e-4},
}
DEFAULTS[nn.AvgPool2D] = DEFAULTS[nn.MaxPool2D]
DEFAULTS |= {
    plain: DEFAULTS[quick]
    for plain, quick in (
        (nn.PlainConv2D, nn.Conv2D),
        (nn.PlainMaxPool2D, nn.MaxPool2D),
        (nn.PlainAvgPool2D, nn.AvgPool2D),
    )
}


@pytest.mark.parametrize("called", DEFAULTS, ids=lambda called: called.__qualname__)
def test_what_is_left_out_means_what_the_documentation_says(called):
    parameters = inspect.signature(called).parameters.values()
    found = {p.name: p.default for p in parameters if p.default is not p.empty}
    assert found == DEFAULTS[called]
    assert {key: type(value) for key, value in found.items()} == {
        key: type(value) for key, value in DEFAULTS[called].items()
    }
