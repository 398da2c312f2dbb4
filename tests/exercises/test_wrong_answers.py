"""Wrong answers as people write them: each is known by its mistake, however it is written.

The bank declares every mistake once, and is tested on its own declarations elsewhere. In the
folder `answers` the same mistakes are made anew, in other code, as a sum on paper, or by the
thought that leads to a wrong choice: a slip in a declaration shows.
"""

import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge import grade
from tests.exercises.answer_helpers import Ways, tables

WRONG = [
    (name, mistake, answer)
    for name, mistakes in tables("WRONG").items()
    for mistake, answers in mistakes.items()
    for answer in (answers.answers if isinstance(answers, Ways) else [answers])
]


@pytest.mark.parametrize(
    ("name", "mistake", "answer"), WRONG, ids=[f"{name}: {mistake}" for name, mistake, _ in WRONG]
)
def test_a_wrong_answer_is_known_by_its_mistake(name, mistake, answer):
    exercise = get_exercise(name)
    outcome = grade(exercise, answer)
    assert (outcome.status, outcome.mistake) == ("wrong", mistake)
    # The bank's own reason: "changes its input" is also what any function is told.
    told = " ".join(outcome.feedback.split())
    assert any(known.why in told for known in exercise.mistakes if known.name == mistake)


@pytest.mark.parametrize("name", exercise_names())
def test_every_mistake_is_made_anew(name):
    declared = {mistake.name for mistake in get_exercise(name).mistakes}
    missing = declared - set(tables("WRONG").get(name, ()))
    assert not missing, (
        f"{name}: nobody has made {sorted(missing)} in other code; give `WRONG` in the chapter's "
        f"file in tests/exercises/answers an answer for each"
    )
