"""All exercises by name."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import import_module

from mnist_course.exercises.core import Exercise

CHAPTERS = ("perceptron", "digits", "softmax_regression", "hyperparameters")


@cache
def _exercises() -> dict[str, Exercise]:
    """Collect the ``EXERCISES`` of every chapter module, in order."""
    found: dict[str, Exercise] = {}
    for chapter in CHAPTERS:
        for exercise in import_module(f"mnist_course.exercises.{chapter}").EXERCISES:
            if exercise.name in found:
                raise ValueError(f'two exercises are named "{exercise.name}"; rename one of them')
            found[exercise.name] = exercise
    return found


def exercise_names() -> list[str]:
    """Return the names of all exercises, in the order of the chapters."""
    return list(_exercises())


def get_exercise(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises
    ------
    ValueError
        If there is none; the message lists names that are near.
    """
    known = _exercises()
    if isinstance(name, str) and name in known:
        return known[name]
    wanted = name.strip().casefold() if isinstance(name, str) else ""
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    near = near or [other for other in known if wanted and wanted in other]
    near = near or [other for other in known if other.split(".")[0] == wanted.split(".")[0]]
    shown = repr(name) if not isinstance(name, str) else f'"{name}"'
    if near:
        advice = "Did you mean " + " or ".join(f'"{other}"' for other in near) + "?"
    else:
        advice = 'Give a name such as "perceptron.update"; exercise_names() lists them all.'
    raise ValueError(f"there is no exercise {shown}. {advice}")
