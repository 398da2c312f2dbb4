"""The four MNIST files: names, sizes, hashes, and the check against them."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from mnist_course.data.places import read_up_to
from mnist_course.data.unpacking import Unpacked


class HashError(ValueError):
    """A file is not the file it should be; the message has its path and both hashes."""


#: Nothing that is compressed in our lists grows by more than this factor.
_GROWTH = 16


@dataclass(frozen=True)
class RemoteFile:
    """A file we know before we have it.

    Attributes
    ----------
    name : str
        The published name, ending in ``.gz``.
    size : int
        Bytes, compressed.
    sha256, unpacked_sha256 : str
        Hashes of the compressed file and of its content, in hexadecimal.
    """

    name: str
    size: int
    sha256: str
    unpacked_sha256: str

    @property
    def most(self) -> int:
        """More bytes than the file or its content can have."""
        return _GROWTH * self.size

    def names(self) -> tuple[str, ...]:
        """Give the names under which people have this file (some unpackers write a dot)."""
        plain = self.name.removesuffix(".gz")
        dotted = plain.replace("-idx", ".idx")
        return (self.name, plain, f"{dotted}.gz", dotted)


MNIST_FILES = {
    "train_images": RemoteFile(
        "train-images-idx3-ubyte.gz",
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "train_labels": RemoteFile(
        "train-labels-idx1-ubyte.gz",
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "test_images": RemoteFile(
        "t10k-images-idx3-ubyte.gz",
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "test_labels": RemoteFile(
        "t10k-labels-idx1-ubyte.gz",
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
}


def read_verified(path: Path, file: RemoteFile) -> bytes:
    """Read a file and compare its SHA-256 with the expected one.

    Its content counts, not its name: it may have been packed anew or have zeros behind it, or have
    been unpacked by a browser that left its name as it was.

    Parameters
    ----------
    path : Path
        The compressed file or its unpacked content.
    file : RemoteFile
        What it should be.

    Returns
    -------
    bytes
        The content, compressed or not.

    Raises
    ------
    HashError
        It is another file, a damaged or an empty one.
    OSError
        The file cannot be read.
    """
    content = read_up_to(path, file.most)
    found = hashlib.sha256(content).hexdigest()
    if found in (file.sha256, file.unpacked_sha256):
        return content
    if is_gzip(content) and has_content(content, file):
        return _unpack(content, file.most)
    expected = file.sha256 if path.suffix == ".gz" else file.unpacked_sha256
    raise HashError(
        f"{path}: this is not the file it should be{_kind(content, found)}.\n"
        f"  SHA-256 found    {found}\n"
        f"  SHA-256 expected {expected}"
    )


def _unpack(content: bytes, most: int) -> bytes:
    """Return the content of gzip data, up to a limit; nothing if they are damaged."""
    try:
        with io.BufferedReader(Unpacked(io.BytesIO(content))) as stream:
            return stream.read(most + 1)
    except (OSError, EOFError, zlib.error):
        return b""


def is_gzip(content: bytes) -> bool:
    """Whether bytes begin as those of a compressed file do."""
    return content.startswith(b"\x1f\x8b")


def has_content(content: bytes, file: RemoteFile) -> bool:
    """Whether compressed bytes, packed by whatever program, hold what this file holds."""
    unpacked = hashlib.sha256(_unpack(content, file.most)).hexdigest()
    return unpacked == file.unpacked_sha256


def _kind(content: bytes, found: str) -> str:
    if not content:
        return ": it is empty"
    for file in MNIST_FILES.values():
        if found in (file.sha256, file.unpacked_sha256):
            return f": it holds what belongs into {file.name}"
    return ": it looks like a web page" if content.lstrip()[:1] == b"<" else ""
