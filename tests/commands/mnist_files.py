"""Four small files that pass for MNIST's."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from mnist_course.data.files import MNIST_FILES, RemoteFile

NAMES = [file.name for file in MNIST_FILES.values()]


def content(name: str, packed: bool) -> bytes:
    """The bytes of a small file, compressed or not."""
    plain = name.removesuffix(".gz").encode()
    return gzip.compress(plain, mtime=0) if packed else plain


def small_files() -> dict[str, RemoteFile]:
    """A list of files like MNIST's, with the sizes and hashes of the small ones."""
    files = {}
    for key, file in MNIST_FILES.items():
        shas = [hashlib.sha256(content(file.name, packed)).hexdigest() for packed in (True, False)]
        files[key] = RemoteFile(file.name, len(content(file.name, True)), *shas)
    return files


def fill(folder: Path) -> None:
    """Put the four small files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).write_bytes(content(name, True))
