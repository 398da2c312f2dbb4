"""Run a reader's function on the cases of an exercise so that nothing it does gets out.

Only KeyboardInterrupt passes: it is the reader's way out of an endless loop.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import inspect
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_course.exercises.judge.sentences import sentence

MOST_PRINTED = 1_000_000  # characters in one call; nobody reads so many
_KEPT = 1_000


class PrintsWithoutEndError(BaseException):
    """More was printed than anybody reads. No Exception: the answer shall not catch it."""


class RanTooLongError(BaseException):
    """The answer was stopped by a clock (where somebody watches it)."""


class EndedItselfError(BaseException):
    """The process that ran the answer is gone: the answer ended it, or a limit did."""


class AsksError(BaseException):
    """The answer waits for somebody to type. No Exception: the answer shall not catch it."""


class NoInput(io.TextIOBase):
    """Stands in for standard input: whoever reads from it is stopped."""

    def readable(self) -> bool:
        """Say that it can be read from: reading tells why not."""
        return True

    def read(self, size: int | None = -1) -> str:
        """Raise AsksError."""
        raise AsksError

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """Raise AsksError."""
        raise AsksError


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let what runs inside neither ask who sits at the keyboard nor end the session.

    A notebook's own ``exit`` and ``quit`` raise nothing: they tell its kernel to end after the
    cell. Inside, they are stopped like those of Python.
    """

    def ask(*_: Any) -> str:
        raise AsksError

    def leave(*_: Any) -> None:
        raise SystemExit

    ipython = sys.modules.get("IPython")  # where it is not loaded, there is no shell
    shell = ipython.get_ipython() if ipython is not None else None
    before = builtins.input, sys.stdin
    builtins.input, sys.stdin = ask, NoInput()
    if shell is not None:
        shell.ask_exit = leave
    try:
        yield
    finally:
        builtins.input, sys.stdin = before
        if shell is not None:
            del shell.ask_exit


class Printed(io.TextIOBase):
    """Takes what an answer prints, keeps the beginning, and stops what never ends.

    Parameters
    ----------
    keep
        How many characters are kept, in ``text``.
    """

    def __init__(self, keep: int = _KEPT) -> None:
        self.text = ""
        self._keep = keep
        self._count = 0
        self._done = False

    encoding = "utf-8"  # some programs ask

    def done(self) -> None:
        """Take no more, and stop nobody: what still writes here was left behind by the answer."""
        self._done = True

    def writable(self) -> bool:
        """Say that it can be written to, always."""
        return True

    def write(self, text: str) -> int:
        """Take some text; raise PrintsWithoutEndError after `MOST_PRINTED` characters."""
        if self._done:
            return len(text)
        self._count += len(text)
        self.text += text[: max(0, self._keep - len(self.text))]
        if self._count > MOST_PRINTED:
            raise PrintsWithoutEndError
        return len(text)


@dataclass(frozen=True)
class Call:
    """One call: what came back, or what went wrong, and what else it did."""

    args: tuple[Any, ...]
    result: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: tuple[int, ...] = field(default=())  # positions of inputs changed in place


def run_cases(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]) -> list[Call]:
    """Call ``function`` on a copy of each case; exceptions are kept, not raised.

    After a call that prints without end, or waits for somebody to type, no other is made.
    """
    calls: list[Call] = []
    for case in cases:
        calls.append(_run(function, case))
        if isinstance(calls[-1].error, PrintsWithoutEndError | AsksError):
            break
    return calls


def _run(function: Callable[..., Any], case: tuple[Any, ...]) -> Call:
    args = copy.deepcopy(case)
    result, error, output, noise = None, None, Printed(), Printed()
    try:
        with (
            alone(),
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(noise),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            result = function(*args)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # SystemExit too: a check must not end the session
        error = problem
    output.done()
    noise.done()
    pairs = enumerate(zip(case, args, strict=True))
    changed = tuple(i for i, (before, after) in pairs if not identical(before, after))
    return Call(case, result, error, output.text, changed)


def identical(a: Any, b: Any) -> bool:
    """Return whether two inputs are equal in type and value; NaN equals NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, dict):
        return list(a) == list(b) and all(identical(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(identical(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)


def wrong_signature(function: Callable[..., Any], parameters: Sequence[str]) -> str | None:
    """Return a sentence if ``function`` cannot be called with these parameters, else None."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None  # built-in functions have none: calling them will tell
    try:
        signature.bind(*parameters)
    except TypeError:
        mine, asked = ", ".join(signature.parameters), ", ".join(parameters)
        if not mine:
            return sentence("answer.no-parameters", expected=asked)
        return sentence("answer.parameters", got=mine, expected=asked)
    return None


def does_nothing(function: Callable[..., Any]) -> bool:
    """Return whether a function's body is empty: a docstring, ``...``, ``pass`` or ``return``."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return False
    return not code.co_names and code.co_nlocals <= code.co_argcount + code.co_kwonlyargcount
