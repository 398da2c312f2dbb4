"""Every exercise: its reference, its stub, its hints, and each mistake of its bank."""

import re

import pytest

from mnist_course.exercises import check, exercise_names, get_exercise, hint, solution
from mnist_course.exercises.checking import grade

ALL = exercise_names()
MISTAKES = [
    pytest.param(name, index, id=f"{name}:{mistake.name}-{index}")
    for name in ALL
    for index, mistake in enumerate(get_exercise(name).mistakes)
]


def test_the_chapters_have_their_exercises():
    assert ALL == [
        "perceptron.predict-gates",
        "perceptron.hand-weights",
        "perceptron.update",
        "perceptron.margin",
        "perceptron.train",
        "perceptron.pocket",
        "digits.header",
        "digits.one-hot",
        "digits.scale",
        "digits.flatten-index",
        "digits.mean-image",
        "digits.split",
        "softmax.shapes",
        "softmax.parameters",
        "softmax.stable",
        "softmax.cross-entropy",
        "softmax.gradient",
        "softmax.confusion",
        "hyper.epochs-iterations",
        "hyper.parameters",
        "hyper.trend",
        "hyper.geometric-grid",
        "hyper.choose",
        "hyper.flattery",
    ]


@pytest.mark.parametrize("name", ALL)
def test_the_reference_is_right(name, capsys):
    exercise = get_exercise(name)
    outcome = check(name, exercise.reference)
    assert outcome.status == "right"
    assert outcome.mistake is None
    assert outcome.answer is exercise.reference
    assert capsys.readouterr().out.startswith(f"✓ {name} — right")


@pytest.mark.parametrize(("name", "index"), MISTAKES)
def test_each_mistake_is_recognised_by_its_name(name, index):
    exercise = get_exercise(name)
    mistake = exercise.mistakes[index]
    outcome = grade(exercise, exercise.wrong_answer(mistake))
    assert outcome.status == "wrong"
    assert outcome.mistake == mistake.name
    assert mistake.why in " ".join(outcome.feedback.split())
    assert outcome.answer is exercise.reference


@pytest.mark.parametrize(("name", "index"), MISTAKES)
def test_feedback_is_short(name, index):
    exercise = get_exercise(name)
    outcome = grade(exercise, exercise.wrong_answer(exercise.mistakes[index]))
    lines = outcome.feedback.splitlines()
    assert len(lines) <= 9
    assert max(map(len, lines)) <= 100
    assert lines[-1] == f'  Help: hint("{name}")'


@pytest.mark.parametrize("name", ALL)
def test_the_untouched_stub(name, capsys):
    exercise = get_exercise(name)
    scope: dict = {}
    exec(exercise.stub_code(), scope)
    answer = scope[exercise.answer_name]
    outcome = check(name, answer)
    assert (outcome.status, outcome.attempted, bool(outcome)) == ("not attempted", False, False)
    assert outcome.answer is exercise.reference
    assert capsys.readouterr().out == f"○ {name} — not attempted yet.\n"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("blank", [None, ...])
def test_a_blank_answer(name, blank):
    assert grade(get_exercise(name), blank).status == "not attempted"


@pytest.mark.parametrize("name", ALL)
def test_the_solution_is_right(name, capsys):
    exercise = get_exercise(name)
    solution(name)
    code = capsys.readouterr().out
    scope = {"np": __import__("numpy")}
    if name == "softmax.gradient":  # it calls the reader's own softmax
        scope["softmax"] = get_exercise("softmax.stable").reference
    exec(code, scope)
    assert grade(exercise, scope[exercise.answer_name]).status == "right"


@pytest.mark.parametrize("name", [n for n in ALL if not get_exercise(n).is_function])
def test_a_wrong_value_is_not_told_the_answer(name):
    exercise = get_exercise(name)
    number = isinstance(exercise.reference, int | float)
    for mistake in exercise.mistakes:
        feedback = grade(exercise, exercise.wrong_answer(mistake)).feedback
        if number:
            told = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,.]*\d|\d", feedback)}
            assert float(exercise.reference) not in told


@pytest.mark.parametrize("name", ALL)
def test_hints_go_up_to_nearly_everything(name, capsys):
    last = len(get_exercise(name).hints)
    assert last >= 3
    for level in range(1, last + 1):
        hint(name, level=level)
    shown = capsys.readouterr().out
    for level in range(1, last + 1):
        assert f"Hint {level} of {last}: " in shown


@pytest.mark.parametrize("name", ALL)
def test_statement_and_kind(name):
    exercise = get_exercise(name)
    assert exercise.kind in {"predict", "compute", "code", "explore"}
    assert exercise.statement[-1] in ".?"
    assert exercise.is_function == (exercise.kind in {"code", "explore"})
