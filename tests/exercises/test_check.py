"""check, hint, solution and Outcome: the calls a reader makes."""

import subprocess
import sys

import pytest
from IPython.core.formatters import DisplayFormatter

from mnist_course.book import check, exercises, hint, solution
from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge import Outcome


def test_an_outcome_shows_nothing_in_a_notebook():
    outcome = Outcome("perceptron.update", "wrong")
    assert DisplayFormatter().format(outcome) == ({}, {})
    assert repr(outcome) == "Outcome('perceptron.update', 'wrong')"


@pytest.mark.parametrize(
    ("status", "attempted", "truth"),
    [("right", True, True), ("wrong", True, False), ("not attempted", False, False)],
)
def test_status(status, attempted, truth):
    outcome = Outcome("a.b", status)
    assert (outcome.attempted, bool(outcome)) == (attempted, truth)


def test_feedback_of_a_right_function(capsys):
    def update(w, b, x, y, eta):
        error = y - (w.dot(x) + b > 0)
        return w + error * eta * x, b + error * eta

    assert check("perceptron.update", update)
    assert capsys.readouterr().out.startswith("✓ perceptron.update — right on all 7 cases.\n")


def test_feedback_of_a_wrong_function(capsys):
    def update(w, b, x, y, eta):
        a = 1 if w @ x + b > 0 else 0
        return w - eta * (y - a) * x, b - eta * (y - a)

    outcome = check("perceptron.update", update)
    assert outcome.mistake == "sign reversed"
    assert capsys.readouterr().out == (
        "✗ perceptron.update — right on 3 of 7 cases.\n"
        "  Mistake: sign reversed. You move away from the right side: every update\n"
        "  makes this sample worse. The error is y − a, not a − y.\n"
        "  Example: update(w=[0, 0], b=0, x=[1, 2], y=1, eta=0.5)\n"
        "    yours:    ([-0.5, -1], -0.5)\n"
        "    expected: ([0.5, 1], 0.5)\n"
        '  Help: hint("perceptron.update")\n'
    )


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(exercises, "_levels", {})


def test_hints_go_up_by_one_a_call(capsys, fresh):
    for _ in range(5):
        assert hint("perceptron.margin") is None
    lines = capsys.readouterr().out.splitlines()
    starts = [line[:12] for line in lines if line.startswith("Hint")]
    assert starts == [f"Hint {n} of 3:"[:12] for n in (1, 2, 3, 3, 3)]


def test_a_given_level_is_printed_and_counts(capsys, fresh):
    hint("perceptron.margin", level=2)
    hint("perceptron.margin")
    out = capsys.readouterr().out
    assert "Hint 2 of 3: Long samples" in out
    assert "Hint 3 of 3: The bound" in out


@pytest.mark.parametrize("level", [0, 4, -1, "1", 1.0, True])
def test_a_level_that_does_not_exist(level):
    with pytest.raises(ValueError, match="levels 1 to 3"):
        hint("perceptron.margin", level=level)


def test_the_solution_comes_with_the_way(capsys):
    solution("perceptron.margin")
    code, way = capsys.readouterr().out.split("\n\n")
    assert code == "bound = (1.5 / 0.1) ** 2"
    assert " ".join(way.split()) == get_exercise("perceptron.margin").way


def test_exercises_need_neither_widgets_nor_a_notebook():
    """Python in a browser has no IPython, no ipywidgets and no lzma."""
    code = """
import sys
for name in ("IPython", "ipywidgets", "lzma", "_lzma", "matplotlib", "sklearn"):
    sys.modules[name] = None  # importing it raises
from mnist_course import check, claim, hint, solution
from mnist_course.exercises import exercise_names, get_exercise
for name in exercise_names():
    hint(name)
    solution(name)
    assert check(name, get_exercise(name).reference)
claim("all were right", True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("right") >= len(exercise_names())
