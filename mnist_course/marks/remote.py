"""An answer that lives in another process, for the judge to call like any other."""

from __future__ import annotations

import builtins
import inspect
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course.exercises.judge.exercise import Exercise
from mnist_course.exercises.judge.grading import grade, tell
from mnist_course.exercises.judge.outcome import Outcome
from mnist_course.exercises.judge.running import (
    EndedItselfError,
    PrintsWithoutEndError,
    RanTooLongError,
)
from mnist_course.exercises.judge.typed import absent, stopped
from mnist_course.marks.codec import decode, encode
from mnist_course.marks.sandbox import EndedError, Sandbox, TooLongError

_OWN = {kind.__name__: kind for kind in (PrintsWithoutEndError, RanTooLongError)}


def grade_remote(exercise: Exercise, text: str, context: str, sandbox: Sandbox) -> Outcome:
    """Judge the text of an answer that runs in a sandbox; the expected results stay here.

    The outcome is that of `mnist_course.exercises.judge.grade_text`, except for what the answer
    changes in its own process, which is of no account.
    """
    deadline = time.monotonic() + sandbox.limits.seconds
    try:
        question = {"run": text, "context": context, "name": exercise.answer_name}
        told = sandbox.ask(question, deadline)
        return _judge(exercise, told, sandbox, deadline)
    except TooLongError:
        return tell(exercise, stopped(exercise, _too_long(sandbox)))
    except EndedError:
        return tell(exercise, stopped(exercise, _ended()))
    finally:
        sandbox.finish()


def _judge(
    exercise: Exercise, told: Mapping[str, Any], sandbox: Sandbox, deadline: float
) -> Outcome:
    if told.get("ended"):
        return tell(exercise, stopped(exercise, _ended()))
    if "error" in told:
        return tell(exercise, stopped(exercise, rebuilt(told["error"])))
    if told.get("absent"):
        return tell(exercise, absent(exercise))
    if "function" in told:
        return grade(exercise, RemoteFunction(told["function"], exercise, sandbox, deadline))
    return grade(exercise, _value(told.get("value")))


def _too_long(sandbox: Sandbox) -> BaseException:
    return _at(RanTooLongError(f"stopped after {sandbox.limits.seconds:g} s"))


def _ended() -> BaseException:
    return _at(EndedItselfError("its process is gone"))


def _value(told: Any) -> Any:
    try:
        return decode(told)
    except ValueError:
        return None


#: The kinds of parameters, in the order of their numbers.
KINDS = (
    *("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL"),
    *("KEYWORD_ONLY", "VAR_KEYWORD"),
)


class RemoteFunction:
    """A function of the other process.

    What it raises there is raised here, as the same kind of error; the inputs that it changes
    there are changed here.
    """

    def __init__(
        self, told: Mapping[str, Any], exercise: Exercise, sandbox: Sandbox, deadline: float
    ) -> None:
        self.__name__ = exercise.answer_name
        self._sandbox = sandbox
        self._deadline = deadline
        self._lost: BaseException | None = None
        signature = _signature(told.get("parameters"))
        if signature is not None:
            self.__signature__ = signature
        if told.get("empty"):
            self.__code__ = (lambda: None).__code__

    def __call__(self, *args: Any) -> Any:
        """Call it there."""
        if self._lost is not None:
            raise self._lost
        try:
            told = self._sandbox.ask({"call": encode(args)}, self._deadline)
        except TooLongError:
            self._lost = _too_long(self._sandbox)
            raise self._lost from None
        except EndedError:
            told = {"ended": True}
        if told.get("ended"):
            self._lost = _ended()
            raise self._lost
        _change(args, told.get("changed"))
        if told.get("printed"):
            print(str(told["printed"])[:2000], end="")  # the judge catches and looks at it
        if "error" in told:
            raise rebuilt(told["error"])
        return _value(told.get("result"))


def _signature(told: Any) -> inspect.Signature | None:
    try:
        kinds = [getattr(inspect.Parameter, name) for name in KINDS]
        parameters = [
            inspect.Parameter(
                str(name),
                kinds[int(kind)],
                default=None if has_default else inspect.Parameter.empty,
            )
            for name, kind, has_default in told
        ]
        return inspect.Signature(parameters)
    except (TypeError, ValueError, IndexError):
        return None


def _change(args: tuple[Any, ...], told: Any) -> None:
    """Do to the inputs here what was done to them there."""
    if not isinstance(told, Mapping):
        return
    for place, value in told.items():
        now = _value(value)
        index = int(place) if str(place).isdigit() else len(args)
        if index >= len(args):
            continue
        mine = args[index]
        if isinstance(mine, np.ndarray) and isinstance(now, np.ndarray) and mine.shape == now.shape:
            mine[...] = now
        elif isinstance(mine, list) and isinstance(now, list):
            mine[:] = now
        elif isinstance(mine, dict) and isinstance(now, dict):
            mine.clear()
            mine.update(now)


def rebuilt(told: Any) -> BaseException:
    """Return an error of the other process as one of this; of a kind that Python itself has."""
    told = told if isinstance(told, Mapping) else {}
    names = [str(name) for name in told.get("names") or ["Exception"]]
    words = str(told.get("words", ""))
    kinds: list[type[BaseException]] = [_OWN[name] for name in names if name in _OWN]
    for name in names:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            kinds.append(kind)
    kind = next(iter(kinds), Exception)
    if issubclass(kind, KeyboardInterrupt | GeneratorExit):
        kind = RuntimeError  # the answer's, not the teacher's
    if issubclass(kind, UnicodeError):
        kind = ValueError  # its own class takes five parts
    error = kind(words)
    if isinstance(error, SyntaxError):
        error.msg = words
    line = told.get("line")
    known = isinstance(line, list) and len(line) == 2 and isinstance(line[0], int)
    return _at(error, tuple(line) if known else ())


def _at(error: BaseException, line: tuple[Any, ...] = ()) -> BaseException:
    """Give an error the line of the answer that it came from, if that is known."""
    error.answer_line = line  # type: ignore[attr-defined]
    return error


def with_cases(exercise: Exercise, cases: list[tuple[Any, ...]]) -> Exercise:
    """Return the exercise with further cases."""
    return replace(exercise, cases=(*exercise.cases, *cases))
