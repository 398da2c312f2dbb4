"""The rows of the ledger: what holds, what does not, what is not there, and how it is written."""

import json
from dataclasses import replace
from math import inf

import pytest

from mnist_course.experiments.declare import Reproduction
from mnist_course.experiments.ledger.rows import (
    FAILS,
    HOLDS,
    OPEN,
    LedgerError,
    count_states,
    ledger_rows,
    look_up,
    make_row,
    show_ledger,
)
from mnist_course.experiments.ledger.units import show, show_mean, show_range, show_runs
from mnist_course.experiments.record.schema import ResultError
from mnist_course.experiments.registry import EXPERIMENTS
from mnist_course.experiments.run.runner import run_experiment
from mnist_course.experiments.shared.statistics import spread
from mnist_course.experiments.sources import SOURCES
from tests.experiments.experiment_dummies import dummy


def last_values(runs):
    """Slope 1, three seeds, three epochs: the lines end at 2, 3 and 4."""
    return {**spread("last", [run.metrics["last"] for run in runs]), "longest": 4.0}


def claim(measured="last", low=0.0, high=9.0, **changes):
    row = Reproduction("S5", "Lines rise.", 3.0, measured, low, high, unit="number", why="So.")
    return replace(row, **changes)


def lines(*ledger):
    return replace(dummy(slopes=(1.0,)), summarize=last_values, ledger=ledger)


@pytest.fixture
def rows(tmp_path):
    """Record the lines, and give the rows of any ledger about them."""
    run_experiment(lines(), folder=tmp_path)
    return lambda *ledger: ledger_rows([lines(*ledger)], tmp_path)


def test_a_row_has_the_declared_and_the_recorded(rows):
    (row,) = rows(claim())
    assert (row.source, row.experiment, row.title) == ("S5", "dummy", "A straight line")
    assert (row.statement, row.reported, row.why) == ("Lines rise.", 3.0, "So.")
    assert (row.value, row.sd, row.n) == (3.0, 1.0, 3)
    assert row.state == HOLDS and row.recorded.startswith("20")


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (3.0, 9.0, HOLDS),  # the mean, 3, lies on the lower limit
        (0.0, 3.0, HOLDS),  # on the upper limit
        (3.0, 3.0, HOLDS),
        (3.0001, 9.0, FAILS),
        (0.0, 2.9999, FAILS),
        (-inf, 3.0, HOLDS),
        (3.0, inf, HOLDS),
        (3.5, inf, FAILS),
    ],
)
def test_it_holds_from_limit_to_limit_both_included(rows, low, high, state):
    assert rows(claim(low=low, high=high))[0].state == state


def test_a_single_number_has_no_deviation_and_no_count(rows):
    (row,) = rows(claim("longest"))
    assert (row.value, row.sd, row.n) == (4.0, None, None)
    assert row.texts()["measured"] == "4" and row.texts()["runs"] == ""


def test_the_mean_counts_where_both_are_there():
    assert look_up({"a": 1.0, "a_mean": 2.0, "a_sd": 0.5, "a_n": 3}, "a", "x") == (2.0, 0.5, 3)
    assert look_up({"a_mean": 2.0}, "a", "x") == (2.0, None, None)


def test_a_number_that_the_summary_lacks_is_an_error_that_suggests_one(rows):
    with pytest.raises(LedgerError) as caught:
        rows(claim("lastly"))
    for words in (
        "dummy",
        "neither lastly_mean nor lastly",
        "Did you mean 'last'",
        "summarize dummy",
    ):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": "S6"}, "source is 'S6'"),
        ({"unit": "percents"}, "unit is 'percents', expected .* Did you mean 'percent'"),
        ({"low": 2.0, "high": 1.0}, "low 2.0 is above high 1.0"),
    ],
)
def test_a_declaration_that_cannot_be_right_is_named_even_if_nothing_is_recorded(changes, words):
    with pytest.raises(LedgerError, match=words):
        make_row(lines(), claim(**changes), None)


def test_what_is_not_recorded_says_so_and_gives_no_reason(tmp_path):
    (row,) = ledger_rows([lines(claim(why="{{ dummy.last_mean }}"))], tmp_path)
    assert row.state == OPEN and row.why == "" and row.recorded is None
    assert row.texts()["measured"] == "not recorded yet"
    assert row.texts()["reported"] == "3"


def test_a_damaged_result_is_an_error_and_no_open_row(tmp_path):
    path = run_experiment(lines(), folder=tmp_path)
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ResultError, match=r"dummy\.json"):
        ledger_rows([lines(claim())], tmp_path)


def test_why_quotes_recorded_numbers(rows):
    (row,) = rows(claim(why="From {{ dummy.last_min | number:1 }} to {{ dummy.last_max }}."))
    assert row.why == "From 2.0 to 4."
    with pytest.raises(LedgerError, match=r"dummy, why of 'Lines rise.*last_least"):
        rows(claim(why="{{ dummy.last_least }}"))


def test_rows_stand_source_by_source_and_are_counted(rows):
    made = rows(
        claim(source="ours"), claim(source="S1", low=5.0), claim(source="S5"), claim(source="S1")
    )
    assert [row.source for row in made] == ["S1", "S1", "S5", "ours"]
    assert [row.state for row in made[:2]] == [FAILS, HOLDS]
    assert count_states(made) == {HOLDS: 3, FAILS: 1, OPEN: 0}


# --- how numbers are written ---------------------------------------------------------------------


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9476, "percent", "94.76 %"),
        (-0.00001, "points", "0.00 points"),
        (-0.0123, "points", "−1.23 points"),
        (61_706.0, "count", "61,706"),
        (2.5, "count", "2.5"),
        (0.484447, "number", "0.4844"),
        (0.00001234, "number", "0.00001"),
        (123_456.0, "number", "123500"),
        (0.0, "number", "0"),
        (12.345, "seconds", "12.3 s"),
    ],
)
def test_a_number_with_its_unit(value, unit, text):
    assert plain(show(value, unit)) == text


def test_a_mean_with_its_deviation():
    assert plain(show_mean(0.93144, 0.04, 5, "percent")) == "93.14 ± 4.00 %"
    assert plain(show_mean(0.93144, 0.0, 1, "percent")) == "93.14 %"
    assert plain(show_mean(0.8051, 0.00284, 3, "number")) == "0.8051 ± 0.0028"
    assert show_mean(0.5, None, None, "number") == "0.5"
    assert [show_runs(n) for n in (None, 1, 4)] == ["", "1 run", "4 runs"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.94, 0.955, "percent", "94 to 95.5 %"),
        (0.92, inf, "percent", "at least 92 %"),
        (-inf, 0.25, "percent", "at most 25 %"),
        (-0.01, 0.01, "points", "−1 to 1 points"),
        (61_706, 61_706, "count", "exactly 61,706"),
        (0.1, 0.3, "number", "0.1 to 0.3"),
    ],
)
def test_limits(low, high, unit, text):
    assert plain(show_range(low, high, unit)) == text


# --- the real ledger -----------------------------------------------------------------------------


def test_text_and_json_tell_the_same(tmp_path):
    text, values = show_ledger(), json.loads(show_ledger(as_json=True))
    rows = ledger_rows()
    assert [value["statement"] for value in values] == [row.statement for row in rows]
    assert [value["state"] for value in values] == [row.state for row in rows]
    assert all(value["low"] is None or isinstance(value["low"], float | int) for value in values)
    assert text.count("repeat: mnist-course experiments run") == len(rows)
    assert f"{len(rows)} rows" in text.splitlines()[-1]


def test_every_row_speaks_in_whole_sentences():
    for row in ledger_rows():
        for part in filter(None, (row.statement, row.why)):
            assert part.endswith((".", "?")), part
        assert row.state == OPEN or row.why, row.statement
        assert row.source in SOURCES


def test_figures_that_the_sources_print_stand_beside_ours():
    found = {(row.source, row.experiment, row.reported) for row in ledger_rows()}
    for source, experiment, reported in (
        ("S5", "s5-network", 0.9476),
        ("S5", "s5-hidden-100", 0.9672),
        ("S5", "s5-hidden-100", 0.6669),
        ("S5", "s5-learning-rates", 0.1451),
        ("S3", "softmax-regression", 0.9001),
    ):
        assert (source, experiment, reported) in found


def test_the_stuck_start_is_not_hidden():
    """The mean over all starts stands beside the starts that got free, and it does not hold."""
    rows = [row for row in ledger_rows() if row.experiment == "s5-hidden-100"]
    by_mean = {row.n: row.state for row in rows if row.reported == 0.9672}
    assert by_mean == {5: HOLDS, 10: FAILS}


def test_no_experiment_repeats_a_statement():
    for experiment in EXPERIMENTS.values():
        statements = [row.statement for row in experiment.ledger]
        assert len(set(statements)) == len(statements)
