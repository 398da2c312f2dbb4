"""Quizzes: each question has one right answer, and every answer is explained."""

import pkgutil
import re
from pathlib import Path

import pytest

from mnist_course.exercises import quizzes
from mnist_course.exercises.discovery import page_name
from mnist_course.exercises.editions import expand
from mnist_course.exercises.quiz import Question, right, wrong
from mnist_course.exercises.quiz_text import quiz_markdown, quiz_of

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = [page_name(module.name) for module in pkgutil.iter_modules(quizzes.__path__)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_quiz_explains_every_answer_and_stands_in_its_chapter(chapter):
    questions = quiz_of(chapter)
    assert 3 <= len(questions) <= 5
    for question in questions:
        assert question.text.rstrip().endswith("?")
        texts = [option.text for option in question.options]
        assert len(set(texts)) == len(texts)
        longest = max(question.options, key=lambda option: len(option.text))
        assert len(longest.text) <= 100
        for option in question.options:
            assert len(option.why.split()) >= 6
            assert not re.search(r"[$*_`]|\\n", option.text), "the answer itself is plain text"
    source = (ROOT / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
    assert f"```{{quiz}} {chapter}\n```" in source


def test_the_right_answer_does_not_give_itself_away():
    """Over all quizzes it stands at every place, and is not always the longest."""
    questions = [question for chapter in CHAPTERS for question in quiz_of(chapter)]
    places = [[o.right for o in question.options].index(True) for question in questions]
    assert len(set(places)) >= 3 or len(questions) < 6
    longest = [max(q.options, key=lambda o: len(o.text)).right for q in questions]
    assert sum(longest) <= 0.7 * len(questions)


def test_a_directive_becomes_folds_in_the_text():
    (cell,) = expand("Before.\n\n```{quiz} perceptron\n```\n\nAfter.")
    assert cell.source.startswith("Before.") and cell.source.endswith("After.")
    questions = quiz_of("perceptron")
    folds = sum(len(question.options) for question in questions) + 1
    assert cell.source.count("<details") == cell.source.count("</details>") == folds
    assert cell.source.count("✓ Right.") == len(questions)
    with pytest.raises(ValueError, match="there is no quiz 'perceptrom'"):
        expand("```{quiz} perceptrom\n```")
    with pytest.raises(ValueError, match="is no directive"):
        expand("```{quiz} perceptron")


def test_a_question_without_one_right_answer_is_refused():
    with pytest.raises(ValueError, match="one of them right; got 2, 0 right"):
        Question("What?", (wrong("a", "b"), wrong("c", "d")))
    with pytest.raises(ValueError, match="got 2, 2 right"):
        Question("What?", (right("a", "b"), right("c", "d")))


@pytest.mark.parametrize("count", range(1, 7))
def test_a_question_has_two_to_five_answers(count):
    answers = (right("a", "b"), *(wrong(f"c{n}", "d") for n in range(count - 1)))
    if 2 <= count <= 5:
        assert len(Question("What?", answers).options) == count
        return
    with pytest.raises(ValueError, match=f"two to five answers, one of them right; got {count}, 1"):
        Question("What?", answers)


def test_text_is_text():
    assert "<script>" not in quiz_markdown("perceptron")
