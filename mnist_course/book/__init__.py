"""What the cells of a chapter call, and a reader of the book meets.

``exercises``  check, hint, solution
``claims``     claim: a statement of the text, checked where it stands
``listing``    show_source: the package's own code; planted: a function with a mistake to find

``explore`` (figures with sliders) has its home in ``mnist_course.widgets``. All of them are loaded
when they are asked for: an exercise needs no widgets, and Python in a browser has none.
"""

from importlib import import_module
from typing import Any

_HOME_OF = {
    "check": "mnist_course.book.exercises",
    "hint": "mnist_course.book.exercises",
    "solution": "mnist_course.book.exercises",
    "claim": "mnist_course.book.claims",
    "show_source": "mnist_course.book.listing",
    "planted": "mnist_course.book.listing",
    "explore": "mnist_course.widgets",
}

__all__ = ["check", "claim", "explore", "hint", "planted", "show_source", "solution"]


def __getattr__(name: str) -> Any:
    """Import the module that holds ``name``."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
