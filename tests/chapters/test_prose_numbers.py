"""No measured number in prose, a caption or an alt text is only typed."""

import nbformat
import pytest
from notebooks import executed_appendices, sources
from prose_numbers import ALLOWED, unguarded

SOURCES = [*sources(), *executed_appendices()]
PAGES = [pytest.param(path, id=path.stem) for path in SOURCES]
CELL = """```{{code-cell}} ipython3
---
mystnb:
  figure:
    caption: |
      {caption}
  image:
    alt: {alt}
---
{code}
```
"""


@pytest.mark.parametrize("path", PAGES)
def test_every_measured_number_is_guarded(path):
    assert unguarded(path) == [], (
        "substitute it from a result, print it in a cell or claim it; a cited figure that no "
        "declaration names goes to ALLOWED in tools/prose_numbers.py, with its reason"
    )


def test_every_exception_is_needed_and_has_a_reason():
    chapters = {path.stem: path.read_text(encoding="utf-8") for path in SOURCES}
    for chapter, numbers in ALLOWED.items():
        for number, reason in numbers.items():
            assert number in chapters[chapter], f"{chapter} no longer says {number}"
            assert len(reason) > 20


@pytest.fixture
def chapter(tmp_path):
    """Make a chapter of one text and one cell, with what the cell printed."""

    def make(text, printed="", code="print(share)", caption="A figure.", alt="A picture."):
        source = tmp_path / "some.md"
        head = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"
        cell = CELL.format(caption=caption, alt=alt, code=code)
        source.write_text(f"{head}{text}\n\n{cell}", encoding="utf-8")
        output = nbformat.v4.new_output("stream", text=printed)
        made = nbformat.v4.new_code_cell(code, outputs=[output])
        nbformat.write(nbformat.v4.new_notebook(cells=[made]), tmp_path / "some.ipynb")
        return unguarded(source)

    return make


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("It names 73.1 % of the images.", "share 73.08%"),
        ("It names 68 of 100 images.", "0.684"),
        ("It misses 27 % of the images.", "73.08%"),
        ("The loss is $0.813$ there.", "loss 0.8132"),
        ("It says 1 for 1,345 images.", "says 1 1,345 times"),
        ("They lie 6.2 points apart.", "6.18 points"),
    ],
)
def test_a_printed_number_is_guarded_as_precisely_as_it_is_written(chapter, said, printed):
    assert chapter(said, printed) == []
    assert len(chapter(said, "share 41.9%, loss 0.777, 2,210 times")) == 1


def test_claims_guard_and_other_code_guards_settings_only(chapter):
    said = "With a rate of 0.37 it names 73.1 % of the images."
    assert chapter(said, code='claim("so many", 0.73 < a < 0.732)\nrate = 0.37') != []
    assert chapter(said, code='claim("73.1 %", round(a, 3) == 0.731)\nrate = 0.37') == []
    (left,) = chapter(said, code="drawn = 0.731\nrate = 0.37")
    assert left.startswith("73.1 %")


def test_captions_and_alt_texts_are_read_and_substitutions_are_not(chapter):
    assert chapter("It names {{ s5-network.scaled_test_median | percent }} of them.") == []
    assert [line[:6] for line in chapter("", caption="Up to 83.4 %.", alt="It ends at 0.831.")] == [
        "83.4 %",
        "0.831:",
    ]


def test_what_a_source_reports_is_guarded_by_its_declaration(chapter):
    assert chapter("The tutorial reports 90.01 %.") == []
    assert len(chapter("The tutorial reports 90.02 %.")) == 1


def test_plain_whole_numbers_code_and_the_givens_of_exercises_are_no_measurements(chapter):
    assert chapter("28 rows, `0.4321`, and version 15.") == []
    assert chapter("````{exercise} Compute\nThe margin is 0.1234.\n````") == []
