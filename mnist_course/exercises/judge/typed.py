"""An answer as the text that somebody typed: run it, and judge what it defines.

A page of the book and the marks of a class have only this text. It runs in this process, with all
that it may do there: whoever judges a stranger's text calls this in a process with limits.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course.exercises.judge.diagnose import replaced_names
from mnist_course.exercises.judge.errors import explain_error
from mnist_course.exercises.judge.exercise import Exercise
from mnist_course.exercises.judge.grading import grade, tell
from mnist_course.exercises.judge.outcome import Outcome, Verdict
from mnist_course.exercises.judge.running import Printed, PrintsWithoutEndError, alone
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.world import keep_world

FILE = "<your answer>"
KEPT = 20_000  # characters of what the text printed


@dataclass(frozen=True)
class Judged:
    """What came of a text: the outcome, and what it printed before that (at most `KEPT`)."""

    outcome: Outcome
    printed: str = ""


def grade_text(exercise: Exercise, text: str, context: str = "") -> Judged:
    """Run a text and judge the answer that it defines.

    Parameters
    ----------
    exercise
        What it answers.
    text
        Python code, such as the stub with the reader's lines in it. Calls of ``check`` and
        ``hint`` in it do nothing.
    context
        Definitions that the text may use (see `mnist_course.exercises.context`); what of it fails
        is left out. NumPy as ``np`` is always there.

    Returns
    -------
    Judged
        Whatever the text does is caught, except an interrupt from the keyboard.
    """
    printed = Printed(keep=KEPT)
    room = {"np": np, "__name__": "answer"}
    # Python finds the lines that an error is in here, as those of a file.
    linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)
    with keep_world(exercise, exercise.compare) as world:
        for part in parts_of(context):
            _run(part, room, Printed(keep=0))
        room |= {"check": _nothing, "hint": _nothing}
        error = _run(text, room, printed)
    if error is not None:
        return Judged(tell(exercise, stopped(exercise, error)), printed.text)
    if world.replaced:
        wrong = sentence("wrong", exercise=exercise.name)
        verdict = Verdict("wrong", wrong, replaced_names(world.replaced))
        return Judged(tell(exercise, verdict), printed.text)
    if exercise.answer_name not in room:
        return Judged(tell(exercise, absent(exercise)), printed.text)
    return Judged(grade(exercise, room[exercise.answer_name]), printed.text)


def absent(exercise: Exercise) -> Verdict:
    """Return the verdict on a text that does not define the answer's name."""
    answer = f"`{exercise.answer_name}`"
    headline = sentence("wrong.no-answer", exercise=exercise.name, answer=answer)
    return Verdict("wrong", headline, lines=(sentence("answer.name", answer=answer),))


def parts_of(context: str) -> list[str]:
    """Return the statements of a context, each as text; none if it cannot be read."""
    try:
        return [ast.unparse(part) for part in ast.parse(context).body]
    except SyntaxError:
        return []


def _nothing(*_: Any, **__: Any) -> None:
    """Stand in for what a notebook's cell calls below the answer."""


def _run(text: str, room: dict[str, Any], printed: Printed) -> BaseException | None:
    try:
        with (
            alone(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            exec(compile(text, FILE, "exec", dont_inherit=True), room)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: it must not end whoever judges
        return error
    finally:
        printed.done()
    return None


def stopped(exercise: Exercise, error: BaseException) -> Verdict:
    """Return the verdict on a text that did not come to its end."""
    if isinstance(error, SyntaxError):
        name = "wrong.unreadable"
    elif isinstance(error, PrintsWithoutEndError):
        name = "wrong.prints"
    else:
        name = "wrong.stops"
    headline = sentence(name, exercise=exercise.name)
    return Verdict("wrong", headline, lines=tuple(explain_error(error)))
