"""Results on disk: find, read, check and write ``results/NAME.json``."""

from __future__ import annotations

import contextlib
import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mnist_course.experiments.record.schema import ResultError, check_result

__all__ = ["Result", "ResultError", "Run", "load_result", "result_names", "results_folder"]


class Summary(dict[str, float]):
    """Numbers by name; an unknown name is an error that suggests the near ones."""

    def __missing__(self, key: str) -> float:
        raise KeyError(f"no summary number '{key}'{near(key, self)} among {len(self)}")


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
                    f"{self.name} has no setting '{key}'{near(key, known)}; "
                    f"there are: {', '.join(sorted(known))}"
                )
        found = [
            run
            for run in self.runs
            if all(run.settings.get(key) == value for key, value in settings.items())
        ]
        if not found:
            raise ValueError(f"{self.name} has no run with {settings}")
        return found


def near(name: str, known: Any) -> str:
    """Return ``' (did you mean …?)'`` for a name close to a known one, else nothing."""
    close = get_close_matches(name, [str(item) for item in known], n=3, cutoff=0.5)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def results_folder(folder: str | Path | None = None) -> Path:
    """Return the folder of recorded results.

    The argument, else the environment variable ``MNIST_COURSE_RESULTS``, else ``results`` beside
    the package (a checkout), else ``results`` in the working directory or above it.
    """
    chosen = folder or os.environ.get("MNIST_COURSE_RESULTS")
    if chosen:
        return Path(chosen)
    here = Path.cwd()
    places = [Path(__file__).resolve().parents[2], here, *here.parents]
    for place in places:
        if (place / "results").is_dir() and any((place / "results").glob("*.json")):
            return place / "results"
    return places[0] / "results" if (places[0] / "pyproject.toml").exists() else here / "results"


def result_names(folder: str | Path | None = None) -> list[str]:
    """List the recorded results in the folder, sorted by name."""
    return sorted(path.stem for path in results_folder(folder).glob("*.json"))


def load_result(name: str, folder: str | Path | None = None) -> Result:
    """Read and check one recorded result.

    Parameters
    ----------
    name : str
        For example ``"s5-network"``; see `result_names`.
    folder : path, optional
        Where to look instead of `results_folder`.

    Raises
    ------
    ResultError
        If there is no such result, or the file is damaged, foreign or incomplete.
    """
    path = results_folder(folder) / f"{name}.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ResultError(
            f"no recorded result '{name}' in {path.parent}{near(name, result_names(folder))}. "
            f"Record it with: mnist-course experiments run {name}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"cannot read {path}: {error}") from error
    return parse_result(text, path, name)


def parse_result(text: str, path: Path, name: str) -> Result:
    """Turn the text of a result file into a checked `Result`; ``path`` is for messages."""
    remedy = f"Restore the file, or record it anew: mnist-course experiments run {name}"
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        check_result(value)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ResultError(f"{path} is not JSON ({error}). {remedy}") from error
    except ResultError as error:
        raise ResultError(f"{path} is not a result: {error}. {remedy}") from error
    if value["name"] != name:
        raise ResultError(f"{path} holds the result '{value['name']}', not '{name}'. {remedy}")
    fields = {key: value[key] for key in Result.__dataclass_fields__}
    fields["runs"] = tuple(Run(**run) for run in value["runs"])
    fields["summary"] = Summary(value["summary"])
    return Result(**fields)


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


def cannot_write(path: Path, error: OSError) -> ResultError:
    """Return the error to raise when a file of results cannot be written."""
    return ResultError(
        f"cannot write {path}: {error.strerror or error}. Free some space or choose another "
        "folder with --results FOLDER; nothing was changed"
    )


def write_text_atomically(path: Path, text: str) -> None:
    """Write a whole file or nothing: temporary file beside it, flush to disk, rename.

    Raises
    ------
    ResultError
        If the folder cannot be written or the disk is full; the old file, if any, is untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
        temporary = Path(made)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)  # mkstemp gives 0600; a result is for everybody
        temporary.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_result(value: Mapping[str, Any], folder: str | Path | None = None) -> Path:
    """Check a result and write it to ``folder/NAME.json``; return the path."""
    plain = tidy(value)
    check_result(plain)
    path = results_folder(folder) / f"{plain['name']}.json"
    write_text_atomically(path, dump_result(plain))
    return path
