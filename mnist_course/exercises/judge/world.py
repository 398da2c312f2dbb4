"""What an answer can change for everybody else: looked at before it runs, put back after it.

Three kinds of things are watched. *Settings*: the working folder, the global random numbers, the
environment, NumPy's way to print, and others of this kind. *Names*: the functions of NumPy, of
Python and of this judge itself, its classes, and the exercise at hand; whoever puts another object
in their place changes every later cell, and the comparison too. *Contents*: the cases of the
exercise, and the code of the functions that judge.
"""

from __future__ import annotations

import builtins
import copy
import decimal
import functools
import gc
import itertools
import locale
import logging
import math
import os
import random
import signal
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.exercises.judge.running import identical
from mnist_course.exercises.judge.sentences import sentence

_PACKAGE = __name__.rpartition(".")[0].rpartition(".")[0]  # mnist_course.exercises
_COURSE = __name__.partition(".")[0]
_FOREIGN = (builtins, math, os, random, np, np.linalg, np.random)  # every name
_TOOLS = (copy, functools, itertools, os.path, time, warnings, np.fft, np.ma)  # their functions
_ABSENT = object()


@dataclass
class World:
    """What was found changed, and put back, when the block ended.

    Attributes
    ----------
    replaced
        Names in whose place something else stood, such as ``numpy.allclose``.
    remarks
        One sentence for each setting that was changed.
    """

    replaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@contextmanager
def keep_world(*objects: Any) -> Iterator[World]:
    """Put back what changes inside the block, and say what it was.

    Parameters
    ----------
    objects
        Further objects whose attributes are watched: the exercise, its comparison.
    """
    world = World()
    settings = [(setting, setting.read()) for setting in _SETTINGS]
    modules = _modules(_PACKAGE)
    owners = [(owner, dict(vars(owner))) for owner in (*_FOREIGN, *modules, *objects)]
    others = [*_TOOLS, *(module for module in _modules(_COURSE) if module not in modules)]
    owners += [(owner, _functions(owner)) for owner in others]
    owners += [(owner, dict(vars(owner))) for owner in _classes([*modules, *others])]
    functions = [(function, _code(function)) for function in _python_functions(owners)]
    contents = [(thing, name, copy.deepcopy(value)) for thing, name, value in _contents(objects)]
    try:
        yield world
    finally:
        for owner, before in owners:
            world.replaced += _put_back_names(owner, before)
        for function, before in functions:
            world.replaced += _put_back_code(function, before)
        for thing, name, kept in contents:
            if not identical(vars(thing)[name], kept):
                vars(thing)[name] = kept
                world.replaced.append(f"{type(thing).__name__}.{name}")
        for setting, before in settings:
            if not setting.same(setting.read(), before):
                setting.write(before)
                world.remarks.append(sentence(setting.name))


def _modules(package: str) -> list[types.ModuleType]:
    """Return the modules of a package that are loaded."""
    return [
        module
        for name, module in list(sys.modules.items())
        if module is not None and (name == package or name.startswith(f"{package}."))
    ]


def _classes(modules: list[types.ModuleType]) -> set[type]:
    """Return the classes of the course in these modules."""
    return {
        value
        for module in modules
        for value in list(vars(module).values())
        if isinstance(value, type) and value.__module__.startswith(_COURSE)
    }


def _functions(owner: Any) -> dict[str, Any]:
    """Return what can be called; other names of a module may change as it works."""
    return {name: value for name, value in vars(owner).items() if callable(value)}


def _python_functions(owners: list[tuple[Any, dict[str, Any]]]) -> list[types.FunctionType]:
    """Return the functions written in Python: another code can be put into one that stays."""
    found = {
        value: None
        for owner, names in owners
        if owner not in _FOREIGN
        for value in names.values()
        if isinstance(value, types.FunctionType) and value.__module__.startswith(_COURSE)
    }
    return list(found)


def _contents(objects: tuple[Any, ...]) -> list[tuple[Any, str, Any]]:
    """Return what an exercise holds and can be changed inside: its cases, its values."""
    return [
        (thing, name, vars(thing)[name])
        for thing in objects
        for name in ("cases", "reference")
        if name in vars(thing) and not callable(vars(thing)[name])
    ]


def _put_back_names(owner: Any, before: dict[str, Any]) -> list[str]:
    """Put back what was replaced or removed. What was added stays: an import adds, too."""
    now = vars(owner)
    changed = [name for name, value in before.items() if now.get(name, _ABSENT) is not value]
    for name in changed:
        if isinstance(owner, type):
            setattr(owner, name, before[name])
        else:
            vars(owner)[name] = before[name]
    return [f"{getattr(owner, '__name__', type(owner).__name__)}.{name}" for name in changed]


def _code(function: types.FunctionType) -> tuple[Any, ...]:
    return function.__code__, function.__defaults__, function.__kwdefaults__


def _put_back_code(function: types.FunctionType, before: tuple[Any, ...]) -> list[str]:
    if all(now is kept for now, kept in zip(_code(function), before, strict=True)):
        return []
    function.__code__, function.__defaults__, function.__kwdefaults__ = before
    return [f"{function.__module__}.{function.__qualname__}"]


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_equal, a, b))
    return np.array_equal(a, b) if isinstance(a, np.ndarray) else bool(a == b)


def _folder() -> str | None:
    try:
        return str(Path.cwd())
    except OSError:  # it was removed
        return None


def _go_to(folder: str | None) -> None:
    with suppress(OSError):
        if folder is not None:
            os.chdir(folder)


def _set_environment(before: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(before)


def _generator() -> tuple[Any, Any]:
    """Return NumPy's global generator and where it stands."""
    return np.random.get_bit_generator(), np.random.get_state(legacy=False)  # noqa: NPY002


def _set_generator(before: tuple[Any, Any]) -> None:
    generator, state = before
    np.random.set_bit_generator(generator)
    np.random.set_state(state)  # noqa: NPY002


def _python() -> tuple[Any, ...]:
    return (
        *(sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()),
        *(sys.displayhook, sys.excepthook, sys.stdin, sys.__stdout__, sys.__stderr__),
        *(sys.gettrace(), sys.getprofile(), gc.isenabled()),
    )


def _set_python(before: tuple[Any, ...]) -> None:
    limit, interval, digits, display, excepthook, stdin, out, err, trace, profile, collects = before
    sys.setrecursionlimit(limit)
    sys.setswitchinterval(interval)
    sys.set_int_max_str_digits(digits)
    sys.displayhook, sys.excepthook, sys.stdin = display, excepthook, stdin
    sys.__stdout__, sys.__stderr__ = out, err  # type: ignore[misc]
    sys.settrace(trace)
    sys.setprofile(profile)
    (gc.enable if collects else gc.disable)()


def _set_path(before: list[str]) -> None:
    sys.path[:] = before


def _set_modules(before: dict[str, Any]) -> None:
    lost = {name: module for name, module in before.items() if sys.modules.get(name) is None}
    sys.modules.update(lost)


def _same_modules(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Say whether none was lost; an import adds some."""
    return all(now.get(name) is not None for name, kept in before.items() if kept is not None)


def _log() -> tuple[Any, ...]:
    root = logging.getLogger()
    return list(root.handlers), root.level, root.manager.disable


def _set_log(before: tuple[Any, ...]) -> None:
    root = logging.getLogger()
    root.handlers[:], root.level, root.manager.disable = before
    logging.getLogger().setLevel(before[1])  # forgets what it has remembered


def _stop() -> Any:
    return signal.getsignal(signal.SIGINT)


def _set_stop(before: Any) -> None:
    if before is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before)


def _alarm() -> tuple[Any, bool]:
    """Return what happens at an alarm, and whether one is set; some systems have none."""
    if not hasattr(signal, "getitimer"):
        return None, False
    return signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0


def _set_alarm(before: tuple[Any, bool]) -> None:
    """Stop an alarm that was not set before; how much was left of one that was is not known."""
    handler, ticking = before
    if not ticking:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGALRM, handler)


def _set_locale(before: str) -> None:
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, before)


def _decimals() -> tuple[Any, ...]:
    context = decimal.getcontext()
    return context.prec, context.rounding, context.Emin, context.Emax, dict(context.traps)


def _set_decimals(before: tuple[Any, ...]) -> None:
    context = decimal.getcontext()
    context.prec, context.rounding, context.Emin, context.Emax, traps = before
    context.traps.update(traps)


def _rights() -> int:
    """Return which rights a new file does not get; to read it is to set it."""
    rights = os.umask(0o077)
    os.umask(rights)
    return rights


def _plots() -> tuple[Any, Any] | None:
    """Return matplotlib's settings and its backend, if it is there and has chosen one."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None or not hasattr(matplotlib, "rcParams"):
        return None
    settings = dict.copy(matplotlib.rcParams)
    backend = settings.pop("backend", None)
    return settings, backend if isinstance(backend, str) else None


def _set_plots(before: tuple[Any, Any] | None) -> None:
    if before is None:
        return
    settings, backend = before
    dict.update(sys.modules["matplotlib"].rcParams, settings)
    pyplot = sys.modules.get("matplotlib.pyplot")
    if backend is not None and pyplot is not None:
        pyplot.switch_backend(backend)


def _same_plots(now: Any, before: Any) -> bool:
    """Say whether matplotlib is as it was; what was only now loaded, or chosen, is no change."""
    if now is None or before is None:
        return True
    return now[0] == before[0] and (before[1] is None or now[1] == before[1])


@dataclass(frozen=True)
class _Setting:
    """A sentence about a change, and how the setting is read, put back and compared."""

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], Any]
    same: Callable[[Any, Any], bool] = _equal


_SETTINGS = (
    _Setting("world.folder", _folder, _go_to),
    _Setting("world.seed", _generator, _set_generator),
    _Setting("world.python-seed", random.getstate, random.setstate),
    _Setting("world.environment", lambda: dict(os.environ), _set_environment),
    _Setting("world.print-options", np.get_printoptions, lambda now: np.set_printoptions(**now)),
    _Setting("world.float-errors", np.geterr, lambda now: np.seterr(**now)),
    _Setting("world.path", lambda: list(sys.path), _set_path),
    _Setting("world.modules", lambda: dict(sys.modules), _set_modules, _same_modules),
    _Setting("world.plots", _plots, _set_plots, _same_plots),
    _Setting("world.logging", _log, _set_log),
    _Setting("world.stop", _stop, _set_stop),
    _Setting("world.alarm", _alarm, _set_alarm),
    _Setting("world.locale", lambda: locale.setlocale(locale.LC_ALL), _set_locale),
    _Setting("world.decimals", _decimals, _set_decimals),
    _Setting("world.rights", _rights, os.umask),
    _Setting("world.python", _python, _set_python),
)
