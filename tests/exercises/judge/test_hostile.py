"""Whatever an answer does, the judge reports it and goes on. Only the stop button passes.

Each hostile value meets each *kind* of comparison once, by one exercise that uses it.
"""

import sys

import numpy as np
import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge import Choices, Number, grade
from mnist_course.exercises.judge.running import MOST_PRINTED


def kind(name):
    """Return what makes the comparison of an exercise a kind of its own."""
    exercise = get_exercise(name)
    compare = exercise.compare
    first = exercise.reference if not exercise.is_function else None
    if isinstance(compare, Choices):
        return Choices, bool(compare.keys), bool(compare.options), type(first)
    parts = getattr(compare, "parts", None)
    return type(compare), exercise.is_function, bool(parts)


KINDS = {kind(name): name for name in exercise_names()}
ONE_OF_EACH = sorted(KINDS.values())
FUNCTION = "perceptron.update"


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


def _loop():
    inner: list = []
    inner.append(inner)
    return inner


HOSTILE = {
    "text": "seven",
    "empty text": "",
    "list of text": ["a", "b"],
    "dict": {"a": 1},
    "empty": [],
    "huge": np.broadcast_to(0.0, (10**6, 10**6)),
    "nan": float("nan"),
    "inf": np.inf,
    "nan array": np.full((2, 2), np.nan),
    "no axis": np.array(3.0),
    "ragged": [[1], [2, 3]],
    "object array": np.array([None, "a"], dtype=object),
    "masked array": np.ma.masked_array([1.0, 2.0], [True, False]),
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


def test_every_kind_of_comparison_is_met():
    assert len(ONE_OF_EACH) >= 8
    assert {type(get_exercise(name).compare) for name in exercise_names()} == {
        type(get_exercise(name).compare) for name in ONE_OF_EACH
    }


@pytest.mark.parametrize("name", ONE_OF_EACH)
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_nonsense(name, value):
    exercise = get_exercise(name)
    outcome = grade(exercise, (lambda *args: value) if exercise.is_function else value)
    assert outcome.status in {"wrong", "not attempted"}
    assert max(map(len, outcome.feedback.splitlines())) <= 130


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


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (recursive, "RecursionError"),
        (exits, "SystemExit"),
        (divides, "ZeroDivisionError"),
        (generator, "generator"),
        (closes_stdout, "the single value 1"),
        (lambda a, b, c, d, e, f, g, h: None, "Your function takes (a, b, c, d, e, f, g, h)"),
        (lambda: None, "Your function takes nothing; it is called with (w, b, x, y, eta)."),
        (np.zeros(3), "Give the function itself, `update` and not `update(...)`"),
    ],
)
def test_a_function_that_fails(function, says):
    outcome = grade(get_exercise(FUNCTION), function)
    assert outcome.status == "wrong"
    assert says in " ".join(outcome.feedback.split())


def test_a_function_instead_of_the_value():
    outcome = grade(get_exercise("perceptron.margin"), lambda: 1)
    assert outcome.status == "wrong"
    assert "Give the value itself" in outcome.feedback


def test_printing_without_end_is_stopped_and_said():
    printed = []

    def update(w, b, x, y, eta):
        while True:
            try:
                print("x" * 1000)
                printed.append(1000)
            except Exception:
                return w, b

    outcome = grade(get_exercise(FUNCTION), update)
    first, *rest = outcome.feedback.splitlines()
    assert first == "✗ perceptron.update — stopped, because it prints without end."
    assert any("in line" in line and 'print("x" * 1000)' in line for line in rest)
    assert "more than 1,000,000 characters" in outcome.feedback
    assert sum(printed) <= MOST_PRINTED, "one call only, and not much more than the limit"


def test_much_is_printed_and_little_kept():
    def update(w, b, x, y, eta):
        print("x" * 900_000)
        return get_exercise(FUNCTION).reference(w, b, x, y, eta)

    assert grade(get_exercise(FUNCTION), update).status == "right"


@pytest.mark.parametrize("name", [FUNCTION, "perceptron.margin"])
def test_the_stop_button_passes(name):
    def stopped(*args):
        raise KeyboardInterrupt

    class Stopped:
        __array__ = stopped

    answer = stopped if get_exercise(name).is_function else Stopped()
    with pytest.raises(KeyboardInterrupt):
        grade(get_exercise(name), answer)


def test_warnings_and_numpy_settings_do_not_leak(recwarn):
    def softmax(z, T):
        return np.exp(z * 1000) / np.exp(z * 1000).sum(axis=1, keepdims=True)

    before = np.geterr()
    assert grade(get_exercise("softmax-regression.stable"), softmax).status == "wrong"
    assert np.geterr() == before
    assert not recwarn.list


def test_prints_of_the_answer_are_not_shown(capsys):
    def choose(runs):
        print("debugging")
        return get_exercise("hyperparameters.choose").reference(runs)

    assert grade(get_exercise("hyperparameters.choose"), choose).status == "right"
    assert capsys.readouterr().out == ""


def test_cases_stay_the_same_after_a_destructive_answer():
    exercise = get_exercise("linear-classifier.confusion")

    def destroys(C):
        C[:] = 0
        return 0, 0

    assert grade(exercise, destroys).status == "wrong"
    assert grade(exercise, exercise.reference).status == "right"


def test_numbers_are_compared_with_all_kinds():
    assert any(isinstance(get_exercise(name).compare, Number) for name in ONE_OF_EACH)
