"""Results on disk: read, check and write ``results/NAME.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course.experiments.record.places import (
    claim_folder,
    find_result,
    reading_folders,
    result_names,
    write_text,
)
from mnist_course.experiments.record.schema import ResultError, check_result
from mnist_course.ground.faults import reason
from mnist_course.ground.near import did_you_mean

LARGEST = 64_000_000
"""Bytes of a result file that is read at all; the largest of ours has less than one million."""


class Summary(dict[str, float]):
    """Numbers by name; an unknown name is an error that suggests the near ones."""

    def __missing__(self, key: str) -> float:
        raise KeyError(f"no summary number '{key}' among {len(self)}.{did_you_mean(key, self)}")


@dataclass(frozen=True)
class Run:
    """One finished point of an experiment.

    Attributes
    ----------
    settings : dict
        What distinguishes this point from the others.
    seed : int
    seconds : float
        Wall time of the whole point, with its measurements.
    metrics : dict
        Numbers, or lists with one entry per epoch; None where the value was not finite.
    pictures : dict
        Picture records by name, see `mnist_course.experiments.decode_pictures`.
    """

    settings: dict[str, Any]
    seed: int
    seconds: float
    metrics: dict[str, Any]
    pictures: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """A recorded experiment, field by field as in ``results/NAME.json``."""

    name: str
    title: str
    source: str
    claim: str
    reported: dict[str, Any]
    settings: dict[str, Any]
    runs: tuple[Run, ...]
    summary: Summary
    versions: dict[str, str]
    data: dict[str, Any]
    seconds: float
    date: str

    def select(self, **settings: Any) -> list[Run]:
        """List the runs whose settings equal the given ones, e.g. ``select(hidden=30)``.

        Raises
        ------
        ValueError
            If a setting has an unknown name, or no run has these values.
        """
        known = {key for run in self.runs for key in run.settings}
        for key in settings:
            if key not in known:
                raise ValueError(
                    f"{self.name} has no setting '{key}'; there are: {', '.join(sorted(known))}."
                    f"{did_you_mean(key, known)}"
                )
        found = [
            run
            for run in self.runs
            if all(run.settings.get(key) == value for key, value in settings.items())
        ]
        if not found:
            raise ValueError(f"{self.name} has no run with {settings}")
        return found


def load_result(name: str, folder: str | Path | None = None) -> Result:
    """Read and check one recorded result.

    Parameters
    ----------
    name : str
        For example ``"s5-network"``; see `result_names`.
    folder : path, optional
        Where to look instead of the usual places.

    Raises
    ------
    ResultError
        If there is no such result, or the file is damaged, foreign or incomplete.
    """
    value = read_result(name, folder)
    fields = {key: value[key] for key in Result.__dataclass_fields__}
    fields["runs"] = tuple(Run(**run) for run in value["runs"])
    fields["summary"] = Summary(value["summary"])
    return Result(**fields)


def read_result(name: str, folder: str | Path | None = None) -> dict[str, Any]:
    """Read and check one recorded result; return what stands in its file. See `load_result`."""
    path = find_result(name, folder)
    if path is None:
        raise ResultError(
            f"no recorded result '{name}' in {' or '.join(map(str, reading_folders(folder)))}."
            f"{did_you_mean(name, result_names(folder))} "
            f"Record it with: mnist-course experiments run {name}"
        )
    remedy = f"Restore the file, or record it anew: mnist-course experiments run {name}"
    try:
        value = json.loads(_read_text(path), parse_constant=_refuse_constant)
        check_result(value)
    except ResultError as error:
        raise ResultError(f"{path} is not a result: {error}. {remedy}") from error
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise ResultError(f"{path} is not JSON ({reason(error)}). {remedy}") from error
    if value["name"] != name:
        raise ResultError(f"{path} holds the result '{value['name']}', not '{name}'. {remedy}")
    return value


def _read_text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ResultError("it is no ordinary file")  # a pipe would be waited for
        if path.stat().st_size > LARGEST:
            raise ResultError(f"it is larger than {LARGEST // 10**6} MB")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"it cannot be read ({reason(error)})") from error


def _refuse_constant(text: str) -> float:
    raise ResultError(f"it holds {text}, which is not JSON")


def tidy(value: Any, digits: int = 6) -> Any:
    """Make a value plain JSON: NumPy numbers become Python's, floats keep ``digits`` figures.

    NaN and infinity become None (JSON has no word for them).
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): tidy(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(item, digits) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    return value


def dump_result(value: Mapping[str, Any]) -> str:
    """Write a result as JSON text with one line a field and one line a run (readable diffs)."""

    def line(item: Any) -> str:
        return json.dumps(item, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))

    parts = []
    for key, item in value.items():
        if key in ("runs", "summary") and item:
            pairs = [line(run) for run in item] if key == "runs" else []
            pairs = pairs or [f"{line(k)}: {line(v)}" for k, v in item.items()]
            left, right = "[]" if key == "runs" else "{}"
            body = ",\n  ".join(pairs)
            parts.append(f"{line(key)}: {left}\n  {body}\n {right}")
        else:
            parts.append(f"{line(key)}: {line(item)}")
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def write_result(value: Mapping[str, Any], folder: str | Path | None = None) -> Path:
    """Check a result and write it to ``folder/NAME.json``; return the path.

    Raises
    ------
    ResultError
        If it is no whole result, or cannot be written; see also `claim_folder`.
    """
    plain = tidy(value)
    check_result(plain)
    path = claim_folder(folder) / f"{plain['name']}.json"
    write_text(path, dump_result(plain))
    return path
