"""The experiments as a list, and a recorded result as a page of text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnist_course.experiments.record.places import find_result, results_folder
from mnist_course.experiments.record.records import Result, load_result
from mnist_course.experiments.record.schema import ResultError
from mnist_course.experiments.run.kept import count_kept
from mnist_course.ground.numbers import duration

MANY = 12  # values of one setting, shown in full up to so many
STATISTICS = ("n", "mean", "sd", "median", "min", "max")


def overview(folder: str | Path | None = None) -> list[dict[str, Any]]:
    """List every declared experiment: what it is, and what is recorded in the folder.

    ``recorded`` is the date, or None; ``problem`` says what is wrong with a damaged file;
    ``kept_runs`` counts what an unfinished run has left.
    """
    from mnist_course.experiments.registry import EXPERIMENTS

    return [
        {
            "name": name,
            "title": experiment.title,
            "source": experiment.source,
            "runs": experiment.count(),
            **_state(name, folder),
        }
        for name, experiment in EXPERIMENTS.items()
    ]


def _state(name: str, folder: str | Path | None) -> dict[str, Any]:
    kept = count_kept(results_folder(folder), name)
    state = {"recorded": None, "problem": None, "kept_runs": kept}
    if find_result(name, folder) is not None:
        try:
            state["recorded"] = load_result(name, folder).date
        except ResultError as error:
            state["problem"] = str(error)
    return state


def line(row: Mapping[str, Any], width: int) -> str:
    """Return one row of the overview as a line; ``width`` is that of the longest name."""
    state = f"recorded {row['recorded']}" if row["recorded"] else "not recorded"
    if row["problem"]:
        state = "damaged file"
    if row["kept_runs"]:
        state += f", {row['kept_runs']} runs kept"
    return f"{row['name']:{width}}  {row['runs']:3d} runs  {state:20}  {row['title']}"


def describe(result: Result) -> str:
    """Return a result as a page of text: claim, settings, the source's numbers, ours."""
    versions = ", ".join(f"{name} {value}" for name, value in result.versions.items())
    lines = [
        f"{result.title} ({result.name})",
        f"Source: {result.source}",
        result.claim,
        *_section("Settings of all runs", _settings(result.settings)),
        *_section("Settings that differ", _differing(result)),
        *_section(
            "The source reports",
            {k: f"{v:g}" for k, v in result.reported.items() if isinstance(v, int | float)},
        ),
        *_table(result.summary),
        *_section("We measured, single numbers", _others(result.summary)),
        "",
        f"{len(result.runs)} runs, {duration(result.seconds)} of work in all, {result.date}, "
        f"{result.data['name']}; {versions}",
    ]
    return "\n".join(lines)


def _section(title: str, rows: Mapping[str, str]) -> list[str]:
    width = max(map(len, rows), default=0)
    return ["", title, *(f"  {name:{width}}  {text}" for name, text in rows.items())] * bool(rows)


def _settings(settings: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in settings.items()}


def _differing(result: Result) -> dict[str, str]:
    """Say for each setting that distinguishes runs, and for the seed, which values there are."""
    values: dict[str, list[str]] = {}
    for run in result.runs:
        for name, value in {**run.settings, "seed": run.seed}.items():
            if str(value) not in (seen := values.setdefault(name, [])):
                seen.append(str(value))
    return {
        name: ", ".join(seen) if len(seen) <= MANY else f"{len(seen)} values"
        for name, seen in values.items()
    }


def _table(summary: Mapping[str, float]) -> list[str]:
    """Return one row for each quantity of which `spread` has given the statistics."""
    rows = [("", "mean ± sd", "n", "median", "min", "max")]
    for stem in _spreads(summary):
        n, mean, sd, *rest = (summary[f"{stem}_{name}"] for name in STATISTICS)
        # As many decimals as the standard deviation says anything about: two of its figures.
        decimals = max(0, 1 - math.floor(math.log10(sd))) if sd > 0 else 4
        shown = f"{mean:.{decimals}f}"
        if n > 1:  # the deviation of a single run says nothing
            shown += f" ± {sd:.{decimals}f}"
        rows.append((stem, shown, f"{n:g}", *(f"{v:g}" for v in rest)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    )
    return ["", "We measured", *(f"  {line}" for line in lines)] if len(rows) > 1 else []


def _others(summary: Mapping[str, float]) -> dict[str, str]:
    """Return the numbers that stand alone."""
    shown = {f"{stem}_{name}" for stem in _spreads(summary) for name in STATISTICS}
    return {name: f"{value:g}" for name, value in summary.items() if name not in shown}


def _spreads(summary: Mapping[str, float]) -> list[str]:
    stems = [name.removesuffix("_mean") for name in summary if name.endswith("_mean")]
    return [stem for stem in stems if all(f"{stem}_{name}" in summary for name in STATISTICS)]
