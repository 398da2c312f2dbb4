"""Judge a reader's function: run it, compare, name the mistake, find the smallest example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mnist_course.exercises.compare import Difference, show_pair
from mnist_course.exercises.core import Exercise, Mistake
from mnist_course.exercises.diagnose import Diagnosis, changed_inputs, general
from mnist_course.exercises.running import (
    Call,
    does_nothing,
    explain_error,
    run_cases,
    wrong_signature,
)
from mnist_course.exercises.text import describe, show
from mnist_course.exercises.verdict import Verdict, contains_blank, is_blank

_TWO_LINES = 150  # an example may fill two lines
_LONG = 60  # values longer than this are not printed side by side


def judge_function(exercise: Exercise, answer: Any) -> Verdict:
    """Judge the answer to an exercise whose answer is a function."""
    if answer is None or answer is ...:
        return Verdict.untouched()
    if not callable(answer):
        name = exercise.answer_name
        line = f"Give the function itself, `{name}` and not `{name}(...)`; got {describe(answer)}."
        return Verdict("wrong", "not right yet.", lines=(line,))
    signature = wrong_signature(answer, exercise.parameters)
    if signature:
        return Verdict("wrong", "not right yet.", lines=(signature,))
    calls = run_cases(answer, exercise.cases)
    unfinished = _not_attempted(answer, calls)
    if unfinished:
        return unfinished
    return _judge_calls(exercise, answer, calls)


def _not_attempted(answer: Any, calls: Sequence[Call]) -> Verdict | None:
    if any(isinstance(call.error, NotImplementedError) for call in calls):
        return Verdict.untouched()
    stopped_at_blank = any("ellipsis" in str(call.error).casefold() for call in calls if call.error)
    if stopped_at_blank or any(contains_blank(call.result) and _part(call) for call in calls):
        return Verdict("not attempted", "not finished yet: a `...` is still in the function.")
    quiet = all(call.error is None and not call.printed and not call.changed for call in calls)
    if not quiet or not all(is_blank(call.result) for call in calls):
        return None
    if all(call.result is None for call in calls) and not does_nothing(answer):
        return Verdict.untouched(" (The function returns nothing: is `return` missing?)")
    return Verdict.untouched()


def _part(call: Call) -> bool:
    return not is_blank(call.result)


def _judge_calls(exercise: Exercise, answer: Any, calls: Sequence[Call]) -> Verdict:
    failed = next((call for call in calls if call.error is not None), None)
    if failed is not None and failed.error is not None:
        right = sum(call.error is None for call in calls)
        lines = (*explain_error(failed.error), *_example_line(exercise, failed))
        headline = "it stops with an error" + (" on some cases." if right else ".")
        return Verdict("wrong", headline, lines=lines)
    expected = [call.result for call in run_cases(exercise.reference, exercise.cases)]
    differences = [
        exercise.compare.difference(call.result, want, call.args)
        for call, want in zip(calls, expected, strict=True)
    ]
    if not any(differences) and not any(call.changed for call in calls):
        return Verdict("right", f"right on all {len(calls)} cases.")
    found = _recognise(exercise, answer, calls, expected, any(differences))
    return _wrong(exercise, calls, expected, differences, found)


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
        tells = changed is not None and not any(
            call.changed for call in run_cases(known.wrong, exercise.cases)
        )
        more = f" Also: {changed.why}" if changed is not None and tells else ""
        return Diagnosis(known.name, known.why + more)
    if changed is not None or not values_differ:
        return changed
    again = run_cases(answer, exercise.cases)
    return general(calls, again, expected, exercise.compare)


def _is_mistake(exercise: Exercise, mistake: Mistake, calls: Sequence[Call]) -> bool:
    """Return whether the answer does on every case what the wrong answer of the bank does."""
    for call, case in zip(calls, exercise.cases, strict=True):
        wrong = run_cases(mistake.wrong, [case])[0]
        if wrong.error is not None or set(wrong.changed) - set(call.changed):
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
    if bad:
        right = len(calls) - len(bad)
        headline = f"right on {right} of {len(calls)} cases." if right else "not right yet."
        at = min(bad, key=lambda i: (_size(calls[i].args), i))
        lines = _counter_example(exercise, calls[at], expected[at], differences[at])
    else:
        headline = f"the results are right on all {len(calls)} cases, but not what it does."
        lines = ()
    if found is None:
        return Verdict("wrong", headline, lines=lines)
    return Verdict("wrong", headline, found.name, found.why, lines)


def _size(value: Any) -> int:
    """Return how much there is to read in an input."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, tuple | list):
        return sum(_size(item) for item in value)
    return len(value) if isinstance(value, str | bytes | dict) else 1


def _call_text(exercise: Exercise, call: Call) -> str:
    pairs = zip(exercise.parameters, call.args, strict=True)
    return ", ".join(f"{name}={show(value)}" for name, value in pairs)


def _example_line(exercise: Exercise, call: Call) -> tuple[str, ...]:
    text = _call_text(exercise, call)
    if len(text) > _TWO_LINES:
        pairs = zip(exercise.parameters, call.args, strict=True)
        text = ", ".join(f"{name}={_outline(value)}" for name, value in pairs)
    return (f"Example: {exercise.answer_name}({text})",)


def _outline(value: Any) -> str:
    return f"<array of shape {value.shape}>" if isinstance(value, np.ndarray) else show(value)


def _counter_example(
    exercise: Exercise, call: Call, want: Any, difference: Difference | None
) -> tuple[str, ...]:
    """Show the input, and both values if they are short, else where they first differ."""
    lines = _example_line(exercise, call)
    yours, expected = show_pair(call.result, want)
    plain = not any("shape" in text or len(text) > _LONG for text in (yours, expected))
    if exercise.compare.reveals and plain and yours != expected:
        return (*lines, f"  yours:    {yours}", f"  expected: {expected}")
    text = difference.text if difference else ""
    return (*lines, f"  {text}") if text else lines
