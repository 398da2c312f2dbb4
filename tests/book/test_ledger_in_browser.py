"""The ledger: a table on a wide page, cards on a phone; its picture, its filter, its links."""

from __future__ import annotations

import re

import pytest

from tests.book import checks
from tests.book.book_pages import PAPER, PHONE, WIDE, open_page


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
        assert bare.locator(".ledger-picture svg").first.is_visible()
        assert bare.locator(".ledger-filter").count() == 0, "no controls that do nothing"
    finally:
        still.close()


def shown(page):
    return page.locator("table.ledger-rows tbody tr:visible").count()


def test_rows_are_chosen_by_source_chapter_and_verdict_and_the_count_is_told(page):
    checks.resize(page, WIDE)
    form = page.get_by_role("form", name="Choose rows of the ledger")
    status = form.get_by_role("status")
    total = shown(page)
    assert f"{total} of {total} rows" in status.inner_text()
    form.get_by_label("Verdict").select_option("does not hold")
    failing = shown(page)
    assert 0 < failing < total and f"{failing} of {total} rows" in status.inner_text()
    verdicts = page.locator("table.ledger-rows tbody tr:visible td:nth-child(4)").all_inner_texts()
    assert all("✗" in text for text in verdicts)
    strips = page.locator(".ledger-picture > li:visible").all_inner_texts()
    assert strips and all("✗ does not hold" in text for text in strips)
    form.get_by_label("Source").select_option("Handwritten digits in 74 lines of code")
    heads = page.locator("#the-rows h3:visible").all_inner_texts()
    assert [head.strip("# \n") for head in heads] == ["Handwritten digits in 74 lines of code"]
    # By keyboard, back to all.
    form.get_by_role("button", name="Show all rows").focus()
    page.keyboard.press("Enter")
    assert shown(page) == total
    chapters = form.get_by_label("Chapter").locator("option").all_inner_texts()
    assert chapters[0] == "all" and all(re.match(r"\d+\. \w", name) for name in chapters[1:])
    form.get_by_label("Chapter").select_option(chapters[1])
    assert 0 < shown(page) < total
    form.get_by_role("button", name="Show all rows").click()


def test_a_link_to_a_hidden_row_shows_it(page):
    form = page.get_by_role("form", name="Choose rows of the ledger")
    form.get_by_label("Verdict").select_option("does not hold")
    assert not page.locator("tr:has(#ledger-s5-svm)").is_visible()
    page.evaluate("location.hash = 'ledger-s5-svm'")
    page.locator("tr:has(#ledger-s5-svm)").wait_for()
    form.get_by_role("button", name="Show all rows").evaluate("(b) => b.click()")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_picture_is_legible_and_its_words_say_it_all(page, size):
    checks.resize(page, size)
    strips = page.locator(".ledger-picture svg")
    assert strips.count() > 50
    sizes = page.locator(".ledger-picture > li").evaluate_all(
        """(items) => items.map((item) => [
          item.querySelector("svg").getBoundingClientRect().width,
          parseFloat(getComputedStyle(item).fontSize), item.innerText])"""
    )
    assert all(width >= 290 and font >= 14 for width, font, _ in sizes)
    assert all(re.search(r"reported .+, measured .+, limits ", text) for *_, text in sizes)
    assert page.locator(".ledger-picture svg:not([aria-hidden=true])").count() == 0


def test_paper_has_the_picture_and_no_controls(page):
    checks.resize(page, PAPER)
    page.emulate_media(media="print")
    assert not page.locator(".ledger-filter").is_visible()
    assert page.locator(".ledger-picture svg").first.is_visible()
    page.emulate_media(media="screen")


def test_chapters_and_rows_lead_to_each_other(book, context):
    text = (book.html / "appendix" / "ledger.html").read_text("utf-8")
    found = 0
    for path in sorted((book.html / "chapters").glob("*.html")):
        chapter = path.read_text("utf-8")
        names = re.findall(r'href="\.\./appendix/ledger\.html#ledger-([\w-]+)"><code', chapter)
        found += len(names)
        for name in names:
            row = text[text.index(f'id="ledger-{name}"') :]
            assert f'href="../chapters/{path.name}' in row[: row.index("</th>")]
        assert (f'href="../chapters/{path.name}' in text) or not names
    assert found > 20
    visit = open_page(context, book.html / "chapters" / "hyperparameters.html")
    visit.page.locator(".ledger-links a", has_text="s5-network").click()
    visit.page.wait_for_url("**/ledger.html#ledger-s5-network")
    assert visit.page.locator("#ledger-s5-network").is_visible()
    visit.page.close()
