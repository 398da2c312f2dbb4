"""The judge: tells right from wrong, and says why. It knows no exercise of the bank.

``exercise`` says what an exercise is, ``compare``, ``number`` and ``choices`` how an answer is held
against the reference, ``sentences`` everything that is said. ``grading`` puts them together; the
rest are its tools. An exercise of the bank imports what it needs from here.
"""

from mnist_course.exercises.judge.choices import Choices
from mnist_course.exercises.judge.compare import Arrays, Compare, Difference, as_numbers
from mnist_course.exercises.judge.exercise import Exercise, Mistake
from mnist_course.exercises.judge.grading import grade
from mnist_course.exercises.judge.number import Number
from mnist_course.exercises.judge.outcome import Outcome
from mnist_course.exercises.judge.sentences import fill, sentence
from mnist_course.exercises.judge.text import describe, show
from mnist_course.exercises.judge.typed import Judged, grade_text

__all__ = [
    "Arrays",
    "Choices",
    "Compare",
    "Difference",
    "Exercise",
    "Judged",
    "Mistake",
    "Number",
    "Outcome",
    "as_numbers",
    "describe",
    "fill",
    "grade",
    "grade_text",
    "sentence",
    "show",
]
