"""The ledger as Markdown: tables that a reader of any kind can read, with nothing lost."""

from dataclasses import replace

import pytest

from mnist_course.experiments.ledger.page import (
    HEADS,
    escape,
    places,
    rows_markdown,
    slips_markdown,
)
from mnist_course.experiments.ledger.rows import FAILS, HOLDS, OPEN, Row
from mnist_course.experiments.ledger.slips import SLIPS, Slip

ROW = Row(
    source="S5",
    experiment="s5-network",
    title="A network",
    statement="Inputs in [0, 1] give $x_1$ * 2.",
    reported=0.9476,
    unit="percent",
    low=0.94,
    high=0.955,
    value=0.95,
    sd=0.01,
    n=3,
    state=HOLDS,
    why="Because of `gamma`.",
    recorded="2026-01-01",
)


def cells(markdown):
    """The rows of the first list-table of a text, read back as lists of cells."""
    body = markdown.split("```{list-table}\n")[1].split("```")[0]
    rows = body.split("\n* - ")[1:]
    return [[cell.strip() for cell in row.split("\n  - ")] for row in rows]


def test_a_row_is_five_cells_under_five_heads():
    table = rows_markdown([ROW], {"s5-network": ["hyperparameters", "keras"]})
    assert ":header-rows: 1" in table and ":stub-columns: 1" in table
    heads, row = cells(table)
    assert tuple(heads) == HEADS
    claim, reported, measured, verdict, why = (c.replace("\N{NO-BREAK SPACE}", " ") for c in row)
    address, claim = claim.split("\n\n    ", 1)
    assert address == "(ledger-s5-network)="
    assert claim.startswith(r"Inputs in \[0, 1\] give \$x\_1\$ \* 2.")
    assert claim.endswith(
        "`s5-network`, {numref}`chapter-hyperparameters`, {numref}`chapter-keras`"
    )
    assert reported == "94.76 %"
    assert measured.split() == ["95.00", "±", "1.00", "%", "3", "runs"]
    assert verdict.split("\n")[0] == "✓ holds" and verdict.endswith("expected: 94 to 95.5 %")
    assert why == "Because of `gamma`."


@pytest.mark.parametrize(
    ("state", "words"),
    [(HOLDS, "✓ holds"), (FAILS, "**✗ does not hold**"), (OPEN, "○ not recorded yet")],
)
def test_every_verdict_is_said_in_words(state, words):
    assert words in cells(rows_markdown([replace(ROW, state=state)], {}))[1][3]


def test_every_source_has_its_section_and_the_counts_come_first():
    rows = [
        replace(ROW, source="S1", state=FAILS),
        replace(ROW, source="S1"),
        replace(ROW, source="ours", state=OPEN, value=None, sd=None, n=None, why=""),
    ]
    text = rows_markdown(rows, {})
    assert text.startswith("Of 3 rows, 1 hold, 1 do not hold and 1 is not recorded yet.")
    assert text.count("```{list-table}") == 2
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == ["### Classification", "### Aims of this book"]
    assert text.count("{cite:t}`LongZeng2022`") == 1, "a reader sees a title, and finds the book"
    assert rows_markdown(rows[:2], {}).startswith("Of 2 rows, 1 hold and 1 do not hold.")
    assert text.rstrip("`\n ").endswith("–"), "no reason: a dash, not an empty cell"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b *c* [d] {e} <f> $g$ ~h", r"a\_b \*c\* \[d\] \{e\} \<f\> \$g\$ \~h"),
        ("`a_b` and c_d", r"`a_b` and c\_d"),
        ("1. August", r"1\. August"),
        ("from -4.65, -1 to 95 %", "from −4.65, −1 to 95\N{NO-BREAK SPACE}%"),
        ("on 2026-01-02", "on 2026-01-02"),
        ("100 units", "100 units"),
        ("- 3 points", r"\- 3 points"),
        ("# 3", r"\# 3"),
    ],
)
def test_signs_of_markdown_are_kept_as_signs(text, escaped):
    assert escape(text) == escaped


def test_a_slip_leads_to_what_is_there():
    slip = Slip("S4", "a", "b", ("digits", "lenet"), ("s4-layers", "s5-network"), ("x.py",))
    assert places(slip, ["digits"], {"s5-network"}) == [
        "{ref}`chapter-digits`",
        "the rows of `s5-network` above",
        "`x.py`",
    ]
    bare = Slip("S4", "It says [1, 1].", "b", ("lenet",))
    table = cells(slips_markdown([bare], [], []))
    assert table[1] == [r"LeNet-5, part 1: It says \[1, 1\].", "b", "a chapter to come"]


def test_every_slip_names_a_place():
    for slip in SLIPS:
        assert slip.chapters, slip.says
        assert slip.says.endswith((".", ")")) and slip.right.endswith(".")
