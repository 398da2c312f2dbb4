import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import built

ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax"]
sizes = st.integers(1, 7)
geometry = {"batch": sizes, "d_in": sizes, "d_out": sizes, "seed": st.integers(0, 2**32 - 1)}


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


@pytest.mark.parametrize("layer", [nn.Dense, lambda units, **kw: nn.Conv2D(units, 3, **kw)])
@pytest.mark.parametrize(
    ("which", "strength"),
    [("l2", 0.01), (0.3, 0.3), (nn.L2(0.2), 0.2), (nn.L2(), 0.01), (0, None), (None, None)],
)
def test_a_penalty_is_named_measured_or_left_out(layer, which, strength):
    penalty = layer(2, kernel_regularizer=which).regularizer
    if strength is None:
        assert penalty is None
        return
    assert penalty.value(np.array([1.0, -2.0])) == pytest.approx(5 * strength)
    assert penalty.gradient(np.array([1.0, -2.0])) == pytest.approx([2 * strength, -4 * strength])
