"""check, hint and solution: what a reader of an exercise calls."""

from __future__ import annotations

from typing import Any

from mnist_course.exercises.discovery import get_exercise
from mnist_course.exercises.judge.grading import grade
from mnist_course.exercises.judge.outcome import Outcome
from mnist_course.exercises.judge.patience import SECONDS, say_if_it_lasts
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import say, wrap

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
        True if the answer is right. It holds the status, the name of the mistake and the text.

    Raises
    ------
    ValueError
        If there is no exercise of this name. Whatever the answer does is caught, except an
        interrupt from the keyboard: an endless loop is stopped with the stop button. What the
        answer changes in the world (the working folder, NumPy's random numbers, a function of
        NumPy) is put back.
    """
    exercise = get_exercise(name)
    waiting = sentence("still-running", exercise=name, seconds=f"{SECONDS:g}")
    with say_if_it_lasts(waiting):
        outcome = grade(exercise, answer)
    say(outcome.feedback)
    return outcome


def hint(name: str, level: int | None = None) -> None:
    """Print a hint. Each call goes one level further; the last level tells nearly everything.

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
    hints = get_exercise(name).hints
    last = len(hints)
    if level is None:
        level = min(_levels.get(name, 0) + 1, last)
    elif isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= last:
        raise ValueError(sentence("hint.no-level", level=repr(level), exercise=name, last=last))
    _levels[name] = level
    say(wrap(sentence("hint", level=level, last=last, hint=hints[level - 1]), indent=""))


def solution(name: str) -> None:
    """Print the solution of an exercise and how one gets there.

    Raises
    ------
    ValueError
        If there is no exercise of this name.
    """
    exercise = get_exercise(name)
    say(f"{exercise.solution_code()}\n\n{wrap(exercise.way, indent='')}")
