"""Read IDX, the plain binary format in which MNIST is published.

A file is a four-byte magic number (two zeros, a type code, the number of dimensions), one
big-endian 32-bit size per dimension, then the numbers, big-endian, last index fastest.

Source: LeCun, Cortes and Burges (1998), the format note of the MNIST page.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import struct
import sys
import zlib
from typing import BinaryIO, cast

import numpy as np

from mnist_course.data.unpacking import Unpacked
from mnist_course.ground.reading import ordinary

#: Type codes of the format note, as NumPy names.
IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}

#: More than twenty times MNIST's largest file; the header alone never decides what we allocate.
DEFAULT_MAX_BYTES = 2**30

_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 18

Source = str | os.PathLike[str] | bytes | bytearray | memoryview


class IDXError(ValueError):
    """The bytes are not a sound IDX file; the message names the file and the fault."""


def read_idx(source: Source, *, max_bytes: int = DEFAULT_MAX_BYTES) -> np.ndarray:
    """Read an IDX file, gzip-compressed or not.

    The header is only a promise: memory grows with the bytes that really arrive, so neither an
    oversized header nor a gzip bomb takes more than the file holds.

    Parameters
    ----------
    source : path or bytes
        A file name, or the content itself. Compression is recognised by content, not by name.
    max_bytes : int
        The largest content (after decompression, in bytes) to accept.

    Returns
    -------
    numpy.ndarray
        Shape and dtype from the header, in the machine's own byte order; writeable.

    Raises
    ------
    IDXError
        The content is empty, cut short, too long, damaged, or not IDX at all.
    OSError
        The file cannot be opened or read.

    Notes
    -----
    Source: LeCun, Cortes and Burges (1998).
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return _read(cast(BinaryIO, io.BytesIO(bytes(source))), "IDX data", max_bytes)
    with ordinary(source).open("rb") as stream:
        return _read(stream, str(source), max_bytes)


def _read(raw: BinaryIO, label: str, max_bytes: int) -> np.ndarray:
    buffered = io.BufferedReader(cast(io.RawIOBase, raw))
    stream: BinaryIO = buffered
    compressed = buffered.peek(2)[:2] == _GZIP_MAGIC
    if compressed:
        stream = cast(BinaryIO, io.BufferedReader(Unpacked(buffered)))
    try:
        return _parse(stream, label, max_bytes)
    except EOFError:
        raise IDXError(f"{label}: the gzip data is cut short. Download the file again.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise IDXError(
            f"{label}: the gzip data is damaged ({error}). Download the file again."
        ) from None
    finally:
        if compressed:
            stream.close()


def _parse(stream: BinaryIO, label: str, max_bytes: int) -> np.ndarray:
    dtype, shape = _parse_header(stream, label)
    size = math.prod(shape) * dtype.itemsize
    promise = f"the header promises {_shape(shape)} × {dtype.itemsize} byte = {size:,} bytes"
    if size > max_bytes:
        raise IDXError(f"{label}: {promise}, more than the {max_bytes:,} allowed (max_bytes).")
    data = _read_up_to(stream, size)
    if len(data) < size:
        raise IDXError(
            f"{label}: {promise}, but only {len(data):,} follow. The file is cut short; "
            "download it again."
        )
    if stream.read(1):  # for gzip, this read also compares the checksum
        raise IDXError(f"{label}: {promise}, but more data follow. This is not a sound IDX file.")
    try:
        array = np.frombuffer(data, dtype) if size else np.empty(0, dtype)
        return _native(array).reshape(shape)
    except ValueError as error:  # more dimensions, or larger ones, than NumPy can hold
        raise IDXError(f"{label}: shape {_shape(shape)} is not possible here ({error}).") from None


def _parse_header(stream: BinaryIO, label: str) -> tuple[np.dtype, tuple[int, ...]]:
    magic = _read_up_to(stream, 4)
    if not magic:
        raise IDXError(f"{label}: the file is empty; expected an IDX file.")
    if len(magic) < 4:
        raise IDXError(f"{label}: {len(magic)} bytes are too few for an IDX header.")
    code, ndim = magic[2], magic[3]
    if magic[:2] != b"\0\0":
        hint = " It looks like a web page." if magic.lstrip()[:1] == b"<" else ""
        raise IDXError(
            f"{label}: wrong magic number 0x{magic.hex()}; IDX files begin with two zero bytes."
            + hint
        )
    if code not in IDX_TYPES:
        known = ", ".join(f"0x{c:02x}" for c in IDX_TYPES)
        raise IDXError(f"{label}: unknown type code 0x{code:02x}; IDX knows {known}.")
    if ndim == 0:
        raise IDXError(f"{label}: the header announces no dimensions; expected at least one.")
    sizes = _read_up_to(stream, 4 * ndim)
    if len(sizes) < 4 * ndim:
        raise IDXError(
            f"{label}: the header announces {ndim} dimensions ({4 * ndim} bytes), "
            f"but only {len(sizes)} bytes follow."
        )
    return np.dtype(IDX_TYPES[code]).newbyteorder(">"), struct.unpack(f">{ndim}I", sizes)


def _read_up_to(stream: BinaryIO, size: int) -> bytearray:
    data = bytearray()
    while len(data) < size:
        chunk = stream.read(min(_CHUNK, size - len(data)))
        if not chunk:
            break
        data += chunk
    return data


def _native(array: np.ndarray) -> np.ndarray:
    if array.dtype.itemsize > 1 and sys.byteorder == "little":
        # In place: a second copy would double the memory.
        array = array.byteswap(inplace=True)
    return array.view(array.dtype.newbyteorder("="))


def _shape(shape: tuple[int, ...]) -> str:
    text = " × ".join(f"{n:,}" for n in shape[:6])
    return text + (" × …" if len(shape) > 6 else "")
