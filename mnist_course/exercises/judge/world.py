"""What an answer can change for everybody else: looked at before it runs, put back after it.

Two kinds of things are watched. *Settings*: the working folder, the global random numbers, the
environment, NumPy's way to print. *Names*: the functions of NumPy, of Python and of this judge
itself, its classes, and the exercise at hand; whoever puts another object in their place changes
every later cell, and the comparison too.
"""

from __future__ import annotations

import builtins
import math
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.exercises.judge.sentences import sentence

_PACKAGE = __name__.rpartition(".")[0].rpartition(".")[0]  # mnist_course.exercises
_FOREIGN = (builtins, math, os, random, np, np.linalg, np.random)
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
    settings = [(read, write, read(), name) for name, read, write in _SETTINGS]
    owners = [(owner, dict(vars(owner))) for owner in (*_FOREIGN, *_own(), *objects)]
    try:
        yield world
    finally:
        for owner, before in owners:
            world.replaced += _put_back_names(owner, before)
        for read, write, before, name in settings:
            if not _equal(read(), before):
                write(before)
                world.remarks.append(sentence(name))


def _own() -> list[Any]:
    """Return the modules of the exercises that are loaded, and their classes."""
    modules = [
        module
        for name, module in list(sys.modules.items())
        if module is not None and (name == _PACKAGE or name.startswith(f"{_PACKAGE}."))
    ]
    classes = {
        value
        for module in modules
        for value in list(vars(module).values())
        if isinstance(value, type) and value.__module__.startswith(_PACKAGE)
    }
    return [*modules, *classes]


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


def _equal(a: Any, b: Any) -> bool:
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


_SETTINGS: tuple[tuple[str, Callable[[], Any], Callable[[Any], None]], ...] = (
    ("world.folder", _folder, _go_to),
    ("world.seed", np.random.get_state, np.random.set_state),
    ("world.python-seed", random.getstate, random.setstate),
    ("world.environment", lambda: dict(os.environ), _set_environment),
    ("world.print-options", np.get_printoptions, lambda options: np.set_printoptions(**options)),
)
