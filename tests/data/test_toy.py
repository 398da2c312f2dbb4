from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course.data import logic_gate, separable_points

GATES = {
    "AND": operator.and_,
    "OR": operator.or_,
    "NAND": lambda a, b: 1 - (a & b),
    "XOR": operator.xor,
}


@pytest.mark.parametrize("name", GATES)
def test_gates_agree_with_pythons_own_operators(name):
    inputs, targets = logic_gate(name.lower())
    assert inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert inputs.dtype == np.float64 and targets.dtype == np.int64
    expected = [1 if GATES[name](int(a), int(b)) else -1 for a, b in inputs]
    assert targets.tolist() == expected


def test_gates_do_not_share_memory():
    logic_gate("AND")[1][:] = 7
    assert logic_gate("AND")[1].tolist() == [-1, -1, -1, 1]


@pytest.mark.parametrize("name", ["XNOR", "", None, 3])
def test_unknown_gates_are_named(name):
    with pytest.raises(ValueError, match="expected one of AND, OR, NAND, XOR"):
        logic_gate(name)


def test_a_near_name_is_suggested():
    with pytest.raises(ValueError, match="Did you mean 'NAND'"):
        logic_gate("nadn")


@given(st.integers(2, 60), st.floats(0.01, 0.5), st.integers(0, 2**32))
def test_points_keep_their_distance(n, margin, seed):
    inputs, targets, (w, b) = separable_points(n, margin, seed)
    assert inputs.shape == (n, 2) and targets.shape == (n,)
    assert np.abs(inputs).max() <= 1
    assert np.hypot(*w) == pytest.approx(1)
    assert (targets * (inputs @ w + b) >= margin - 1e-12).all()
    assert (targets == 1).sum() == (n + 1) // 2 and (targets == -1).sum() == n // 2


def test_lines_pass_the_middle_on_either_side_not_far_away():
    """At most a quarter of the square's half side away, and up to there."""
    away = [separable_points(2, 0.1, seed)[2][1] for seed in range(200)]
    assert max(map(abs, away)) <= 0.25 and min(away) < -0.2 and max(away) > 0.2


def test_points_repeat_with_the_seed_and_differ_without():
    first, second, other = (separable_points(20, 0.1, seed)[0] for seed in (1, 1, 2))
    assert (first == second).all()
    assert (first != other).any()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": 1}, "n: got 1"),
        ({"n": 2.0}, "n: got 2.0"),
        ({"margin": 0}, "margin: got 0"),
        ({"margin": 0.6}, "margin: got 0.6"),
        ({"margin": float("nan")}, "margin: got nan"),
        ({"seed": -1}, "seed: got -1"),
    ],
)
def test_points_name_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        separable_points(**arguments)
