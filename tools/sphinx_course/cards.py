"""The cards of the front page: each chapter with its picture, its name and its question.

``{chapter-cards}`` lists what has a number in ``_toc.yml``. Name and question stand in the title of
the chapter ("The perceptron: can one neuron learn?"), the picture in ``_static/cards/NAME.svg``
(``tools/cards.py`` draws it); a chapter without one gets a card with its number. So a new chapter
has a card as soon as it stands in ``_toc.yml``.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = Path("_static", "cards")


class ChapterCards(nodes.General, nodes.Element):
    """The place of the cards, until the titles of all pages are known."""


class ChapterCardsDirective(SphinxDirective):
    """``{chapter-cards}``: no argument, no content."""

    def run(self) -> list[nodes.Node]:
        """Keep a place; a page with cards is written again whenever the book is built."""
        self.env.note_reread()
        return [ChapterCards()]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the cards into their place (event ``doctree-resolved``)."""
    for place in list(doctree.findall(ChapterCards)):
        cards = nodes.bullet_list(classes=["chapter-cards"])
        cards.extend(card(app, docname, chapter) for chapter in chapters(app))
        place.replace_self(cards)


def chapters(app: Sphinx) -> list[str]:
    """Return the pages that have a number, in the order of the book."""
    numbers = {page: found.get("") for page, found in app.env.toc_secnumbers.items()}
    numbered = {page: number for page, number in numbers.items() if number}
    return sorted(numbered, key=lambda page: numbered[page])


def card(app: Sphinx, docname: str, chapter: str) -> nodes.list_item:
    """Return the card of a chapter, as seen from the page ``docname``."""
    title = app.env.titles[chapter].astext()
    name, _, question = title.partition(": ")
    number = ".".join(map(str, app.env.toc_secnumbers[chapter][""]))
    address = app.builder.get_relative_uri(docname, chapter)
    link = nodes.reference("", f"{number}. {name}", internal=True, refuri=address)
    words = [nodes.paragraph("", "", link, classes=["card-name"])]
    if question:
        asked = question[:1].upper() + question[1:]
        words.append(nodes.paragraph("", asked, classes=["card-question"]))
    return nodes.list_item("", picture(app, chapter, number), *words)


def picture(app: Sphinx, chapter: str, number: str) -> nodes.raw:
    """Return the picture of a chapter as SVG inside the page, so that it has the page's colours."""
    path = Path(app.srcdir, FOLDER, f"{Path(chapter).name}.svg")
    if path.is_file():
        text = path.read_text(encoding="utf-8").strip()
    else:
        shown = html.escape(number)
        text = f'<div class="card-picture card-number" aria-hidden="true">{shown}</div>'
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_node(ChapterCards)
    app.add_directive("chapter-cards", ChapterCardsDirective)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
