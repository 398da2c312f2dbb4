"""The commands of ``mnist-course``: each module here is one, by its name, with an ``app`` of typer.

A new file is a new command: the list is read off this folder. A module is imported only when its
command or the help page is asked for, so it imports NumPy, the engine and the like inside its
functions. The folder ``shared`` holds what commands have in common towards the user.

Exit codes: 0 all went well; 1 something is wrong with files, data or the training; 2 the command
was not understood; 130 stopped by hand.
"""

from __future__ import annotations

import pkgutil


def names() -> list[str]:
    """Return the names of all commands, read off this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
