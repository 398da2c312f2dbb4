"""Finished points of an unfinished run, kept until the result is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from mnist_course.experiments.declare import Experiment, Point
from mnist_course.experiments.record.places import write_text
from mnist_course.experiments.record.records import tidy
from mnist_course.experiments.record.schema import SCHEMA, ResultError, check_run
from mnist_course.experiments.run.work import Failure, Work
from mnist_course.ground.reading import ordinary


def kept_folder(folder: Path, name: str) -> Path:
    """Return where the finished points of an experiment are kept."""
    return folder / ".partial" / name


def count_kept(folder: Path, name: str) -> int:
    """Count the kept points of an experiment, whatever its present declaration."""
    return len(list(kept_folder(folder, name).glob("*.json")))


class Kept:
    """Finished points of an unfinished run, one small file each, in ``.partial/NAME``."""

    def __init__(self, folder: Path, experiment: Experiment, work: Work):
        self.folder = kept_folder(folder, experiment.name)
        # With other data or other packages, what is kept does not belong to this run.
        versions = sorted(work.versions.items())
        self.salt = f"{work.sha256} {versions} {experiment.version} {SCHEMA}"

    def path(self, point: Point) -> Path:
        """Return the file of a point."""
        return self.folder / f"{point.key(self.salt)}.json"

    def load(self, point: Point) -> dict[str, Any] | None:
        """Return the finished run of this point, or None if there is none (or a damaged one)."""
        try:
            run = json.loads(ordinary(self.path(point)).read_text(encoding="utf-8"))
            check_run(run)
        except (OSError, ValueError, RecursionError):  # a ResultError is a ValueError
            return None
        mine = run["seed"] == point.seed and run["settings"] == tidy(point.own)
        return run if mine else None

    def save(self, point: Point, run: dict[str, Any]) -> None:
        """Keep a finished run, whole or not at all."""
        write_text(self.path(point), json.dumps(run, allow_nan=False))
        self._traceback(point).unlink(missing_ok=True)

    def save_failure(self, point: Point, failure: Failure) -> Path | None:
        """Keep the traceback of a failed point for its author; return the file."""
        try:
            write_text(self._traceback(point), failure.traceback)
        except ResultError:
            return None  # a help, not a result: the run goes on without it
        return self._traceback(point)

    def _traceback(self, point: Point) -> Path:
        return self.path(point).with_suffix(".error.txt")

    def clear(self) -> None:
        """Forget every kept point of this experiment."""
        shutil.rmtree(self.folder, ignore_errors=True)
