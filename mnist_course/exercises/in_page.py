"""What the Python in a page of the book is asked to do, with texts in and JSON out.

The page runs Python of its own, in a Worker, without a kernel (`_static/python/`); the package is
this one. No cell above an answer has run, so what it uses of them is defined when it is judged.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course.exercises.context import needed
from mnist_course.exercises.discovery import get_exercise
from mnist_course.exercises.judge import text as texts
from mnist_course.exercises.judge.sentences import TEMPLATES
from mnist_course.exercises.judge.typed import grade_text


def judge(name: str, text: str, above: Sequence[str] = ()) -> str:
    """Judge the text of an answer.

    Parameters
    ----------
    name
        The exercise, such as ``"perceptron.update"``.
    text
        What stands in the editor.
    above
        The code cells above the exercise, in the order of the page.

    Returns
    -------
    str
        JSON: ``status``, ``mistake`` (a name or null), ``feedback``, ``printed``, and ``context``,
        what the answer uses of the cells above.
    """
    exercise = get_exercise(name)
    exercise = replace(exercise, cases=native(exercise.cases))
    context = needed(text, above)
    with _words_of_a_page():
        judged = grade_text(exercise, text, context)
    outcome = judged.outcome
    return json.dumps(
        {
            "status": outcome.status,
            "mistake": outcome.mistake,
            "feedback": outcome.feedback,
            "printed": judged.printed,
            "context": context,
        }
    )


def native(value: Any) -> Any:
    """Return cases with whole numbers of the size that NumPy counts with here.

    A browser's Python counts with 32 bits, and NumPy would refuse to index or count with the 64
    bits that `Generator.integers` gives everywhere.
    """
    if isinstance(value, tuple | list):
        return type(value)(map(native, value))
    if isinstance(value, np.ndarray) and value.dtype == np.int64:
        return value.astype(np.intp, copy=False)
    return value


@contextlib.contextmanager
def _words_of_a_page() -> Any:
    """Name the folds below an exercise, not ``hint(...)``; let the page wrap the lines."""
    before = TEMPLATES["help"], texts.WIDTH
    TEMPLATES["help"], texts.WIDTH = TEMPLATES["help.on-a-page"], 100_000
    try:
        yield
    finally:
        TEMPLATES["help"], texts.WIDTH = before
