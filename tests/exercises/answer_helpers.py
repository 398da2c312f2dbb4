"""What several tables of answers need, and how to read the tables."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

ANSWERS = Path(__file__).with_name("answers")


@cache
def tables(name: str) -> dict[str, Any]:
    """Return one table, by exercise, of all chapters: the folder is the list."""
    found: dict[str, Any] = {}
    for path in sorted(ANSWERS.glob("[!_]*.py")):
        module = import_module(f"tests.exercises.answers.{path.stem}")
        found |= getattr(module, name)
    return found


class Ways:
    """Several answers that make one mistake."""

    def __init__(self, *answers: Any) -> None:
        self.answers = answers


def with_slip(answer: Callable, **slip) -> Callable:
    """Return an answer with a mistake in it."""
    return lambda *args: answer(*args, **slip)


def slope(z, of=expit):
    """Return the slope of a function of one number, or of each number of an array by itself."""
    return (of(z + 1e-6) - of(z - 1e-6)) / 2e-6


def slopes(loss, x, step=1e-6):
    """Return the gradient of a number, by moving each number of an array."""
    x = np.array(x, float)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        moved = np.zeros_like(x)
        moved[at] = step
        found[at] = (loss(x + moved) - loss(x - moved)) / (2 * step)
    return found
