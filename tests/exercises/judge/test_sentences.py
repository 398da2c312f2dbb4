"""Everything that is said stands in one table of whole sentences, so that it can be translated."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import mnist_course.book
from mnist_course import exercises
from mnist_course.exercises import bank, exercise_names
from mnist_course.exercises.discovery import module_name
from mnist_course.exercises.judge.sentences import TEMPLATES, fill, holes_of, sentence

PACKAGE = Path(exercises.__file__).parent
BOOK = Path(mnist_course.book.__file__).parent
SPEAKING = [p for p in PACKAGE.rglob("*.py") if p.name != "sentences.py"] + [*BOOK.glob("*.py")]
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in SPEAKING]


def constants():
    nodes = (node for tree in TREES for node in ast.walk(tree))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def calls():
    """Return the calls ``sentence("name", hole=...)``: the name and the holes given by keyword."""
    for node in (node for tree in TREES for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sentence":
            first = node.args[0]
            names = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            spelled = [name.value for name in names if isinstance(name, ast.Constant)]
            holes = {keyword.arg for keyword in node.keywords}
            for name in spelled:
                yield name, None if None in holes else holes


def test_every_sentence_is_used():
    assert set(TEMPLATES) - constants() == set()


def test_every_sentence_that_is_asked_for_exists_and_has_its_holes_filled():
    asked = list(calls())
    assert len(asked) > 60
    for name, holes in asked:
        assert name in TEMPLATES
        assert holes is None or holes == holes_of(TEMPLATES[name]), name


def test_a_sentence_is_whole():
    """It begins like one and is not cut at a space; phrases and labels are short."""
    for name, template in TEMPLATES.items():
        assert template == template.strip(), name
        assert not template.startswith((",", ";", ".")), name


@pytest.mark.parametrize("name", exercise_names())
def test_the_sentences_of_an_exercise_are_used(name):
    module = import_module(f"{bank.__name__}.{module_name(name)}")
    source = Path(module.__file__).read_text(encoding="utf-8")
    for key in getattr(module, "SENTENCES", {}):
        assert len(re.findall(f'"{key}"', source)) >= 2, key


def test_holes_are_filled_exactly():
    assert sentence("claim.many", statement="A", count=3).startswith("✗ A — no single yes")
    assert fill("{a} is {b}", a="{b}", b=2) == "{b} is 2"
    for holes in ({}, {"statement": "A"}, {"statement": "A", "count": 3, "more": 1}):
        with pytest.raises(ValueError, match="has the holes"):
            sentence("claim.many", **holes)
    with pytest.raises(KeyError):
        sentence("no such sentence")
