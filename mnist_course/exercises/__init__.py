"""Exercises: the bank that holds them, and the judge that tells right from wrong.

``bank``       one exercise, one file: ``bank/perceptron/update.py`` is "perceptron.update"
``judge``      judges an answer and says why; knows nothing of the bank
``discovery``  finds the exercises by their files
``editions``   the cells of an exercise in a notebook: for readers, students, instructors

What a chapter calls (``check``, ``hint``, ``solution``) is in ``mnist_course.book``.
"""

from mnist_course.exercises.discovery import exercise_names, get_exercise

__all__ = ["exercise_names", "get_exercise"]
