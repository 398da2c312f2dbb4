"""Formulas set when the book is built: read by eye and by ear, and not torn from their commas."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx_course import formulas


def paragraph(*parts: nodes.Node) -> nodes.paragraph:
    document = new_document("page")
    document += nodes.paragraph("", "", *parts)
    formulas.TieMarks(document).run()
    return document[0]


def test_a_formula_keeps_the_marks_beside_it_and_the_sentence_keeps_its_words():
    made = paragraph(
        nodes.Text("Take ("), nodes.math("", "x"), nodes.Text("), then "), nodes.math("", "k")
    )
    assert made.astext() == "Take (x), then k"
    assert [part.astext() for part in made] == ["Take ", "(x),", " then ", "k"]
    assert [part.get("classes") for part in made.findall(nodes.inline)] == [["tied"]]
    made = paragraph(
        nodes.math("", "k"), nodes.Text("-nearest neighbours of "), nodes.math("", "x")
    )
    assert [part.astext() for part in made] == ["k-", "nearest neighbours of ", "x"]


def test_a_formula_is_seen_and_heard():
    made = formulas.typeset(r"\frac{a}{b}", True)
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in made
    assert 'class="katex-html" aria-hidden="true"' in made


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("z = XW + b", "z=XW+b"),
        ("p_c", "p sub c"),
        ("10^{-6}", "10 to the −6"),
        (r"\frac{1}{n}", "1 over n"),
        (r"x_1^2", "x sub 1 to the 2"),
    ],
)
def test_a_formula_as_words(tex, words):
    assert formulas.spoken(tex) == words


def test_a_head_that_is_a_formula_has_a_name():
    math = f'<span class="math notranslate">{formulas.typeset("p_c", False)}</span>'
    row = f'<tr><th class="head"><p>plain</p></th><th class="head"><p>{math}</p></th></tr>'
    named = formulas.name_table_heads(row)
    assert named.count("aria-label") == 1
    assert '<p>plain</p></th><th class="head"><p><span role="math" aria-label="p sub c" ' in named


def test_tex_that_is_wrong_is_refused_with_the_place():
    with pytest.raises(formulas.FormulaError, match=r"Undefined control sequence: \\fraction"):
        formulas.typeset(r"1 + \fraction{a}{b}", False)


def test_lines_and_numbers_of_displayed_formulas():
    assert formulas.display_tex("a = b", False) == "a = b"
    assert formulas.display_tex(r"a \\ b", False) == r"\begin{split}a \\ b\end{split}"
    assert formulas.display_tex("a\n\nb", False) == r"\begin{aligned}a\\b\end{aligned}"
    # The book numbers it; KaTeX must not do so again.
    whole = r"\begin{align}a &= b\end{align}"
    assert formulas.display_tex(whole, True) == r"\begin{align*}a &= b\end{align*}"
