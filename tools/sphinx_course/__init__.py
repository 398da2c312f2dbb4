"""Sphinx extension of this book: text first, nothing from elsewhere, readable by everyone.

What it changes, and where:

* ``outputs``, ``explore``: a widget becomes plain HTML. A page needs no ipywidgets, no RequireJS.
* ``formulas``: formulas are set when the book is built, by KaTeX.
* ``pictures``: pictures are files with a known size that load when they come near.
* ``api``: docstrings, read as plain text.
* ``night``: figures have a form for the dark page.
* ``cards``: each chapter with its picture and its question, on the front page.
* ``code``: a listing has elements only for what has a colour.
* ``heights``: how high a section will be, before the browser lays it out.
* ``names``: names that hold a number, which stay on one line.
* ``ledger_links``: from a chapter to the ledger's rows of its experiments.
* ``page``: title, description, buttons and footer of a page, and which scripts it needs.
* ``downloads``, ``markdown``: the button's notebook in plain Markdown, beside the package's wheel.
* ``python``: a button below each exercise, and Python itself, packed for who presses it.
* ``search``: a hit opens at its section and shows its sentence.
* ``folder``: what Jupyter Book and the theme put into the folder and no page uses goes away.
* ``templates/``: styles in the head, every script at the end of the body, names for all buttons.

And here: Jupyter Book would load every script below ``_static`` on every page, only ours stays; a
page written as ``NAME.md`` and executed as ``NAME.ipynb`` is one page, the executed one; a
number and its sign stay on one line (``95 %``, ``28 × 28``, ``98.47 ± 0.11``).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_course import (
    api,
    cards,
    downloads,
    folder,
    formulas,
    names,
    outputs,
    page,
    python,
    search,
)

IN_A_SUMMARY = re.compile(r"(?<=<summary><u>).*?(?=</u>)")
INSIDE_A_NUMBER = re.compile(r"(?<=\d) (?=[%×±])|(?<=[×±]) (?=\d)")


def configure(app: Sphinx, config: Config) -> None:
    """Point every script to a local file and hide sources that have an executed twin."""
    config["html_js_files"] = ["course.js"]
    config["html_css_files"] = ["course.css", "icons.css"]
    config["html_math_renderer"] = "katex"
    config["templates_path"] = [str(Path(__file__).parent / "templates"), *config["templates_path"]]
    root = Path(app.srcdir)
    sources = [
        path for where in ("", "chapters/", "appendix/") for path in root.glob(f"{where}*.md")
    ]
    twins = [path for path in sources if path.with_suffix(".ipynb").exists()]
    config["exclude_patterns"] += sorted(path.relative_to(root).as_posix() for path in twins)


def share_handlers(app: Sphinx) -> None:
    """Let the one-page book (``make pdf``) write every node as the pages do.

    One extension gives Sphinx handlers for ``singlehtml`` too, and Sphinx then looks for those of
    all others there, in vain.
    """
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = {**handlers.get("html", {}), **handlers.get("singlehtml", {})}


class KeepNumbersWhole(SphinxPostTransform):
    """Put no-break spaces into numbers. It comes after translation, whose texts stay as typed."""

    as_typed = nodes.literal, nodes.math, nodes.FixedTextElement  # code, formulas, raw HTML

    default_priority = 900

    def run(self, **_: Any) -> None:
        """Change the sentences of the page."""
        for text in list(self.document.findall(nodes.Text)):
            whole = INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", text)
            if whole != text and not isinstance(text.parent, self.as_typed):
                text.parent.replace(text, nodes.Text(whole))
        for raw in self.document.findall(nodes.raw):  # the answers of a quiz stand in HTML
            whole = IN_A_SUMMARY.sub(
                lambda found: INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", found[0]), raw.astext()
            )
            if raw.get("format") == "html" and whole != raw.astext():
                raw[:] = [nodes.Text(whole)]


class KeepNamesWhole(SphinxPostTransform):
    """Break no line inside LeNet-5, 1e-5 or 784-30-10; the letters stay as typed."""

    default_priority = 920  # after the texts have their last form

    def run(self, **_: Any) -> None:
        """Put each such name of a sentence or heading into an element that does not break."""
        for text in list(self.document.findall(nodes.Text)):
            found = list(names.WHOLE.finditer(text))
            if not found or isinstance(text.parent, KeepNumbersWhole.as_typed):
                continue
            parts: list[nodes.Node] = []
            end = 0
            for name in found:
                parts.append(nodes.Text(text[end : name.start()]))
                parts.append(nodes.inline("", name[0], classes=["tied"]))
                end = name.end()
            parts.append(nodes.Text(text[end:]))
            text.parent.replace(text, [part for part in parts if part.astext()])


class UniqueIds(SphinxPostTransform):
    """Drop the id that sphinx-exercise gives to the inside of each exercise, the same for all."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        """Change the sections of the page."""
        for section in self.document.findall(nodes.section):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                section["ids"] = []


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the functions above."""
    api.setup(app)
    cards.setup(app)
    downloads.setup(app)
    python.setup(app)
    app.add_config_value("course_report_url", "", "html", (str,))
    app.add_html_math_renderer(
        "katex", (formulas.visit_math, None), (formulas.visit_math_block, None)
    )
    app.add_post_transform(formulas.TieMarks)
    app.add_post_transform(UniqueIds)
    app.add_post_transform(KeepNumbersWhole)
    app.add_post_transform(KeepNamesWhole)
    app.connect("config-inited", configure, priority=400)
    app.connect("builder-inited", share_handlers)
    app.connect("doctree-read", search.collect)
    app.connect("env-purge-doc", search.purge)
    app.connect("env-merge-info", search.merge)
    app.connect("build-finished", search.write)
    app.connect("source-read", outputs.replace_widgets)
    # After the theme has made its own buttons (501).
    app.connect("html-page-context", page.dress, priority=600)
    # After the table of contents has written its redirect (500).
    app.connect("build-finished", folder.tidy, priority=600)
    return {"version": "3", "parallel_read_safe": True, "parallel_write_safe": True}
