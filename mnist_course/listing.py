"""Show code in a chapter, highlighted: the package's own, so that no chapter pastes it again."""

import inspect
import textwrap
from typing import Any

__all__ = ["show_code", "show_source"]


def show_code(code: str) -> None:
    """Display Python code, highlighted; outside Jupyter, print it."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        print(code)
        return
    # The plain text lets the notebook check notice when the code and the listing differ.
    display({"text/plain": code, "text/markdown": f"```python\n{code}\n```"}, raw=True)


def show_source(*objects: Any) -> None:
    """Display the source code of functions, classes or methods.

    Raises
    ------
    ValueError
        If an object has no Python source, such as a number or a function written in C.
    """
    listings = []
    for thing in objects:
        try:
            listings.append(textwrap.dedent(inspect.getsource(thing)).rstrip())
        except (TypeError, OSError):
            raise ValueError(
                f"{thing!r} has no Python source; give a function, class or method"
            ) from None
    show_code("\n\n\n".join(listings))
