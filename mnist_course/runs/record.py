"""The run folder, and ``history.json`` in it: what a training leaves behind.

``model.npz``
    The network after its best epoch, the one with the lowest validation loss.
``history.json``
    Settings, versions, data, the numbers of each epoch, and which files belong to it.
``checkpoint.npz``
    The network after its last epoch, with the memory of the optimizer, to go on from there.

The folder appears with the first finished epoch, complete, and each file is replaced as a whole.
So it can be used at any moment, also when the power goes.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_course.ground.faults import reason
from mnist_course.ground.reading import NotAFileError, ordinary
from mnist_course.runs.settings import Settings

MODEL, HISTORY, CHECKPOINT = "model.npz", "history.json", "checkpoint.npz"

FORMAT, VERSION = "mnist-course run", 1
MOST_PARAMETERS = 2**63
_EPOCH = re.compile("[0-9]{1,10}")
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds")
STATES = ("running", "finished", "interrupted", "diverged")


class RunError(ValueError):
    """A run folder is missing, damaged or in the way; the message says what to do."""


@dataclass
class Record:
    """The content of ``history.json``.

    Attributes
    ----------
    settings : Settings
    parameters : int
        Number of trained parameters.
    data : dict
        ``name``, ``is_standin``, ``sha256``, ``validation`` (number of images).
    versions : dict
        Of Python, NumPy, ...
    date : str
    status : str
        One of STATES; "running" is also what a training that was killed leaves.
    curves : dict of lists
        One number an epoch for each of CURVES.
    files : dict
        For model and checkpoint: the SHA-256 of the file, by the epoch that it holds. There may be
        two, the file in place and the one that is about to replace it. Empty in runs of earlier
        versions.
    """

    settings: Settings
    parameters: int
    data: dict[str, Any]
    versions: dict[str, str]
    date: str
    status: str = "running"
    curves: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in CURVES})
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def epochs_done(self) -> int:
        """Number of finished epochs."""
        return len(self.curves["loss"])

    @property
    def best_epoch(self) -> int:
        """Number, from 1, of the epoch with the lowest validation loss; 0 before the first."""
        losses = self.curves["val_loss"]
        return losses.index(min(losses)) + 1 if losses else 0

    @property
    def seconds(self) -> float:
        """Duration of all epochs."""
        return sum(self.curves["seconds"])

    def add(self, logs: dict[str, float], seconds: float) -> None:
        """Append an epoch."""
        for name in CURVES:
            self.curves[name].append(float(seconds if name == "seconds" else logs[name]))

    def cut(self, epochs: int) -> None:
        """Forget what came after the first `epochs` epochs."""
        for values in self.curves.values():
            del values[epochs:]

    def announce(self, name: str, epoch: int, path: Path) -> None:
        """Note that this file will be the model or checkpoint, beside the one before it."""
        known = list(self.files.get(name, {}).items())[-1:]
        self.files[name] = dict([*known, (str(epoch), digest(path))])

    def epoch_of(self, path: Path) -> int | None:
        """Return which epoch a model or checkpoint holds; None where the run does not say.

        Raises
        ------
        RunError
            If the file is not one that this training has written.
        """
        known = self.files.get(path.name)
        if not known:
            return None
        found = digest(path)
        for epoch, sha256 in known.items():
            if sha256 == found:
                return int(epoch)
        raise RunError(
            f"{path} does not belong to this run: it is not the file that {HISTORY} speaks of. It "
            "was changed, or comes from another training. Train the network again"
        )

    def to_json(self) -> str:
        """Return the text of ``history.json``."""
        value = {"format": FORMAT, "version": VERSION, **vars(self)}
        value |= {"settings": self.settings.to_json(), "best_epoch": self.best_epoch}
        return json.dumps(value, indent=1, allow_nan=False) + "\n"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with ordinary(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_record(folder: Path) -> Record:
    """Read ``history.json`` of a run folder.

    Raises
    ------
    RunError
        If the folder or the file is missing or damaged, or a setting makes no sense.
    """
    if not folder.is_dir():
        raise RunError(f"there is no run {folder}{_others(folder)}")
    path = folder / HISTORY
    try:
        value = json.loads(ordinary(path).read_text(encoding="utf-8"), parse_constant=_refuse)
    except FileNotFoundError:
        raise RunError(f"{folder} is not a run: it holds no {HISTORY}") from None
    except NotAFileError as error:
        raise RunError(str(error)) from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path} is damaged: {reason(error)}. Train the network again") from None
    try:
        return _parse(value)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RunError(f"{path} is damaged: {what}. Train the network again") from None


def _others(folder: Path) -> str:
    """Name the runs beside a missing one."""
    try:
        beside = sorted(path.parent for path in folder.parent.glob(f"[!.]*/{HISTORY}"))
    except OSError:
        beside = []
    if not beside:
        return "; train one with: mnist-course train lenet5"
    return f"; there are {', '.join(map(str, beside[:5]))}{' ...' if len(beside) > 5 else ''}"


def _refuse(text: str) -> float:
    raise ValueError(f"it holds {text}")


def _parse(value: Any) -> Record:
    if not isinstance(value, dict):
        raise ValueError(f"it holds a {type(value).__name__}, expected names and values")
    if value.get("format") != FORMAT or value.get("version") != VERSION:
        raise ValueError(f"expected the format {FORMAT!r}, version {VERSION}")
    settings = Settings.from_json(value["settings"])
    if value["status"] not in STATES or not isinstance(value["data"]["name"], str):
        raise ValueError("the status or the name of the data is not as it should be")
    if not isinstance(value["parameters"], int) or not 0 < value["parameters"] < MOST_PARAMETERS:
        raise ValueError(f"the number of parameters is {value['parameters']!r}"[:200])
    if not isinstance(value["versions"], dict) or not isinstance(value["date"], str):
        raise ValueError("the versions or the date are not as they should be")
    curves = {name: [float(number) for number in value["curves"][name]] for name in CURVES}
    lengths = {len(values) for values in curves.values()}
    if len(lengths) != 1 or not all(math.isfinite(v) for values in curves.values() for v in values):
        raise ValueError("the curves are not equally long lists of numbers")
    fields = {name: value[name] for name in ("parameters", "data", "versions", "date", "status")}
    return Record(settings, curves=curves, files=_parse_files(value.get("files", {})), **fields)


def _parse_files(files: Any) -> dict[str, dict[str, str]]:
    """Check that there are only digests by epoch."""
    tables = files.values() if isinstance(files, dict) else [None]
    for known in tables:
        if not isinstance(known, dict) or not all(map(_is_digest, known.items())):
            raise ValueError("the digests of its files are not as they should be")
    return files


def _is_digest(entry: tuple[str, Any]) -> bool:
    epoch, sha256 = entry
    return _EPOCH.fullmatch(epoch) is not None and isinstance(sha256, str) and len(sha256) == 64
