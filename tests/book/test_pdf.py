"""The book as one PDF: all of it on one page first, then bookmarks and numbered sheets."""

from __future__ import annotations

import re

import pdf

from tests.book.book_pages import listed_pages


def test_a_page_is_printed_with_bookmarks_and_for_screen_readers(browser, tmp_path):
    source = tmp_path / "book.html"
    source.write_text(
        """<!DOCTYPE html><html lang="en"><title>A book</title><body>
        <h1>First chapter</h1><p>Text.<h2>A part</h2><h1 style="break-before:page">Second</h1>
        <p>More text.""",
        "utf-8",
    )
    target = tmp_path / "made" / "book.pdf"
    pdf.print_page(browser, source, target)
    data = target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type */Page\b", data)) == 2
    # Chromium writes titles as readable text.
    assert all(title in data for title in (b"(First chapter)", b"(A part)", b"(Second)"))
    assert b"/StructTreeRoot" in data and b"(A book)" in data
    assert [path.name for path in target.parent.iterdir()] == ["book.pdf"]


def test_the_whole_book_stands_on_one_page(tmp_path):
    """Built with every warning a failure; each page of the contents is in it, in their order."""
    whole = pdf.build(tmp_path).read_text("utf-8")
    marks = [f'id="document-{name}"' for name in listed_pages()[1:]]
    assert [whole.count(mark) for mark in marks] == [1] * len(marks)
    assert sorted(marks, key=whole.index) == marks
    images = re.findall(r'src="(_images/[^"]+)"', whole)
    assert images and all((pdf.built(tmp_path) / image).is_file() for image in images)
