"""Find the exercises: the place of a file in the bank is the name of its exercise."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from mnist_course.exercises import bank
from mnist_course.exercises.judge.exercise import Exercise
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.ground.near import nearest

# What the chapters were called in the names of exercises, before they got the names of the pages.
_FORMER_CHAPTERS = {"softmax": "softmax-regression", "hyper": "hyperparameters"}
# Exercises that went to another chapter.
_MOVED = {
    "softmax-regression.confusion": "linear-classifier.confusion",
    "softmax-regression.parameters": "linear-classifier.parameters",
}


def module_name(name: str) -> str:
    """Return the spelling that Python allows: "softmax-regression" is ``softmax_regression``."""
    return name.replace("-", "_")


def page_name(module: str) -> str:
    """Return the spelling of pages: ``softmax_regression`` is "softmax-regression"."""
    return module.replace("_", "-")


@cache
def exercise_names() -> tuple[str, ...]:
    """Return the names of all exercises, sorted."""
    found = []
    for chapter in pkgutil.iter_modules(bank.__path__):
        folders = [str(Path(root, chapter.name)) for root in bank.__path__]
        modules = [module.name for module in pkgutil.iter_modules(folders)]
        found += [f"{page_name(chapter.name)}.{page_name(module)}" for module in modules]
    return tuple(sorted(found))


def get_exercise(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises
    ------
    ValueError
        If there is none; the message gives the new name of an old one, or lists names that are
        near.
    """
    if isinstance(name, str) and name in exercise_names():
        return _load(name)
    raise ValueError(_not_found(name))


@cache
def _load(name: str) -> Exercise:
    module = import_module(f"{bank.__name__}.{module_name(name)}")
    if not hasattr(module, "EXERCISE"):
        raise ValueError(f"{module.__file__} must define EXERCISE, an Exercise; it does not")
    return replace(module.EXERCISE, name=name)


def _not_found(name: object) -> str:
    shown = f'"{name}"' if isinstance(name, str) else repr(name)
    chapter, dot, rest = name.partition(".") if isinstance(name, str) else ("", "", "")
    now = f"{_FORMER_CHAPTERS.get(chapter.strip().casefold(), '')}{dot}{rest}"
    now = _MOVED.get(now if now.partition(".")[0] else str(name), now)
    if now in exercise_names():
        return sentence("renamed", old=name, new=now)
    wanted = now if chapter in _FORMER_CHAPTERS else name
    near = ", ".join(f'"{other}"' for other in nearest(wanted, exercise_names()))
    if not near:
        return sentence("unknown", name=shown)
    several = "," in near
    return sentence("unknown.near-some" if several else "unknown.near", name=shown, near=near)
