"""Save a network in a file, and read it back with care.

The file is an ordinary NumPy ``.npz``: one array for each parameter, by the names of
``model.params``, and one text, ``meta``, in JSON: the layers and their settings, a version, and a
SHA-256 digest of everything. There is no pickle in it: reading a pickle can run any program,
so nobody should read one that comes from somewhere else. A file that is foreign, cut off or changed
is refused, and the message says why. (The digest finds accidents and careless changes. It is not a
signature: it does not prove who wrote the file.)
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from mnist_course.nn.model import Sequential

Array = np.ndarray

FORMAT, VERSION = "mnist-course network", 1


class StorageError(ValueError):
    """A file is not what it should be."""


def pack_model(model: Sequential) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what describes the model, ready for JSON, and its parameters by name."""
    from mnist_course.nn.blueprint import describe

    if model.input_shape is None:
        raise ValueError("the model has no parameters yet: build it before you save it")
    meta = {
        "name": model.name,
        "dtype": model.dtype.name,
        "input_shape": list(model.input_shape),
        "layers": [describe(layer) for layer in model.layers],
    }
    return meta, model.params


def save_model(model: Sequential, path: str | Path) -> None:
    """Write the model, its layers and parameters, to the file `path` (``.npz``)."""
    write_arrays(path, *pack_model(model))


def load_model(path: str | Path) -> Sequential:
    """Return the model that :func:`save_model`, or a Checkpoint, wrote to `path`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    StorageError
        If it is not a complete and unchanged file of this format and version (a ValueError).
    """
    from mnist_course.nn.blueprint import construct
    from mnist_course.nn.model import Sequential

    meta, arrays = read_arrays(path)
    arrays = {name: a for name, a in arrays.items() if not name.startswith("optimizer/")}
    try:
        layers = [construct(entry) for entry in meta["layers"]]
        model = Sequential(layers, dtype=meta["dtype"], name=meta["name"])
        model.build(tuple(meta["input_shape"]))
    except (KeyError, TypeError, ValueError, AttributeError, MemoryError) as error:
        raise StorageError(f"{path}: the layers cannot be made: {error}") from error
    unpack_into(model, arrays, path)
    return model


def unpack_into(model: Sequential, arrays: dict[str, Array], path: Any) -> None:
    """Copy the parameters into the model; they must fit."""
    for name, array in arrays.items():
        if array.dtype != model.dtype:
            raise StorageError(f"{path}: {name} has type {array.dtype}, expected {model.dtype}")
    try:
        model.set_params(arrays)
    except ValueError as error:
        raise StorageError(f"{path} does not fit this network: {error}") from error


def write_arrays(path: str | Path, meta: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Write an ``.npz`` beside its place, then move it there: a reader never sees half a file."""
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"the file name must end in .npz, got {path.name!r}")
    meta = {"format": FORMAT, "version": VERSION, **meta}
    meta["sha256"] = digest(meta, arrays)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            np.savez(file, meta=np.array(json.dumps(meta)), **arrays)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_arrays(path: str | Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return description and arrays of a file; raise StorageError unless it is whole and ours."""
    path = Path(path)
    raw = path.read_bytes()
    if not raw.startswith(b"PK"):
        raise StorageError(f"{path} is no .npz file")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            if any(i.compress_type or i.file_size > len(raw) for i in infos):
                raise StorageError(f"{path} was not written by this package: it is compressed")
            if (bad := archive.testzip()) is not None:
                raise StorageError(f"{path} is damaged: the checksum of {bad} does not match")
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            if "meta" not in file.files:
                raise StorageError(f"{path} is a .npz file of another program: it has no 'meta'")
            text = file["meta"]
            arrays = {name: file[name] for name in file.files if name != "meta"}
        meta = json.loads(str(text))
    except StorageError:
        raise
    except Exception as error:  # hostile bytes make parsers fail in many ways; all mean the same
        raise StorageError(f"{path} is damaged or cut off: {error}") from error
    check_meta(path, meta, arrays)
    return meta, arrays


def check_meta(path: Path, meta: Any, arrays: dict[str, Array]) -> None:
    """Raise StorageError unless format, version, digest and numbers are as they should be."""
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise StorageError(f"{path} is a .npz file of another program, not a {FORMAT}")
    if meta.get("version") != VERSION:
        raise StorageError(
            f"{path} has format version {meta.get('version')!r}, this package reads {VERSION}. "
            "Update the package, or save the network again."
        )
    claimed = meta.pop("sha256", None)
    if claimed != digest(meta, arrays):
        raise StorageError(f"{path} was changed after it was written: its digest does not match")
    for name, array in arrays.items():
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise StorageError(f"{path}: {name} holds something other than finite numbers")


def digest(meta: dict[str, Any], arrays: dict[str, Array]) -> str:
    """Return the SHA-256 of description and arrays."""
    found = hashlib.sha256(json.dumps(meta, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape}".encode())
        found.update(array.tobytes())
    return found.hexdigest()
