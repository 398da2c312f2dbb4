"""Whatever an answer does, check reports it and goes on. Only the stop button passes."""

import sys

import numpy as np
import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.checking import grade

FUNCTIONS = [name for name in exercise_names() if get_exercise(name).is_function]
VALUES = [name for name in exercise_names() if not get_exercise(name).is_function]


class Hostile:
    """Raises on nearly everything."""

    def _no(self, *args, **kwargs):
        raise RuntimeError("no")

    __str__ = __repr__ = __eq__ = __len__ = __iter__ = __array__ = __bool__ = __float__ = _no
    __hash__ = None


class Exits:
    def __array__(self, *args, **kwargs):
        raise SystemExit

    __float__ = __eq__ = __len__ = __array__
    __hash__ = None


def recursive(*args):
    return recursive(*args)


def exits(*args):
    sys.exit(3)


def divides(*args):
    return 1 / 0


def generator(*args):
    yield 1


def closes_stdout(*args):
    sys.stdout.close()
    return 1


def _loop():
    inner: list = []
    inner.append(inner)
    return inner


RETURNS = {
    "text": "seven",
    "empty text": "",
    "list of text": ["a", "b"],
    "dict": {"a": 1},
    "empty": [],
    "huge": np.broadcast_to(0.0, (10**6, 10**6)),
    "nan": float("nan"),
    "inf": np.inf,
    "nan array": np.full((2, 2), np.nan),
    "ragged": [[1], [2, 3]],
    "object array": np.array([None, "a"], dtype=object),
    "complex": 1j,
    "large integer": 10**5000,
    "self": _loop(),
    "type": int,
    "bytes": b"abc",
    "bool": True,
    "scalar": 3,
    "tuple of None": (1, None),
    "hostile": Hostile(),
    "hostile pair": (Hostile(), Hostile()),
    "exits": Exits(),
    "exits pair": [Exits(), 0],
    "datetime": np.datetime64("2020-01-01"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("value", RETURNS.values(), ids=RETURNS)
def test_a_function_that_returns_nonsense(name, value):
    outcome = grade(get_exercise(name), lambda *args: value)
    assert outcome.status in {"wrong", "not attempted"}
    assert outcome.answer is get_exercise(name).reference
    assert max(map(len, outcome.feedback.splitlines())) <= 130


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("value", RETURNS.values(), ids=RETURNS)
def test_a_value_that_is_nonsense(name, value):
    outcome = grade(get_exercise(name), value)
    assert outcome.status in {"wrong", "not attempted"}
    assert outcome.answer is get_exercise(name).reference
    assert max(map(len, outcome.feedback.splitlines())) <= 130


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    ("function", "says"),
    [
        (recursive, "RecursionError"),
        (exits, "SystemExit"),
        (divides, "ZeroDivisionError"),
        (generator, ""),
        (closes_stdout, ""),
    ],
)
def test_a_function_that_fails(name, function, says):
    outcome = grade(get_exercise(name), function)
    assert outcome.status == "wrong"
    assert says in outcome.feedback


def test_an_error_is_named_with_its_line_and_what_to_look_at():
    def update(w, b, x, y, eta):
        step = etta * y * x  # noqa: F821
        return w + step, b

    feedback = grade(get_exercise("perceptron.update"), update).feedback
    assert "NameError: name 'etta' is not defined" in feedback
    assert ": step = etta * y * x" in feedback
    assert "misspelt" in feedback


def test_an_error_inside_numpy_shows_the_line_of_the_reader():
    def gradient(X, Y, W, b):
        delta = np.linalg.inv(X)
        return delta, b

    feedback = grade(get_exercise("softmax.gradient"), gradient).feedback
    assert "LinAlgError" in feedback
    assert "delta = np.linalg.inv(X)" in feedback


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_stop_button_passes(name):
    def stopped(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(get_exercise(name), stopped)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_number_of_parameters(name):
    outcome = grade(get_exercise(name), lambda a, b, c, d, e, f, g, h: None)
    assert outcome.status == "wrong"
    assert "it is called with" in outcome.feedback


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_result_instead_of_the_function(name):
    outcome = grade(get_exercise(name), np.zeros(3))
    assert outcome.status == "wrong"
    assert "Give the function itself" in outcome.feedback


@pytest.mark.parametrize("name", VALUES)
def test_a_function_instead_of_the_value(name):
    outcome = grade(get_exercise(name), lambda: 1)
    assert outcome.status == "wrong"
    assert "Give the value itself" in outcome.feedback


def test_warnings_and_numpy_settings_do_not_leak(recwarn):
    def softmax(Z):
        return np.exp(Z * 1000) / np.exp(Z * 1000).sum(axis=1, keepdims=True)

    before = np.geterr()
    assert grade(get_exercise("softmax.stable"), softmax).status == "wrong"
    assert np.geterr() == before
    assert not recwarn.list


def test_prints_of_the_answer_are_not_shown(capsys):
    def choose(runs):
        print("debugging")
        return get_exercise("hyper.choose").reference(runs)

    assert grade(get_exercise("hyper.choose"), choose).status == "right"
    assert capsys.readouterr().out == ""


def test_cases_stay_the_same_after_a_destructive_answer():
    exercise = get_exercise("softmax.confusion")

    def destroys(C):
        C[:] = 0
        return 0, 0

    assert grade(exercise, destroys).status == "wrong"
    assert grade(exercise, exercise.reference).status == "right"
