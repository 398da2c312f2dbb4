# ruff: noqa: NPY002  (the legacy random numbers are what an answer may disturb)
"""What an answer changes for everybody else is put back, and said."""

import builtins
import os
import random
from pathlib import Path

import numpy as np
import pytest

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade
from mnist_course.exercises.judge.compare import Arrays
from mnist_course.exercises.judge.world import keep_world

NAME = "perceptron.update"


def right(*args):
    return get_exercise(NAME).reference(*args)


def with_effect(effect):
    def update(w, b, x, y, eta):
        effect()
        return right(w, b, x, y, eta)

    return update


def judged(effect):
    outcome = grade(get_exercise(NAME), with_effect(effect))
    return outcome, " ".join(outcome.feedback.split())


@pytest.mark.parametrize(
    ("effect", "state", "says"),
    [
        (lambda: os.chdir("/"), Path.cwd, "another working folder"),
        (lambda: np.random.seed(3), lambda: np.random.get_state()[1][:5].tolist(), "NumPy's"),
        (lambda: np.random.rand(), lambda: np.random.get_state()[2], "NumPy's global"),
        (lambda: random.seed(3), random.getstate, "Python's global random numbers"),
        (lambda: os.environ.update(COURSE="1"), lambda: dict(os.environ), "environment variables"),
        (lambda: np.set_printoptions(precision=2), np.get_printoptions, "NumPy prints arrays"),
    ],
)
def test_a_setting_is_put_back_and_named(effect, state, says):
    before = state()
    outcome, feedback = judged(effect)
    assert state() == before
    assert outcome.status == "right"
    assert says in feedback


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (np, "allclose"),
        (np, "array_equal"),
        (np.linalg, "norm"),
        (builtins, "len"),
        (Arrays, "difference"),
        (Arrays, "same"),
    ],
)
def test_a_replaced_function_is_put_back_and_the_answer_is_not_right(owner, name):
    before = vars(owner)[name]
    original = getattr(owner, name)
    outcome, feedback = judged(lambda: setattr(owner, name, lambda *a, **k: original(*a, **k)))
    assert vars(owner)[name] is before
    assert (outcome.status, outcome.mistake) == ("wrong", "replaces what others use")
    assert f"{owner.__name__}.{name}" in feedback


@pytest.mark.parametrize(
    "cheat",
    [
        lambda: setattr(np, "allclose", lambda *a, **k: True),
        lambda: setattr(Arrays, "difference", lambda *a: None),
        lambda: setattr(get_exercise(NAME).compare, "rtol", np.inf),
        lambda: vars(get_exercise(NAME)).update(reference=lambda *a: (0, 0)),
        lambda: setattr(builtins, "any", lambda items: False),
    ],
)
def test_a_wrong_answer_that_changes_the_judge_stays_wrong(cheat):
    def update(w, b, x, y, eta):
        cheat()
        return 0, 0

    assert grade(get_exercise(NAME), update).status == "wrong"
    assert grade(get_exercise(NAME), lambda w, b, x, y, eta: (0, 0)).status == "wrong"
    assert grade(get_exercise(NAME), right).status == "right"


def test_a_value_that_changes_the_judge_while_it_is_read_is_not_right():
    class Cheat:
        def __array__(self, *args, **kwargs):
            np.isclose = lambda *a, **k: True
            return np.array(225.0)

    before = np.isclose
    outcome = grade(get_exercise("perceptron.margin"), Cheat())
    assert np.isclose is before
    assert (outcome.status, outcome.mistake) == ("wrong", "replaces what others use")


def test_numpy_replaced_before_the_check_does_not_help(monkeypatch):
    for name in ("allclose", "isclose"):
        monkeypatch.setattr(np, name, lambda *a, **k: True)
    assert grade(get_exercise(NAME), lambda w, b, x, y, eta: (w + 1, b)).status == "wrong"
    assert grade(get_exercise("perceptron.margin"), 7).status == "wrong"


def test_an_error_inside_does_not_keep_things_changed():
    with pytest.raises(ZeroDivisionError), keep_world() as world:
        np.random.seed(1)
        np.allclose, kept = None, np.allclose
        raise ZeroDivisionError
    assert np.allclose is kept
    assert world.replaced == ["numpy.allclose"]


def test_a_folder_that_is_gone_is_no_reason_to_fail(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert grade(get_exercise(NAME), right).status == "right"
