"""Tools that several tests of the engine share."""

import numpy as np
from hypothesis import assume

SMALL = 1e-5  # below it, gradients are compared by their difference: see `worst_relative_error`


def built(layer, shape, seed=0, dtype="float64"):
    """Name and build a layer for samples of `shape`."""
    layer.name = layer.name or "tested"
    layer.build(shape, np.random.default_rng(seed), np.dtype(dtype))
    return layer


def parameters(layer):
    """Return the arrays of a layer by name, those inside a block included."""
    return {f"{p.name}/{key}": value for p in layer.parts() for key, value in p.params.items()}


def gradients(layer):
    """Return the gradients of a layer, by the names and in the order of its parameters."""
    return {f"{p.name}/{key}": p.grads[key] for p in layer.parts() for key in p.params}


def draw_parameters(layer, rng):
    """Draw every weight and bias anew, such that sums of inputs of order 1 stay of order 1."""
    for part in layer.parts():
        for key, value in part.params.items():
            fan_in = value.size // value.shape[-1]
            part.params[key][...] = rng.normal(0, fan_in**-0.5, value.shape)
    return layer


def draw_upstream(rng, shape):
    """Draw dL/d(output), such that sums over all places and samples are of order 1."""
    return rng.normal(size=shape) / np.sqrt(max(np.prod(shape[:-1]), 1))


def locked(array):
    """Return a view that cannot be written to: whoever tries raises an error."""
    view = array.view()
    view.flags.writeable = False
    return view


def both_passes(layer, x, upstream, training=True):
    """Return the output, and dL/dx with the gradients of all parameters by name.

    Fails if a pass writes into the input, into the upstream gradient, into a parameter, or, on the
    way back, into the output.
    """
    kept = {name: p.copy() for name, p in parameters(layer).items()}
    out = layer.forward(locked(x), training)
    seen = out.copy()
    found = {"x": layer.backward(locked(upstream))}
    found |= {name: g.copy() for name, g in gradients(layer).items()}
    assert np.array_equal(out, seen), "backward changed the output"
    for name, p in parameters(layer).items():
        assert np.array_equal(p, kept[name]), f"{name} was changed"
    return out, found


def numeric_gradient(f, x, eps=1e-5):
    """Central differences of the scalar f() with respect to every entry of x, changed in place."""
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + eps
        above = f()
        x[i] = old - eps
        below = f()
        x[i] = old
        grad[i] = (above - below) / (2 * eps)
    return grad


def worst_relative_error(found, numeric):
    """Return the largest |difference| over the larger of both values, or over SMALL.

    The loss has 16 digits, so a central difference is itself uncertain by about 1e-10.
    """
    assert found.shape == numeric.shape
    scale = np.maximum(np.maximum(np.abs(found), np.abs(numeric)), SMALL)
    return float((np.abs(found - numeric) / scale).max(initial=0))


def assert_gradients(layer, x, upstream, before=lambda: None):
    """Compare every gradient, dL/dx included, with central differences: relative error < 1e-4.

    `before` is called before each forward pass; a layer that draws at random is rewound there.
    """
    before()
    _, found = both_passes(layer, x, upstream)

    def loss():
        before()
        return np.sum(layer.forward(x, training=True) * upstream)

    for name, array in {"x": x, **parameters(layer)}.items():
        error = worst_relative_error(found[name], numeric_gradient(loss, array))
        assert error < 1e-4, f"{name}: relative error {error:.1e}"


def check_by_differences(layer, shape, batch, seed, x=None):
    """Build the layer, draw weights, inputs and upstream gradients; compare all gradients."""
    rng = np.random.default_rng(seed)
    draw_parameters(built(layer, shape, seed), rng)
    x = rng.normal(size=(batch, *shape)) if x is None else x
    if getattr(getattr(layer, "activation", None), "name", "").endswith("relu"):
        layer.forward(x)
        assume(away_from_corners(layer.z, distance=2e-4))
    assert_gradients(layer, x, draw_upstream(rng, (batch, *layer.output_shape)))


def away_from_corners(z, corners=(0.0,), distance=1e-3):
    """Say whether no entry of z sits so near a corner that differences cannot be trusted."""
    return all(np.abs(z - corner).min() > distance for corner in corners)


def assert_close(actual, expected, rtol=1e-5, atol=1e-5):
    """Compare shapes too: assert_allclose alone would broadcast."""
    assert np.shape(actual) == np.shape(expected)
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol)
