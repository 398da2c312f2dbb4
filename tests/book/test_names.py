"""Names that hold a number stand on one line, letter by letter as they were typed."""

from __future__ import annotations

from docutils import nodes
from docutils.utils import new_document
from sphinx_course import KeepNamesWhole


def test_a_name_with_a_number_does_not_break_and_code_stays_as_typed():
    document = new_document("page")
    document += nodes.title("", "Experiments on LeNet-5: to 1e-5")
    document += nodes.paragraph(
        "",
        "",
        nodes.literal("", "LeNet-5"),
        nodes.Text(" 784-128-10 well-kept, 15.4–15.7 by 1/√fan-in. (784, 30)"),
    )
    before = document.astext()
    KeepNamesWhole(document).run()
    assert document.astext() == before
    tied = list(document.findall(nodes.inline))
    assert [part.astext() for part in tied] == [
        "LeNet-5",
        "1e-5",
        "784-128-10",
        "15.4–15.7",
        "1/√fan-in",
        "(784, 30)",
    ]
    assert all(part["classes"] == ["tied"] for part in tied)
