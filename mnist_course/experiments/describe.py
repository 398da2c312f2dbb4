"""The experiments as a list, and a recorded result as a page of text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnist_course.experiments.kept import count_kept
from mnist_course.experiments.progress import duration
from mnist_course.experiments.records import Result, ResultError, load_result, results_folder

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
            "runs": len(experiment.points()),
            **_state(name, results_folder(folder)),
        }
        for name, experiment in EXPERIMENTS.items()
    ]


def _state(name: str, folder: Path) -> dict[str, Any]:
    state = {"recorded": None, "problem": None, "kept_runs": count_kept(folder, name)}
    if (folder / f"{name}.json").exists():
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
        *_section("We measured", _numbers(result.summary)),
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


def _numbers(summary: Mapping[str, float]) -> dict[str, str]:
    """Put the statistics of one quantity into one row; leave other numbers as they are."""
    rows: dict[str, str] = {}
    for key, value in summary.items():
        stem, _, last = key.rpartition("_")
        if last not in STATISTICS or not _is_spread(stem, summary):
            rows[key] = f"{value:g}"
        elif stem not in rows:
            of = {name: summary[f"{stem}_{name}"] for name in STATISTICS}
            rows[stem] = (
                f"{of['mean']:.6g} ± {of['sd']:.2g}  (mean ± sd of {of['n']:g}; "
                f"median {of['median']:g}, {of['min']:g} to {of['max']:g})"
            )
    return rows


def _is_spread(stem: str, summary: Mapping[str, float]) -> bool:
    return all(f"{stem}_{name}" in summary for name in STATISTICS)
