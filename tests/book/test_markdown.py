"""A page's tree as plain Markdown, read back by a program that knows nothing but Markdown."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from markdown_it import MarkdownIt
from sphinx_course.markdown import Writer
from sphinx_exercise.nodes import exercise_node


def writer(number: str = "") -> Writer:
    return Writer(
        address=lambda node: node.get("refuri") or f"page.html#{node['refid']}",
        number=lambda node: number,
        picture=lambda node: f"attachment:{node['uri']}",
    )


def markdown(tree: nodes.Element, number: str = "") -> str:
    return "\n\n".join(text for _, text in writer(number).flat(tree))


def from_rst(text: str) -> nodes.document:
    return publish_doctree(text, settings_overrides={"report_level": 5})


def html(text: str) -> str:
    made = MarkdownIt("commonmark").enable("table").render(text)
    return re.sub(r"\s*\n\s*", "", made)


@pytest.mark.parametrize(
    "text",
    [
        "a * b * c, 2*3*4, _x_ and snake_case, `tick`",
        "costs $5 and $6",
        "from <script> to </b>, 3 < 4 > 2, A&amp;B, &lt;",
        r"a \* and \n and \\",
        "[784, 30, 10]: three layers, [text](no link), ![no](picture)",
        "# no heading",
        "> no quotation",
        "- no list",
        "+ none",
        "1. no list",
        "1) none",
        "=== no heading",
        "~~~ no code",
        "Setext\n---",
        "a | b\n--- | ---",
    ],
)
def test_no_sign_of_a_text_means_anything(text):
    paragraph = nodes.paragraph("", "", nodes.Text(text))
    said = markdown(nodes.section("", paragraph))
    shown = html(said).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert shown.replace("&amp;", "&") == f"<p>{' '.join(text.split())}</p>"
    assert "\\$" in said or "$" not in text, "no formula begins"


def test_lists_keep_their_order_and_their_levels():
    tree = from_rst("3. three\n4. four\n\n   - a\n   - b\n\n     more of b\n")
    assert html(markdown(tree)) == (
        '<ol start="3"><li><p>three</p></li><li><p>four</p>'
        "<ul><li><p>a</p></li><li><p>b</p><p>more of b</p></li></ul></li></ol>"
    )


def test_a_list_of_lines_stays_tight():
    assert html(markdown(from_rst("- a\n- *b*\n"))) == "<ul><li>a</li><li><em>b</em></li></ul>"


def test_a_table_keeps_its_cells_whatever_stands_in_them():
    tree = from_rst("======= ======\nHead    Second\n======= ======\n``a|b`` x|y\n======= ======\n")
    rows = next(iter(tree.findall(nodes.tbody)))
    rows[0][1][0] += nodes.math("", r"|x| + \|y\|")
    said = markdown(tree)
    shown = html(said)
    assert "<th>Head</th><th>Second</th>" in shown
    assert "<td><code>a|b</code></td>" in shown
    assert r"x|y$\vert x\vert  + \Vert y\Vert $" in shown
    assert shown.count("<td>") == 2


def test_an_admonition_is_a_quotation_with_its_name():
    tree = from_rst(
        ".. note::\n\n   First.\n\n   - a\n   - b\n\n.. admonition:: Mind\n\n   This.\n"
    )
    assert html(markdown(tree)) == (
        "<blockquote><p><strong>Note</strong></p><p>First.</p><ul><li>a</li><li>b</li></ul>"
        "</blockquote><blockquote><p><strong>Mind</strong></p><p>This.</p></blockquote>"
    )


def test_a_formula_has_its_number_and_survives_in_a_quotation():
    formula = nodes.math_block("", "a &= b \\\\\n c &= d", nowrap=False, number=3)
    said = markdown(nodes.section("", nodes.note("", formula)), number="3.1")
    (line,) = [line for line in said.splitlines() if "$$" in line]
    assert line == r"> $$\begin{split}a &= b \\ c &= d\end{split} \tag{3.1}$$"


def test_links_lead_where_they_are_told_and_code_stays_code():
    tree = from_rst("See `the page <https://x.example/a>`_ and ``a`b``.\n")
    assert html(markdown(tree)) == (
        '<p>See <a href="https://x.example/a">the page</a> and <code>a`b</code>.</p>'
    )
    tree = from_rst("::\n\n   ```\n   x\n")
    assert html(markdown(tree)) == "<pre><code>```x</code></pre>"


def test_an_exercise_is_a_heading_and_its_text():
    title = nodes.title("", "", nodes.Text("Exercise 2 (Code: one update)"))
    content = nodes.section("", nodes.paragraph("", "Write it."), ids=["exercise-content"])
    page = nodes.section("", nodes.title("", "Exercises"), exercise_node("", title, content))
    assert html(markdown(nodes.document(None, None, "", page))) == (
        "<h1>Exercises</h1><h2>Exercise 2 (Code: one update)</h2><p>Write it.</p>"
    )


def test_a_figure_has_its_picture_and_its_name():
    picture = nodes.image(uri="a.png", alt="Two [lines]")
    figure = nodes.figure("", picture, nodes.caption("", "They meet."))
    said = html(markdown(nodes.section("", figure), number="Figure 2.1"))
    assert said == (
        '<p><img src="attachment:a.png" alt="Two [lines]" /></p>'
        "<p><strong>Figure 2.1.</strong> They meet.</p>"
    )


def test_html_of_the_author_stays_and_what_has_no_words_is_told():
    class Strange(nodes.General, nodes.Element):
        """A node of an extension that nobody thought of."""

    page = nodes.section("", nodes.raw("", "<details>", format="html"), Strange())
    wrapped = nodes.section("", nodes.container("", Strange("", nodes.paragraph("", "Words."))))
    ours = writer()
    assert [text for _, text in ours.flat(page)] == ["<details>"]
    assert [type(node) for node in ours.lost] == [Strange]
    assert markdown(wrapped) == "Words."
