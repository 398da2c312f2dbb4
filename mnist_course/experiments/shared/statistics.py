"""What the summaries of many experiments are made of: groups of runs, and their spread."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median, stdev
from typing import Any

from mnist_course.experiments.record.records import Run


def spread(name: str, values: Sequence[float]) -> dict[str, float]:
    """Return ``{name_n, name_mean, name_sd, name_median, name_min, name_max}``.

    ``sd`` is the sample standard deviation (over n - 1); 0 for a single value.
    """
    return {
        f"{name}_n": len(values),
        f"{name}_mean": fmean(values),
        f"{name}_sd": stdev(values) if len(values) > 1 else 0.0,
        f"{name}_median": median(values),
        f"{name}_min": min(values),
        f"{name}_max": max(values),
    }


def group_by(runs: Sequence[Run], *keys: str) -> dict[tuple[Any, ...], list[Run]]:
    """Group runs by the values of some settings, in the order of their first appearance."""
    groups: dict[tuple[Any, ...], list[Run]] = {}
    for run in runs:
        groups.setdefault(tuple(run.settings[key] for key in keys), []).append(run)
    return groups


def recalls(confusion: Sequence[Sequence[int]]) -> list[float]:
    """Return, for each class, the share of its images that were recognised."""
    return [row[i] / max(sum(row), 1) for i, row in enumerate(confusion)]
