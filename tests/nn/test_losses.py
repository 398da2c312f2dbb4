import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import assert_close, numeric_gradient

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
seeds = st.integers(0, 2**32 - 1)
LOSSES = {
    "quadratic": nn.QuadraticCost(),
    "mse": nn.MeanSquaredError(),
    "bce": nn.BinaryCrossentropy(),
    "bce logits": nn.BinaryCrossentropy(from_logits=True),
    "cce": nn.CategoricalCrossentropy(),
    "cce logits": nn.CategoricalCrossentropy(from_logits=True),
}


def draw(name, shape, seed):
    """Return targets and outputs that make sense for the loss."""
    rng = np.random.default_rng(seed)
    if name.startswith("cce"):
        y = np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
    else:
        y = rng.uniform(0, 1, shape)
    if name in ("bce", "cce"):
        return y, rng.uniform(0.05, 0.9, shape)
    return y, rng.normal(0, 3, shape)


@pytest.mark.parametrize("name", LOSSES)
@given(shape=shapes, seed=seeds)
def test_gradient_against_central_differences(name, shape, seed):
    loss = LOSSES[name]
    y, out = draw(name, shape, seed)
    if shape[1] == 1 and name == "cce":
        return  # one class of probability 1 is at the clip, where the slope jumps
    y_kept, out_kept = y.copy(), out.copy()
    gradient = loss.gradient(y, out)
    assert_close(gradient, numeric_gradient(lambda: loss(y, out), out), rtol=1e-5, atol=1e-8)
    assert np.array_equal(y, y_kept) and np.array_equal(out, out_kept)


def test_hand_worked_numbers():
    y, out = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5, 0.5], [0.0, 0.0]])
    # squares: 0.25 + 0.25 + 0 + 1 = 1.5
    assert nn.QuadraticCost()(y, out) == pytest.approx(1.5 / 4)
    assert nn.MeanSquaredError()(y, out) == pytest.approx(1.5 / 4)
    assert nn.QuadraticCost().gradient(y, out).tolist() == [[-0.25, 0.25], [0, -0.5]]
    # -log(1/8) for the right class
    p = np.array([[0.125, 0.875]])
    assert nn.CategoricalCrossentropy()(np.array([0]), p) == pytest.approx(3 * np.log(2))
    # a fair coin costs one bit, log 2, from probabilities and from logits
    coin = np.array([[1.0]])
    assert nn.BinaryCrossentropy()(coin, np.array([[0.5]])) == pytest.approx(np.log(2))
    logits = nn.BinaryCrossentropy(from_logits=True)
    assert logits(coin, np.array([[0.0]])) == pytest.approx(np.log(2))
    assert logits.gradient(coin, np.array([[0.0]])).tolist() == [[-0.5]]


def test_quadratic_cost_is_half_k_times_the_mean_squared_error():
    rng = np.random.default_rng(0)
    y, out = rng.normal(size=(7, 10)), rng.normal(size=(7, 10))
    assert nn.QuadraticCost()(y, out) == pytest.approx(10 / 2 * nn.MeanSquaredError()(y, out))


@given(shape=st.tuples(st.integers(1, 6), st.integers(2, 6)), seed=seeds)
def test_labels_and_one_hot_rows_mean_the_same(shape, seed):
    rng = np.random.default_rng(seed)
    labels, out = rng.integers(0, shape[1], shape[0]), rng.normal(size=shape)
    for loss, scores in ((LOSSES["cce logits"], out), (LOSSES["cce"], nn.softmax(out))):
        rows = np.eye(shape[1])[labels]
        assert loss(labels, scores) == loss(rows, scores)
        assert np.array_equal(loss.gradient(labels, scores), loss.gradient(rows, scores))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_of_a_thousand_are_exact_and_silent(dtype):
    z = np.array([[1000, -1000], [-1000, 1000]], dtype)
    wrong, right = np.array([[0, 1], [1, 0]], dtype), np.array([[1, 0], [0, 1]], dtype)
    cce, bce = LOSSES["cce logits"], LOSSES["bce logits"]
    assert cce(wrong, z) == 2000 and cce(right, z) == 0
    assert bce(wrong, z) == 1000 and bce(right, z) == 0
    assert cce.gradient(wrong, z).tolist() == [[0.5, -0.5], [-0.5, 0.5]]
    assert bce.gradient(wrong, z).tolist() == [[0.25, -0.25], [-0.25, 0.25]]
    assert cce.gradient(wrong, z).dtype == dtype


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_certain_and_wrong_probabilities_cost_what_the_clip_allows(dtype):
    p = np.array([[1, 0]], dtype)
    y = np.array([[0, 1]], dtype)
    for name in ("cce", "bce"):
        assert LOSSES[name](y, p) == pytest.approx(-np.log(1e-7), rel=0.02)
        assert not LOSSES[name].gradient(y, p).any()


def test_one_target_per_sample_does_not_broadcast_to_a_table():
    out = np.array([[0.0], [1.0], [2.0]])
    loss = nn.MeanSquaredError()
    assert loss(np.array([0.0, 1.0, 2.0]), out) == 0
    assert loss.gradient(np.array([0.0, 1.0, 2.0]), out).shape == (3, 1)


@pytest.mark.parametrize(
    ("name", "y", "message"),
    [
        ("mse", np.zeros((3, 4)), r"mean_squared_error: y has shape \(3, 4\), expected \(3, 2\)"),
        ("mse", np.array([0, 1, 1]), r"shape \(3,\), expected \(3, 2\).*one-hot"),
        ("mse", np.zeros((2, 2)), "2 targets for 3 samples"),
        ("mse", np.full((3, 2), np.nan), r"6 value\(s\) that are NaN.*index \(0, 0\)"),
        ("mse", np.array([["a", "b"]] * 3), "expected numbers"),
        ("cce", np.array([0, 1, 2]), r"labels run from 0 to 2, expected 0\.\.1"),
        ("cce", np.array([0, -1, 1]), r"labels run from -1 to 1, expected 0\.\.1"),
        ("cce", np.array([0.0, 1.0, 1.0]), "labels have type float64, expected integers"),
        ("cce", np.zeros((3, 2), int), "row 0 sums to 0"),
        ("cce", np.array([[2, -1]] * 3), r"runs from -1 to 2.*\[0, 1\]"),
        ("bce", -np.ones((3, 2), int), r"from -1 to -1.*\(y \+ 1\) / 2"),
    ],
)
def test_bad_targets_are_named(name, y, message):
    with pytest.raises(ValueError, match=message):
        LOSSES[name](y, np.full((3, 2), 0.5))


def test_names():
    assert isinstance(nn.get_loss("quadratic_cost"), nn.QuadraticCost)
    assert isinstance(nn.get_loss(nn.MeanSquaredError), nn.MeanSquaredError)
    with pytest.raises(ValueError, match="Did you mean 'categorical_crossentropy'"):
        nn.get_loss("categorical_cross_entropy")
    assert repr(nn.BinaryCrossentropy(True)) == "BinaryCrossentropy(from_logits=True)"


def test_only_the_matching_activation_is_taken_together_with_a_loss():
    cce, bce = nn.CategoricalCrossentropy(), nn.BinaryCrossentropy()
    assert cce.from_activation(nn.Softmax()).from_logits
    assert bce.from_activation(nn.Sigmoid()).from_logits
    assert cce.from_activation(nn.Sigmoid()) is None
    assert bce.from_activation(nn.Softmax()) is None
    assert LOSSES["cce logits"].from_activation(nn.Softmax()) is None
    assert nn.QuadraticCost().from_activation(nn.Sigmoid()) is None
