"""Where the CIFAR-10 batches are: folder, then cache, then download; checked by SHA-256.

The environment variables are those of `mnist_course.data.places`. In the folder of
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
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mnist_course.data.cifar_format import RECORD_BYTES, unpack
from mnist_course.data.fetch import DownloadError, fetch
from mnist_course.data.files import HashError, RemoteFile
from mnist_course.data.places import (
    Obstacle,
    announce_passed_over,
    cache_folder,
    candidates,
    data_folder,
    first_sound,
    offline,
    own_mirrors,
    read_up_to,
)

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


def _folders() -> list[Path]:
    folder = data_folder()
    return [folder / FOLDER, folder] if folder else []


def _batch_candidates(name: str) -> Iterator[Path | Obstacle]:
    return candidates(_folders(), (name, f"{name}.xz"))


def _archive_candidates() -> Iterator[Path | Obstacle]:
    return candidates([*_folders(), cache_folder()], (ARCHIVE.name,))


def state() -> tuple[object, ...]:
    """Return what decides where CIFAR-10 comes from: while it is equal, read nothing anew."""
    found = [*(c for name in BATCHES for c in _batch_candidates(name)), *_archive_candidates()]
    return (*(c for c in found if isinstance(c, Path)), cache_folder(), offline(), own_mirrors())


def read_batches() -> list[bytes]:
    """Return the plain content of the five batches, from this machine or a download (162 MiB).

    Returns
    -------
    list of bytes
        In order, each with the right hash.

    Raises
    ------
    DownloadError
        CIFAR-10 is not here, and could not or must not be downloaded; the message says where to
        get it and where to put it.
    HashError
        Files are there but not the originals, and a good copy could not be downloaded.
    """
    with ThreadPoolExecutor() as pool:  # xz and SHA-256 work outside Python's lock
        found = list(pool.map(_find_batch, BATCHES))
    obstacles = [obstacle for _, _, passed in found for obstacle in passed]
    batches = [content for _, content, _ in found if content is not None]
    if len(batches) == len(BATCHES):
        announce_passed_over(obstacles, Path(str(found[0][0])).parent)
        return batches
    path, batches, passed = first_sound(_archive_candidates(), _read_archive)
    obstacles += passed
    if path is None or batches is None:
        path = _download([obstacle for obstacle in obstacles if obstacle.is_wrong], obstacles)
        batches = _read_archive(path)
    announce_passed_over(obstacles, path)
    return batches


def _find_batch(name: str) -> tuple[Path | None, bytes | None, list[Obstacle]]:
    return first_sound(_batch_candidates(name), lambda path: _read_batch(path, BATCHES[name]))


def _download(wrong: list[Obstacle], obstacles: list[Obstacle]) -> Path:
    try:
        if offline():
            raise DownloadError("downloads are off (MNIST_COURSE_OFFLINE=1)")
        return fetch(ARCHIVE, cache_folder(), (*own_mirrors(), HOME))
    except DownloadError as error:
        reasons = [str(obstacle) for obstacle in wrong or obstacles]
        text = "\n".join([*reasons, _advice(error)])
        raise HashError(text) if wrong else DownloadError(text) from None


def _advice(error: Exception) -> str:
    folder = data_folder()
    place = folder or "a folder of yours, named by the environment variable MNIST_COURSE_DATA"
    lack = ""
    if folder:
        here = [any(isinstance(c, Path) for c in _batch_candidates(name)) for name in BATCHES]
        lacking = [name for name, there in zip(BATCHES, here, strict=True) if not there]
        lack = f"  - {folder / FOLDER} lacks {', '.join(lacking)}\n" * bool(lacking)
    return (
        "CIFAR-10 is not here, and there is no stand-in for it.\n"
        f"{lack}  - the cache {cache_folder()} does not hold {ARCHIVE.name}\n  - {error}\n"
        f"Get {HOME}{ARCHIVE.name} (the binary version, 162 MiB) and put it, or the folder "
        f"{FOLDER} that it unpacks to, into {place}."
    )


def _read_batch(path: Path, sha256: str) -> bytes:
    size = IMAGES_PER_BATCH * RECORD_BYTES
    content = unpack(read_up_to(path, 2 * size), str(path), max_bytes=2 * size)
    _verify(content, sha256, path, "its content" if path.suffix == ".xz" else "it")
    return content


def _read_archive(path: Path) -> list[bytes]:
    packed = read_up_to(path, ARCHIVE.size)
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
            f"  SHA-256 expected {sha256}"
        )
