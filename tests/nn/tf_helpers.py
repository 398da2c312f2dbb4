"""Layers beside plain TensorFlow: equal weights, equal inputs; what must agree, and how closely.

The twin of a layer is a few TensorFlow operations in eager mode, written down from the formula and
not from our code; TensorFlow finds the gradients by itself. Inputs, weights and upstream gradients
are drawn so that all results are of order 1, and differences are absolute.
"""

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: pip install .[keras]")
import tensorflow as tf

from tests.nn.nn_helpers import both_passes, built, draw_parameters, draw_upstream, parameters

# The largest absolute difference allowed, for every entry of every array.
TOLERANCES = {"float64": 1e-9, "float32": 1e-5}

BENDS = {
    "linear": tf.identity,
    "step": lambda z: tf.cast(z > 0, z.dtype),
    "sigmoid": tf.sigmoid,
    "tanh": tf.tanh,
    "relu": tf.nn.relu,
    # TensorFlow's own leaky_relu keeps its slope in float32 whatever the type of z.
    "leaky_relu": lambda z: tf.where(z > 0, z, 0.01 * z),
    "softplus": tf.math.softplus,
    "softmax": tf.nn.softmax,
    "scaled_tanh": lambda z: 1.7159 * tf.tanh(2 * z / 3),
}


def assert_within(name, found, expected, dtype):
    """Compare type, shape and every entry."""
    assert found.dtype == dtype, f"{name} has type {found.dtype}"
    assert found.shape == expected.shape, f"{name} has shape {found.shape}, not {expected.shape}"
    difference = np.abs(found - expected).max(initial=0)
    assert difference < TOLERANCES[dtype], f"{name} differs by {difference:.1e} in {dtype}"


def tensorflow_passes(twin, sources, upstream, more=()):
    """Return the output of twin(*sources), and what backpropagating `upstream` gives for each.

    `more`: variables inside twin whose gradients are wanted too.
    """
    sources = [tf.constant(v) for v in sources]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        out = twin(*sources)
    assert upstream.shape == tuple(out.shape)
    sources += [getattr(v, "value", v) for v in more]
    slopes = tape.gradient(out, sources, tf.constant(upstream), unconnected_gradients="zero")
    return out.numpy(), [slope.numpy() for slope in slopes]


def assert_twin_agrees(make, shape, batch, seed, twin, draw_inputs=None, training=True):
    """Compare a layer with `twin`(x, *parameters), in float64 and in float32.

    Compared are the output, dL/dx, and the gradient of every parameter; `both_passes` looks after
    what must not change. `make` returns a new layer; `draw_inputs`(rng, shape) its inputs, else
    they are normal.
    """
    for dtype in TOLERANCES:
        rng = np.random.default_rng(seed)
        layer = draw_parameters(built(make(), shape, seed, dtype), rng)
        draw = draw_inputs or (lambda rng, full: rng.normal(size=full))
        x = draw(rng, (batch, *shape)).astype(dtype)
        upstream = draw_upstream(rng, (batch, *layer.output_shape)).astype(dtype)
        sources = [x, *parameters(layer).values()]
        expected, slopes = tensorflow_passes(twin, sources, upstream)
        out, found = both_passes(layer, x, upstream, training)
        assert_within("output", out, expected, dtype)
        for (name, ours), theirs in zip(found.items(), slopes, strict=True):
            assert_within(f"dL/d{name}", ours, theirs, dtype)
