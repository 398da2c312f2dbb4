"""Write a run folder, epoch by epoch: by one training at a time, whole at every moment.

A training holds a lock beside the folder, ``.NAME.lock``, so that a second one into the same folder
is refused. Until the first epoch is done, everything lies in a hidden folder, ``.NAME-….part``.
What a killed training has left of these is taken away, or brought to its end, by the next one.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from mnist_course.ground.locks import LockedError, hold
from mnist_course.ground.writing import sweep, write_whole
from mnist_course.runs.record import CHECKPOINT, HISTORY, MODEL, Record, RunError

OURS = (MODEL, HISTORY, CHECKPOINT)

Write = Callable[[Path], None]


class RunFolder:
    """A run folder that belongs to this training until `close`.

    Made by `new_folder` or `reopen`. ``place`` is where the run is or shall be; ``path`` is where
    its files are now.
    """

    def __init__(self, place: Path, path: Path, lock: ExitStack, force: bool, published: bool):
        self.place, self.path, self.lock = place, path, lock
        self.force, self.published = force, published

    def keep(self, record: Record, model: Any, checkpoint: Write | None) -> None:
        """Write what an epoch has brought.

        The new files are written beside the old ones and named in the history; then they take
        their places. Whenever it is cut short, each file is one that the history speaks of, and
        the history reaches at least as far as the checkpoint.

        Parameters
        ----------
        record : Record
        model : Sequential or None
            The network, if it is the best so far.
        checkpoint : function or None
            ``checkpoint(path)`` writes the file to go on from, if there is one.

        Raises
        ------
        OSError
            If it cannot be written; it names the run.
        """
        writers: dict[str, Write] = {}
        if model is not None:
            writers[MODEL] = model.save
        if checkpoint is not None:
            writers[CHECKPOINT] = checkpoint
        beside = {name: self.path / f".new-{name}" for name in writers}
        try:
            for name, write in writers.items():
                write(beside[name])
                record.announce(name, record.epochs_done, beside[name])
            self.write_history(record)
            for name, path in beside.items():
                path.replace(self.path / name)
            if not self.published:
                self._publish()
        except OSError as error:
            raise _about(error, self.place) from error
        finally:
            for path in beside.values():
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def write_history(self, record: Record) -> None:
        """Replace ``history.json``."""
        write_whole(self.path / HISTORY, record.to_json())

    def _publish(self) -> None:
        self.path.chmod(0o755)  # the hidden folder was private
        if self.place.is_dir():
            check_place(self.place, self.force)
            self.place.rename(_old(self.place))
        try:
            self.path.rename(self.place)
        finally:
            _finish_replacing(self.place)
        self.path, self.published = self.place, True

    def close(self) -> None:
        """Remove what never became a run, and let others train here."""
        if not self.published:
            shutil.rmtree(self.path, ignore_errors=True)
        self.lock.close()


def new_folder(place: Path | None, name: str, force: bool = False) -> RunFolder:
    """Prepare the folder of a new run.

    Parameters
    ----------
    place : Path, optional
        Where the run shall be; the first free one of runs/NAME-1, runs/NAME-2, ..., if not given.
    name : str
        The network.
    force : bool
        Replace a run that is there, at the moment when the new one has its first epoch.

    Raises
    ------
    RunError
        If the place is taken, or another training goes on there.
    OSError
        If nothing can be written there; it names the run.
    """
    number = 0
    while True:
        number += 1
        chosen = place or Path("runs") / f"{name}-{number}"
        if place is None and chosen.exists():
            continue
        check_place(chosen, force)
        with ExitStack() as stack:
            try:
                stack.enter_context(_parent(chosen.parent))
                stack.enter_context(hold(_lock(chosen)))
                _clear(chosen)
                check_place(chosen, force)  # again: another training may just have ended
                hidden = tempfile.mkdtemp(
                    dir=chosen.parent, prefix=f".{chosen.name}-", suffix=".part"
                )
            except LockedError as error:
                if place is None:
                    continue
                raise _busy(chosen, error, ", or name another folder with --out") from None
            except OSError as error:
                raise _about(error, chosen) from error
            return RunFolder(chosen, Path(hidden), stack.pop_all(), force, published=False)


def reopen(place: Path) -> RunFolder:
    """Return the folder of a run that goes on.

    Raises
    ------
    RunError
        If another training goes on there.
    OSError
        If nothing can be written beside it; it names the run.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(_lock(place)))
            _sweep_inside(place)
        except LockedError as error:
            raise _busy(place, error) from None
        except OSError as error:
            raise _about(error, place) from error
        return RunFolder(place, place, stack.pop_all(), force=False, published=True)


def check_place(place: Path, force: bool) -> None:
    """Raise RunError if something stands there that must not be replaced."""
    if place.exists() and not place.is_dir():
        raise RunError(f"{place} is a file; name another folder with --out")
    if place.is_symlink() and not place.exists():  # else the first epoch would find it out
        raise RunError(f"{place} is a link that leads nowhere; name another folder with --out")
    if not place.is_dir() or not any(place.iterdir()):
        return
    if not (place / HISTORY).is_file():
        raise RunError(f"{place} is a folder of something else; name another one with --out")
    if not force:
        raise RunError(
            f"{place} holds a run already. Go on with --resume {place}, replace it with --force, "
            "or name another folder with --out"
        )


@contextmanager
def _parent(folder: Path) -> Iterator[None]:
    """Make the folder above; at the end remove it again, if it was made here and is empty."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if made:
            with suppress(OSError):
                folder.rmdir()


def _lock(place: Path) -> Path:
    """Return the file of the lock: the same one by whatever way the folder is named."""
    real = Path(os.path.realpath(place))
    return real.with_name(f".{real.name}.lock")


def _old(place: Path) -> Path:
    """Return where a run waits while another one takes its place."""
    return place.with_name(f".{place.name}.old")


def _clear(place: Path) -> None:
    """Take away what a killed training has left; nobody else is here, for we hold the lock."""
    _finish_replacing(place)
    _sweep_inside(place)
    for left in place.parent.glob(f".{glob.escape(place.name)}-*.part"):
        shutil.rmtree(left, ignore_errors=True)


def _sweep_inside(place: Path) -> None:
    """Take away the unfinished files in a run that a training was killed over; we hold the lock."""
    for name in OURS:
        for pattern in (f".{name}-*.part", f"..new-{name}-*.part", f".new-{name}"):
            sweep(place, pattern, older=-1)  # nobody writes to them: those of this second too


def _finish_replacing(place: Path) -> None:
    """End an exchange of runs: the new one is in place, or the old one returns."""
    old = _old(place)
    if not old.is_dir():
        return
    if not place.exists():
        old.rename(place)
        return
    for path in old.iterdir():  # what somebody else put there stays
        if path.name not in OURS and not (place / path.name).exists():
            path.rename(place / path.name)
    shutil.rmtree(old, ignore_errors=True)


def _busy(place: Path, error: LockedError, else_: str = "") -> RunError:
    return RunError(
        f"another training is writing to {place} ({error}). Wait for it or stop it{else_}"
    )


def _about(error: OSError, place: Path) -> OSError:
    """Return the same error with the name of the run, not of a hidden file."""
    return OSError(error.errno, error.strerror or str(error), str(place))
