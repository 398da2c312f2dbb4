"""The cells of an exercise in a notebook, made from one line of a chapter's source.

The source of a chapter holds the task, and below it the directive

    ```{exercise-cells} perceptron.update
    ```

which stands for two cells: the code cell in which a reader works (a stub, then ``check``), and a
Markdown cell with the help, folded. A quiz (``{quiz} perceptron``, see `quiz`) becomes a part of
the text. Three editions say what the help holds:

============  =========================================================================
book          all hints, opened one at a time; the solution and the way to it
student       the hints
instructor    all of the book's, and the common mistakes, each with its reason
============  =========================================================================

The help is Markdown with ``<details>``: closed in JupyterLab, in VS Code and on the page, opened by
a click or a key, and still closed when all cells have been run.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mnist_course.exercises.discovery import get_exercise
from mnist_course.exercises.judge.exercise import Exercise, Mistake
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import show
from mnist_course.exercises.quiz import quiz_markdown
from mnist_course.ground.near import did_you_mean

Edition = Literal["book", "student", "instructor"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
#: The class of the outer fold, for the style of the page.
CSS_CLASS = "exercise-help"

_DIRECTIVE = re.compile(r"(?m)^```\{exercise-cells\}[ \t]+(\S+)[ \t]*\n```[ \t]*$")
_ATTEMPT = re.compile(r"\{(?:exercise-cells|quiz)\}[^\n]*")
_QUIZ = re.compile(r"(?m)^```\{quiz\}[ \t]+(\S+)[ \t]*\n```[ \t]*$")


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook.

    Attributes
    ----------
    kind
        "code" or "markdown".
    source
        Its text.
    exercise
        The exercise it was made from; empty for text between the exercises.
    """

    kind: Literal["code", "markdown"]
    source: str
    exercise: str = ""


def expand(markdown: str, edition: Edition = "book") -> list[Cell]:
    """Turn the Markdown of a chapter into cells: its text, and two for each exercise.

    Parameters
    ----------
    markdown
        Text that may hold directives. Text without one gives one cell.
    edition
        For whom: "book", "student" or "instructor".

    Raises
    ------
    ValueError
        If a directive has another form or names no exercise, or if there is no such edition.
    """
    cells = []
    markdown = _QUIZ.sub(lambda found: quiz_markdown(found[1]), markdown)
    pieces = _DIRECTIVE.split(markdown)  # text, name, text, name, text
    for text, name in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        attempt = _ATTEMPT.search(text)
        if attempt:
            raise ValueError(
                f"{attempt.group()!r} is no directive; it is two lines: ```{{exercise-cells}} "
                "perceptron.update (or ```{quiz} perceptron), and below it ```"
            )
        if text.strip():
            cells.append(Cell("markdown", text.strip("\n")))
        if name:
            cells += exercise_cells(name, edition)
    return cells or [Cell("markdown", markdown)]


def exercise_cells(name: str, edition: Edition = "book") -> list[Cell]:
    """Return the cells of one exercise: where the reader works, and the help.

    Raises
    ------
    ValueError
        If there is no exercise of this name, or no such edition.
    """
    if edition not in EDITIONS:
        raise ValueError(
            f"unknown edition {edition!r}.{did_you_mean(edition, EDITIONS)} "
            f"Known: {', '.join(EDITIONS)}"
        )
    exercise = get_exercise(name)
    return [
        Cell("code", _work(exercise), name),
        Cell("markdown", "\n".join(_help(exercise, edition)), name),
    ]


def _work(exercise: Exercise) -> str:
    # Two empty lines below a function, as ruff formats it.
    gap = "\n\n\n" if exercise.is_function else "\n"
    call = f'check("{exercise.name}", {exercise.answer_name})'
    return f"{exercise.stub_code()}{gap}{call}"


def _help(exercise: Exercise, edition: Edition) -> Iterator[str]:
    """Yield the lines of the help."""
    last = len(exercise.hints)
    titles = {
        "book": sentence("help.title", last=last),
        "student": sentence("help.title-without-solution", last=last),
        "instructor": sentence("help.title-with-mistakes", last=last),
    }
    parts = [
        (sentence("help.hint", level=level, last=last), [_prose(hint)])
        for level, hint in enumerate(exercise.hints, start=1)
    ]
    if edition != "student":
        parts.append((sentence("help.solution"), _solution(exercise)))
    if edition == "instructor" and exercise.mistakes:
        parts.append((sentence("help.mistakes"), list(_mistakes(exercise))))
    yield f'<details class="{CSS_CLASS}">'
    yield _summary(titles[edition])
    for title, lines in parts:
        yield from _fold(title, lines)
    yield "</details>"


def _summary(title: str) -> str:
    # JupyterLab hides the triangle, so that the line shows by itself that it can be clicked.
    return f"<summary><u>{html.escape(title)}</u></summary>"


def _fold(title: str, lines: Sequence[str]) -> Iterator[str]:
    # Between empty lines, Markdown inside HTML is Markdown.
    yield from ["", "<details>", _summary(title), ""]
    yield from lines
    yield from ["", "</details>"]


def _solution(exercise: Exercise) -> list[str]:
    return ["```python", exercise.solution_code(), "```", "", _prose(exercise.way)]


def _mistakes(exercise: Exercise) -> Iterator[str]:
    for mistake in exercise.mistakes:
        yield f"- {_told(mistake)}"


def _told(mistake: Mistake) -> str:
    name, why = _prose(mistake.name), _prose(mistake.why)
    if callable(mistake.wrong):
        return sentence("help.mistake", mistake=name, why=why)
    answer = f"`{show(mistake.wrong)}`"
    return sentence("help.mistake-with-answer", mistake=name, answer=answer, why=why)


_CODE = re.compile(r"(`[^`]+`)")
_SIGNS = re.compile(r"([\\*_{}\[\]<>#$|~])")


def _prose(text: str) -> str:
    """Return a text of the bank as Markdown: code between backticks, all other signs as typed."""
    pieces = _CODE.split(text)
    return "".join(
        piece if piece.startswith("`") else _SIGNS.sub(r"\\\1", piece) for piece in pieces
    )
