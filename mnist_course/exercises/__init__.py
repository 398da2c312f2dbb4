"""Claims and exercises: the lines of a chapter that check something.

``claim`` prints whether a statement of the text holds. ``check`` compares a reader's answer with a
reference and explains what is wrong, ``hint`` gives graded help, ``solution`` shows the reference.
"""

from mnist_course.exercises.checking import check, hint, solution
from mnist_course.exercises.claims import claim
from mnist_course.exercises.core import Exercise, Mistake, Outcome
from mnist_course.exercises.registry import exercise_names, get_exercise

__all__ = [
    "Exercise",
    "Mistake",
    "Outcome",
    "check",
    "claim",
    "exercise_names",
    "get_exercise",
    "hint",
    "solution",
]
