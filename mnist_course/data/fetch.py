"""Download a data file: several mirrors, one SHA-256 each, never a half-written file."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from mnist_course.data.files import HashError, RemoteFile, has_content, is_gzip, read_verified
from mnist_course.data.transfer import (
    NoAnswerError,
    TransferError,
    TryAgainError,
    brief,
    receive,
    shown,
)
from mnist_course.ground.faults import sentence, short
from mnist_course.ground.quiet import shows_bars
from mnist_course.ground.writing import sweep, whole_file

#: Tried in this order. The hash, not the host, decides what we accept.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)

#: For so many seconds a host that did not answer is not asked again by this process.
_REMEMBERED = 300.0
_no_answer: dict[str, float] = {}  # host: when


class DownloadError(OSError):
    """No mirror delivered the file; the message says what each of them did."""


def fetch(file: RemoteFile, folder: Path, mirrors: Sequence[str] = MIRRORS) -> Path:
    """Put a file into a folder unless it is there already.

    The download goes to a temporary file beside the target; only after its hash is right is it
    moved there, in one step. So several processes may fetch at once, and an interrupted download
    never looks like a finished one. Another file of this name is replaced by the right one.

    Parameters
    ----------
    file : RemoteFile
        The file to fetch.
    folder : Path
        Where to put it; made if needed. It is ours, a cache.
    mirrors : sequence of str
        URLs of folders that hold the file, tried in order.

    Returns
    -------
    Path
        The verified file.

    Raises
    ------
    DownloadError
        No mirror delivered the file, or it cannot be written here. Then the file that was there
        before, if any, is untouched.
    """
    target = folder / file.name
    try:
        if target.is_file() and _is_sound(target, file):
            return target
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder, "*.part")  # those of older versions were not hidden
        failures = []
        for mirror in mirrors:
            url = f"{mirror.rstrip('/')}/{file.name}"
            failure = _try(url, target, file)
            if not failure:
                return target
            failures.append(f"  {shown(url)}: {failure}")
    except (OSError, ValueError) as error:  # of the disk: another mirror would not help
        with contextlib.suppress(OSError, ValueError):  # the folder may be closed to us
            if target.is_file() and _is_sound(target, file):
                return target  # Windows: another process has just finished the same file
        raise DownloadError(
            f"{sentence(error)} (the folder {short(folder)} keeps downloads)"
        ) from error
    raise DownloadError("\n".join([f"no mirror delivered {file.name}:", *failures]))


def _is_sound(path: Path, file: RemoteFile) -> bool:
    try:
        read_verified(path, file)
    except HashError:
        return False
    return True


def _try(url: str, target: Path, file: RemoteFile) -> str:
    """Download from one mirror; return why that failed, or nothing."""
    host = url.split("/")[2] if url.count("/") > 2 else url
    asked = _no_answer.get(host)
    if asked is not None and time.monotonic() - asked < _REMEMBERED:
        return "gave no answer a moment ago"
    for attempt in (1, 2):
        try:
            with whole_file(target) as stream, _progress(file) as advance:
                sink = _Sink(stream, file, advance)
                receive(url, sink.write, hurry=bool(_no_answer))
                sink.check()
        except TryAgainError as error:
            if attempt == 1:
                time.sleep(error.pause)
                continue
            return f"{error}, twice"
        except NoAnswerError as error:
            _no_answer[host] = time.monotonic()
            return str(error)
        except TransferError as error:
            return brief(error)
        return ""
    raise AssertionError("unreachable")


class _Sink:
    """What a download is written to: hashes on the way, stops what cannot end well."""

    def __init__(self, stream: BinaryIO, file: RemoteFile, advance: Callable[[int], object]):
        self._stream, self._file, self._advance = stream, file, advance
        self._hash = hashlib.sha256()
        self._size = 0
        self._head = b""

    def write(self, chunk: bytes) -> None:
        self._head = self._head or chunk[:200]
        self._size += len(chunk)
        most = self._file.most if self._may_be_the_same() else self._file.size
        if self._size > most:
            raise TransferError(f"more than {most:,} bytes arrived{self._page()}")
        self._hash.update(chunk)
        self._advance(len(chunk))
        self._stream.write(chunk)

    def check(self) -> None:
        found = self._hash.hexdigest()
        if found != self._file.sha256 and not self._is_the_same(found):
            raise TransferError(
                f"{self._size:,} of {self._file.size:,} bytes, SHA-256 {found} instead of "
                f"{self._file.sha256}{self._page()}"
            )

    def _may_be_the_same(self) -> bool:
        """Whether what arrives may be the same content, packed by another program or unpacked."""
        packed, plain = is_gzip(self._head), self._head.startswith(b"\0\0")  # as IDX files do
        return (packed or plain) and bool(self._file.unpacked_sha256)

    def _is_the_same(self, found: str) -> bool:
        if not self._may_be_the_same():
            return False
        self._stream.seek(0)
        return found == self._file.unpacked_sha256 or has_content(self._stream.read(), self._file)

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
