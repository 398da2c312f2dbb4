"""The cards of the front page: all chapters, each with its picture, its name and its question."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import cards as drawer
import pytest
from sphinx_course import folder

from mnist_course.widgets import sample
from tests.book.book_pages import PHONE, SOURCE, WIDE, listed_pages, open_page

CHAPTERS = [name for name in listed_pages() if name.startswith("chapters/")]
PICTURES = sorted((SOURCE / "_static" / "cards").glob("*.svg"))
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def first_heading(name: str) -> str:
    text = (SOURCE / f"{name}.md").read_text(encoding="utf-8")
    return re.search(r"^# (.+)$", text, re.MULTILINE)[1]


def test_each_chapter_has_a_card_in_the_order_of_the_book(book, context):
    visit = open_page(context, book.html / "intro.html")
    found = visit.page.locator("ul.chapter-cards > li").all()
    assert len(found) == len(CHAPTERS)
    for number, (card, name) in enumerate(zip(found, CHAPTERS, strict=True), start=1):
        title, _, question = first_heading(name).partition(": ")
        link = card.locator(".card-name a")
        assert link.inner_text() == f"{number}. {title}"
        assert link.get_attribute("href") == f"{name}.html"
        assert card.locator(".card-question").inner_text().lower() == question.lower() != ""
        assert card.locator(".card-picture").is_visible()
        drawn = (drawer.FOLDER / f"{Path(name).name}.svg").exists()
        assert card.locator("svg[role=img]").count() == drawn
    visit.page.close()


def test_the_first_button_leads_to_the_first_chapter_and_the_second_to_the_commands(book, context):
    visit = open_page(context, book.html / "intro.html")
    first, second = visit.page.locator(".tag_front-strip + p + p a").all()
    assert first.get_attribute("href") == f"{CHAPTERS[0]}.html"
    goal = visit.page.locator(str(second.get_attribute("href")))
    assert "make lab" in goal.locator("xpath=following::pre[1]").inner_text()
    visit.page.close()


def test_the_words_of_the_strip_name_its_digits(book, context):
    visit = open_page(context, book.html / "intro.html")
    words = visit.page.locator(".tag_front-strip img").get_attribute("alt")
    assert [*map(int, re.findall(r"\d", words))] == sample.read().held.labels[:16].tolist()
    visit.page.close()


def test_a_click_anywhere_on_a_card_opens_its_chapter(book, context):
    visit = open_page(context, book.html / "intro.html")
    for size in (WIDE, PHONE):
        visit.page.set_viewport_size(size)
        card = visit.page.locator("ul.chapter-cards > li").last
        card.locator(".card-picture").click(force=True)  # the link lies over it
        visit.page.wait_for_url(f"**/{CHAPTERS[-1]}.html")
        visit.page.go_back()
    visit.page.close()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_as_its_script_draws_it(path):
    """Numbers may differ by a rounding, on another processor."""
    drawn, stored = drawer.svg(*drawer.DRAWINGS[path.stem]()), path.read_text(encoding="utf-8")
    assert NUMBER.sub("#", drawn) == NUMBER.sub("#", stored)
    pairs = zip(NUMBER.findall(drawn), NUMBER.findall(stored), strict=True)
    assert all(abs(float(a) - float(b)) <= 0.11 for a, b in pairs)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_takes_the_colours_of_the_page_and_says_what_it_shows(path):
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert len(root.findtext("{http://www.w3.org/2000/svg}title") or "") > 30
    assert not re.search(r"(fill|stroke|style)=|#[0-9a-f]{3}", text)
    classes = set(re.findall(r'class="([\w-]+)"', text)) - {"card-picture"}
    styles = (SOURCE / "_static" / "course.css").read_text(encoding="utf-8")
    assert {name for name in classes if f".card-picture .{name}" not in styles} == set()
    assert len(text) < 10_000


def test_pictures_of_cards_are_no_files_of_the_book(book):
    assert "cards" in folder.UNUSED
    assert not (book.html / "_static" / "cards").exists()
