"""Where the points of an experiment run: in this process, or in several on this machine."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Generator, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from mnist_course.experiments.declare import Point
from mnist_course.experiments.record.schema import ResultError
from mnist_course.nn.fast.hands import hands_in_turn

Measure = Callable[[Point], Any]
Finished = Generator[tuple[Point, Any], None, None]
Executor = Callable[[Measure, Sequence[Point]], Finished]
"""``executor(work, points)`` yields ``(point, work(point))`` in any order, as they are finished."""


MOST_JOBS = 1_000


def local_executor(jobs: int = 1) -> Executor:
    """Return an executor for this machine: in this process, or joblib with ``jobs`` processes."""
    if jobs < 1 and jobs != -1:
        raise ValueError(f"jobs is {jobs}, expected 1 or more (or -1 for every core)")
    if jobs > MOST_JOBS:
        raise ValueError(f"jobs is {jobs:,}, expected at most {MOST_JOBS:,} (-1 is every core)")

    def in_this_process(work: Measure, points: Sequence[Point]) -> Finished:
        return ((point, work(point)) for point in points)

    def in_processes(work: Measure, points: Sequence[Point]) -> Finished:
        from joblib import Parallel, delayed

        # One point at a time: joblib would bundle short ones, and keep none before all are done.
        pool = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
        finished = pool(delayed(_in_child)(work, point) for point in points)
        try:
            for pair in finished:  # noqa: UP028, GeneratorExit would pass by a "yield from"
                yield pair
        except GeneratorExit:
            with warnings.catch_warnings():  # joblib warns of what we do on purpose
                warnings.simplefilter("ignore")
                finished.close()
            raise
        except BrokenProcessPool as error:
            raise ResultError(
                "a worker process was killed from outside, perhaps because memory ran out. "
                "Run with fewer --jobs"
            ) from error

    return in_this_process if jobs == 1 else in_processes


def _in_child(work: Measure, point: Point) -> tuple[Point, Any]:
    # Ctrl-C reaches all processes of a terminal. The parent decides; its children must not
    # take the half of a point for the whole, nor print errors of their own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with hands_in_turn():  # the other cores are for the other processes
        return point, work(point)
