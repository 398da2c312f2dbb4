"""Each check of checks.py sees a broken page for what it is, and lets a sound one pass."""

from __future__ import annotations

import pytest

from tests.book import checks
from tests.book.book_pages import PHONE, WIDE, open_page

GOOD = 'aria-label="rate" aria-valuetext="1"'
# A slider of two positions, in plain JavaScript, as the real one behaves.
MOVE = """
  const box = this.closest('.explore');
  const to = Number(this.value);
  this.setAttribute('aria-valuetext', ['1', '10'][to]);
  box.querySelector('output').textContent = ['1', '10'][to];
  box.querySelectorAll('img').forEach((image, i) => (image.hidden = i !== to));
"""
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='{}'/>"
FRAMES = f"""<img alt="at 1" src="{PICTURE.format(9)}"><img alt="at 10" hidden
  src="{PICTURE.format(8)}">"""


def explore(attributes: str = GOOD, script: str = MOVE, frames: str = FRAMES) -> str:
    inputs = f"""<input type="range" min="0" max="1" value="0" {attributes}
      oninput="{script.replace(chr(10), " ")}">"""
    return f"""<div class="explore"><div class="explore-slider">{inputs}
      <output>1</output></div><figure>{frames}</figure></div>"""


def math(inner: str) -> str:
    return f'<span class="math">{inner}</span>'


TYPESET = math(
    '<span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span>'
    '<span class="katex-html"><span class="katex-base">x</span></span></span>'
)
DEAD_VIEW = f'<div><script type="{checks.VIEW}">{{}}</script></div>'

BROKEN = [
    (checks.formulas, math(r"\(x\)"), "not typeset"),
    (checks.formulas, TYPESET.replace("<math>", "").replace("</math>", ""), "not typeset"),
    (checks.formulas, "<style>.katex-html{display:none}</style>" + TYPESET, "not seen"),
    (checks.formulas, TYPESET + '<span class="katex-error" title="bad">x</span>', "TeX error: bad"),
    (checks.formulas, r"<p>so \(x = 1\) holds</p>", "raw TeX"),
    (checks.formulas, "<p>so $$x = 1$$ holds</p>", "raw TeX"),
    (checks.formulas, "<p>so $x_1 = 1$ holds</p>", "raw TeX"),
    (checks.widgets, DEAD_VIEW, "1 widget(s) need a kernel"),
    (checks.widgets, explore(attributes='aria-valuetext="1"'), "no accessible name"),
    (checks.widgets, explore(script=""), "the value text stays '1'"),
    (checks.widgets, explore(script=""), "the figure stays the same"),
    (checks.widgets, explore(script=MOVE.replace("image.hidden =", "image.title =")), "the same"),
    (checks.widgets, explore(script=MOVE.replace("['1', '10'][to]);", "to);", 1)), "beside"),
    (checks.widgets, explore(script=MOVE.replace("i !== to", "to && i !== to")), "not come back"),
    (checks.widgets, explore().replace("min=", "disabled min="), "reached with the keyboard"),
    (checks.widgets, explore(frames=FRAMES.replace("at 10", "at 1")), "the alt text stays"),
    (checks.widgets, explore(frames=FRAMES.replace("at 10", "")), "no alt text"),
    (checks.widgets, explore(script=MOVE.replace("i !== to", "false")), "pictures are shown"),
    (checks.widgets, "<style>*{outline:none!important}</style>" + explore(), "no visible focus"),
    (checks.alt_texts, "<img>", "None"),
    (checks.alt_texts, '<img alt="">', "''"),
    (checks.alt_texts, '<img alt="plot.png">', "plot.png"),
    (checks.alt_texts, '<img alt="../_images/ab12">', "_images"),
    (checks.alt_texts, '<img alt="c55a331207b1a8e3b50f158a3895">', "c55a"),
    (checks.alt_texts, '<img alt="Figure">', "Figure"),
    (checks.alt_texts, '<img alt="the line $x_1$">', "TeX"),
    (checks.headings, "<p>none</p>", "0 headings"),
    (checks.headings, "<h1>a</h1><h1>b</h1>", "2 headings"),
    (checks.headings, "<h1>a</h1><h3>b</h3>", "h1 is followed by h3: b"),
    (checks.overflow, '<div style="width:500px">wide</div>', "the page is"),
    (
        checks.overflow,
        '<div style="overflow:auto"><div class="cell_output"><img style="width:600px"></div></div>',
        "IMG. spans",
    ),
    (
        checks.overflow,
        '<div style="overflow:auto; width:200px"><table style="width:260px"><td>a</table></div>',
        "60 pixels are cut off: a",
    ),
    (
        checks.printed_tables,
        '<div class="cell_output"><pre class="columns" style="overflow:auto; width:60px">a    b\n'
        "loss    accuracy</pre></div>",
        "loss    accuracy",
    ),
    (
        checks.overflow,
        '<div class="math" style="overflow:auto; width:200px"><span class="katex-html" '
        'style="display:inline-block; width:250px">z</span></div>',
        "50 pixels are cut off: z",
    ),
    (checks.contrast, '<p style="color:#999">pale</p>', "2.8: pale"),
    (checks.contrast, '<p style="background:#333"><b>black on grey</b></p>', "black on grey"),
    (checks.contrast, '<p style="opacity:.5">half seen</p>', "half seen"),
    (checks.focus, '<style>a{outline:none}</style><a href="#x">here</a>', "focus on 'here'"),
    (checks.focus, "<p>nothing</p>", "nothing on this page"),
]

SOUND = f"""<h1>One</h1><h2>Two</h2><h3>Three</h3><h2>Two</h2>{TYPESET}
  <p>It costs $5 and then $6, in <code>$x_1$</code>.</p>{explore()}<a href="#x">here</a>"""


@pytest.fixture(scope="module")
def blank(context):
    page = context.new_page()
    page.set_viewport_size(PHONE)
    yield page
    page.close()


@pytest.fixture
def show(blank, tmp_path):
    """Open an article as a page of its own, at phone width."""

    def open_it(article: str):
        path = tmp_path / "page.html"
        path.write_text(f"<!doctype html><main><article>{article}</article></main>", "utf-8")
        blank.goto(path.as_uri())
        return blank

    return open_it


@pytest.mark.parametrize(
    ("check", "article", "words"), BROKEN, ids=[f"{c.__name__}-{w}" for c, _, w in BROKEN]
)
def test_a_broken_page_is_seen(show, check, article, words):
    complaints = check(show(article))
    assert any(words in complaint for complaint in complaints), complaints


@pytest.mark.parametrize(
    "check",
    [
        checks.formulas,
        checks.widgets,
        checks.alt_texts,
        checks.headings,
        checks.overflow,
        checks.printed_tables,
        checks.contrast,
        checks.focus,
    ],
)
def test_a_sound_page_passes(show, check):
    assert check(show(SOUND)) == []


def test_a_picture_without_a_light_ground_is_seen_in_the_dark_only(show):
    page = show('<img alt="a line" width="20" height="20" style="background:none">')
    assert checks.contrast(page) == []
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
    assert checks.contrast(page) == ["no light ground behind: a line"]


def test_errors_and_requests_are_recorded(context, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        """<script>console.error("said"); setTimeout(() => { throw new Error("thrown") })</script>
        <img src="http://example.org/x.png" alt="away"><script src="gone.js"></script>""",
        "utf-8",
    )
    visit = open_page(context, path)
    assert context.pages[-1].viewport_size == WIDE
    assert any("said" in line for line in visit.errors)
    assert any("thrown" in line for line in visit.errors)
    assert "foreign: http://example.org/x.png" in visit.requests
    assert any("gone.js" in line for line in visit.requests)
    visit.page.close()


def test_broken_links_are_named(tmp_path):
    (tmp_path / "b.html").write_text('<h2 id="there">x</h2>', "utf-8")
    page = tmp_path / "a.html"
    page.write_text(
        """<p id="me"><a href="#me">1</a> <a href="b.html#there">2</a> <a href="#lost">3</a>
        <a href="b.html#lost">4</a> <a href="c.html">5</a> <img src="d.png">
        <a href="https://example.org/">6</a></p>""",
        "utf-8",
    )
    assert checks.broken_links(page) == [
        "#lost: no such place",
        "b.html#lost: no such place",
        "c.html: no such file",
        "d.png: no such file",
    ]
