"""Packed arrays: how digits and trained weights travel to the page, once and small.

A file is a gzip of the safetensors format: eight bytes with the length of a header, the header in
JSON (name, type, shape and place of each array; a few notes), then the arrays, one after the other.
It is easily read in any language, `js/packed.js` does it in the page, and it cannot hold a program.
The notes hold a SHA-256 of the arrays, which `unpack` compares; gzip has a checksum of its own,
which the browser compares.

Digits are stored by their ink (`pack_pixels`): four fifths of their pixels are 0. That is without
loss, and an eighth smaller than the gzip of all pixels.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

_TYPES = {"U8": "<u1", "I8": "<i1", "F16": "<f2", "F32": "<f4"}
_NAMES = {np.dtype(code): name for name, code in _TYPES.items()}


class PackedError(ValueError):
    """A file of packed arrays is cut off, changed, or of another kind."""


@dataclass(frozen=True)
class Packed:
    """What a file holds: notes (text by name) and arrays by name."""

    notes: dict[str, str]
    arrays: dict[str, Array]


def pack(arrays: Mapping[str, Array], notes: Mapping[str, str] | None = None) -> bytes:
    """Return the file that holds these arrays (uint8, int8, float16 or float32) and notes.

    The same arrays and notes give the same bytes, with the same version of zlib.

    Raises
    ------
    ValueError
        For an array of another type.
    """
    entries: dict[str, object] = {}
    body, place = [], 0
    for name, array in arrays.items():
        if array.dtype not in _NAMES:
            raise ValueError(f"{name}: got {array.dtype}; expected one of {', '.join(_TYPES)}.")
        raw = np.ascontiguousarray(array).tobytes()
        kind = _NAMES[array.dtype]
        offsets = [place, place + len(raw)]
        entries[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets}
        body.append(raw)
        place += len(raw)
    data = b"".join(body)
    entries["__metadata__"] = {**(notes or {}), "sha256": hashlib.sha256(data).hexdigest()}
    header = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    header += b" " * (-len(header) % 8)  # so that arrays of larger numbers begin at their places
    whole = len(header).to_bytes(8, "little") + header + data
    return gzip.compress(whole, compresslevel=9, mtime=0)


def unpack(file: bytes) -> Packed:
    """Return what :func:`pack` put into a file, after comparing its checksum.

    Raises
    ------
    PackedError
        If it is not a whole and unchanged file of this kind.
    """
    try:
        whole = gzip.decompress(file)
        length = int.from_bytes(whole[:8], "little")
        entries = json.loads(whole[8 : 8 + length])
        data = whole[8 + length :]
        notes = entries.pop("__metadata__")
        arrays = {name: _array(entry, data) for name, entry in entries.items()}
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackedError(
            f"these are not packed arrays, or not all of them ({error}). Install the package again."
        ) from error
    if hashlib.sha256(data).hexdigest() != notes.get("sha256"):
        raise PackedError("packed arrays do not fit their checksum. Install the package again.")
    return Packed(notes, arrays)


def _array(entry: dict, data: bytes) -> Array:
    start, end = entry["data_offsets"]
    return np.frombuffer(data[start:end], _TYPES[entry["dtype"]]).reshape(entry["shape"])


def pack_pixels(images: Array) -> tuple[Array, Array]:
    """Return images as runs and ink, two arrays of uint8, without loss.

    Parameters
    ----------
    images : ndarray, any shape, uint8
        Pixels; 0 is blank.

    Returns
    -------
    runs : ndarray, (r,), uint8
        How many pixels in a row are blank, then how many hold ink, then blank again, and so on. A
        run of more than 255 is written as 255, 0 (of the other kind), and the rest.
    ink : ndarray, (k,), uint8
        The pixels that are not 0, in their order.
    """
    flat = images.ravel()
    inked = flat != 0
    turns = np.flatnonzero(np.diff(inked, prepend=False))
    runs: list[int] = []
    for length in np.diff(turns, prepend=0, append=flat.size).tolist():
        while length > 255:
            runs += [255, 0]
            length -= 255
        runs.append(length)
    return np.array(runs, np.uint8), flat[inked]


def unpack_pixels(runs: Array, ink: Array) -> Array:
    """Return all pixels, in a row: the way back of :func:`pack_pixels`."""
    inked = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    flat = np.zeros(len(inked), np.uint8)
    flat[inked] = ink
    return flat
