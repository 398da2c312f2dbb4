"""Where the CIFAR-10 batches are: folder, then cache, then download; checked by SHA-256.

The environment variables are those of `mnist_course.data.sources`. In the folder of
MNIST_COURSE_DATA, or in its sub-folder ``cifar-10-batches-bin``, may lie the five training batches
``data_batch_1.bin`` to ``data_batch_5.bin``, each plain or packed by xz (``.bin.xz``), or the
published archive ``cifar-10-binary.tar.gz``. A download puts that archive into the cache; batches
are read from it as it is, so there is nothing to unpack and nothing half unpacked.

The archive's test batch is not used: the course holds out the fifth training batch, and gives the
same numbers where only the training batches are.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mnist_course.data.cifar_format import RECORD_BYTES, unpack
from mnist_course.data.fetch import DownloadError, fetch
from mnist_course.data.files import HashError, RemoteFile
from mnist_course.data.sources import cache_folder, data_folder, offline

FOLDER = "cifar-10-batches-bin"
HOME = "https://www.cs.toronto.edu/~kriz/"
IMAGES_PER_BATCH = 10_000

#: Name of each batch, and the SHA-256 of its plain content.
BATCHES = {
    "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
}
ARCHIVE = RemoteFile(
    "cifar-10-binary.tar.gz",
    170_052_171,
    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    "",  # nobody keeps the unpacked archive as one file
)


def find_batches() -> tuple[Path, ...]:
    """Look for CIFAR-10 on this machine, without a download.

    Returns
    -------
    tuple of Path
        The five batches in order, or the archive alone, or nothing.
    """
    folder = data_folder()
    places = [folder / FOLDER, folder] if folder else []
    for place in places:
        found = [_first(place, name, f"{name}.xz") for name in BATCHES]
        if all(found):
            return tuple(path for path in found if path)
    archives = (_first(place, ARCHIVE.name) for place in [*places, cache_folder()])
    return tuple(path for path in archives if path)[:1]


def _first(place: Path, *names: str) -> Path | None:
    return next((place / name for name in names if (place / name).is_file()), None)


def obtain_batches() -> tuple[Path, ...]:
    """Find CIFAR-10 on this machine, or download its archive (162 MiB) into the cache.

    Raises
    ------
    DownloadError
        It is not here, and it could not or must not be downloaded; the message says where to get
        it and where to put it.
    """
    paths = find_batches()
    if paths:
        return paths
    homes = (*os.environ.get("MNIST_COURSE_MIRROR", "").split(), HOME)
    try:
        if offline():
            raise DownloadError("downloads are off (MNIST_COURSE_OFFLINE=1)")
        return (fetch(ARCHIVE, cache_folder(), homes),)
    except DownloadError as error:
        raise DownloadError(_advice(error)) from None


def _advice(error: Exception) -> str:
    folder = data_folder()
    place = folder or "a folder of yours, named by the environment variable MNIST_COURSE_DATA"
    lack = ""
    if folder:
        lacking = [n for n in BATCHES if not _first(folder / FOLDER, n, f"{n}.xz")]
        lack = f"  - {folder / FOLDER} lacks {', '.join(lacking)}\n"
    return (
        "CIFAR-10 is not here, and there is no stand-in for it.\n"
        f"{lack}  - the cache {cache_folder()} does not hold {ARCHIVE.name}\n  - {error}\n"
        f"Get {HOME}{ARCHIVE.name} (the binary version, 162 MiB) and put it, or the folder "
        f"{FOLDER} that it unpacks to, into {place}."
    )


def read_batches(paths: Sequence[Path]) -> list[bytes]:
    """Return the plain content of the five batches, each with the right hash.

    Parameters
    ----------
    paths : sequence of Path
        What `find_batches` or `obtain_batches` returned.

    Raises
    ------
    HashError
        A file is there but is not the original; the message says what to do.
    CIFARError
        A file that begins as xz is damaged.
    OSError
        A file cannot be read.
    """
    if len(paths) == 1:
        return _read_archive(paths[0])
    with ThreadPoolExecutor() as pool:  # xz and SHA-256 work outside Python's lock
        return list(pool.map(_read_batch, paths, BATCHES.values()))


def _read_batch(path: Path, sha256: str) -> bytes:
    size = IMAGES_PER_BATCH * RECORD_BYTES
    content = unpack(path.read_bytes(), str(path), max_bytes=2 * size)
    _verify(content, sha256, path, "its content" if path.suffix == ".xz" else "it")
    return content


def _read_archive(path: Path) -> list[bytes]:
    packed = path.read_bytes()
    _verify(packed, ARCHIVE.sha256, path, "it")
    wanted = {f"{FOLDER}/{name}": sha256 for name, sha256 in BATCHES.items()}
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name in wanted else None
            if stream is not None:
                found[member.name] = stream.read()
    for name, sha256 in wanted.items():
        _verify(found.get(name, b""), sha256, path, f"its {name}")
    return [found[name] for name in wanted]


def _verify(content: bytes, sha256: str, path: Path, what: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise HashError(
            f"{path}: {what} is not what it should be.\n"
            f"  SHA-256 found    {found}\n"
            f"  SHA-256 expected {sha256}\n"
            f"Delete this file and get it again: {HOME}{ARCHIVE.name}"
        )
