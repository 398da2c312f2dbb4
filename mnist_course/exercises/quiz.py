"""Questions to check oneself: one opens an answer, and reads why it is right or not.

A quiz is a file `quizzes/CHAPTER.py` with a tuple ``QUIZ``. In a chapter's source the directive

    ```{quiz} perceptron
    ```

stands for it. What it becomes is Markdown with ``<details>``: it works by keyboard, in JupyterLab,
in VS Code and on the page, with no script.
"""

from __future__ import annotations

import html
import string
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from mnist_course.exercises import quizzes
from mnist_course.exercises.discovery import module_name
from mnist_course.exercises.judge.sentences import sentence

CSS_CLASS = "quiz"


@dataclass(frozen=True)
class Option:
    """One answer to a question.

    Parameters
    ----------
    text
        The answer: plain text, on one line.
    why
        Why it is right, or where it goes wrong; Markdown.
    right
        Whether it is the right one.
    """

    text: str
    why: str
    right: bool = False


def right(text: str, why: str) -> Option:
    """Return the right answer of a question."""
    return Option(text, why, right=True)


def wrong(text: str, why: str) -> Option:
    """Return a wrong answer that people give."""
    return Option(text, why)


@dataclass(frozen=True)
class Question:
    """A question with two to five answers, of which one is right.

    Parameters
    ----------
    text
        The question; Markdown, formulas as in a chapter.
    options
        The answers, in the order in which they are shown.

    Raises
    ------
    ValueError
        If the answers are too few or too many, or not exactly one of them is right.
    """

    text: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        count = sum(option.right for option in self.options)
        if not 2 <= len(self.options) <= 5 or count != 1:
            raise ValueError(
                f"a question needs two to five answers, one of them right; got "
                f"{len(self.options)}, {count} right: {self.text[:60]!r}"
            )


def quiz_of(chapter: str) -> tuple[Question, ...]:
    """Return the questions of a chapter.

    Raises
    ------
    ValueError
        If it has none.
    """
    try:
        module = import_module(f"{quizzes.__name__}.{module_name(chapter)}")
    except ModuleNotFoundError:
        raise ValueError(
            f"there is no quiz {chapter!r}: it would stand in exercises/quizzes/"
            f"{module_name(chapter)}.py"
        ) from None
    return module.QUIZ


def quiz_markdown(chapter: str) -> str:
    """Return the quiz of a chapter as it stands in a page and a notebook."""
    return "\n".join(_lines(quiz_of(chapter)))


def _lines(questions: tuple[Question, ...]) -> Iterator[str]:
    yield f'<details class="{CSS_CLASS}">'
    yield _summary(sentence("quiz.title", count=len(questions)))
    for number, question in enumerate(questions, start=1):
        yield from ["", f"**{number}.** {question.text}"]
        for letter, option in zip(string.ascii_uppercase, question.options, strict=False):
            yield from ["", "<details>", _summary(f"{letter}. {option.text}"), ""]
            yield sentence("quiz.right" if option.right else "quiz.wrong", why=option.why)
            yield from ["", "</details>"]
    yield "</details>"


def _summary(text: str) -> str:
    return f"<summary><u>{html.escape(text)}</u></summary>"
