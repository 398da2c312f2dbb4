"""Run an experiment: every point once, kept as soon as it is done, then one result file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.record.places import claim_folder, write_text
from mnist_course.experiments.record.records import (
    Run,
    dump_result,
    load_result,
    read_result,
    tidy,
    write_result,
)
from mnist_course.experiments.record.schema import SCHEMA, ResultError
from mnist_course.experiments.run.executors import Executor, local_executor
from mnist_course.experiments.run.forecast import forecast, refuse_too_many
from mnist_course.experiments.run.kept import Kept
from mnist_course.experiments.run.lock import only_run
from mnist_course.experiments.run.progress import Progress
from mnist_course.experiments.run.work import Failure, Work, loaded, versions_here
from mnist_course.ground.writing import sweep


class UnfinishedError(ResultError):
    """A run could not go on; the text says why and how much is kept."""


class FailedRunsError(UnfinishedError):
    """Some points raised an error; all others are kept."""


class Stopped(KeyboardInterrupt):
    """A run was stopped by hand; the text says how much is kept."""


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
        Instead of the usual one.
    fresh : bool
        Forget points kept from an interrupted run.
    allow_standin : bool
        Record even if the data are an offline stand-in; never do so in ``results``.

    Returns
    -------
    Path
        The file written. An earlier result stays as it is until then.

    Raises
    ------
    ResultError
        If there are too many runs, the data are a stand-in, the folder cannot be written or is
        somebody else's, or the experiment is being run already. `UnfinishedError` if something
        goes wrong later, and what is done is kept: the disk is full, a cluster is gone;
        `FailedRunsError` if points raised errors.
    Stopped
        A `KeyboardInterrupt`: Ctrl-C. What is done is kept.
    """
    refuse_too_many(experiment, seeds, folder)
    dataset, sha256 = loaded(experiment.load)
    if dataset.is_standin and not allow_standin:
        raise ResultError(
            f"the data at hand are a stand-in ({dataset.name}), and a recorded result needs the "
            "real ones. Get them with: mnist-course data"
        )
    data = {"name": dataset.name, "is_standin": bool(dataset.is_standin), "sha256": sha256}
    work = Work(experiment, sha256, versions_here(experiment.packages))
    place = claim_folder(folder)
    kept = Kept(place, experiment, work)
    points = experiment.points(seeds)
    with only_run(place, experiment.name):
        if fresh:
            kept.clear()
        with _telling_what_is_kept(experiment, points, kept):
            meaning = forecast(experiment, seeds, folder) if seeds else ""
            runs = _finish(experiment, points, kept, work, executor or local_executor(), meaning)
            path = write_result(assemble(experiment, runs, data, work.versions), place)
        kept.clear()
        # What a process killed while writing has left; nobody else writes this name.
        sweep(place, f".{path.name}-*.part", older=0)
    return path


@contextlib.contextmanager
def _telling_what_is_kept(
    experiment: Experiment, points: Sequence[Point], kept: Kept
) -> Iterator[None]:
    """Add to an error, or to Ctrl-C, how many runs are kept."""

    def state() -> str:
        count = sum(kept.load(point) is not None for point in points)
        return f"{count} of {len(points)} runs of {experiment.name} are kept"

    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(state()) from None
    except ResultError as error:
        kind = FailedRunsError if isinstance(error, FailedRunsError) else UnfinishedError
        raise kind(f"{error}. {state()}") from error


def _finish(
    experiment: Experiment,
    points: Sequence[Point],
    kept: Kept,
    work: Work,
    executor: Executor,
    meaning: str,
) -> list[dict[str, Any]]:
    done = {point.key(""): run for point in points if (run := kept.load(point)) is not None}
    missing = [point for point in points if point.key("") not in done]
    failed: list[str] = []
    with (
        Progress(experiment.name, len(points), len(done), meaning) as progress,
        closing(executor(work, missing)) as finished,
    ):
        for point, run in finished:
            if isinstance(run, Failure):
                failed.append(_tell_failure(experiment, point, run, kept))
                progress.failed(point, run)
            else:
                kept.save(point, run)
                done[point.key("")] = run
                progress.finished(point, run["seconds"])
    if failed:
        count = f"{len(failed)} of {len(missing)} runs failed. The first: "
        raise FailedRunsError((count if len(failed) > 1 else "") + failed[0])
    return [done[point.key("")] for point in points]


def _tell_failure(experiment: Experiment, point: Point, failure: Failure, kept: Kept) -> str:
    settings = ", ".join(f"{name}={value}" for name, value in point.settings.items())
    text = f"{experiment.name} with {settings} and seed {point.seed}: {failure}"
    path = kept.save_failure(point, failure)
    return f"{text}; its traceback is in {path}" if path else text


def assemble(
    experiment: Experiment,
    runs: Sequence[dict[str, Any]],
    data: dict[str, Any],
    versions: dict[str, str] | None = None,
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
        "versions": versions or versions_here(experiment.packages),
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
    value = read_result(experiment.name, folder)
    for field in ("title", "source", "claim", "reported"):
        value[field] = tidy(getattr(experiment, field))
    value["summary"] = tidy(experiment.summarize(result.runs))
    path = claim_folder(folder) / f"{experiment.name}.json"
    write_text(path, dump_result(value))
    return path
