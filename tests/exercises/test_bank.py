"""Every exercise of the bank: its reference, its stub, its hints, its solution, its mistakes."""

import re
from importlib import import_module

import numpy as np
import pytest

from mnist_course.exercises import bank, exercise_names, get_exercise
from mnist_course.exercises.discovery import module_name
from mnist_course.exercises.judge import grade, sentences

ALL = exercise_names()


def outside_sentences(feedback):
    """Return what stands outside all marks, which must be nothing but space."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", "", feedback)) != feedback:
        feedback = shorter
    return feedback.strip()


@pytest.fixture
def marked(monkeypatch):
    """Every sentence stands between marks, so that one sees where it begins and ends."""
    own = [import_module(f"{bank.__name__}.{module_name(name)}") for name in ALL]
    tables = [sentences.TEMPLATES, *(getattr(module, "SENTENCES", {}) for module in own)]
    for table in tables:
        for name, template in table.items():
            monkeypatch.setitem(table, name, f"⟦{template}⟧")


@pytest.mark.parametrize("name", ALL)
def test_the_reference_is_right(name):
    exercise = get_exercise(name)
    outcome = grade(exercise, exercise.reference)
    assert (outcome.status, outcome.mistake) == ("right", None)
    assert outcome.feedback.startswith(f"✓ {name} — right")
    assert exercise.note in " ".join(outcome.feedback.split())


@pytest.mark.parametrize("name", ALL)
def test_each_mistake_is_recognised_and_explained(name, marked):
    exercise = get_exercise(name)
    assert exercise.mistakes
    for mistake in exercise.mistakes:
        outcome = grade(exercise, exercise.wrong_answer(mistake))
        assert (outcome.status, outcome.mistake) == ("wrong", mistake.name)
        assert outside_sentences(outcome.feedback) == ""
        feedback = re.sub("[⟦⟧]", "", outcome.feedback)
        assert mistake.why in " ".join(feedback.split())
        lines = feedback.splitlines()
        assert len(lines) <= 9
        assert max(map(len, lines)) <= 100
        assert lines[-1] == f'  Help: hint("{name}")'
        if isinstance(exercise.reference, int | float):
            told = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,.]*\d|\d", feedback)}
            assert float(exercise.reference) not in told


def test_a_minus_in_a_sentence_is_a_minus_sign():
    """A hyphen is too short for it, and a line may break after it. Code stands in backticks."""
    hyphen = re.compile(r"(?<![\w\])])-(?=[\d(∞])| - |^- ")
    found = []
    for exercise in map(get_exercise, ALL):
        whys = (mistake.why for mistake in exercise.mistakes)
        for text in (*whys, *exercise.hints, exercise.way, exercise.note):
            if hyphen.search(re.sub("`[^`]*`", "", text)):
                found.append(f"{exercise.name}: {text}")
    assert not found, found


@pytest.mark.parametrize("name", ALL)
def test_the_untouched_stub_and_blanks(name):
    exercise = get_exercise(name)
    scope: dict = {}
    exec(exercise.stub_code(), scope)
    for answer in (scope[exercise.answer_name], None, ...):
        outcome = grade(exercise, answer)
        assert (outcome.status, outcome.attempted, bool(outcome)) == ("not attempted", False, False)
        assert outcome.feedback == f"○ {name} — not attempted yet."


@pytest.mark.parametrize("name", ALL)
def test_the_solution_is_right_and_the_way_is_told(name):
    exercise = get_exercise(name)
    scope = {"np": np}
    exec(exercise.solution_code(), scope)
    assert grade(exercise, scope[exercise.answer_name]).status == "right"
    assert exercise.way[-1] == "." and len(exercise.way) > 60


@pytest.mark.parametrize("name", ALL)
def test_texts_and_kind(name):
    exercise = get_exercise(name)
    assert len(exercise.hints) >= 3
    assert exercise.is_function == (exercise.kind in {"code", "explore"})
    texts = [*exercise.hints, exercise.way, exercise.note, *(m.why for m in exercise.mistakes)]
    for text in texts:
        assert text.count("`") % 2 == 0, text
        assert text == " ".join(text.split()), text
