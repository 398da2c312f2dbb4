"""The picture of the ledger: what a strip shows is what its row says."""

import re
from dataclasses import replace

import pytest

from mnist_course.experiments.ledger.page import anchors
from mnist_course.experiments.ledger.picture import (
    BAND,
    EDGE,
    WIDTH,
    has_figure,
    picture_markdown,
    place,
    strip,
)
from mnist_course.experiments.ledger.rows import FAILS, HOLDS, ledger_rows

ROWS = ledger_rows()
DRAWN = [row for row in ROWS if has_figure(row)]


def in_band(x):
    share = (x - EDGE) / (WIDTH - 2 * EDGE)
    return abs(share - 0.5) <= BAND / 2 + 0.002  # a tenth of a unit is written


def test_a_value_stands_in_the_band_exactly_if_it_lies_within_the_limits():
    assert place(0.94, 0.94, 0.96) == pytest.approx(1 / 3)
    assert place(0.96, 0.94, 0.96) == pytest.approx(2 / 3)
    assert place(0.95, 0.94, 0.96) == pytest.approx(1 / 2)
    assert place(0.1, 0.94, 0.96) == -0.02 and place(9.0, 0.94, 0.96) == 1.02
    assert place(5, 5, 5) == 0.5 and place(5.2, 5, 5) > 2 / 3 and place(1, 0, 0) > 0.6


@pytest.mark.parametrize("row", DRAWN, ids=lambda row: row.experiment)
def test_the_dot_is_in_the_band_if_the_row_holds_and_hollow_if_not(row):
    dot = re.search(r'class="measured( fails)?" cx="([-\d.]+)"', strip(row))
    assert in_band(float(dot[2])) == (row.state == HOLDS)
    assert bool(dot[1]) == (row.state == FAILS)


def test_every_row_with_a_figure_is_drawn_and_says_its_numbers():
    text = picture_markdown(ROWS)
    assert text.count("<svg ") == len(DRAWN) == text.count("{ref}`")
    assert all(row.reported is None for row in ROWS if row not in DRAWN)
    row = next(row for row in DRAWN if row.experiment == "s5-svm")
    said = next(line for line in text.split("\n") if "<ledger-s5-svm>" in line)
    plain = said.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{row.state}: reported 94.35 %, measured 94.34 %, limits 94 to 94.8 %" in plain


def test_a_row_without_a_figure_or_a_result_is_left_out():
    row = DRAWN[0]
    assert not has_figure(replace(row, reported=None))
    assert not has_figure(replace(row, value=None))
    assert not has_figure(replace(row, high=float("inf")))


def test_addresses_are_all_different():
    names = anchors(ROWS)
    assert len(set(names)) == len(ROWS)
    assert names[0] == f"ledger-{ROWS[0].experiment}"
