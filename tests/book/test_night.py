"""Figures on a dark page: what is drawn is light on its ground, what is a picture stays."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from sphinx_course import night, pictures

from mnist_course.plots import GREY, INK, SERIES
from tests.book import checks
from tests.book.book_pages import WIDE, open_page

CHAPTER = "chapters/hyperparameters"


def luminance(colour) -> float:
    """The relative luminance of WCAG 2."""
    parts = np.asarray(colour)
    parts = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(parts @ [0.2126, 0.7152, 0.0722])


def contrast(one, other) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_white_is_the_ground_and_every_colour_of_ours_is_seen_on_it():
    ground = night.at_night(np.ones((1, 3)))[0]
    assert ground == pytest.approx([night.GROUND] * 3, abs=0.004)
    for colour in (*SERIES, GREY, "black", INK):
        made = night.at_night(np.array([to_rgb(colour)]))[0]
        assert contrast(made, ground) > 4.5, colour
    # Tints of areas stay behind what is drawn on them.
    for tint in ("#E4E4E4", "#DCE9F5", "#FBF0DC"):
        assert contrast(night.at_night(np.array([to_rgb(tint)]))[0], ground) < 3, tint


def test_a_hue_stays():
    for colour in SERIES[:2]:
        before = night.oklab(np.array([to_rgb(colour)]))[0]
        after = night.oklab(night.at_night(np.array([to_rgb(colour)])))[0]
        turned = np.arctan2(after[2], after[1]) - np.arctan2(before[2], before[1])
        assert abs(turned) < 0.15
    same = np.random.default_rng(0).random((50, 3))
    assert night.srgb(night.oklab(same)) == pytest.approx(same, abs=1e-4)


def test_what_is_a_picture_stays_as_it_is():
    day = Image.new("RGB", (100, 50), "white")
    day.paste("black", (10, 10, 20, 20))
    day.paste("black", (60, 10, 70, 20))
    file = io.BytesIO()
    day.save(file, format="png", dpi=(144, 144))
    made = night.dark_picture(file.getvalue(), [[0.5, 0, 1, 1]])
    with Image.open(io.BytesIO(made)) as dark:
        assert dark.size == day.size and round(dark.info["dpi"][0]) == 144
        seen = dark.convert("RGB")
    assert seen.getpixel((0, 0)) == (18, 18, 18)
    assert min(seen.getpixel((15, 15))) > 200
    assert seen.getpixel((55, 5)) == (255, 255, 255) and seen.getpixel((65, 15)) == (0, 0, 0)


def test_a_figure_with_a_dark_form_stands_twice(tmp_path):
    for name in ("a.png", "a-dark.png", "b.png"):
        Image.new("RGB", (8, 6)).save(tmp_path / name)
    tag = '<img alt="a line" class="wide" src="../_images/a.png" />'
    light, dark = pictures.with_sizes(tag, tmp_path).replace("/><", "/>|<").split("|")
    assert 'class="only-light wide"' in light and "_images/a.png" in light
    assert 'class="only-dark wide"' in dark and "_images/a-dark.png" in dark
    assert all('width="8" height="6"' in one and 'alt="a line"' in one for one in (light, dark))
    alone = pictures.with_sizes('<img alt="" src="../_images/b.png" />', tmp_path)
    assert "only-" not in alone


SEEN_WITHOUT_CAPTION = """() => [...document.querySelectorAll("figure > figcaption")]
  .filter((c) => c.querySelector(".caption-number") && !c.getClientRects().length)
  .map((c) => c.parentElement)
  .filter((f) => [...f.querySelectorAll("img")].some((i) => i.getClientRects().length))
  .map((f) => f.id)"""


def test_the_page_shows_the_form_of_its_look(book, browser):
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    try:
        page = open_page(context, book.html / f"{CHAPTER}.html").page
        figures = page.locator("article .cell_output img:visible")
        light = [figures.nth(i).get_attribute("src") for i in range(figures.count())]
        assert light and not any("-dark" in str(src) for src in light)
        assert page.locator("figure > figcaption:visible .caption-number").count() > 1
        assert page.evaluate(SEEN_WITHOUT_CAPTION) == []
        checks.dark(page)
        dark = [figures.nth(i).get_attribute("src") for i in range(figures.count())]
        assert dark == [str(src).replace(".png", "-dark.png") for src in light]
        assert page.evaluate(SEEN_WITHOUT_CAPTION) == []
        figures.first.scroll_into_view_if_needed()
        page.wait_for_function("(i) => i.complete", arg=figures.first.element_handle())
        with Image.open(io.BytesIO(figures.first.screenshot())) as shot:
            assert shot.convert("RGB").getpixel((2, 2)) == (18, 18, 18)
        page.emulate_media(media="print")  # where the still frame of a live figure stands too
        assert figures.count() >= len(light)
        assert not any("-dark" in str(f.get_attribute("src")) for f in figures.all())
        assert page.evaluate(SEEN_WITHOUT_CAPTION) == []
    finally:
        context.close()
