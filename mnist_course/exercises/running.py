"""Run a reader's function on the cases of an exercise so that nothing it does gets out.

Only KeyboardInterrupt passes: it is the reader's way out of an endless loop.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import linecache
import sysconfig
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

_OWN_FOLDER = str(Path(__file__).parent)
_LIBRARIES = tuple({sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")})


@dataclass(frozen=True)
class Call:
    """One call: what came back, or what went wrong, and what else it did."""

    args: tuple[Any, ...]
    result: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: tuple[int, ...] = field(default=())  # positions of inputs changed in place


def run_cases(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]) -> list[Call]:
    """Call ``function`` on a copy of each case; exceptions are kept, not raised."""
    return [_run(function, case) for case in cases]


def _run(function: Callable[..., Any], case: tuple[Any, ...]) -> Call:
    args = copy.deepcopy(case)
    result, error, output = None, None, io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            result = function(*args)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # SystemExit too: a check must not end the session
        error = problem
    printed = "" if output.closed else output.getvalue()
    pairs = enumerate(zip(case, args, strict=True))
    changed = tuple(i for i, (before, after) in pairs if not identical(before, after))
    return Call(case, result, error, printed, changed)


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
        mine = ", ".join(signature.parameters) or "nothing"
        return f"Your function takes ({mine}); it is called with ({', '.join(parameters)})."
    return None


def does_nothing(function: Callable[..., Any]) -> bool:
    """Return whether a function's body is empty: a docstring, ``...``, ``pass`` or ``return``."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return False
    return not code.co_names and code.co_nlocals <= code.co_argcount + code.co_kwonlyargcount


def explain_error(error: BaseException) -> list[str]:
    """Return what was raised, where in the reader's code, and what to look at."""
    message = " ".join(_message(error).split())
    lines = [f"It stops with {type(error).__name__}" + (f": {message[:90]}" if message else "")]
    place = _place(error.__traceback__)
    if place:
        lines.append(f"  in line {place[0]}: {place[1]}")
    lines.append(_advice(error, message))
    return [line for line in lines if line]


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _place(trace: TracebackType | None) -> tuple[int, str] | None:
    """Return line number and text of the deepest line that the reader wrote."""
    found = None
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not name.startswith(_LIBRARIES) and not name.startswith((_OWN_FOLDER, "<frozen")):
            found = name, trace.tb_lineno
        trace = trace.tb_next
    if found is None:
        return None
    source = linecache.getline(*found).strip()
    return (found[1], source[:80]) if source else None


_ADVICE: tuple[tuple[type[BaseException], str], ...] = (
    (RecursionError, "The function calls itself without end. Use a loop, or add a stop."),
    (UnboundLocalError, "A name is used before it gets a value on this path."),
    (NameError, "Look for a misspelt name, or a name that was never given a value."),
    (IndexError, "An index is too large. Python counts from 0; print the shape or length."),
    (KeyError, "That key is not there. Print the keys you have."),
    (AttributeError, "The object has no such method. Print its type: it may be a list or a tuple."),
    (ZeroDivisionError, "A divisor is 0. Print it before the division."),
    (MemoryError, "The array would be far too large. Print the shapes you ask for."),
    (SystemExit, "Leave out exit() and quit(); use return."),
    (AssertionError, "One of your own asserts does not hold."),
    (TypeError, "An operation got something of the wrong type. Print type(...) of each part."),
)


def _advice(error: BaseException, message: str) -> str:
    if isinstance(error, ValueError) and any(
        word in message for word in ("shape", "broadcast", "matmul", "dimension", "aligned")
    ):
        return "Print the shapes: samples stand in rows, X is (batch, d_in), W is (d_in, d_out)."
    for kind, advice in _ADVICE:
        if isinstance(error, kind):
            return advice
    return "Call your function on the example yourself and read the message from the bottom."
