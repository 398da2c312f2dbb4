"""Measure one cheap point of a recorded result again, and compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.records import Run, load_result, tidy
from mnist_course.experiments.runner import run_point
from mnist_course.experiments.schema import ResultError


@dataclass(frozen=True)
class Comparison:
    """One number, recorded and measured again."""

    what: str
    recorded: float
    measured: float
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether the two lie within the tolerance."""
        return abs(self.recorded - self.measured) <= self.tolerance

    def __str__(self) -> str:
        mark = "✓" if self.ok else "✗"
        return (
            f"{mark} {self.what}: recorded {self.recorded:.6g}, measured {self.measured:.6g} "
            f"(tolerance {self.tolerance:g})"
        )


def verify_result(experiment: Experiment, folder: str | Path | None = None) -> list[Comparison]:
    """Compare the recorded result with its own summary and with a new cheap run.

    Returns
    -------
    list of Comparison
        First the summary numbers against the recorded runs, then the numbers measured again.

    Raises
    ------
    ResultError
        If nothing is recorded, the check's point is missing in it, or the digits are a stand-in.
    """
    result = load_result(experiment.name, folder)
    compared = compare_summary(experiment, result.runs, result.summary)
    check = experiment.check
    recorded = next(
        (
            run
            for run in result.runs
            if run.seed == check.seed and run.settings == tidy(check.settings)
        ),
        None,
    )
    if recorded is None:
        raise ResultError(
            f"{experiment.name} holds no run with {dict(check.settings)} and seed {check.seed}; "
            f"record it anew: mnist-course experiments run {experiment.name}"
        )
    dataset = experiment.load()
    if dataset.is_standin and not result.data["is_standin"]:
        raise ResultError(
            f"cannot verify {experiment.name} on a stand-in ({dataset.name}). "
            "Get the real digits with: mnist-course data"
        )
    point = Point(
        experiment.name, check.settings, {**experiment.settings, **check.change}, check.seed
    )
    measured = run_point(experiment, point)
    return compared + _compare_metrics(experiment, recorded.metrics, measured["metrics"])


def compare_summary(
    experiment: Experiment, runs: tuple[Run, ...], summary: Mapping[str, float]
) -> list[Comparison]:
    """Compare a recorded summary with the one computed from the recorded runs."""
    fresh = tidy(experiment.summarize(runs))
    if set(fresh) != set(summary):
        odd = ", ".join(sorted(set(fresh) ^ set(summary)))
        raise ResultError(
            f"the summary of {experiment.name} and its declaration differ in: {odd}. "
            f"Bring it up to date: mnist-course experiments summarize {experiment.name}"
        )
    return [
        Comparison(f"summary {name}", summary[name], value, 1e-5 * max(1.0, abs(value)))
        for name, value in fresh.items()
    ]


def _compare_metrics(
    experiment: Experiment, recorded: Mapping[str, Any], measured: Mapping[str, Any]
) -> list[Comparison]:
    compared = []
    for name in experiment.check.metrics:
        old, new = _as_list(recorded[name]), _as_list(measured[name])
        for index, (a, b) in enumerate(zip(old, new, strict=False)):
            where = f"{name}[{index}]" if isinstance(recorded[name], list) else name
            compared.append(Comparison(where, a, b, experiment.check.tolerance))
    return compared


def _as_list(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]
