"""Correct answers found in other ways pass: by a library, a small change, a search, by counting.

A wrong reference would refuse the answers of the folder `answers`.
"""

import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge import grade
from tests.exercises.answer_helpers import tables

RIGHT = [(name, answer) for name, answers in tables("RIGHT").items() for answer in answers]


@pytest.mark.parametrize(("name", "answer"), RIGHT, ids=[name for name, _ in RIGHT])
def test_an_answer_found_in_another_way_is_right(name, answer):
    outcome = grade(get_exercise(name), answer)
    assert outcome.status == "right", outcome.feedback


@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_is_solved_in_another_way(name):
    assert tables("RIGHT").get(name), (
        f"{name}: its reference is tested against itself only; give `RIGHT` in the chapter's file "
        f"in tests/exercises/answers an answer found in another way"
    )
