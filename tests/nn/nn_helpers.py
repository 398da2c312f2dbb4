"""Tools that several tests of the engine share."""

import numpy as np


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


def away_from_corners(z, corners=(0.0,), distance=1e-3):
    """Say whether no entry of z sits so near a corner that differences cannot be trusted."""
    return all(np.abs(z - corner).min() > distance for corner in corners)


def assert_close(actual, expected, rtol=1e-5, atol=1e-5):
    """Compare shapes too: assert_allclose alone would broadcast."""
    assert np.shape(actual) == np.shape(expected)
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol)
