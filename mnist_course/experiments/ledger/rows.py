"""The reproduction ledger: every number of the sources beside the one that was recorded here.

Nothing in it is typed by hand. A row is declared with its experiment (`Reproduction`), the measured
numbers come from ``results/``, and whether a statement holds follows from both.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

from mnist_course.experiments.declare import Experiment, Reproduction
from mnist_course.experiments.ledger.units import UNITS, show, show_mean, show_range, show_runs
from mnist_course.experiments.record.places import find_result
from mnist_course.experiments.record.prose import fill_numbers
from mnist_course.experiments.record.records import Result, load_result
from mnist_course.experiments.record.schema import ResultError
from mnist_course.experiments.sources import SOURCES
from mnist_course.ground.near import did_you_mean

HOLDS, FAILS, OPEN = "holds", "does not hold", "not recorded yet"
SIGNS = {HOLDS: "✓", FAILS: "✗", OPEN: "○"}


class LedgerError(ValueError):
    """A row that cannot be made; the text names the experiment and what is wrong."""


@dataclass(frozen=True)
class Row:
    """One row: what was said, what was measured, whether it holds, and why.

    Attributes
    ----------
    source, statement, reported, low, high, unit
        As declared, see `Reproduction`.
    experiment, title : str
        Name and title of the experiment that measured it.
    value, sd : float or None
        Mean over runs and its sample standard deviation; ``sd`` and ``n`` are None if the summary
        holds a single number, all three if nothing is recorded.
    n : int or None
        Number of runs.
    state : {"holds", "does not hold", "not recorded yet"}
    why : str
        With its numbers filled in; empty if nothing is recorded.
    recorded : str or None
        Date of the record.
    """

    source: str
    experiment: str
    title: str
    statement: str
    reported: float | None
    unit: str
    low: float
    high: float
    value: float | None = None
    sd: float | None = None
    n: int | None = None
    state: str = OPEN
    why: str = ""
    recorded: str | None = None

    def texts(self) -> dict[str, str]:
        """Return reported, measured, runs (perhaps empty) and expected, as a reader sees them."""
        unit = self.unit
        return {
            "reported": "no figure" if self.reported is None else show(self.reported, unit),
            "measured": OPEN
            if self.value is None
            else show_mean(self.value, self.sd, self.n, unit),
            "runs": show_runs(self.n),
            "expected": show_range(self.low, self.high, unit),
        }


def make_row(experiment: Experiment, declared: Reproduction, result: Result | None) -> Row:
    """Put one declared row and its recorded result together; ``why`` is left as declared.

    Raises
    ------
    LedgerError
        If source or unit is unknown, the limits are not in order, or the summary lacks the number.
    """
    where = f"{experiment.name}, row '{declared.measured}'"
    for name, value, known in (
        ("source", declared.source, SOURCES),
        ("unit", declared.unit, UNITS),
    ):
        if value not in known:
            raise LedgerError(
                f"{where}: {name} is {value!r}, expected one of {', '.join(known)}."
                f"{did_you_mean(value, known)}"
            )
    if not declared.low <= declared.high:
        raise LedgerError(f"{where}: low {declared.low} is above high {declared.high}")
    row = {
        "source": declared.source,
        "experiment": experiment.name,
        "title": experiment.title,
        "statement": declared.statement,
        "reported": declared.reported,
        "unit": declared.unit,
        "low": declared.low,
        "high": declared.high,
    }
    if result is None:
        return Row(**row)
    value, sd, n = look_up(result.summary, declared.measured, where)
    holds = declared.low <= value <= declared.high
    state = HOLDS if holds else FAILS
    return Row(**row, value=value, sd=sd, n=n, state=state, why=declared.why, recorded=result.date)


def look_up(
    summary: Mapping[str, float], measured: str, where: str
) -> tuple[float, float | None, int | None]:
    """Return mean, standard deviation and count of a summary number (None where it has none).

    Raises
    ------
    LedgerError
        If the summary holds neither ``{measured}_mean`` nor ``{measured}``.
    """
    if f"{measured}_mean" in summary:
        n = summary.get(f"{measured}_n")
        return (
            summary[f"{measured}_mean"],
            summary.get(f"{measured}_sd"),
            None if n is None else int(n),
        )
    if measured in summary:
        return summary[measured], None, None
    known = {key.removesuffix("_mean") for key in summary}
    raise LedgerError(
        f"{where}: the summary has neither {measured}_mean nor {measured}."
        f"{did_you_mean(measured, known)} Correct the name in the declaration, or bring the "
        f"summary up to date: mnist-course experiments summarize {where.split(',')[0]}"
    )


def ledger_rows(
    experiments: Iterable[Experiment] | None = None,
    folder: str | Path | None = None,
    strict: bool = True,
) -> list[Row]:
    """Return all declared rows, source by source, each with what is recorded for it.

    Parameters
    ----------
    experiments : iterable of Experiment, optional
        Default: all declared ones.
    folder : path, optional
        Folder of recorded results instead of the usual one.
    strict : bool
        False makes a row of a damaged result an open one, whose ``why`` tells of the damage.

    Raises
    ------
    LedgerError
        See `make_row`; also if a number quoted in a ``why`` is not recorded.
    ResultError
        If a recorded result is damaged and ``strict`` is True.
    """
    if experiments is None:
        from mnist_course.experiments.registry import EXPERIMENTS

        experiments = EXPERIMENTS.values()
    rows = []
    for experiment in experiments:
        if not experiment.ledger:
            continue
        recorded = find_result(experiment.name, folder) is not None
        damage = ""
        try:
            result = load_result(experiment.name, folder) if recorded else None
        except ResultError as error:
            if strict:
                raise
            result, damage = None, str(error)
        made = [make_row(experiment, declared, result) for declared in experiment.ledger]
        rows += [replace(row, why=damage or _quoted(row, folder, strict)) for row in made]
    order = list(SOURCES)
    return sorted(rows, key=lambda row: order.index(row.source))


def _quoted(row: Row, folder: str | Path | None, strict: bool) -> str:
    """Fill the numbers into ``why``."""
    try:
        return fill_numbers(row.why, folder)
    except ValueError as error:
        told = f"{row.experiment}, why of '{row.statement[:40]}…': {error}"
        if strict:
            raise LedgerError(told) from error
        return told


def count_states(rows: Sequence[Row]) -> dict[str, int]:
    """Count the rows of each state, all three states present."""
    return {state: sum(row.state == state for row in rows) for state in SIGNS}


def show_ledger(folder: str | Path | None = None, as_json: bool = False) -> str:
    """Return the whole ledger as text for a terminal, or as JSON for programs.

    A damaged result is told of in its own rows; all others are shown. In JSON an open limit
    (nothing below, nothing above) is null, as is what is not recorded.
    """
    rows = ledger_rows(folder=folder, strict=False)
    if as_json:
        return json.dumps([_plain(row) for row in rows], ensure_ascii=False)
    lines = []
    for source in SOURCES.values():
        own = [row for row in rows if row.source == source.key]
        if own:
            lines += [source.full, "", *(line for row in own for line in _lines(row))]
    counts = ", ".join(f"{state}: {count}" for state, count in count_states(rows).items())
    return "\n".join([*lines, f"{len(rows)} rows; {counts}"])


def _plain(row: Row) -> dict[str, Any]:
    values = asdict(row) | {"source_title": SOURCES[row.source].title}
    for limit in ("low", "high"):
        values[limit] = values[limit] if isfinite(values[limit]) else None
    return values


def _lines(row: Row) -> list[str]:
    texts = row.texts()
    measured = ", ".join(filter(None, (texts["measured"], texts["runs"])))
    body = [
        row.statement,
        f"reported {texts['reported']}; measured {measured}; expected {texts['expected']}",
        row.why,
        f"repeat: mnist-course experiments run {row.experiment}",
    ]
    indent = {"initial_indent": "    ", "subsequent_indent": "    "}
    wrapped = [line for text in body if text for line in textwrap.wrap(text, 88, **indent)]
    return [f"  {SIGNS[row.state]} {row.state}", *wrapped, ""]
