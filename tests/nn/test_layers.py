import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nn_helpers import assert_close, away_from_corners, numeric_gradient

from mnist_course import nn

ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax"]
sizes = st.integers(1, 7)
geometry = {"batch": sizes, "d_in": sizes, "d_out": sizes, "seed": st.integers(0, 2**32 - 1)}


def built(layer, shape, seed=0, dtype="float64"):
    layer.build(shape, np.random.default_rng(seed), np.dtype(dtype))
    layer.name = layer.name or "tested"
    return layer


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(**geometry)
def test_dense_against_central_differences(activation, batch, d_in, d_out, seed):
    rng = np.random.default_rng(seed)
    layer = built(nn.Dense(d_out, activation, "random_normal", "random_normal"), (d_in,), seed)
    x, upstream = rng.normal(size=(batch, d_in)), rng.normal(size=(batch, d_out))
    layer.forward(x)
    if "relu" in activation:
        assume(away_from_corners(layer.z))
    kept = [v.copy() for v in (x, upstream, *layer.params.values())]

    def loss():
        return np.sum(layer.forward(x) * upstream)

    dx = layer.backward(upstream, input_grad=True)
    found = {"x": dx, **{key: g.copy() for key, g in layer.grads.items()}}
    for before, after in zip(kept, (x, upstream, *layer.params.values()), strict=True):
        assert np.array_equal(before, after)
    for key, array in {"x": x, **layer.params}.items():
        assert_close(found[key], numeric_gradient(loss, array), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(**geometry)
def test_activation_layer_after_linear_dense_equals_dense(activation, batch, d_in, d_out, seed):
    rng = np.random.default_rng(seed)
    whole = built(nn.Dense(d_out, activation), (d_in,), seed)
    half, bend = built(nn.Dense(d_out), (d_in,), seed), built(nn.Activation(activation), (d_out,))
    x, upstream = rng.normal(size=(batch, d_in)), rng.normal(size=(batch, d_out))
    assert np.array_equal(whole.forward(x), bend.forward(half.forward(x)))
    assert np.array_equal(whole.backward(upstream), half.backward(bend.backward(upstream)))
    for key in ("W", "b"):
        assert np.array_equal(whole.grads[key], half.grads[key])


def test_dense_by_hand():
    layer = built(nn.Dense(2), (2,))
    layer.params["W"][...] = [[1, 2], [3, 4]]
    layer.params["b"][...] = [10, 20]
    assert layer.forward(np.array([[1.0, 1.0], [2.0, 0.0]])).tolist() == [[14, 26], [12, 24]]
    assert layer.backward(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [[1, 3], [2, 4]]
    assert layer.grads["W"].tolist() == [[1, 2], [1, 0]]
    assert layer.grads["b"].tolist() == [1, 1]


def test_sigmoid_neuron_by_hand():
    # Nielsen's toy neuron, w = 0.6, b = 0.9, input 1, target 0: output sigmoid(1.5) = 0.82
    layer = built(nn.Dense(1, "sigmoid"), (1,))
    layer.params["W"][...], layer.params["b"][...] = 0.6, 0.9
    out = layer.forward(np.ones((1, 1)))
    assert out[0, 0] == pytest.approx(0.8175744761936437)
    layer.backward(nn.QuadraticCost().gradient(np.zeros((1, 1)), out))
    a = 0.8175744761936437
    assert layer.grads["W"][0, 0] == pytest.approx(a * a * (1 - a))


def test_backward_twice_gives_the_same_and_the_first_layer_saves_its_product():
    layer = built(nn.Dense(3, "tanh"), (4,))
    layer.forward(np.ones((2, 4)))
    assert layer.backward(np.ones((2, 3)), input_grad=False) is None
    once = layer.grads["W"].copy()
    assert layer.backward(np.ones((2, 3))).shape == (2, 4)
    assert np.array_equal(layer.grads["W"], once)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_type_is_kept_through_both_passes(dtype):
    for activation in ACTIVATIONS:
        layer = built(nn.Dense(3, activation), (4,), dtype=dtype)
        out = layer.forward(np.ones((2, 4), dtype))
        dx = layer.backward(np.ones((2, 3), dtype))
        assert {v.dtype for v in (out, dx, *layer.grads.values())} == {np.dtype(dtype)}


def test_messages_name_the_layer_what_it_got_and_what_it_expected():
    layer = built(nn.Dense(3, name="hidden"), (4,))
    with pytest.raises(ValueError, match=r"'hidden' got an input of shape \(2, 5\).*\(batch, 4\)"):
        layer.forward(np.ones((2, 5)))
    with pytest.raises(ValueError, match=r"'hidden': call forward\(\) before backward\(\)"):
        layer.backward(np.ones((2, 3)))
    layer.forward(np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"'hidden'.*gradient of shape \(2, 4\).*\(2, 3\)"):
        layer.backward(np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"'hidden' \(Dense\) got samples of shape \(28, 28\)"):
        built(nn.Dense(3, name="hidden"), (28, 28))
    with pytest.raises(ValueError, match=r"'hidden' has no weights yet"):
        nn.Dense(3, name="hidden").forward(np.ones((2, 4)))


@pytest.mark.parametrize("units", [0, -1, 2.5, "ten", True, None])
def test_units_must_be_a_positive_whole_number(units):
    with pytest.raises(ValueError, match="Dense: units must be a whole number of at least 1, got"):
        nn.Dense(units)
