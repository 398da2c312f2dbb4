"""The tool that takes pictures of the pages for a person to look at."""

from __future__ import annotations

import io

import pytest
import screenshots
from PIL import Image

from tests.book.book_pages import PHONE


@pytest.mark.parametrize(
    ("height", "expected"),
    [(900, [(0, 900)]), (2000, [(0, 2000)]), (4100, [(0, 2000), (2000, 4000), (4000, 4100)])],
)
def test_slices_cover_the_page_without_a_gap(height, expected):
    assert screenshots.slices(height) == expected


def test_cut_keeps_every_row_of_the_picture(tmp_path):
    rows = Image.linear_gradient("L").resize((3, 2500))
    data = io.BytesIO()
    rows.save(data, format="png")
    paths = screenshots.cut(data.getvalue(), tmp_path / "page-wide")
    assert [path.name for path in paths] == ["page-wide-1.png", "page-wide-2.png"]
    pieces = [Image.open(path) for path in paths]
    assert [piece.height for piece in pieces] == [2000, 500]
    assert b"".join(piece.tobytes() for piece in pieces) == rows.tobytes()


def test_pictures_of_a_page_in_its_looks(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<style>:root{color-scheme:light dark}body{height:2600px;margin:0;background:Canvas}"
        "@media print{body{background:#f00}}@media (forced-colors: active){body{height:900px}}"
        "@media (scripting: none){body{background:#00f}}"
        "@media (pointer: coarse){body{background:#0f0}}</style>"
        '<meta name="viewport" content="width=device-width">',
        "utf-8",
    )
    screenshots.shoot(browser, page, "page", tmp_path, list(screenshots.LOOKS))
    made = {path.name: Image.open(path).convert("RGB") for path in tmp_path.glob("*.png")}
    twice = {f"page-{look}-{n}.png" for look in screenshots.LOOKS for n in (1, 2)}
    assert set(made) == twice - {"page-forced-2.png"}
    assert made["page-phone-2.png"].size == (PHONE["width"], 600)
    for part in (1, 2):  # as under a finger
        assert made[f"page-phone-{part}.png"].getpixel((5, 5)) == (0, 255, 0)
    grounds = {look: made[f"page-{look}-1.png"].getpixel((5, 5)) for look in screenshots.LOOKS}
    assert grounds["wide"] == (255, 255, 255) and max(grounds["dark"]) < 60
    assert grounds["print"] == (255, 0, 0) and grounds["no-script"] == (0, 0, 255)
    sheet = Image.open(tmp_path / "sheets" / "page-wide-1.png")
    assert sheet.width == screenshots.SHEET_WIDTH > sheet.height > 0


def test_without_a_book_it_says_what_to_do(tmp_path, capsys):
    assert screenshots.main([str(tmp_path / "out"), "--book", str(tmp_path)]) == 1
    assert "make book" in capsys.readouterr().err
