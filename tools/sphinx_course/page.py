"""What stands around the text of a page: title, description, buttons, footer, scripts."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_course import (
    code,
    downloads,
    formulas,
    heights,
    ledger_links,
    names,
    outputs,
    pictures,
)

# Sphinx and docutils each write a viewport, and docutils says who it is: a build depends on
# nothing but its sources, and one viewport is enough.
UNWANTED_META = re.compile(r"<meta [^>]*name=\"(?:generator|viewport)\"[^>]*>\s*")
LONGEST_DESCRIPTION = 160
LONG_ENOUGH = 70


def dress(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Change what the templates are given (event ``html-page-context``)."""
    context["metatags"] = UNWANTED_META.sub("", context.get("metatags", ""))
    context["book_title"] = app.config.html_title
    context["report_url"] = app.config.course_report_url
    context.update(edition(Path(app.srcdir)))
    if doctree is None:
        return
    for side in ("prev", "next"):
        if neighbour := context.get(side):
            context[side] = {**neighbour, "title": names.tied(neighbour["title"])}
    context["header_buttons"] = header_buttons(context)
    if 'name="description"' not in context["metatags"] and (words := description(doctree)):
        context["metatags"] += f'<meta name="description" content="{html.escape(words)}" />\n'
    body = context["body"]
    images = Path(app.outdir, app.builder.imagedir)
    body = pictures.to_files(
        body, images, lambda name: context["pathto"](f"{app.builder.imagedir}/{name}", 1)
    )
    originals = {name: Path(app.srcdir, uri) for uri, name in app.builder.images.items()}
    body = formulas.name_table_heads(pictures.with_sizes(body, images, originals))
    pathto = context["pathto"]
    body = ledger_links.with_links(body, pagename, Path(app.srcdir), pathto)
    body = code.without_plain_tokens(heights.with_guesses(body, doctree))
    # A role that ARIA has given up; the list around the entries says what they are.
    context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')
    if 'class="katex' in body:
        app.add_css_file(formulas.STYLES)
    if "ledger-picture" in body:
        app.add_js_file("ledger.js")
    if "data-explore" in body:
        app.add_js_file("explore.js")
    if "data-live" in body:
        outputs.live_files(Path(app.outdir, "_static"))
        app.add_css_file("live/live.css")
        app.add_js_file("live/live.js", priority=100)  # before those that no reader waits for


def edition(root: Path) -> dict[str, str]:
    """Return the version of the book and its date, as CITATION.cff has them.

    The date is that of the edition, not of the build: the same sources give the same pages.
    """
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    found = dict(re.findall(r"^(version|date-released): *[\"']?([^\s\"']+)", text, re.MULTILINE))
    return {"edition_version": found["version"], "edition_date": found["date-released"]}


def description(doctree: nodes.document) -> str:
    """Return the first sentences of a page, at most 160 characters."""
    said = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section):
            said = f"{said} {formulas.plain(paragraph)}".strip()
        if len(said) >= LONG_ENOUGH:
            break
    if len(said) <= LONGEST_DESCRIPTION:
        return said
    ends = [m.end() for m in re.finditer(r"[.?!](?= )", said[:LONGEST_DESCRIPTION])]
    if ends and ends[-1] >= LONG_ENOUGH:
        return said[: ends[-1]]
    return said[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def header_buttons(context: dict[str, Any]) -> list[dict[str, str]]:
    """Return the buttons of a page: its notebook, if it is one, and print.

    The theme's own menu offers source files of pages that are no notebooks, and opens a notebook
    as text.
    """
    buttons = []
    source = context.get("sourcename", "")
    if source.endswith(".ipynb"):
        notebook = {
            "type": "link",
            "url": context["pathto"](downloads.file_of(context["pagename"]), 1),
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
