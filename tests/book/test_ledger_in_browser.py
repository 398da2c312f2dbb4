"""The ledger's tables: a table on a wide page, cards that name their cells on a phone."""

from __future__ import annotations

import pytest

from tests.book import checks
from tests.book.book_pages import PHONE, WIDE, open_page


@pytest.fixture(scope="module")
def page(book, context):
    visit = open_page(context, book.html / "appendix" / "ledger.html")
    yield visit.page
    visit.page.close()


def test_wide_it_is_a_table_with_headers_of_columns_and_rows(page):
    checks.resize(page, WIDE)
    table = page.locator("table.ledger-rows").first
    assert table.locator("thead th").all_inner_texts()[1:4] == ["Reported", "Measured", "Verdict"]
    assert table.locator("tbody tr > th").count() == table.locator("tbody tr").count() > 0
    heads = table.locator("thead th").first.bounding_box()
    first = table.locator("tbody tr > th").first.bounding_box()
    assert heads["y"] < first["y"] and abs(heads["x"] - first["x"]) < 1
    assert page.locator("table.ledger").evaluate_all(
        "(tables) => tables.every((t) => t.scrollWidth <= t.parentElement.clientWidth + 1)"
    )


def test_on_a_phone_every_cell_says_what_it_is(page):
    checks.resize(page, PHONE)
    seen = page.locator("table.ledger-rows tbody tr").first.evaluate(
        """(row) => [...row.children].map((cell) => ({
          name: getComputedStyle(cell, '::before').content.replaceAll('"', ''),
          left: cell.getBoundingClientRect().left,
          width: cell.getBoundingClientRect().width,
          role: cell.getAttribute('role'),
        }))"""
    )
    assert [cell["name"] for cell in seen[1:]] == ["Reported", "Measured", "Verdict", "Why"]
    assert [cell["role"] for cell in seen] == ["rowheader", *["cell"] * 4]
    assert len({cell["left"] for cell in seen}) == 1, "one below the other"
    assert all(cell["width"] > 250 for cell in seen)
    assert checks.overflow(page) == []


def test_screen_readers_find_a_table_on_a_phone_too(page):
    """Rows shown as blocks would lose their roles; they are given again."""
    checks.resize(page, PHONE)
    tables = page.get_by_role("table")
    assert tables.count() == page.locator("table.ledger").count() > 1
    first = tables.first
    assert first.get_by_role("columnheader").count() == 5
    assert first.get_by_role("rowheader").count() == first.locator("tbody tr").count()


def test_without_scripts_nothing_is_lost(browser, book):
    """The table then keeps its form and scrolls."""
    still = browser.new_context(viewport=PHONE, java_script_enabled=False)
    try:
        bare = still.new_page()
        bare.goto((book.html / "appendix" / "ledger.html").as_uri())
        assert bare.locator("table.ledger-rows thead th").first.is_visible()
        assert bare.locator("table.ledger.named").count() == 0
    finally:
        still.close()
