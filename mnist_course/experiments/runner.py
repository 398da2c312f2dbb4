"""Run an experiment: every point once, kept as soon as it is done, then one result file."""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.records import (
    Run,
    dump_result,
    load_result,
    results_folder,
    tidy,
    write_result,
    write_text_atomically,
)
from mnist_course.experiments.schema import RUN_FIELDS, SCHEMA, ResultError

Executor = Callable[[Callable[[Point], dict[str, Any]], Sequence[Point]], Iterator[Any]]
"""``executor(work, points)`` yields ``(point, run)`` pairs in any order, as they are finished."""


def data_fingerprint(dataset: Any) -> str:
    """Return the SHA-256 of all pixels and labels: train, then validation, then test.

    It names the images themselves, whether their files were packed or not.
    """
    digest = sha256()
    for split in (dataset.train, dataset.validation, dataset.test):
        for array in (split.images, split.labels):
            digest.update(f"{array.shape}{array.dtype}".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


class Kept:
    """Finished points of an unfinished run, one small file each, in ``.partial/NAME``."""

    def __init__(self, folder: Path, experiment: Experiment, fingerprint: str):
        self.folder = folder / ".partial" / experiment.name
        self.salt = f"{fingerprint} {experiment.version} {SCHEMA}"

    def path(self, point: Point) -> Path:
        """Return the file of a point."""
        return self.folder / f"{point.key(self.salt)}.json"

    def load(self, point: Point) -> dict[str, Any] | None:
        """Return the finished run of this point, or None if there is none (or a damaged one)."""
        try:
            run = json.loads(self.path(point).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(run, dict) and set(run) == set(RUN_FIELDS)
        return run if whole and run["seed"] == point.seed else None

    def save(self, point: Point, run: dict[str, Any]) -> None:
        """Keep a finished run, whole or not at all."""
        write_text_atomically(self.path(point), json.dumps(run, allow_nan=False))

    def clear(self) -> None:
        """Forget every kept point of this experiment."""
        shutil.rmtree(self.folder, ignore_errors=True)


def run_point(experiment: Experiment, point: Point) -> dict[str, Any]:
    """Measure one point with one BLAS thread; return the run as plain JSON values."""
    from threadpoolctl import threadpool_limits

    dataset = experiment.load()
    began = time.perf_counter()
    # One thread a point: points fan out over processes, and small matrices gain nothing from more.
    with threadpool_limits(limits=1):
        outcome = experiment.measure(point.settings, point.seed, dataset)
    seconds = time.perf_counter() - began
    return tidy(
        {
            "settings": point.own,
            "seed": point.seed,
            "seconds": seconds,
            "metrics": outcome.metrics,
            "pictures": outcome.pictures,
        }
    )


def local_executor(jobs: int = 1) -> Executor:
    """Return an executor for this machine: in this process, or joblib with ``jobs`` processes."""
    if jobs < 1 and jobs != -1:
        raise ValueError(f"jobs is {jobs}, expected 1 or more (or -1 for every core)")

    def in_this_process(
        work: Callable[[Point], dict[str, Any]], points: Sequence[Point]
    ) -> Iterator[Any]:
        return ((point, work(point)) for point in points)

    def in_processes(
        work: Callable[[Point], dict[str, Any]], points: Sequence[Point]
    ) -> Iterator[Any]:
        from joblib import Parallel, delayed

        pool = Parallel(n_jobs=jobs, return_as="generator_unordered")
        return pool(delayed(_with_point)(work, point) for point in points)

    return in_this_process if jobs == 1 else in_processes


def _with_point(work: Callable[[Point], dict[str, Any]], point: Point) -> Any:
    return point, work(point)


def run_experiment(
    experiment: Experiment,
    *,
    seeds: int | None = None,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    fresh: bool = False,
    allow_standin: bool = False,
) -> Path:
    """Run every point that is not yet kept, then write ``folder/NAME.json``.

    Parameters
    ----------
    experiment : Experiment
    seeds : int, optional
        Number of seeds of each variation, instead of the declared one.
    executor : callable, optional
        Where the points run; default `local_executor` with one job.
    folder : path, optional
        Instead of `results_folder`.
    fresh : bool
        Forget points kept from an interrupted run.
    allow_standin : bool
        Record even if the digits are the offline stand-in; never do so in ``results``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ResultError
        If the digits are the stand-in, or the folder cannot be written.
    """
    place = results_folder(folder)
    dataset = experiment.load()
    if dataset.is_standin and not allow_standin:
        raise ResultError(
            f"the digits at hand are a stand-in ({dataset.name}), and a recorded result needs the "
            "real ones. Get them with: mnist-course data"
        )
    data = {
        "name": dataset.name,
        "is_standin": bool(dataset.is_standin),
        "sha256": data_fingerprint(dataset),
    }
    kept = Kept(place, experiment, data["sha256"])
    if fresh:
        kept.clear()
    # Find out before hours of work, not after, that nothing can be written.
    write_text_atomically(kept.folder / "started.txt", f"{date.today()}\n")
    points = experiment.points(seeds)
    runs = _finish(experiment, points, kept, executor or local_executor())
    path = write_result(assemble(experiment, runs, data), place)
    kept.clear()
    return path


def _finish(
    experiment: Experiment, points: Sequence[Point], kept: Kept, executor: Executor
) -> list[dict[str, Any]]:
    done = {point.key(""): run for point in points if (run := kept.load(point)) is not None}
    missing = [point for point in points if point.key("") not in done]
    quiet = True if os.environ.get("MNIST_COURSE_QUIET") == "1" else None
    with tqdm(
        total=len(points), initial=len(done), desc=experiment.name, unit="run", disable=quiet
    ) as bar:
        for point, run in executor(partial(run_point, experiment), missing):
            kept.save(point, run)
            done[point.key("")] = run
            bar.update()
    return [done[point.key("")] for point in points]


def assemble(
    experiment: Experiment, runs: Sequence[dict[str, Any]], data: dict[str, Any]
) -> dict[str, Any]:
    """Put declaration, runs, summary and provenance together in the order of the file."""
    return {
        "schema": SCHEMA,
        "name": experiment.name,
        "title": experiment.title,
        "source": experiment.source,
        "claim": experiment.claim,
        "reported": experiment.reported,
        "settings": experiment.settings,
        "summary": experiment.summarize([Run(**run) for run in runs]),
        "versions": _versions(),
        "data": data,
        "seconds": sum(run["seconds"] for run in runs),
        "date": date.today().isoformat(),
        "runs": list(runs),
    }


def summarize_again(experiment: Experiment, folder: str | Path | None = None) -> Path:
    """Compute the summary anew from the recorded runs, without running anything.

    For a new summary number: the runs, their date and their versions stay as they are.
    """
    result = load_result(experiment.name, folder)
    path = results_folder(folder) / f"{experiment.name}.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    for field in ("title", "source", "claim", "reported"):
        value[field] = tidy(getattr(experiment, field))
    value["summary"] = tidy(experiment.summarize(result.runs))
    write_text_atomically(path, dump_result(value))
    return path


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in ("mnist-course", "numpy"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:  # a checkout used without installing it
            versions[package] = "not installed"
    return versions
