"""check, hint, Outcome: the calls a reader makes."""

import pytest
from IPython.core.formatters import DisplayFormatter

from mnist_course.exercises import Outcome, check, checking, hint


def test_an_outcome_shows_nothing_in_a_notebook():
    outcome = Outcome("perceptron.update", "wrong", None)
    assert DisplayFormatter().format(outcome) == ({}, {})
    assert repr(outcome) == "Outcome('perceptron.update', 'wrong')"


@pytest.mark.parametrize(
    ("status", "attempted", "truth"),
    [("right", True, True), ("wrong", True, False), ("not attempted", False, False)],
)
def test_status(status, attempted, truth):
    outcome = Outcome("a.b", status, 1)
    assert (outcome.attempted, bool(outcome)) == (attempted, truth)


def test_a_right_answer_is_kept(capsys):
    def update(w, b, x, y, eta):
        if y * (w.dot(x) + b) > 0:
            return w, b
        return w + y * eta * x, b + y * eta

    assert check("perceptron.update", update).answer is update
    assert capsys.readouterr().out.startswith("✓ perceptron.update — right on all 7 cases.\n")


def test_feedback_of_a_wrong_function(capsys):
    def update(w, b, x, y, eta):
        if y * (w @ x + b) <= 0:
            return w - eta * y * x, b - eta * y
        return w, b

    outcome = check("perceptron.update", update)
    assert outcome.mistake == "sign reversed"
    assert capsys.readouterr().out == (
        "✗ perceptron.update — right on 2 of 7 cases.\n"
        "  Mistake: sign reversed. You move away from the right side: every update\n"
        "  makes this sample worse. Add eta y x, do not subtract it.\n"
        "  Example: update(w=[0, 0], b=0, x=[1, 2], y=1, eta=0.5)\n"
        "    yours:    ([-0.5, -1], -0.5)\n"
        "    expected: ([0.5, 1], 0.5)\n"
        '  Help: hint("perceptron.update")\n'
    )


@pytest.mark.parametrize("call", [lambda n: check(n, 1), hint, lambda n: hint(n, level=1)])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("perceptron.updat", '"perceptron.update"'),
        ("Perceptron.Update", '"perceptron.update"'),
        ("update", '"perceptron.update"'),
        ("softmax.gradients", '"softmax.gradient"'),
        ("hyper.", '"hyper.'),
    ],
)
def test_an_unknown_name_lists_near_names(call, name, near):
    with pytest.raises(ValueError, match="there is no exercise") as error:
        call(name)
    assert near in str(error.value)


@pytest.mark.parametrize("name", ["", "zzzzzzzz", None, 3, ["perceptron.update"]])
def test_a_hopeless_name(name):
    with pytest.raises(ValueError, match="exercise_names"):
        check(name, 1)


def test_hints_go_up_by_one_a_call(capsys, monkeypatch):
    monkeypatch.setattr(checking, "_levels", {})
    for _ in range(5):
        assert hint("perceptron.margin") is None
    lines = capsys.readouterr().out.splitlines()
    starts = [line[:12] for line in lines if line.startswith("Hint")]
    assert starts == [f"Hint {n} of 3:"[:12] for n in (1, 2, 3, 3, 3)]


def test_a_given_level_is_printed_and_counts(capsys, monkeypatch):
    monkeypatch.setattr(checking, "_levels", {})
    hint("perceptron.margin", level=2)
    hint("perceptron.margin")
    out = capsys.readouterr().out
    assert "Hint 2 of 3" in out
    assert "Hint 3 of 3" in out


@pytest.mark.parametrize("level", [0, 4, -1, "1", 1.0, True])
def test_a_level_that_does_not_exist(level):
    with pytest.raises(ValueError, match="levels 1 to 3"):
        hint("perceptron.margin", level=level)
