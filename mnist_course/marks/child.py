"""The process that runs answers. It is told a text and inputs, and gives back results.

It holds neither exercises nor expected results. Each answer runs in a fork of its own, so that what
one changes, breaks or leaves behind is gone with it; the inputs and results go through a pipe that
the answer's own output cannot reach by accident.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import json
import linecache
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge.errors import answer_line
from mnist_course.exercises.judge.running import Printed, does_nothing, identical
from mnist_course.exercises.judge.typed import FILE, KEPT, parts_of
from mnist_course.marks.codec import decode, encode


def serve() -> None:
    """Answer questions from standard input, one line of JSON each, until it ends."""
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    questions = os.fdopen(reading, "rb", buffering=0)

    def say(told: dict[str, Any]) -> None:
        data = json.dumps(told).encode() + b"\n"
        while data:
            data = data[os.write(writing, data) :]

    say({"ready": True})
    while line := _line(questions):
        asked = json.loads(line)
        if "run" not in asked:
            continue  # a call that came after the answer's own end
        answer = os.fork()
        if not answer:
            _answer(asked, questions, say)
        os.waitpid(answer, 0)
        say({"ended": True})


def _line(stream: Any) -> bytes:
    """Read one line, byte by byte at its end: what follows belongs to the fork."""
    return stream.readline()


def _answer(asked: dict[str, Any], questions: Any, say: Callable[[dict[str, Any]], None]) -> None:
    """Run one answer and its calls; never returns."""
    try:
        printed = Printed(keep=KEPT)
        room = {"np": np, "__name__": "answer"}
        for part in parts_of(asked["context"]):
            _execute(part, room, Printed(keep=0))
        room |= dict.fromkeys(("check", "hint"), _nothing)
        text = asked["run"]
        linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)
        error = _execute(text, room, printed)
        told: dict[str, Any] = {"printed": printed.text}
        value = room.get(asked["name"], _nothing)
        if error is not None:
            say({**told, "error": explained(error)})
            os._exit(0)
        if asked["name"] not in room:
            say({**told, "absent": True})
            os._exit(0)
        if not callable(value):
            say({**told, "value": encode(value)})
            os._exit(0)
        say({**told, "function": described(value)})
        while line := _line(questions):
            asked = json.loads(line)
            if "call" not in asked:
                break
            say(called(value, decode(asked["call"])))
    finally:
        os._exit(0)


def _nothing(*_: Any, **__: Any) -> None:
    """Stand in for what a notebook's cell calls below the answer."""


def _execute(text: str, room: dict[str, Any], printed: Printed) -> BaseException | None:
    try:
        with _quiet(printed):
            exec(compile(text, FILE, "exec", dont_inherit=True), room)
    except BaseException as error:
        return error
    return None


@contextlib.contextmanager
def _quiet(printed: Printed) -> Any:
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def called(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Call the answer; return what came of it."""
    before = copy.deepcopy(args)
    printed = Printed()
    try:
        with _quiet(printed):
            result = function(*args)
        told: dict[str, Any] = {"result": encode(result)}
    except BaseException as error:
        told = {"error": explained(error)}
    try:
        changed = {
            str(i): encode(now)
            for i, (then, now) in enumerate(zip(before, args, strict=True))
            if not identical(then, now)
        }
    except BaseException:  # the answer has replaced what compares, in its own process
        changed = {}
    return {**told, "changed": changed, "printed": printed.text}


def explained(error: BaseException) -> dict[str, Any]:
    """Return an error as names and texts: its class and those above it, its words, its line."""
    try:
        words = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        words = ""
    names = [kind.__name__ for kind in type(error).__mro__]
    return {"names": names, "words": str(words)[:1000], "line": answer_line(error)}


def described(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what the judge asks of a function before it calls it."""
    try:
        parameters = [
            [p.name, int(p.kind), p.default is not p.empty]
            for p in inspect.signature(function).parameters.values()
        ]
    except (TypeError, ValueError):
        parameters = None
    return {"parameters": parameters, "empty": bool(does_nothing(function))}


def limit_processes() -> None:
    """Limit the processes and threads of this one, once bubblewrap itself has started."""
    import resource

    most = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    if most:
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


if __name__ == "__main__":
    limit_processes()
    sys.path[:] = [path for path in sys.path if path]  # not the folder of the answer
    serve()
