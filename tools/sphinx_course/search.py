"""What the search page shows of a hit: the section it stands in, and the sentence around it.

Sphinx's index knows pages only, and its summaries are cut from whole pages, imports and all, which
a page from a disk may not even fetch. So the sentences of each section are collected here and
written to a script that the search page alone loads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_course.formulas import plain

SCRIPT = "search-sections.js"
SENTENCES = nodes.paragraph, nodes.caption
# Code is found by its name in the index; its lines are no sentences.
SKIPPED = (
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.math_block,
    nodes.thead,
    addnodes.toctree,
)
LINK = re.compile("\ue000(.*?)\ue001")  # stands for the title of what a sentence refers to

Place = tuple[str, str, str]
"""The anchor of a section, its title, its sentences."""


def places(doctree: nodes.document) -> Iterator[Place]:
    """Yield the sections of a page, and the terms of a glossary, in their order."""
    for section in doctree.findall(nodes.section):
        title = next((plain(c) for c in section.children if isinstance(c, nodes.title)), "")
        yield section["ids"][0] if section["ids"] else "", title, " ".join(_sentences(section))
    for item in doctree.findall(nodes.definition_list_item):
        terms = [child for child in item.children if isinstance(child, nodes.term)]
        if terms and terms[0]["ids"]:
            yield terms[0]["ids"][0], plain(terms[0]), " ".join(_sentences(item))


def _sentences(node: nodes.Element) -> Iterator[str]:
    """Yield the sentences below a node, but not those of a section or term inside it."""
    for child in node.children:
        if isinstance(child, SENTENCES):
            yield " ".join(_text(child).split())
        elif isinstance(child, nodes.Element) and not isinstance(child, (nodes.section, *SKIPPED)):
            terms = [t for t in child.children if isinstance(t, nodes.term)]
            if not (terms and terms[0]["ids"]):
                yield from _sentences(child)


def _text(node: nodes.Node) -> str:
    """Return the text of a sentence; what it refers to is not known yet while pages are read."""
    if isinstance(node, addnodes.pending_xref):
        if node.get("refdomain") == "cite":
            return ""
        if node.get("reftype") in ("ref", "numref", "eq") and not node.get("refexplicit"):
            return f"\ue000{node['reftarget']}\ue001"
    if isinstance(node, nodes.math) or not node.children:
        return plain(node)
    return "".join(_text(child) for child in node.children)


def _resolved(text: str, titles: dict[str, str]) -> str:
    text = LINK.sub(lambda found: titles.get(found[1], ""), text)
    return re.sub(r" +(?=[.,;:)])", "", text.replace("()", ""))


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sections of a page with the environment (event ``doctree-read``)."""
    _kept(app.env)[app.env.docname] = list(places(doctree))


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that changed or went (event ``env-purge-doc``)."""
    _kept(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over the pages that another process read (event ``env-merge-info``)."""
    _kept(env).update({name: _kept(other)[name] for name in docnames if name in _kept(other)})


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script of the search page (event ``build-finished``)."""
    if exception is None and app.builder.name == "html":
        titles = {key: where[2] for key, where in app.env.get_domain("std").labels.items()}
        kept = {
            name: [(a, title, _resolved(text, titles)) for a, title, text in found if text]
            for name, found in sorted(_kept(app.env).items())
        }
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        target = Path(app.outdir, "_static", SCRIPT)
        target.write_text(f"window.searchSections = {text};\n", encoding="utf-8")


def _kept(env: BuildEnvironment) -> dict[str, list[Place]]:
    if not hasattr(env, "course_sections"):
        env.course_sections = {}  # type: ignore[attr-defined]
    return env.course_sections  # type: ignore[attr-defined]
