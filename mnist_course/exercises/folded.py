"""Hints and solutions: closed in a notebook until the reader opens them."""

from __future__ import annotations

import html
import re

from mnist_course.exercises.text import say, wrap

_STYLE = "cursor: pointer; text-decoration: underline"  # JupyterLab shows no triangle here
_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#$|~])")


def show_folded(summary: str, text: str, *, code: bool = False) -> None:
    """Show a text that opens with a click: running all cells must give nothing away.

    A notebook shows the HTML. The built page, which folds the whole cell already, shows the
    Markdown. A terminal prints the text.

    Parameters
    ----------
    summary
        What it is: the words to click on, with "show or hide".
    text
        A sentence, or Python code.
    code
        Whether it is code.
    """
    from IPython import get_ipython
    from IPython.display import display

    told = text if code else f"{summary}: {text}"
    plain = told if code else wrap(told, indent="")
    if get_ipython() is None:
        say(plain)
        return
    tag = "pre" if code else "p"
    words = f"{html.escape(summary)}: show or hide"
    inside = f"<{tag}>{html.escape(text)}</{tag}>"
    bundle = {
        "text/plain": plain,
        "text/markdown": f"```python\n{told}\n```" if code else _MARKDOWN_SIGNS.sub(r"\\\1", told),
        "text/html": f'<details><summary style="{_STYLE}">{words}</summary>{inside}</details>',
    }
    display(bundle, raw=True)
