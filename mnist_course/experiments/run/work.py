"""Measure one point, wherever it runs: in this process, in another, on another machine."""

from __future__ import annotations

import platform
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.record.fingerprint import data_fingerprint
from mnist_course.experiments.record.records import tidy
from mnist_course.experiments.record.schema import ResultError, check_run


@dataclass(frozen=True)
class Failure:
    """What is left of a point whose measurement raised an error: texts that travel anywhere."""

    error: str
    where: str = ""
    traceback: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """Describe an error that was caught."""
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else ""
        text = f"{type(error).__name__}: {error}".rstrip(": ")
        return cls(text, where, "".join(traceback.format_exception(error)))

    def __str__(self) -> str:
        return f"{self.error} ({self.where})" if self.where else self.error


@lru_cache(maxsize=1)
def loaded(load: Any) -> tuple[Any, str]:
    """Load the dataset of an experiment; return it with its fingerprint. Once in each process."""
    dataset = load()
    return dataset, data_fingerprint(dataset)


def versions_here(packages: Sequence[str] = ()) -> dict[str, str]:
    """Return the versions of Python, of the course, of NumPy and of ``packages``."""
    versions = {"python": platform.python_version()}
    for package in ("mnist-course", "numpy", *packages):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:  # a checkout used without installing it
            versions[package] = "not installed"
    return versions


def run_point(experiment: Experiment, point: Point) -> dict[str, Any]:
    """Measure one point with one BLAS thread; return the run as plain JSON values.

    Raises
    ------
    ResultError
        If what was measured does not fit into a result.
    """
    from threadpoolctl import threadpool_limits

    dataset, _ = loaded(experiment.load)
    began = time.perf_counter()
    # One thread a point: points fan out over processes, and small matrices gain nothing from more.
    with threadpool_limits(limits=1):
        outcome = experiment.measure(point.settings, point.seed, dataset)
    seconds = time.perf_counter() - began
    run = tidy(
        {
            "settings": point.own,
            "seed": point.seed,
            "seconds": seconds,
            "metrics": outcome.metrics,
            "pictures": outcome.pictures,
        }
    )
    check_run(run)  # now, not when all the others are done
    return run


@dataclass(frozen=True)
class Work:
    """Measures points of one experiment; can be sent to another process or machine.

    Attributes
    ----------
    experiment : Experiment
    sha256 : str
        Fingerprint of the data that the result will name.
    versions : mapping
        Versions that the result will name.
    """

    experiment: Experiment
    sha256: str
    versions: Mapping[str, str]

    def __call__(self, point: Point) -> dict[str, Any] | Failure:
        """Return the finished run, or why it failed.

        Raises
        ------
        ResultError
            If this place has other packages or other data: no point can be measured here.
        """
        self.check_place()
        try:
            return run_point(self.experiment, point)
        except Exception as error:  # whatever it is: the other points go on
            return Failure.of(error)

    def check_place(self) -> None:
        """Raise `ResultError` unless versions and data here are those the result will name."""
        here = versions_here(self.experiment.packages)
        odd = [name for name in self.versions if here[name] != self.versions[name]]
        if odd:
            told = ", ".join(f"{n} {here[n]} instead of {self.versions[n]}" for n in odd)
            raise ResultError(
                f"a process has {told}, and a result names one version of each. "
                "Install the same versions everywhere"
            )
        try:
            dataset, found = loaded(self.experiment.load)
        except Exception as error:
            raise ResultError(f"a process cannot load the data: {Failure.of(error)}") from error
        if found != self.sha256:
            raise ResultError(
                f"a process has other data ({dataset.name}) than the one that started the run. "
                "Give all the same: set MNIST_COURSE_DATA to the same files everywhere"
            )
