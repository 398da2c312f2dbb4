"""Judge an answer and put the verdict into words."""

from __future__ import annotations

from typing import Any

from mnist_course.exercises.judge.blanks import contains_blank, is_blank
from mnist_course.exercises.judge.diagnose import replaced_names
from mnist_course.exercises.judge.exercise import Exercise
from mnist_course.exercises.judge.functions import judge_function
from mnist_course.exercises.judge.outcome import Diagnosis, Outcome, Verdict
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import WIDTH, describe, wrap
from mnist_course.exercises.judge.world import keep_world


def grade(exercise: Exercise, answer: Any) -> Outcome:
    """Judge an answer to an exercise without printing anything.

    Whatever the answer does is caught, except an interrupt from the keyboard; what it changes in
    the world is put back.
    """
    wrong = sentence("wrong", exercise=exercise.name)
    with keep_world(exercise, exercise.compare) as world:
        try:
            judge = judge_function if exercise.is_function else judge_value
            verdict = judge(exercise, answer)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # The answer is a hostile object: even looking at it fails.
            line = sentence("answer.unreadable", error=type(error).__name__)
            verdict = Verdict("wrong", wrong, lines=(line,))
    if world.replaced:  # while the answer was compared
        verdict = Verdict("wrong", wrong, replaced_names(world.replaced))
    return tell(exercise, verdict)


def judge_value(exercise: Exercise, answer: Any) -> Verdict:
    """Judge the answer to an exercise whose answer is a value."""
    name = exercise.name
    if is_blank(answer):
        return Verdict("not attempted", sentence("untouched", exercise=name))
    if contains_blank(answer):
        return Verdict("not attempted", sentence("unfinished.value", exercise=name))
    wrong = sentence("wrong", exercise=name)
    if callable(answer):
        line = sentence("answer.value-wanted", got=describe(answer))
        return Verdict("wrong", wrong, lines=(line,))
    found = exercise.compare.difference(answer, exercise.reference)
    if found is None:
        return Verdict("right", sentence("right.value", exercise=name))
    return Verdict("wrong", wrong, _known(exercise, answer), (found.text,))


def _known(exercise: Exercise, answer: Any) -> Diagnosis | None:
    for mistake in exercise.mistakes:
        if exercise.compare.same(answer, mistake.wrong):
            return Diagnosis(mistake.name, mistake.why)
    return None


def _mistake(found: Diagnosis) -> str:
    if found.also:
        return sentence("mistake.also", mistake=found.name, why=found.why, also=found.also)
    return sentence("mistake", mistake=found.name, why=found.why)


def tell(exercise: Exercise, verdict: Verdict) -> Outcome:
    """Put a verdict into words."""
    mistake = verdict.mistake.name if verdict.mistake else None
    return Outcome(exercise.name, verdict.status, mistake, _feedback(exercise, verdict))


def _feedback(exercise: Exercise, verdict: Verdict) -> str:
    lines = [verdict.headline]
    if verdict.status == "right" and exercise.note:
        lines.append(wrap(exercise.note))
    if verdict.mistake:
        lines.append(wrap(_mistake(verdict.mistake)))
    for line in verdict.lines:
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        lines.append(f"  {line}" if len(line) < WIDTH else wrap(line.lstrip(), indent))
    if verdict.status == "wrong":
        lines.append("  " + sentence("help", exercise=exercise.name))
    return "\n".join(lines)
