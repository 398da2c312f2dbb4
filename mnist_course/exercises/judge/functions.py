"""Judge a reader's function: run it, compare, name the mistake, find the smallest example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course.exercises.judge.blanks import contains_blank, is_blank
from mnist_course.exercises.judge.compare import Difference
from mnist_course.exercises.judge.diagnose import changed_inputs, general, replaced_names
from mnist_course.exercises.judge.errors import explain_error
from mnist_course.exercises.judge.exercise import Exercise, Mistake
from mnist_course.exercises.judge.outcome import Diagnosis, Verdict
from mnist_course.exercises.judge.running import (
    Call,
    PrintsWithoutEndError,
    does_nothing,
    run_cases,
    wrong_signature,
)
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import describe, is_outlined, outline, show, show_pair
from mnist_course.exercises.judge.world import World, keep_world

_TWO_LINES = 150  # an example may fill two lines
_LONG = 60  # values longer than this are not printed side by side


def judge_function(exercise: Exercise, answer: Any) -> Verdict:
    """Judge the answer to an exercise whose answer is a function."""
    name = exercise.name
    if answer is None or answer is ...:
        return Verdict("not attempted", sentence("untouched", exercise=name))
    if not callable(answer):
        line = sentence(
            "answer.function-wanted", function=exercise.answer_name, got=describe(answer)
        )
        return Verdict("wrong", sentence("wrong", exercise=name), lines=(line,))
    signature = wrong_signature(answer, exercise.parameters)
    if signature:
        return Verdict("wrong", sentence("wrong", exercise=name), lines=(signature,))
    # Before the answer runs: what it replaces shall not take part in the comparison.
    expected = [call.result for call in run_cases(exercise.reference, exercise.cases)]
    calls, world = _run(exercise, answer)
    unfinished = _not_attempted(exercise, answer, calls)
    if unfinished:
        return unfinished
    verdict = _judge_calls(exercise, answer, calls, expected, world)
    lines = (*verdict.lines, *world.remarks)
    return replace(verdict, lines=lines)


def _run(exercise: Exercise, answer: Any) -> tuple[list[Call], World]:
    with keep_world(exercise, exercise.compare) as world:
        calls = run_cases(answer, exercise.cases)
    return calls, world


def _not_attempted(exercise: Exercise, answer: Any, calls: Sequence[Call]) -> Verdict | None:
    untouched = Verdict("not attempted", sentence("untouched", exercise=exercise.name))
    if any(isinstance(call.error, NotImplementedError) for call in calls):
        return untouched
    # The quotes count: NumPy's words about a wrong index also name the ellipsis, without them.
    stopped_at_blank = any("'ellipsis'" in str(call.error) for call in calls if call.error)
    if stopped_at_blank or any(contains_blank(call.result) and _part(call) for call in calls):
        return Verdict("not attempted", sentence("unfinished.function", exercise=exercise.name))
    quiet = all(call.error is None and not call.printed and not call.changed for call in calls)
    if not quiet or not all(is_blank(call.result) for call in calls):
        return None
    if all(call.result is None for call in calls) and not does_nothing(answer):
        return Verdict("not attempted", sentence("untouched.no-return", exercise=exercise.name))
    return untouched


def _part(call: Call) -> bool:
    return not is_blank(call.result)


def _judge_calls(
    exercise: Exercise,
    answer: Any,
    calls: Sequence[Call],
    expected: Sequence[Any],
    world: World,
) -> Verdict:
    failed = next((call for call in calls if call.error is not None), None)
    if failed is not None and failed.error is not None:
        replaced = replaced_names(world.replaced) if world.replaced else None
        return _stopped(exercise, calls, failed, failed.error, replaced)
    differences = [
        exercise.compare.difference(call.result, want, call.args)
        for call, want in zip(calls, expected, strict=True)
    ]
    if not any(differences) and not any(call.changed for call in calls) and not world.replaced:
        headline = sentence("right.function", exercise=exercise.name, cases=len(calls))
        return Verdict("right", headline)
    if world.replaced:
        found: Diagnosis | None = replaced_names(world.replaced)
    else:
        found = _recognise(exercise, answer, calls, expected, any(differences))
    return _wrong(exercise, calls, expected, differences, found)


def _stopped(
    exercise: Exercise,
    calls: Sequence[Call],
    failed: Call,
    error: BaseException,
    replaced: Diagnosis | None,
) -> Verdict:
    if isinstance(error, PrintsWithoutEndError):
        name = "wrong.prints"
    elif any(call.error is None for call in calls):
        name = "wrong.stops-sometimes"
    else:
        name = "wrong.stops"
    lines = (*explain_error(error), _example(exercise, failed))
    return Verdict("wrong", sentence(name, exercise=exercise.name), replaced, lines)


def _recognise(
    exercise: Exercise,
    answer: Any,
    calls: Sequence[Call],
    expected: Sequence[Any],
    values_differ: bool,
) -> Diagnosis | None:
    """Name the mistake: from the bank, by a change of the inputs, or by a general sign."""
    changed = changed_inputs(calls, exercise.parameters)
    known = next((m for m in exercise.mistakes if _is_mistake(exercise, m, calls)), None)
    if known is not None:
        also = changed is not None and not any(
            call.changed for call in run_cases(known.wrong, exercise.cases)
        )
        return Diagnosis(known.name, known.why, changed.why if changed and also else "")
    if changed is None and values_differ:
        again, _ = _run(exercise, answer)
        changed = general(calls, again, expected, exercise.compare)
    return changed


def _is_mistake(exercise: Exercise, mistake: Mistake, calls: Sequence[Call]) -> bool:
    """Return whether the answer does on every case what the wrong answer of the bank does.

    What it changes of its inputs it may change on other cases: a list can be sorted either way.
    """
    changed = {index for call in calls for index in call.changed}
    for call, case in zip(calls, exercise.cases, strict=True):
        wrong = run_cases(mistake.wrong, [case])[0]
        if wrong.error is not None or set(wrong.changed) - changed:
            return False
        if not exercise.compare.same(call.result, wrong.result, call.args):
            return False
    return True


def _wrong(
    exercise: Exercise,
    calls: Sequence[Call],
    expected: Sequence[Any],
    differences: Sequence[Difference | None],
    found: Diagnosis | None,
) -> Verdict:
    bad = [i for i, difference in enumerate(differences) if difference]
    right, cases = len(calls) - len(bad), len(calls)
    lines: tuple[str, ...] = ()
    if bad:
        at = min(bad, key=lambda i: (_size(calls[i].args), i))
        lines = _counter_example(exercise, calls[at], expected[at], differences[at])
    if not bad:
        headline = sentence("wrong.effect", exercise=exercise.name, cases=cases)
    elif right:
        headline = sentence("wrong.some", exercise=exercise.name, right=right, cases=cases)
    else:
        headline = sentence("wrong", exercise=exercise.name)
    return Verdict("wrong", headline, found, lines)


def _size(value: Any) -> int:
    """Return how much there is to read in an input."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, tuple | list):
        return sum(_size(item) for item in value)
    return len(value) if isinstance(value, str | bytes | dict) else 1


def _example(exercise: Exercise, call: Call) -> str:
    for text_of in (show, outline):
        pairs = zip(exercise.parameters, call.args, strict=True)
        inside = ", ".join(f"{name}={text_of(value)}" for name, value in pairs)
        if len(inside) <= _TWO_LINES:
            break
    return sentence("example", call=f"{exercise.answer_name}({inside})")


def _counter_example(
    exercise: Exercise, call: Call, want: Any, difference: Difference | None
) -> tuple[str, ...]:
    """Show the input, and both values if they are short, else where they first differ."""
    example = _example(exercise, call)
    yours, expected = show_pair(call.result, want)
    short = max(len(yours), len(expected)) <= _LONG
    plain = short and not is_outlined(call.result) and not is_outlined(want)
    if exercise.compare.reveals and plain and yours != expected:
        pair = sentence("yours", value=yours), sentence("expected", value=expected)
        return (example, *(f"  {line}" for line in pair))
    return (example, f"  {difference.text}") if difference else (example,)
