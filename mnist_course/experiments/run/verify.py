"""Measure a cheap point of a recorded result again, and compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.record.records import Result, Run, load_result, tidy
from mnist_course.experiments.record.schema import ResultError
from mnist_course.experiments.run.work import Failure, loaded, run_point


@dataclass(frozen=True)
class Comparison:
    """One number, recorded and measured again; None stands for NaN and infinity."""

    what: str
    recorded: float | None
    measured: float | None
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether the two lie within the tolerance, or neither is finite."""
        if self.recorded is None or self.measured is None:
            return self.recorded is self.measured
        return abs(self.recorded - self.measured) <= self.tolerance

    def __str__(self) -> str:
        mark = "✓" if self.ok else "✗"
        old, new = ("none" if v is None else f"{v:.6g}" for v in (self.recorded, self.measured))
        return f"{mark} {self.what}: recorded {old}, measured {new} (tolerance {self.tolerance:g})"


@dataclass(frozen=True)
class Agreement:
    """What verifying one experiment gave: comparisons, or the error that prevented them."""

    name: str
    compared: list[Comparison] = field(default_factory=list)
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether every number agrees."""
        return self.error is None and all(comparison.ok for comparison in self.compared)

    def record(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        compared = [{**asdict(comparison), "ok": comparison.ok} for comparison in self.compared]
        return {"name": self.name, "ok": self.ok, "error": self.error, "compared": compared}

    def __str__(self) -> str:
        if self.error:
            return f"{self.name}: ✗ {self.error}"
        shown = [c for c in self.compared if not c.ok or not c.what.startswith("summary")]
        lines = [f"{self.name}: {len(self.compared)} numbers compared", *map(str, shown)]
        return "\n  ".join(lines)


def verify_all(
    experiments: Iterable[Experiment],
    folder: str | Path | None = None,
    tell: Callable[[Agreement], Any] = lambda verdict: None,
) -> list[Agreement]:
    """Verify experiments, each whatever becomes of the others; ``tell`` each verdict at once."""
    verdicts = []
    for experiment in experiments:
        try:
            verdict = Agreement(experiment.name, verify_result(experiment, folder))
        except ResultError as error:
            verdict = Agreement(experiment.name, error=str(error))
        except Exception as error:  # a broken measurement is a verdict too
            verdict = Agreement(experiment.name, error=f"cannot be verified: {Failure.of(error)}")
        tell(verdict)
        verdicts.append(verdict)
    return verdicts


def verify_result(experiment: Experiment, folder: str | Path | None = None) -> list[Comparison]:
    """Compare the recorded result with its own summary and with a new cheap run.

    Returns
    -------
    list of Comparison
        First the summary numbers against the recorded runs, then the numbers measured again.

    Raises
    ------
    ResultError
        If nothing is recorded, the check's point or its metrics are missing in it, or the data
        at hand are others than the recorded ones.
    """
    result = load_result(experiment.name, folder)
    compared = compare_summary(experiment, result.runs, result.summary)
    check = experiment.check
    own, seeds = tidy(check.settings), (check.seed, *check.more_seeds)
    recorded = {run.seed: run.metrics for run in result.runs if run.settings == own}
    for seed in seeds:
        if seed not in recorded:
            raise ResultError(
                f"{experiment.name} holds no run with {dict(check.settings)} and seed {seed}; "
                f"record it anew: mnist-course experiments run {experiment.name}"
            )
    _check_data(experiment, result)
    shortened = {**check.settings, **check.change}  # a change may be of the point's own settings
    for seed in seeds:
        measured = run_point(
            experiment, Point(experiment.name, shortened, experiment.settings, seed)
        )
        compared += _compare_metrics(experiment, recorded[seed], measured["metrics"])
    return compared


def _check_data(experiment: Experiment, result: Result) -> None:
    dataset, found = loaded(experiment.load)
    if dataset.is_standin and not result.data["is_standin"]:
        raise ResultError(
            f"cannot verify {experiment.name} on a stand-in ({dataset.name}). "
            "Get the real data with: mnist-course data"
        )
    if found != result.data["sha256"]:
        raise ResultError(
            f"cannot verify {experiment.name}: the data at hand ({dataset.name}) have the hash "
            f"{found[:12]}…, the recorded ones ({result.data['name']}) "
            f"{result.data['sha256'][:12]}…. Point MNIST_COURSE_DATA to the data of the record"
        )


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
        pairs = list(_pairs(name, recorded.get(name, []), measured.get(name, [])))
        if not pairs:  # otherwise a misspelt name would pass as verified
            raise ResultError(
                f"{experiment.name} gives no number to compare for '{name}'; recorded are "
                f"{', '.join(recorded)}, measured now {', '.join(measured)}"
            )
        compared += [Comparison(what, a, b, experiment.check.tolerance) for what, a, b in pairs]
    return compared


def _pairs(what: str, old: Any, new: Any) -> Iterable[tuple[str, Any, Any]]:
    """Yield numbers that belong together; of lists, their common beginning."""
    if isinstance(old, list) and isinstance(new, list):
        for index, (a, b) in enumerate(zip(old, new, strict=False)):
            yield from _pairs(f"{what}[{index}]", a, b)
    elif not isinstance(old, list) and not isinstance(new, list):
        yield what, old, new
