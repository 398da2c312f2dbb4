"""Hints and solutions in a notebook: running all cells gives nothing away."""

import re

import pytest

from mnist_course.exercises import exercise_names, hint, solution
from mnist_course.exercises.folded import show_folded
from mnist_course.exercises.registry import get_exercise


@pytest.fixture
def shown(monkeypatch):
    """What is handed to the notebook."""
    bundles = []
    monkeypatch.setattr("IPython.get_ipython", lambda: "a notebook")
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_a_notebook_shows_only_the_words_to_click_on(shown):
    hint("perceptron.update", level=2)
    solution("perceptron.update")
    for bundle, words in zip(
        shown, ("Hint 2 of 3: show or hide", "Solution: show or hide"), strict=True
    ):
        match = re.fullmatch(
            r"<details><summary[^>]*>(.*)</summary>(.+)</details>", bundle["text/html"], re.DOTALL
        )
        assert match[1] == words


def test_signs_of_markdown_stay_signs(shown):
    """On the page, * and _ would turn to italics and vanish."""
    show_folded("Hint", "X * Y * Z, x_i, `a`, [n](m), a < b, #3, $p$, \\")
    (bundle,) = shown
    assert bundle["text/markdown"] == (
        r"Hint: X \* Y \* Z, x\_i, \`a\`, \[n\](m), a \< b, \#3, \$p\$, \\"
    )
    assert bundle["text/plain"] == "Hint: X * Y * Z, x_i, `a`, [n](m), a < b, #3, $p$, \\"


@pytest.mark.parametrize("name", exercise_names())
def test_hints_are_sentences_without_marks_for_code(name):
    """They are shown as plain text everywhere."""
    assert not any("`" in text for text in get_exercise(name).hints)


def test_code_keeps_its_signs(shown):
    show_folded("Solution", "a = b < 3 and '*'", code=True)
    (bundle,) = shown
    assert "<pre>a = b &lt; 3 and &#x27;*&#x27;</pre>" in bundle["text/html"]
    assert bundle["text/markdown"] == "```python\na = b < 3 and '*'\n```"
    assert bundle["text/plain"] == "a = b < 3 and '*'"
