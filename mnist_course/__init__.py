"""Neural networks on handwritten digits, from the perceptron to LeNet-5.

The names below are what the chapters use most. Each is loaded when it is first asked for, so
``import mnist_course`` itself stays fast.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME_OF = {
    "load_mnist": "mnist_course.data",
    "read_idx": "mnist_course.data",
    "Sequential": "mnist_course.nn",
    "Perceptron": "mnist_course.perceptron",
    "check": "mnist_course.book",
    "hint": "mnist_course.book",
    "solution": "mnist_course.book",
    "claim": "mnist_course.book",
    "explore": "mnist_course.book",
    "planted": "mnist_course.book",
    "show_source": "mnist_course.book",
}

__all__ = ["__version__", *_HOME_OF]


def __getattr__(name: str) -> Any:
    """Import the part of the package that holds ``name``."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'mnist_course' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    """Names for tab completion."""
    return sorted(__all__)
