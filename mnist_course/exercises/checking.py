"""check, hint and solution: what a reader calls."""

from __future__ import annotations

import inspect
import pprint
import textwrap
from typing import Any

from mnist_course.exercises.core import Exercise, Mistake, Outcome
from mnist_course.exercises.folded import show_folded
from mnist_course.exercises.functions import judge_function
from mnist_course.exercises.registry import get_exercise
from mnist_course.exercises.text import WIDTH, describe, say, wrap
from mnist_course.exercises.verdict import Verdict, contains_blank, is_blank

_levels: dict[str, int] = {}


def check(name: str, answer: Any) -> Outcome:
    """Judge an answer, print what is right and what is wrong and why, and return the outcome.

    Parameters
    ----------
    name
        The exercise, such as ``"perceptron.update"``.
    answer
        The reader's function or value. ``...``, None and functions that return them count as not
        attempted.

    Returns
    -------
    Outcome
        Its ``answer`` is the reader's if it is right, else the reference.

    Raises
    ------
    ValueError
        If there is no exercise of this name. Whatever the answer does is caught, except an
        interrupt from the keyboard: an endless loop is stopped with the stop button.
    """
    exercise = get_exercise(name)
    outcome = grade(exercise, answer)
    say(outcome.feedback)
    return outcome


def grade(exercise: Exercise, answer: Any) -> Outcome:
    """Judge an answer to an exercise without printing anything."""
    try:
        judge = judge_function if exercise.is_function else judge_value
        verdict = judge(exercise, answer)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # The answer is a hostile object: even looking at it fails.
        lines = (f"The answer cannot be read: looking at it gives {type(error).__name__}.",)
        verdict = Verdict("wrong", "not right yet.", lines=lines)
    kept = answer if verdict.status == "right" else exercise.reference
    feedback = _feedback(exercise, verdict)
    return Outcome(exercise.name, verdict.status, kept, verdict.mistake, feedback)


def judge_value(exercise: Exercise, answer: Any) -> Verdict:
    """Judge the answer to an exercise whose answer is a value."""
    if is_blank(answer):
        return Verdict.untouched()
    if contains_blank(answer):
        return Verdict("not attempted", "not finished yet: a `...` is still in the answer.")
    if callable(answer):
        line = f"Give the value itself; got {describe(answer)}."
        return Verdict("wrong", "not right yet.", lines=(line,))
    found = exercise.compare.difference(answer, exercise.reference)
    if found is None:
        return Verdict("right", "right.")
    mistake = _known(exercise, answer)
    lines = (f"{found.text[:1].upper()}{found.text[1:]}.",)
    if mistake is None:
        return Verdict("wrong", "not right yet.", lines=lines)
    return Verdict("wrong", "not right yet.", mistake.name, mistake.why, lines)


def _known(exercise: Exercise, answer: Any) -> Mistake | None:
    for mistake in exercise.mistakes:
        if exercise.compare.same(answer, mistake.wrong):
            return mistake
    return None


_SIGNS = {"right": "✓", "wrong": "✗", "not attempted": "○"}


def _feedback(exercise: Exercise, verdict: Verdict) -> str:
    lines = [f"{_SIGNS[verdict.status]} {exercise.name} — {verdict.headline}"]
    if verdict.status == "right" and exercise.note:
        lines.append(wrap(exercise.note))
    if verdict.mistake:
        lines.append(wrap(f"Mistake: {verdict.mistake}. {verdict.why}"))
    for line in verdict.lines:
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        lines.append(f"  {line}" if len(line) < WIDTH else wrap(line.lstrip(), indent))
    if verdict.status == "wrong":
        lines.append(f'  Help: hint("{exercise.name}")')
    return "\n".join(lines)


def hint(name: str, level: int | None = None) -> None:
    """Show a hint. Each call goes one level further; the last level tells nearly everything.

    Parameters
    ----------
    name
        The exercise, such as ``"perceptron.update"``.
    level
        A given level, from 1; without it, the next one.

    Raises
    ------
    ValueError
        If there is no such exercise or no such level.
    """
    exercise = get_exercise(name)
    last = len(exercise.hints)
    if level is None:
        level = min(_levels.get(exercise.name, 0) + 1, last)
    elif isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= last:
        raise ValueError(f'hint level {level!r}: "{name}" has the levels 1 to {last}')
    _levels[exercise.name] = level
    show_folded(f"Hint {level} of {last}", exercise.hints[level - 1])


def solution(name: str) -> None:
    """Show the reference solution of an exercise.

    Raises
    ------
    ValueError
        If there is no exercise of this name.
    """
    exercise = get_exercise(name)
    if exercise.is_function:
        code = textwrap.dedent(inspect.getsource(exercise.reference)).rstrip()
    else:
        lead = f"{exercise.answer_name} = "
        width = WIDTH - len(lead)
        value = pprint.pformat(exercise.reference, width=width, sort_dicts=False)
        code = lead + textwrap.indent(value, " " * len(lead)).lstrip()
    show_folded("Solution", code, code=True)
