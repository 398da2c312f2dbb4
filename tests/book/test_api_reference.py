"""The API reference holds every public name, and docstrings are read as they were written."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from sphinx_course import api

PACKAGES = ("", ".nn", ".data", ".experiments", ".plots", ".widgets", ".exercises", ".book")
PAGES = ("api", "api-nn", "api-data", "api-pages", "api-experiments")


@pytest.fixture(scope="module")
def reference(book):
    return {p: (book.html / "appendix" / f"{p}.html").read_text("utf-8") for p in PAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_described(reference, package):
    module = importlib.import_module(f"mnist_course{package}")
    whole = "".join(reference.values())
    missing = []
    for name in module.__all__:
        thing = getattr(module, name)
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue  # colours and the version are no calls
        if not re.search(rf'id="mnist_course\.(\w+\.)*{name}"', whole):
            missing.append(name)
    assert missing == []


def test_formulas_keep_their_lines(reference):
    assert "v &lt;- momentum · v - eta · g\n" in reference["api-nn"]


def test_a_docstring_in_plain_text_is_shown_as_it_is():
    text = "Take `a * b` of a * b and |x|; the name W_ too.\n\nThen, as in Keras:\n\n    w_ * 2\n"
    assert api.readable([*text.split("\n"), "End."]) == [
        r"Take `a * b` of a \* b and \|x\|; the name W\_ too.",
        *("", "Then, as in Keras:", "", "::", "", "    w_ * 2", "", "End."),
    ]


def test_a_block_is_a_block_without_a_colon_too_and_stays_one_with_two():
    assert api.readable(["One.", "", "    w * 2"]) == ["One.", "", "::", "", "    w * 2"]
    written = ["So::", "", "    w * 2"]
    assert api.readable(written) == written
    # The words below the name of a parameter are no block.
    words = ["x : array", "    The input.", "", "    More of it."]
    assert api.readable(words) == words


def test_stars_of_parameters_are_left_to_napoleon():
    assert api.escaped("**settings : any") == "**settings : any"
    assert api.escaped("    **settings") == "    **settings"


def test_a_default_that_is_a_formula_is_left_out():
    written = "(ax, inputs=('$x_1$', '$x_2$'), bias=(0, 1))"
    made, _ = api.without_formulas(None, "function", "f", None, None, written, None)
    assert made == "(ax, inputs=(…), bias=(0, 1))"
    written = "(load=<f object>, x=<function f>)"
    made, _ = api.without_formulas(None, "class", "f", None, None, written, None)
    assert made == "(load=…, x=…)"
    assert api.without_formulas(None, "data", "x", None, None, None, None)[0] is None


def test_a_sentence_with_a_colon_is_no_type():
    lines = ["All parameters by name: the arrays themselves."]
    api.as_written(None, "property", "x", property(), None, lines)
    assert lines == ["All parameters by name – the arrays themselves."]


def test_attributes_described_together_keep_their_names_and_their_order(reference):
    bare = {page: re.sub(r"</?strong>", "", text) for page, text in reference.items()}
    assert "<p>w, b (" in bare["api"]
    assert "<p>start_w1, start_w2, start_b (" in bare["api-pages"]
