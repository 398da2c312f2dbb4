"""The parts of the Sphinx extension that change HTML and styles, each on a small piece."""

from __future__ import annotations

import base64
import io
import re

import pytest
import yaml
from docutils import nodes
from docutils.utils import new_document
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token
from sphinx_course import code, folder, heights, page, pictures
from sphinx_course.explore import ExploreError, figure_html, read_figure
from sphinx_course.outputs import LIVE, STATE, VIEW, replace_in

from tests.book.book_pages import ROOT


def png(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((width, height), 90).save(made, format="png")
    return made.getvalue()


# ---- pictures ----


def test_a_picture_in_the_html_becomes_a_file_named_by_its_content(tmp_path):
    data = png(40, 30)
    body = f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}" alt="noise">' * 2
    made = pictures.to_files(body, tmp_path, lambda name: f"../_images/{name}")
    (written,) = tmp_path.iterdir()
    assert written.read_bytes() == data
    assert made == f'<img src="../_images/{written.name}" alt="noise">' * 2


def test_a_picture_has_a_size_and_waits_until_it_is_near(tmp_path):
    (tmp_path / "a.png").write_bytes(png(40, 30))
    made = pictures.with_sizes('<img alt="a" src="../_images/a.png" />', tmp_path)
    assert 'width="40" height="30"' in made and 'loading="lazy"' in made
    assert pictures.with_sizes('<img src="logo.svg">', tmp_path) == '<img src="logo.svg">'


def test_a_figure_is_shown_as_large_as_its_letters_need(tmp_path):
    with Image.new("RGB", (720, 288)) as drawn:  # 5 by 2 inches
        drawn.save(tmp_path / "a.png", dpi=(144, 144))
    made = pictures.with_sizes('<img src="../_images/a.png">', tmp_path)
    assert 'width="500" height="200"' in made
    # Until all pages are written, the picture lies elsewhere.
    originals = {"b.png": tmp_path / "a.png"}
    made = pictures.with_sizes('<img src="../_images/b.png">', tmp_path / "none", originals)
    assert 'width="500" height="200"' in made


# ---- figures with controls ----


def notebook(state: dict, model_id: str = "box") -> dict:
    data = {VIEW: {"model_id": model_id}, "text/plain": "a figure"}
    return {
        "metadata": {"widgets": {STATE: {"state": state}}},
        "cells": [{"outputs": [{"output_type": "execute_result", "data": data}]}],
    }


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "state is not saved"),
        ({"box": {"model_name": "IntSliderModel", "state": {}}}, "IntSliderModel needs a kernel"),
    ],
)
def test_a_widget_that_a_page_cannot_show_is_named(state, words):
    (fault,) = replace_in(notebook(state))
    assert words in fault


def test_an_explore_that_misses_frames_is_refused():
    state = {
        "box": {
            "model_name": "VBoxModel",
            "state": {"_dom_classes": ["explore"], "children": ["IPY_MODEL_s", "IPY_MODEL_f"]},
        },
        "s": {
            "model_name": "SelectionSliderModel",
            "state": {"description": "rate", "_options_labels": ["1", "3"], "index": 1},
        },
        "f": {"model_name": "StackModel", "state": {"children": ["IPY_MODEL_1"]}},
        "1": {
            "model_name": "HTMLModel",
            "state": {"value": '<img src="a.png" alt="&lt;1&gt;" width="7" height="5">'},
        },
    }
    with pytest.raises(ExploreError, match="1 frames for 2 settings"):
        read_figure("box", state)
    state["f"]["state"]["children"] *= 2
    figure = read_figure("box", state)
    assert (figure.first, figure.frames[1].alt) == (1, "<1>")
    made = figure_html(figure, "explore-1")
    assert 'type="range"' in made and 'aria-valuetext="3"' in made
    assert "one of 2 settings: rate 3. The controls that change it need JavaScript." in made


def test_a_live_figure_is_written_by_the_package_each_with_an_id_of_its_own():
    live = {"name": "lab", "state": {"seed": 3}, "alt": "a curve", "lock": []}
    still = base64.b64encode(png(32, 16)).decode()
    data = {VIEW: {"model_id": "x"}, LIVE: live, "image/png": still}
    pair = {"metadata": {}, "cells": [{"outputs": [{"data": dict(data)}]} for _ in range(2)]}
    assert replace_in(pair) == []
    made = [cell["outputs"][0]["data"]["text/html"] for cell in pair["cells"]]
    assert ['id="lab"' in made[0], 'id="lab-2"' in made[1]] == [True, True]
    assert 'data-state="{&quot;seed&quot;: 3}"' in made[0] and 'alt="a curve"' in made[0]


# ---- head and foot ----


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["A short one."], "A short one."),
        (["One.", "A second one, and it is long enough to be read alone, by anyone at all."], ...),
        (["word " * 60], "word " * 30 + "word…"),
    ],
)
def test_description(paragraphs, expected):
    tree = new_document("page")
    tree += nodes.section("", *(nodes.paragraph("", text) for text in paragraphs))
    said = page.description(tree)
    assert len(said) <= 160
    assert said == (" ".join(paragraphs) if expected is ... else expected)


def test_the_edition_is_that_of_the_citation_file(tmp_path):
    (tmp_path / "CITATION.cff").write_text('version: "1.2.0"\ndate-released: 2026-01-31\n', "utf-8")
    assert page.edition(tmp_path) == {"edition_version": "1.2.0", "edition_date": "2026-01-31"}


# ---- code ----


def test_code_keeps_its_text_and_loses_no_colour():
    source = "def f(x):\n    return [x < 1, 'a < b']  # why\n"
    made = highlight(source, PythonLexer(), HtmlFormatter())
    changed = code.without_plain_tokens(made)
    text = [re.sub("<[^>]+>", "", one) for one in (made, changed)]
    assert text[0] == text[1]
    assert '<span class="n">' in made and '<span class="n">' not in changed
    assert made.count('class="k"') == changed.count('class="k"') == 2
    assert code.without_plain_tokens('<p><span class="n">x</span></p>').count("span") == 2
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    theme = config["sphinx"]["config"]["html_theme_options"]
    plain = [token for token, short in STANDARD_TYPES.items() if short in code.PLAIN]
    for look in ("light", "dark"):
        style = get_style_by_name(theme[f"pygments_{look}_style"])
        usual = style.style_for_token(Token.Text)
        assert [token for token in plain if style.style_for_token(token) != usual] == []


# ---- heights ----


def test_a_section_is_guessed_by_what_stands_in_it():
    tree = new_document("page")
    inner = nodes.section("", nodes.title("", "Inner"), ids=["inner"])
    inner += nodes.literal_block("", "\n".join(["x = 1"] * 10))
    inner += nodes.raw("", '<figure style="--ml-wide: 900px; --ml-phone: 1500px">', format="html")
    tree += nodes.section("", nodes.title("", "Page"), inner, ids=["page"])
    assert heights.guess(inner, "wide") == 47 + 240 + 900
    assert heights.guess(inner, "phone") == 47 + 240 + 1500
    body = '<section id="page"><section class="a" id="inner">'
    assert heights.with_guesses(body, tree) == (
        '<section id="page"><section class="a" id="inner" style="--wide: 1187px; --phone: 1787px">'
    )


# ---- styles ----


def test_the_dark_look_stays_on_the_screen_and_light_is_what_is_left():
    styles = 'html[data-theme="light"] a{color:red}html[data-theme=dark] a:not(.b,.c){color:blue}'
    assert folder.light_unless_dark(styles) == (
        "html:not([data-theme=dark]) a{color:red}@media print{html[data-theme] a{color:red}}"
        "@media screen{html[data-theme=dark] a:not(.b,.c){color:blue}}"
    )
    both = "html[data-theme=dark],html[data-theme=light]{color:red}"
    assert folder.light_unless_dark(both) == both


def test_icons_leave_the_styles_and_nothing_else_does():
    styles = ".fa-bars:before{content:a}.fas,.fa-solid{b:c}.fade{d:e}@media x{.fa-spin{f:g}.h{i:j}}"
    assert folder.without_icons(styles) == ".fade{d:e}@media x{.h{i:j}}"
    assert folder.without_comments("/*! mine */a{b:c}/* x; */d{e:f}") == "/*! mine */\na{b:c}d{e:f}"


def test_rules_stay_for_classes_that_a_page_has_or_a_script_may_give(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.js").write_text('e.classList.add("open")', "utf-8")
    (tmp_path / "a.html").write_text('<p class="x y">', "utf-8")
    words = folder.named(tmp_path)
    styles = "p{a:b}.x.y,.gone{c:d}.open .x{e:f}@media m{.gone{g:h}}.x:not(.gone):is(.q,.r){i:j}"
    expected = "p{a:b}.x.y{c:d}.open .x{e:f}.x:not(.gone):is(.q,.r){i:j}"
    assert folder.without_unused(styles, words) == expected
    assert folder.without_unused(".bs-tooltip-auto{a:b}", words) == ".bs-tooltip-auto{a:b}"
