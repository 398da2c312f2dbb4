"""Show the package's own code in a chapter, so that no chapter pastes it a second time."""

import inspect
import textwrap
from typing import Any

from mnist_course.exercises import get_exercise

__all__ = ["planted", "show_source"]


def show_source(*objects: Any) -> None:
    """Display the source code of functions, classes or methods, highlighted.

    Raises
    ------
    ValueError
        If an object has no Python source, such as a number or a function written in C.
    """
    from IPython.display import display

    listings = []
    for thing in objects:
        try:
            listings.append(textwrap.dedent(inspect.getsource(thing)).rstrip())
        except (TypeError, OSError):
            raise ValueError(
                f"{thing!r} has no Python source; give a function, class or method"
            ) from None
    code = "\n\n\n".join(listings)
    # The plain text lets the notebook check notice when the code and the listing differ.
    display({"text/plain": code, "text/markdown": f"```python\n{code}\n```"}, raw=True)


def planted(name: str) -> Any:
    """Show the function with a planted mistake of an exercise, and return it to be tried.

    Raises
    ------
    ValueError
        If there is no such exercise, or it has no planted mistake.
    """
    found = get_exercise(name).planted
    if found is None:
        raise ValueError(f'the exercise "{name}" has no planted mistake to look for')
    show_source(found)
    return found
