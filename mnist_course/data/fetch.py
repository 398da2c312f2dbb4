"""Download the MNIST files: several mirrors, one SHA-256 each, never a half-written file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from mnist_course.data.files import RemoteFile, read_verified
from mnist_course.ground.quiet import shows_bars
from mnist_course.ground.writing import sweep

#: Tried in this order. The hash, not the host, decides what we accept.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)

_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_GRACE_SECONDS, _SLOWEST = 20.0, 2_000.0  # then at least this many bytes per second


class DownloadError(OSError):
    """No mirror delivered the file; the message says what each of them did."""


def fetch(file: RemoteFile, folder: Path, mirrors: Sequence[str] = MIRRORS) -> Path:
    """Put a file into a folder unless it is there already.

    The download goes to a temporary file beside the target; only after its hash is right is it
    renamed, in one step. So several processes may fetch at once, and an interrupted download
    never looks like a finished one.

    Parameters
    ----------
    file : RemoteFile
        The file to fetch.
    folder : Path
        Where to put it; made if needed.
    mirrors : sequence of str
        URLs of folders that hold the file, tried in order.

    Returns
    -------
    Path
        The verified file.

    Raises
    ------
    HashError
        A file of this name is there already, with another content.
    DownloadError
        No mirror delivered the file, or the folder cannot be written.
    """
    target = folder / file.name
    failures = []
    try:
        if target.is_file():
            read_verified(target, file)
            return target
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder, "*.part")
        handle, name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=folder)
        os.close(handle)
    except OSError as error:
        raise DownloadError(f"cannot write to the folder {folder}: {error}") from error
    part = Path(name)
    try:
        for mirror in mirrors:
            url = f"{mirror.rstrip('/')}/{file.name}"
            try:
                _download(url, part, file)
                _publish(part, target, file)
                return target
            except (OSError, ValueError) as error:  # requests' errors are OSErrors
                failures.append(f"  {url}: {_brief(error)}")
    finally:
        part.unlink(missing_ok=True)
    raise DownloadError("\n".join([f"no mirror delivered {file.name}:", *failures]))


def _download(url: str, part: Path, file: RemoteFile) -> None:
    import pooch  # here, because it loads requests and half of the standard library

    # `identity`: a server that compresses on the way would change the bytes we hash.
    download = pooch.HTTPDownloader(
        timeout=(_CONNECT_SECONDS, _READ_SECONDS),
        chunk_size=1 << 11,
        headers={"Accept-Encoding": "identity", "User-Agent": "mnist-course (pooch)"},
    )
    with part.open("wb") as stream, _progress(file) as advance:
        sink = _Sink(stream, file, advance)
        download(url, sink, None)
        sink.check()
        os.fsync(stream.fileno())


def _brief(error: Exception) -> str:
    """Shorten what requests says of a connection: the cause is the last of many words."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if cause is not None:
        return f"no connection ({type(cause).__name__})"
    return str(error) or type(error).__name__


def _publish(part: Path, target: Path, file: RemoteFile) -> None:
    part.chmod(0o644)  # mkstemp makes private files; a class may share its cache
    try:
        os.replace(part, target)  # noqa: PTH105 - the documented atomic step
    except PermissionError:
        # Windows: another process has just finished the same file and is reading it.
        read_verified(target, file)


class _Sink:
    """What the downloader writes to: hashes on the way, stops what cannot end well."""

    def __init__(self, stream: BinaryIO, file: RemoteFile, advance: Callable[[int], object]):
        self._stream, self._file, self._advance = stream, file, advance
        self._hash = hashlib.sha256()
        self._size = 0
        self._start = time.monotonic()
        self._head = b""

    def write(self, chunk: bytes) -> int:
        self._head = self._head or chunk[:200]
        self._size += len(chunk)
        if self._size > self._file.size:
            raise ValueError(f"more than {self._file.size:,} bytes arrived{self._page()}")
        seconds = time.monotonic() - self._start
        if seconds > _GRACE_SECONDS and self._size / seconds < _SLOWEST:
            raise ValueError(f"too slow: {self._size:,} bytes in {seconds:.0f} s")
        self._hash.update(chunk)
        self._advance(len(chunk))
        return self._stream.write(chunk)

    def flush(self) -> None:
        """Do nothing: the downloader asks after each chunk, and the end is what counts."""

    def check(self) -> None:
        self._stream.flush()
        found = self._hash.hexdigest()
        if found != self._file.sha256:
            raise ValueError(
                f"{self._size:,} of {self._file.size:,} bytes, SHA-256 {found} instead of "
                f"{self._file.sha256}{self._page()}"
            )

    def _page(self) -> str:
        return " (a web page, not the file)" if self._head.lstrip()[:1] == b"<" else ""


@contextlib.contextmanager
def _progress(file: RemoteFile):
    from tqdm.auto import tqdm

    with tqdm(
        total=file.size,
        desc=file.name,
        unit="B",
        unit_scale=True,
        leave=False,
        disable=not shows_bars(),
    ) as bar:
        yield bar.update
