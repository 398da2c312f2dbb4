"""What a run means, said before it starts: how many points, and how much work."""

from __future__ import annotations

from pathlib import Path

from mnist_course.experiments.declare import Experiment
from mnist_course.experiments.record.records import load_result
from mnist_course.experiments.record.schema import ResultError
from mnist_course.ground.numbers import duration

MOST_RUNS = 100_000
"""Runs that are begun at once, at most; the largest of ours has fewer than 200."""

HOUR, DAY, YEAR = 3_600, 86_400, 365.25 * 86_400


def forecast(experiment: Experiment, seeds: int | None, folder: str | Path | None = None) -> str:
    """Say how many runs there are to make, and how long they take by those on record, if any.

    The time is that of the work: several processes share it.
    """
    runs = experiment.count(seeds)
    text = f"{runs:,} run{'' if runs == 1 else 's'}"
    try:
        recorded = load_result(experiment.name, folder)
    except ResultError:
        return text
    each = recorded.seconds / len(recorded.runs)
    return f"{text}; those on record took {duration(each)} each, so about {span(runs * each)}"


def span(seconds: float) -> str:
    """Write a time of any length: ``25 min``, ``30 h 0 min``, ``12 days``, ``3,169 years``."""
    if seconds < 2 * DAY:
        return duration(seconds)
    if seconds < 2 * YEAR:
        return f"{seconds / DAY:,.0f} days"
    return f"{seconds / YEAR:,.0f} years" if seconds < 1e6 * YEAR else "more than a million years"


def refuse_too_many(
    experiment: Experiment, seeds: int | None, folder: str | Path | None = None
) -> None:
    """Refuse more runs than anybody can wait for.

    Raises
    ------
    ResultError
        If there are more than `MOST_RUNS`; it says what they would mean.
    """
    if experiment.count(seeds) > MOST_RUNS:
        raise ResultError(
            f"{seeds:,} seeds of each variation of {experiment.name} mean "
            f"{forecast(experiment, seeds, folder)}. At most {MOST_RUNS:,} runs are begun at "
            "once. Ask for fewer with --seeds"
        )
