"""What a question of a quiz is: answers to choose from, each with its reason.

A quiz is a file `quizzes/CHAPTER.py` with a tuple ``QUIZ``; `quiz_text` says what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass


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
