import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from mnist_course import nn
from tests.nn.nn_helpers import assert_close, away_from_corners, numeric_gradient

SMOOTH = ["linear", "sigmoid", "tanh", "softplus", "softmax"]
CORNERED = ["relu", "leaky_relu"]
ALL = [*SMOOTH, *CORNERED, "step"]

# Independent formulas: SciPy's, or the definition.
REFERENCE = {
    "linear": lambda z: z,
    "sigmoid": special.expit,
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "softmax": lambda z: special.softmax(z, axis=1),
    "relu": lambda z: z * (z > 0),
    "leaky_relu": lambda z: np.where(z > 0, z, z / 100),
    "step": lambda z: np.heaviside(z, 0.0),
}
shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))


@pytest.mark.parametrize("name", ALL)
@given(shape=shapes, seed=st.integers(0, 2**32 - 1))
def test_value_against_reference(name, shape, seed):
    z = np.random.default_rng(seed).normal(0, 3, shape)
    before = z.copy()
    assert_close(nn.get_activation(name)(z), REFERENCE[name](z), rtol=1e-12, atol=1e-12)
    assert np.array_equal(z, before)


@pytest.mark.parametrize("name", SMOOTH + CORNERED)
@given(shape=shapes, seed=st.integers(0, 2**32 - 1))
def test_backward_against_central_differences(name, shape, seed):
    rng = np.random.default_rng(seed)
    z, upstream = rng.normal(0, 2, shape), rng.normal(0, 1, shape)
    if name in CORNERED and not away_from_corners(z):
        z += 0.01 * np.sign(z)
    f = nn.get_activation(name)
    numeric = numeric_gradient(lambda: np.sum(f(z) * upstream), z)
    a, kept = f(z), upstream.copy()
    assert_close(f.backward(upstream, z, a), numeric, rtol=1e-6, atol=1e-8)
    assert np.array_equal(upstream, kept)
    if name != "softmax":
        assert_close(f.derivative(z) * upstream, numeric, rtol=1e-6, atol=1e-8)


def test_hand_worked_values():
    assert nn.sigmoid(np.array([0.0]))[0] == 0.5
    assert nn.Sigmoid().derivative(np.array([0.0]))[0] == 0.25
    assert nn.Tanh().derivative(np.array([0.0]))[0] == 1
    # softmax(log 1, log 2, log 5) = (1, 2, 5) / 8
    a = nn.softmax(np.log([[1.0, 2.0, 5.0]]))
    assert_close(a, [[0.125, 0.25, 0.625]], rtol=1e-14)
    # diag(a) - a a^T, by hand for a = (1/4, 3/4)
    jacobian = nn.Softmax().jacobian(np.array([[0.25, 0.75]]))
    assert_close(jacobian, [[[3 / 16, -3 / 16], [-3 / 16, 3 / 16]]], rtol=1e-14)
    assert nn.softplus(np.array([0.0]))[0] == pytest.approx(np.log(2))
    assert nn.step(np.array([-1.0, 0.0, 2.0])).tolist() == [0, 0, 1]


def test_corner_of_relu_has_slope_zero():
    zero = np.zeros((1, 1))
    assert nn.ReLU().derivative(zero)[0, 0] == 0
    assert nn.LeakyReLU(0.1).derivative(zero)[0, 0] == pytest.approx(0.1)


@given(shape=shapes, seed=st.integers(0, 2**32 - 1))
def test_softmax_backward_is_the_jacobian_product(shape, seed):
    rng = np.random.default_rng(seed)
    z, upstream = rng.normal(0, 2, shape), rng.normal(0, 1, shape)
    f = nn.Softmax()
    a = f(z)
    product = np.einsum("bj,bjk->bk", upstream, f.jacobian(a))
    assert_close(f.backward(upstream, z, a), product, rtol=1e-10, atol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ALL)
def test_huge_scores_are_finite_right_and_silent(name, dtype):
    z = np.array([[1000, -1000, 0.0], [-1000, -1000, 1000]], dtype)
    f = nn.get_activation(name)
    a = f(z)
    assert a.dtype == dtype and np.isfinite(a).all()
    assert np.isfinite(f.backward(np.ones_like(z), z, a)).all()
    expected = {"sigmoid": [1, 0, 0.5], "softmax": [1, 0, 0], "softplus": [1000, 0, np.log(2)]}
    if name in expected:
        assert_close(a[0], np.array(expected[name], dtype), rtol=1e-6)


def test_sigmoid_keeps_its_digits_far_out():
    assert_close(nn.sigmoid(np.array([-50.0, -700.0])), special.expit([-50.0, -700.0]), 1e-12, 0)


def test_step_has_no_slope_and_softmax_no_entrywise_one():
    assert not nn.Step().derivative(np.array([[-1.0, 3.0]])).any()
    with pytest.raises(TypeError, match="jacobian"):
        nn.Softmax().derivative(np.zeros((1, 2)))


def test_names_objects_classes_and_none():
    assert isinstance(nn.get_activation(None), nn.Linear)
    assert isinstance(nn.get_activation(nn.ReLU), nn.ReLU)
    f = nn.LeakyReLU(0.3)
    assert nn.get_activation(f) is f
    with pytest.raises(ValueError, match=r"unknown activation 'sigmiod'.*Did you mean 'sigmoid'"):
        nn.get_activation("sigmiod")
    with pytest.raises(ValueError, match=r"negative_slope must be a finite number.*got -1"):
        nn.LeakyReLU(-1)
