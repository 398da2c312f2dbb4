"""The perceptron against hand-worked numbers, finite differences and Novikoff's bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course.perceptron import (
    McCullochPittsNeuron,
    Perceptron,
    novikoff_bound,
    perceptron_gradient,
    perceptron_loss,
)

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "XOR": [0, 1, 1, 0]}
HAND_SET = {"AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5)}


@pytest.mark.parametrize("gate", HAND_SET)
def test_hand_set_neurons_compute_their_gate(gate):
    assert McCullochPittsNeuron(*HAND_SET[gate])(CORNERS).tolist() == GATES[gate]


def test_neuron_rests_on_its_threshold():
    # S2 15.1: the neuron fires only when the sum is strictly above the threshold.
    assert McCullochPittsNeuron([1, 1], -1)([[0, 1], [1, 1]]).tolist() == [0, 1]


@pytest.mark.parametrize("gate", HAND_SET)
@pytest.mark.parametrize("eta", [0.1, 1.0, 7.0])
def test_converges_on_every_linear_gate_within_the_bound(gate, eta):
    y = 2 * np.array(GATES[gate]) - 1
    model = Perceptron(eta=eta).fit(CORNERS, y)
    assert model.converged
    assert (model.predict(CORNERS) == y).all()
    assert 0 < len(model.updates) <= novikoff_bound(CORNERS, y, *HAND_SET[gate])


def test_never_converges_on_xor():
    y = 2 * np.array(GATES["XOR"]) - 1
    model = Perceptron(max_epochs=1000).fit(CORNERS, y)
    assert not model.converged
    assert min(model.mistakes_per_epoch) >= 1


def test_first_updates_by_hand():
    # AND from zero, worked on paper: the corner (0, 0) is -1 and scores 0, so b becomes -1;
    # then (1, 1) is +1 and scores -1, so w = (1, 1), b = 0.
    y = 2 * np.array(GATES["AND"]) - 1
    first, second = Perceptron().fit(CORNERS, y).updates[:2]
    assert (first.sample, first.w.tolist(), first.b) == (0, [0, 0], -1)
    assert (second.sample, second.w.tolist(), second.b) == (3, [1, 1], 0)


def test_different_starts_end_at_different_lines():
    y = 2 * np.array(GATES["OR"]) - 1
    one = Perceptron().fit(CORNERS, y)
    two = Perceptron().fit(CORNERS, y, w=[3, -1], b=0.5)
    assert one.converged and two.converged
    assert not np.allclose(one.w / one.b, two.w / two.b)


def test_scale_of_eta_does_not_matter_from_zero():
    y = 2 * np.array(GATES["NAND"]) - 1
    small, large = Perceptron(eta=0.5).fit(CORNERS, y), Perceptron(eta=4).fit(CORNERS, y)
    assert [u.sample for u in small.updates] == [u.sample for u in large.updates]
    np.testing.assert_allclose(8 * small.w, large.w)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(2, 40), st.booleans())
def test_updates_stay_below_the_bound_on_random_data(seed, d_in, n, shuffle):
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=d_in), rng.normal()
    X = rng.uniform(-1, 1, size=(n, d_in))
    z = X @ w + b
    X, z = X[np.abs(z) > 0.05], z[np.abs(z) > 0.05]  # leave a gap, so that the bound is finite
    if len(X) == 0:
        return
    y = np.where(z > 0, 1, -1)
    model = Perceptron(max_epochs=10**6, shuffle=shuffle, seed=seed).fit(X, y)
    assert model.converged
    assert len(model.updates) <= novikoff_bound(X, y, w, b)


def test_gradient_agrees_with_finite_differences():
    rng = np.random.default_rng(3)
    X, w, b = rng.normal(size=(30, 4)), rng.normal(size=4), 0.3
    y = rng.choice([-1, 1], size=30)
    dw, db = perceptron_gradient(X, y, w, b)
    eps = 1e-6
    for i, step in enumerate(eps * np.eye(4)):
        slope = (perceptron_loss(X, y, w + step, b) - perceptron_loss(X, y, w - step, b)) / 2 / eps
        assert slope == pytest.approx(dw[i], rel=1e-5)
    slope = (perceptron_loss(X, y, w, b + eps) - perceptron_loss(X, y, w, b - eps)) / 2 / eps
    assert slope == pytest.approx(db, rel=1e-5)


def test_agrees_with_scikit_learn():
    sklearn = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(5)
    X = rng.normal(size=(60, 3))
    y = np.where(X @ [1, -2, 0.5] + 0.2 > 0, 1, -1)
    ours = Perceptron(max_epochs=500).fit(X, y)
    theirs = sklearn.Perceptron(shuffle=False, tol=None, max_iter=500, eta0=1.0).fit(X, y)
    np.testing.assert_allclose(ours.w, theirs.coef_[0])
    assert ours.b == pytest.approx(theirs.intercept_[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Perceptron(eta=-1), "eta .* above 0, got -1"),
        (lambda: Perceptron(eta=float("nan")), "eta .* above 0, got nan"),
        (lambda: Perceptron(max_epochs=0), "max_epochs must be at least 1, got 0"),
        (lambda: Perceptron().fit(CORNERS, [0, 0, 0, 1]), r"-1 and \+1, got 0, 1; .*2 \* y - 1"),
        (lambda: Perceptron().fit(CORNERS, [1, -1]), "4 samples, but y has 2"),
        (lambda: Perceptron().fit([1, 2], [1, -1]), r"samples in rows.*got shape \(2,\)"),
        (lambda: Perceptron().fit([[np.nan]], [1]), "NaN"),
        (lambda: Perceptron().fit(CORNERS, [1, 1, 1, -1], w=[1]), r"w must have shape \(2,\)"),
        (lambda: McCullochPittsNeuron([1, 1], 0)([[1, 2, 3]]), "2 inputs, but X has 3 columns"),
        (lambda: novikoff_bound(CORNERS, [-1, 1, 1, -1], [1, 1], -0.5), "does not separate"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
