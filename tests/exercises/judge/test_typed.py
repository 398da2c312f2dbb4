"""Typed text as an answer: run, judged, and never the end of whoever judges."""

import json

import numpy as np
import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.context import needed
from mnist_course.exercises.in_page import judge, native
from mnist_course.exercises.judge import grade_text

NAME = "perceptron.update"
RIGHT = get_exercise(NAME).solution_code()


@pytest.mark.parametrize("name", exercise_names())
def test_the_texts_of_the_bank_are_judged_like_its_functions(name):
    exercise = get_exercise(name)
    assert grade_text(exercise, exercise.solution_code()).outcome.status == "right"
    assert grade_text(exercise, exercise.stub_code()).outcome.status == "not attempted"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def update(w, b:\n", ("Python cannot read it", "never closed", "in line 1", "bracket")),
        ("def update(w):\nreturn w\n", ("IndentationError", "in line 2", "same column")),
        ("update = 1 / 0\n", ("ZeroDivisionError", "in line 1: update = 1 / 0", "divisor")),
        ("def step(w, b, x, y, eta):\n    return w, b\n", ("there is no `update`", "stub")),
        ("while True:\n    print('x' * 999)\n", ("prints without end",)),
        ("exit()\n", ("SystemExit", "Leave out exit()")),
        ("import numpy as np\nnp.allclose = lambda *_: True\n" + RIGHT, ("numpy.allclose",)),
        ("def update(w, b, x, y, eta):\n    a = q\n", ("NameError", "in line 2: a = q")),
    ],
)
def test_what_is_wrong_is_said(text, words):
    before = np.allclose
    outcome = grade_text(get_exercise(NAME), text).outcome
    assert outcome.status == "wrong"
    told = " ".join(outcome.feedback.split())
    assert all(word in told for word in words), told
    assert np.allclose is before


def test_what_it_prints_is_kept_but_not_all_of_it():
    judged = grade_text(get_exercise(NAME), f"print('seen')\n{RIGHT}")
    assert (judged.outcome.status, judged.printed) == ("right", "seen\n")
    long = grade_text(get_exercise(NAME), f"print('x' * 99_999)\n{RIGHT}")
    assert len(long.printed) == 20_000


def test_the_calls_below_a_stub_do_nothing(capsys):
    text = f'{RIGHT}\n\ncheck("{NAME}", update)\nhint("{NAME}")\n'
    assert grade_text(get_exercise(NAME), text).outcome.status == "right"
    assert capsys.readouterr().out == ""


def test_an_answer_uses_what_the_chapter_defines_above_it():
    above = [
        "%matplotlib inline",
        "import nowhere_to_be_found\nfrom math import sqrt\nprint('never seen')\nx = 1 / 0",
        "def error(y, a):\n    return 0",
        "def difference(a, b):\n    return a - b\n\ndef error(y, a):\n    return difference(y, a)",
        "class Kind:\n    size = missing_name",
    ]
    text = RIGHT.replace("(y - a)", "error(y, a)")
    assert "error(y, a)" in text
    told = json.loads(judge(NAME, text, above))
    assert told["status"] == "right"
    assert told["context"] == (
        "def difference(a, b):\n    return a - b\n\ndef error(y, a):\n    return difference(y, a)"
    )
    assert grade_text(get_exercise(NAME), text, told["context"]).outcome.status == "right"
    assert json.loads(judge(NAME, text))["status"] == "wrong"
    assert needed("sqrt(nowhere_to_be_found)", above).split("\n\n") == [
        "import nowhere_to_be_found",
        "from math import sqrt",
    ]
    outcome = grade_text(get_exercise(NAME), RIGHT, "import nowhere_to_be_found").outcome
    assert outcome.status == "right", "what a place lacks is left out"


def test_a_page_speaks_of_its_folds_and_lets_its_lines_wrap():
    wrong = RIGHT.replace("y - a", "a - y")
    told = json.loads(judge(NAME, wrong))
    assert told["mistake"] == "sign reversed"
    assert told["feedback"].endswith("Help: the hints of perceptron.update stand below.")
    (line,) = [line for line in told["feedback"].splitlines() if "Mistake" in line]
    assert line.endswith("not a − y.")
    assert grade_text(get_exercise(NAME), wrong).outcome.feedback.endswith(f'hint("{NAME}")')


def test_cases_have_the_whole_numbers_of_the_machine():
    case = (np.arange(3, dtype=np.int64), [np.ones(2, np.float32)], 5)
    made = native(case)
    assert made[0].dtype == np.intp and made[1][0].dtype == np.float32 and made[2] == 5
