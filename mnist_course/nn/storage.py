"""Save a network in a file, and read it back with care.

The file is an ordinary NumPy ``.npz``: one array for each parameter, by the names of
``model.params``, and one text, ``meta``, in JSON: the layers and their settings, a version, and a
SHA-256 digest of everything. There is no pickle in it: reading a pickle can run any program,
so nobody should read one that comes from somewhere else. A file that is foreign, cut off or changed
is refused, and the message says why. (The digest finds accidents and careless changes. It is not a
signature: it does not prove who wrote the file.)
"""

import hashlib
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from mnist_course.ground.faults import reason
from mnist_course.ground.reading import ordinary
from mnist_course.ground.writing import whole_file
from mnist_course.nn.blueprint import construct, describe
from mnist_course.nn.network import Network

__all__ = ["StorageError", "save_model"]

Array = np.ndarray
Kind = TypeVar("Kind", bound=Network)

FORMAT, VERSION = "mnist-course network", 1

# What parsing a description, and making layers from it, may raise when the file is hostile.
UNFIT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


LONGEST_NAME, MOST_LAYERS = 200, 10_000
LONGEST_REASON = 400  # signs: what a hostile file makes of an error is not printed whole


class StorageError(ValueError):
    """A file is not what it should be."""


def pack_model(model: Network) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what describes the model, ready for JSON, and its parameters by name."""
    if model.input_shape is None:
        raise ValueError("the model has no parameters yet: build it before you save it")
    meta = {
        "name": model.name,
        "dtype": model.dtype.name,
        "input_shape": list(model.input_shape),
        "layers": [describe(layer) for layer in model.layers],
    }
    return meta, model.params


def save_model(model: Network, path: str | Path) -> None:
    """Write the model, its layers and parameters, to the file `path` (``.npz``)."""
    write_arrays(path, *pack_model(model))


def load_network(path: str | Path, kind: type[Kind]) -> Kind:
    """Return the network in a file as one of this `kind`; raise StorageError if it is no good.

    The shapes that the layers declare are compared with those of the arrays in the file before
    any parameter is made: a small file cannot ask for a huge network.
    """
    meta, arrays = read_arrays(path)
    arrays = {name: a for name, a in arrays.items() if not name.startswith("optimizer/")}
    try:
        if not isinstance(meta["name"], str) or len(meta["name"]) > LONGEST_NAME:
            raise ValueError(f"the name is no text of at most {LONGEST_NAME} signs")
        if len(meta["layers"]) > MOST_LAYERS:
            raise ValueError(f"there are more than {MOST_LAYERS:,}")
        layers = [construct(entry) for entry in meta["layers"]]
        network = kind(layers, dtype=meta["dtype"], name=meta["name"])
        shapes = network.plan(tuple(meta["input_shape"]))
    except UNFIT as error:
        raise StorageError(f"{path}: the layers cannot be made: {line(error)}") from error
    check_shapes(shapes, arrays, path)
    try:
        network.build(tuple(meta["input_shape"]))
    except UNFIT as error:
        raise StorageError(f"{path}: the layers cannot be made: {line(error)}") from error
    unpack_into(network, arrays, path)
    return network


def line(error: Exception) -> str:
    """Return the first line of an error, cut; NumPy's next one advises to allow pickles."""
    text = reason(error).partition(" To allow loading")[0]
    return text if len(text) < LONGEST_REASON else f"{text[:LONGEST_REASON]}…"


def check_shapes(
    shapes: dict[str, tuple[int, ...]], arrays: dict[str, Array], path: str | Path
) -> None:
    """Raise StorageError unless the arrays have these names and shapes."""
    found = {name: array.shape for name, array in arrays.items()}
    if wrong := sorted(k for k in shapes.keys() | found.keys() if shapes.get(k) != found.get(k)):
        name = wrong[0]
        raise StorageError(
            f"{path} does not fit this network: the layers ask for {name!r} of shape "
            f"{shapes.get(name)}, the file holds {found.get(name)}"
        )


def unpack_into(model: Network, arrays: dict[str, Array], path: Any) -> None:
    """Copy the parameters into the model; they must fit."""
    for name, array in arrays.items():
        if array.dtype != model.dtype:
            raise StorageError(f"{path}: {name} has type {array.dtype}, expected {model.dtype}")
    try:
        model.set_params(arrays)
    except ValueError as error:
        raise StorageError(f"{path} does not fit this network: {error}") from error


def write_arrays(path: str | Path, meta: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Write an ``.npz``, whole or not at all: a reader never sees half a file."""
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"the file name must end in .npz, got {path.name!r}")
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"cannot write {path}: there is no folder {path.parent}. Make it first, or name another"
        )
    meta = {"format": FORMAT, "version": VERSION, **meta}
    meta["sha256"] = digest(meta, arrays)
    with whole_file(path) as file:
        np.savez(file, meta=np.array(json.dumps(meta)), **arrays)


def read_arrays(path: str | Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return description and arrays of a file; raise StorageError unless it is whole and ours."""
    path = Path(path)
    raw = ordinary(path).read_bytes()
    if not raw.startswith(b"PK"):
        raise StorageError(f"{path} is no .npz file")
    try:
        arrays = unzip(raw, path)
        if "meta" not in arrays:
            raise StorageError(f"{path} is a .npz file of another program: it has no 'meta'")
        meta = json.loads(str(arrays.pop("meta")))
    except StorageError:
        raise
    except Exception as error:  # hostile bytes make parsers fail in many ways; all mean the same
        raise StorageError(f"{path} is damaged or cut off: {line(error)}") from error
    check_meta(path, meta, arrays)
    return meta, arrays


def unzip(raw: bytes, path: Path) -> dict[str, Array]:
    """Return the arrays in the bytes of an ``.npz``, at no cost beyond the file's own size.

    Entries that are compressed, that lie on top of one another, or that declare more numbers than
    they hold, are refused before they are read.
    """
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        infos = archive.infolist()
        if any(info.compress_type for info in infos):
            raise StorageError(f"{path} was not written by this package: it is compressed")
        if sum(info.file_size for info in infos) > len(raw):
            raise StorageError(f"{path} is damaged: its entries are larger than the file")
        for info in infos:
            content = archive.read(info)  # raises if the checksum does not match
            name = info.filename.removesuffix(".npy")
            if name in arrays:
                raise StorageError(f"{path} is damaged: it holds {name!r} twice")
            arrays[name] = read_array(content)
    return arrays


def read_array(content: bytes) -> Array:
    """Return the array in the bytes of an ``.npy``, without ever unpickling."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read_header = np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read_header(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError(f"an array of shape {shape} and type {dtype} is not what the file holds")
    values = np.frombuffer(content, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if fortran else "C").copy()


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
