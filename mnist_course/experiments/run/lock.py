"""One run of an experiment at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mnist_course.experiments.record.places import cannot_write
from mnist_course.experiments.record.schema import ResultError
from mnist_course.ground.locks import LockedError, hold


@contextmanager
def only_run(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of an experiment in a folder of results, inside a ``with`` block.

    Raises
    ------
    ResultError
        If another process runs this experiment into this folder, or the folder cannot be written.
    """
    path = folder / ".partial" / f"{name}.lock"
    with ExitStack() as held:  # so that no error of the block itself is taken for one of the lock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(hold(path))
        except LockedError as error:
            raise ResultError(
                f"{name} is already being run into {folder} ({error}). Wait for that run or stop "
                "it; a second one would measure everything twice. For a trial, choose another "
                "folder with --results FOLDER"
            ) from None
        except OSError as error:
            raise cannot_write(path, error) from error
        yield
