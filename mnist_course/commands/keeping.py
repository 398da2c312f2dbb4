"""Write a run folder, epoch by epoch, so that it is whole at every moment."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from mnist_course.commands.output import write_atomically
from mnist_course.commands.runs import CHECKPOINT, HISTORY, MODEL, Record, RunError

OURS = (MODEL, HISTORY, CHECKPOINT)


class RunFolder:
    """A run folder in the making.

    Until the first epoch is done, everything lies in a hidden folder beside its place. Then that
    becomes the run, in one move, and later epochs replace the files in it.

    Parameters
    ----------
    place : Path
        Where the run shall be.
    force : bool
        Replace a run that is there, at the moment when the new one has its first epoch.
    numbered : bool
        If the place is taken meanwhile, take the next number instead of failing.

    Raises
    ------
    RunError
        If the place is taken.
    OSError
        If nothing can be written there.
    """

    def __init__(self, place: Path, force: bool = False, numbered: bool = False):
        self.place, self.force, self.numbered = place, force, numbered
        check_place(place, force)
        self.made_parent = not place.parent.exists()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self.path = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}-"))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(place)) from error
        self.published = False

    @classmethod
    def reopen(cls, place: Path) -> RunFolder:
        """Return the folder of a run that goes on."""
        folder = cls.__new__(cls)
        folder.place = folder.path = place
        folder.published, folder.made_parent = True, False
        return folder

    def keep(self, record: Record, model: Any, checkpoint: Callable[[Path], None]) -> None:
        """Write what an epoch has brought.

        The order counts: whenever it is cut short, the history reaches at least as far as the
        checkpoint, and the model is one of the best.

        Parameters
        ----------
        record : Record
        model : Sequential or None
            The network, if it is the best so far.
        checkpoint : function
            ``checkpoint(path)`` writes the file to go on from.
        """
        try:
            if model is not None:
                model.save(self.path / MODEL)
            self.write_history(record)
            checkpoint(self.path / CHECKPOINT)
            if not self.published:
                self._publish()
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), str(self.place)) from error

    def write_history(self, record: Record) -> None:
        """Replace ``history.json``."""
        write_atomically(self.path / HISTORY, record.to_json().encode())

    def _publish(self) -> None:
        self.path.chmod(0o755)  # the hidden folder was private
        while self.numbered and self.place.exists():
            self.place = next_place(self.place)
        old = None
        if self.place.is_dir():
            check_place(self.place, self.force)
            old = self.path.with_name(f"{self.path.name}-old")
            self.place.rename(old)
        try:
            self.path.rename(self.place)
        except OSError:
            if old is not None:
                old.rename(self.place)
            raise
        self.path, self.published = self.place, True
        if old is not None:
            for path in old.iterdir():  # what somebody else put there stays
                if path.name not in OURS:
                    path.rename(self.place / path.name)
            shutil.rmtree(old)

    def close(self) -> None:
        """Remove what never became a run."""
        if not self.published:
            shutil.rmtree(self.path, ignore_errors=True)
            if self.made_parent:
                with suppress(OSError):
                    self.place.parent.rmdir()


def check_place(place: Path, force: bool) -> None:
    """Raise RunError if something stands there that must not be replaced."""
    if place.exists() and not place.is_dir():
        raise RunError(f"{place} is a file; name another folder with --out")
    if not place.is_dir() or not any(place.iterdir()):
        return
    if not (place / HISTORY).is_file():
        raise RunError(f"{place} is a folder of something else; name another one with --out")
    if not force:
        raise RunError(
            f"{place} holds a run already. Go on with --resume {place}, replace it with --force, "
            "or name another folder with --out"
        )


def next_place(place: Path) -> Path:
    """Return runs/lenet5-2 for runs/lenet5-1."""
    stem, _, number = place.name.rpartition("-")
    return place.with_name(f"{stem}-{int(number) + 1}")


def free_place(name: str) -> Path:
    """Return the first free one of runs/NAME-1, runs/NAME-2, ..."""
    place = Path("runs") / f"{name}-1"
    while place.exists():
        place = next_place(place)
    return place
