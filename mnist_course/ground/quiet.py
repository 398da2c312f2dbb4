"""When progress is shown: where somebody can watch it, and nobody has asked for quiet."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def is_quiet() -> bool:
    """Return whether the environment variable MNIST_COURSE_QUIET asks for no progress at all."""
    return os.environ.get("MNIST_COURSE_QUIET", "").strip() not in ("", "0")


def in_notebook() -> bool:
    """Return whether this process is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")  # where it is not loaded, there is no kernel
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


def shows_bars(stream: TextIO | None = None) -> bool:
    """Return whether a moving bar can be watched: in a terminal, or in a notebook that is open.

    A notebook that pytest runs (nbval) is compared, not watched. Its kernel is told by a variable
    that pytest sets for what it starts.

    Parameters
    ----------
    stream : text file, optional
        Where the bar would go; standard error, if it is not given.
    """
    if is_quiet():
        return False
    if in_notebook():
        return "PYTEST_CURRENT_TEST" not in os.environ
    stream = sys.stderr if stream is None else stream
    return is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal that can redraw a line (it may be closed or absent)."""
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False
