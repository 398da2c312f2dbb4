import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn.initializers import INITIALIZERS, compute_fans

FAN_IN, FAN_OUT = 300, 200
# (variance, largest absolute value or None): from the papers' formulas.
EXPECTED = {
    "random_normal": (1, None),
    "scaled_normal": (1 / FAN_IN, None),
    "glorot_normal": (2 / (FAN_IN + FAN_OUT), 2 / 0.8796256610342398),
    "he_normal": (2 / FAN_IN, 2 / 0.8796256610342398),
    "glorot_uniform": (2 / (FAN_IN + FAN_OUT), 3**0.5),
    "he_uniform": (2 / FAN_IN, 3**0.5),
    "random_uniform": (0.7**2 / 3, 3**0.5),
    "fan_in_uniform": ((2.4 / FAN_IN) ** 2 / 3, 3**0.5),
}


def draw(init, shape=(FAN_IN, FAN_OUT), dtype="float32", seed=0):
    return init(shape, np.random.default_rng(seed), np.dtype(dtype))


@pytest.mark.parametrize("name", EXPECTED)
def test_mean_variance_and_bounds(name):
    variance, bound = EXPECTED[name]
    w = draw(nn.get_initializer(name))
    assert w.dtype == np.float32 and w.shape == (FAN_IN, FAN_OUT)
    assert abs(w.mean()) < 4 * (variance / w.size) ** 0.5
    assert w.var() == pytest.approx(variance, rel=0.03)
    if bound is not None:
        largest = np.abs(w).max() / variance**0.5
        assert 0.99 * bound < largest <= bound * (1 + 1e-6)
    else:
        assert np.abs(w).max() > 3.5 * variance**0.5  # tails are not cut


def test_zeros_constant_and_parameters():
    assert not draw(nn.zeros()).any()
    assert (draw(nn.constant(0.5)) == 0.5).all()
    assert draw(nn.random_normal(0.05)).std() == pytest.approx(0.05, rel=0.03)
    w = draw(nn.random_uniform(1, 3))
    assert w.min() >= 1 and w.max() < 3 and w.mean() == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_same_seed_same_weights(name):
    init = nn.get_initializer(name)
    assert np.array_equal(draw(init), draw(init))
    if name not in ("zeros", "constant"):
        assert not np.array_equal(draw(init), draw(init, seed=1))


def test_fans_of_matrices_and_image_kernels():
    assert compute_fans((784, 30)) == (784, 30)
    assert compute_fans((5, 5, 6, 16)) == (150, 400)
    with pytest.raises(ValueError, match=r"kernel of shape \(n_in, n_out\), got \(30,\)"):
        draw(nn.he_normal(), shape=(30,))


def test_names_and_bad_values():
    assert draw(nn.get_initializer(nn.zeros)).sum() == 0
    with pytest.raises(ValueError, match="Did you mean 'glorot_uniform'"):
        nn.get_initializer("glorot-uniform")
    with pytest.raises(ValueError, match="low must be below high"):
        nn.random_uniform(1, 1)
    with pytest.raises(ValueError, match="stddev must be a finite number of at least 0, got -1"):
        nn.random_normal(-1)
