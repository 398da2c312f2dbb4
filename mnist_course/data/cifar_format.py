"""Read the binary version of CIFAR-10: one byte of label, then three planes of 32 × 32 bytes.

The planes are red, green and blue; in each, the rows of the picture follow one another.

Source: Krizhevsky (2009), the format note of the CIFAR-10 page.
"""

from __future__ import annotations

import os

import numpy as np

from mnist_course.ground.reading import ordinary

IMAGE_BYTES = 3 * 32 * 32
RECORD_BYTES = 1 + IMAGE_BYTES

#: More than the whole data set; the content alone never decides what we allocate.
DEFAULT_MAX_BYTES = 2**28

_XZ_MAGIC = b"\xfd7zXZ\x00"
_XZ_MEMORY = 2**27  # what a decoder may use; xz's highest preset asks for 65 MiB

Source = str | os.PathLike[str] | bytes | bytearray | memoryview


class CIFARError(ValueError):
    """The bytes are not a sound CIFAR-10 batch; the message names the file and the fault."""


def read_cifar(
    source: Source, *, max_bytes: int = DEFAULT_MAX_BYTES
) -> tuple[np.ndarray, np.ndarray]:
    """Read one batch of the binary version of CIFAR-10, xz-compressed or not.

    Parameters
    ----------
    source : path or bytes
        A file name, or the content itself. Compression is recognised by content, not by name.
    max_bytes : int
        The largest content (after decompression, in bytes) to accept.

    Returns
    -------
    images : numpy.ndarray, shape (n, 32, 32, 3), uint8
        Red, green and blue from 0 to 255.
    labels : numpy.ndarray, shape (n,), int64
        Classes from 0 to 9.

    Raises
    ------
    CIFARError
        The content is empty, cut short, damaged, too large, or not CIFAR-10 at all.
    OSError
        The file cannot be opened or read.

    Notes
    -----
    Source: Krizhevsky (2009).
    """
    if isinstance(source, bytes | bytearray | memoryview):
        content, label = bytes(source), "CIFAR-10 data"
    else:
        content, label = ordinary(source).read_bytes(), str(source)
    return parse(unpack(content, label, max_bytes), label)


def unpack(content: bytes, label: str, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Decompress the content if it is xz; `label` names it in an error.

    Raises
    ------
    CIFARError
        The xz data are damaged, cut short, followed by something else, or hold too much.
    """
    if not content.startswith(_XZ_MAGIC):
        _check_size(len(content), label, max_bytes)
        return content
    import lzma  # here: a Python in a browser may come without it

    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    try:
        # Never more than this comes out, whatever the file promises.
        plain = decoder.decompress(content, max_length=max_bytes + 1)
    except lzma.LZMAError as error:
        raise CIFARError(
            f"{label}: the xz data are damaged ({error}). Get the file again."
        ) from None
    _check_size(len(plain), label, max_bytes)
    if not decoder.eof:
        raise CIFARError(f"{label}: the xz data are cut short. Get the file again.")
    if decoder.unused_data:
        raise CIFARError(f"{label}: more data follow the xz data. This is not a sound batch.")
    return plain


def _check_size(size: int, label: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise CIFARError(f"{label}: more than the {max_bytes:,} bytes allowed (max_bytes).")


def parse(content: bytes, label: str) -> tuple[np.ndarray, np.ndarray]:
    """Turn the plain content of a batch into images and labels; see `read_cifar`."""
    if not content:
        raise CIFARError(f"{label}: the file is empty; expected a CIFAR-10 batch.")
    whole, rest = divmod(len(content), RECORD_BYTES)
    if rest:
        hint = " It looks like a web page." if content.lstrip()[:1] == b"<" else ""
        raise CIFARError(
            f"{label}: {len(content):,} bytes are {whole:,} images of {RECORD_BYTES:,} bytes and "
            f"{rest:,} bytes more; expected whole images. The file is cut short, or it is not the "
            f"binary version of CIFAR-10.{hint}"
        )
    records = np.frombuffer(content, np.uint8).reshape(whole, RECORD_BYTES)
    labels = records[:, 0].astype(np.int64)
    if labels.max() > 9:
        first = int(np.argmax(labels > 9))
        raise CIFARError(
            f"{label}: image {first} has the label {labels[first]}; expected 0 to 9. This is not "
            "the binary version of CIFAR-10 (CIFAR-100 has two label bytes an image)."
        )
    planes = records[:, 1:].reshape(whole, 3, 32, 32)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels
