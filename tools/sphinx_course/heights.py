"""How high a section will be: a guess, which stands in for it until the browser lays it out.

A page's sections far from the window wait with their layout (``content-visibility`` in course.css).
The scroll bar, and a reader who scrolls up, are served by a guess that is about right.
"""

from __future__ import annotations

import re

from docutils import nodes

LINE = {"wide": 27, "phone": 27}  # pixels of a line of text
ACROSS = {"wide": 82, "phone": 38}  # characters in it
CODE_LINE, GAP = 20, 20
TABLE_ROW = {"wide": 36, "phone": 60}
FORMULA, FIGURE = 70, {"wide": 400, "phone": 230}
LIVE = {
    "wide": re.compile(r"--ml-wide: (\d+)px"),
    "phone": re.compile(r"--ml-phone: (\d+)px"),
}
TEXT = nodes.paragraph, nodes.title, nodes.term, nodes.caption
SECTION = re.compile(r'<section(?P<rest>[^>]*) id="(?P<id>[^"]+)"')


def guess(section: nodes.section, form: str) -> int:
    """Return the height of a section in pixels, in the book's column or on a phone."""
    return round(sum(_height(child, form) for child in section.children))


def _height(node: nodes.Node, form: str) -> float:
    if isinstance(node, nodes.literal_block):
        return CODE_LINE * len(node.astext().split("\n")) + 2 * GAP
    if isinstance(node, nodes.math_block):
        return FORMULA
    if isinstance(node, nodes.image):
        return FIGURE[form]
    if isinstance(node, nodes.raw):
        found = LIVE[form].search(node.astext())
        return int(found[1]) if found else FIGURE[form] * ("<img" in node.astext())
    if isinstance(node, TEXT):
        return LINE[form] * (1 + len(node.astext()) // ACROSS[form]) + GAP
    if isinstance(node, nodes.row):
        return TABLE_ROW[form]
    if isinstance(node, nodes.Element):
        return sum(_height(child, form) for child in node.children)
    return 0


def with_guesses(body: str, doctree: nodes.document) -> str:
    """Give each section below the page's own the guess of its height."""
    found = {
        section["ids"][0]: section
        for section in doctree.findall(nodes.section)
        if section["ids"] and isinstance(section.parent, nodes.section)
    }

    def style(tag: re.Match[str]) -> str:
        section = found.get(tag["id"])
        if section is None:
            return tag[0]
        sizes = "; ".join(f"--{form}: {guess(section, form)}px" for form in LINE)
        return f'{tag[0]} style="{sizes}"'

    return SECTION.sub(style, body)
