"""Values survive the way to the other process; nonsense from there is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge.running import identical
from mnist_course.marks.codec import decode, encode

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
LEAVES |= st.binary() | arrays.arrays(np.float32, (2, 3), elements={"allow_nan": False})
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=8,
)


def over_there(value):
    return decode(json.loads(json.dumps(encode(value))))


@given(VALUES)
def test_a_value_comes_back_the_same(value):
    assert identical(over_there(value), value)


@pytest.mark.parametrize("name", exercise_names())
def test_all_inputs_and_answers_of_the_bank_can_be_sent(name):
    exercise = get_exercise(name)
    for case in exercise.cases:
        assert identical(over_there(case), case)
    if not exercise.is_function:
        assert identical(over_there(exercise.reference), exercise.reference)


def test_special_values():
    assert np.isnan(over_there(float("nan"))) and over_there(-np.inf) == -np.inf
    assert over_there(...) is ... and over_there(10**100) == 10**100
    assert over_there(np.float16(1.5)).dtype == np.float16
    assert type(over_there(iter([]))).__name__ == "list_iterator"
    assert type(over_there(np.array([object()]))).__name__ == "ndarray"
    deep = []
    for _ in range(100):
        deep = [deep]
    assert over_there(deep)


@pytest.mark.parametrize(
    "told",
    [
        {"array": ["|O", [1], "AAAA"]},
        {"array": ["<f8", [10**9], "AAAA"]},
        {"array": ["<f8", [-1], "????"]},
        {"array": 3},
        {"dict": [[{"list": []}, 1]]},
        {"int": "ten"},
        {"list": 5},
        {"nothing": 1},
        {"a": 1, "b": 2},
        [1],
    ],
)
def test_what_makes_no_sense_is_refused(told):
    with pytest.raises(ValueError):
        decode(told)
