"""Sphinx extension of this book: everything from its own folder, widgets readable by everyone.

What it changes, and why:

* MathJax, RequireJS and the widget manager come from ``_static/vendor``; the widget scripts stand
  only on pages that show a widget (they weigh 3.7 MB).
* Jupyter Book would load every script below ``_static`` on every page; only ours stays.
* A chapter written as ``NAME.md`` and executed as ``NAME.ipynb`` is one page, the executed one.
* One button downloads the notebook and one prints; the theme's menu offers source files of pages
  that are no notebooks, and opens a notebook as text.
* A number and its sign stay on one line: ``95 %``, ``28 × 28``, ``98.47 ± 0.11``.
* No generator line, so that a build depends on nothing but its sources.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

MATHJAX = "vendor/mathjax/tex-svg-full.js"
WIDGET_SCRIPTS: dict[str, dict[str, str]] = {
    "vendor/requirejs/require.js": {},
    "widgets/setup.js": {},
    # The manager asks this address for widget modules it does not know. Nothing is there, and
    # nothing must be: such a request fails on the page's own host and the browser test sees it.
    "vendor/html-manager/embed-amd.js": {"data-jupyter-widgets-cdn": "_static/vendor/unknown/"},
}
MATHJAX_OPTIONS: dict[str, Any] = {
    # The menu fetches speech files on request; the hidden MathML for screen readers stays on.
    "options": {
        "enableMenu": False,
        "enableAssistiveMml": True,
    },
}
INSIDE_A_NUMBER = re.compile(r"(?<=\d) (?=[%×±])|(?<=[×±]) (?=\d)")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def configure(app: Sphinx, config: Config) -> None:
    """Point every script to a local file and hide sources that have an executed twin."""
    config["html_js_files"] = ["course.js"]
    config["html_css_files"] = ["course.css"]
    config["mathjax_path"] = MATHJAX
    config["mathjax3_config"] = MATHJAX_OPTIONS
    config["nb_ipywidgets_js"] = WIDGET_SCRIPTS
    root = Path(app.srcdir)
    twins = [p for p in sorted(root.glob("chapters/*.md")) if p.with_suffix(".ipynb").exists()]
    config["exclude_patterns"] += [path.relative_to(root).as_posix() for path in twins]


def drop_unused_widget_scripts(app: Sphinx, doctree: nodes.document) -> None:
    """Leave the widget scripts out of a page that has widget state but shows no widget."""
    views = any(WIDGET_VIEW in raw.astext() for raw in doctree.findall(nodes.raw))
    if not views and "nb_js_files" in doctree:
        files = doctree["nb_js_files"]
        doctree["nb_js_files"] = {k: v for k, v in files.items() if "ipywidgets" not in k}


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


def clean_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Remove the generator line from a page's head, and set the buttons above the text."""
    tags = context.get("metatags", "")
    context["metatags"] = re.sub(r"<meta [^>]*name=\"generator\"[^>]*>\s*", "", tags)
    if doctree is not None:
        context["header_buttons"] = header_buttons(context)


def header_buttons(context: dict[str, Any]) -> list[dict[str, str]]:
    """Return the buttons of a page: its notebook, if it is one, and print."""
    buttons = []
    source = context.get("sourcename", "")
    if source.endswith(".ipynb"):
        notebook = {
            "type": "link",
            "url": f"{context['pathto']('_sources', 1)}/{source}",
            "icon": "fas fa-download",
            "tooltip": "Download this notebook (.ipynb)",
            "label": "download-notebook-button",
        }
        buttons.append(notebook)
    printer = {
        "type": "javascript",
        "javascript": "window.print()",
        "icon": "fas fa-print",
        "tooltip": "Print this page or save it as PDF",
        "label": "print-button",
    }
    return [*buttons, printer]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the functions above."""
    app.add_post_transform(KeepNumbersWhole)
    app.connect("config-inited", configure, priority=400)
    # Before myst-nb collects the scripts of a page (500).
    app.connect("doctree-read", drop_unused_widget_scripts, priority=400)
    # After the theme has made its own buttons (501).
    app.connect("html-page-context", clean_page, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
