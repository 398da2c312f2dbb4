"""Receive one URL with patience that ends: a deadline for every stage, whatever arrives.

The timeouts of a network library count from byte to byte: a server that sends one now and then
keeps a download alive for hours. So the transfer goes on in a thread of its own, and whoever waits
for it looks at the clock.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True)
class Patience:
    """How long to wait for what.

    Attributes
    ----------
    answer : float
        Seconds until the headers are here: finding the host's address, connecting, asking.
    window, slowest : float, int
        In each so many seconds, at least so many bytes a second.
    pause : float
        Seconds before a busy server is asked once more.
    """

    answer: float = 10.0
    window: float = 15.0
    slowest: int = 2_000
    pause: float = 2.0


PATIENCE = Patience()

NO_ADDRESS = (
    "this is no address that can be asked: expected http://HOST/FOLDER or https://HOST/FOLDER "
    "(in a password, signs such as / @ # ? are written %2F %40 %23 %3F)"
)
LONGEST = 200  # signs of what a server says, or of an address, that are worth a look

_BUSY = {408, 425, 429, 500, 502, 503, 504}
_CHUNK = 1 << 16


class TransferError(Exception):
    """A mirror did not deliver. Not an OSError: those are of the disk."""


class NoAnswerError(TransferError):
    """The host cannot be reached, or does not answer."""


class TryAgainError(TransferError):
    """The server is busy; after a pause it may not be."""

    def __init__(self, message: str, pause: float):
        super().__init__(message)
        self.pause = pause


class _CancelledError(Exception):
    """Nobody waits any more."""


class _Transfer(threading.Thread):
    """Puts ``("answer", None)``, then ``("data", bytes)`` …, then ``("end", error or None)``."""

    def __init__(self, url: str):
        super().__init__(daemon=True, name="mnist_course transfer")
        self.url = url
        self.news: queue.Queue[tuple[str, Any]] = queue.Queue(maxsize=64)
        self.cancelled = threading.Event()

    def run(self) -> None:
        with suppress(_CancelledError):
            try:
                self._receive()
            except _CancelledError:
                raise
            except Exception as error:  # whatever it is: the other thread says it in its words
                self._tell("end", error)
            else:
                self._tell("end", None)

    def _receive(self) -> None:
        import requests  # here, because it loads half of the standard library

        # `identity`: a server that compresses on the way would change the bytes we hash.
        headers = {"Accept-Encoding": "identity", "User-Agent": "mnist-course"}
        patience = PATIENCE.answer, PATIENCE.window
        with requests.get(self.url, headers=headers, timeout=patience, stream=True) as response:
            if response.status_code in _BUSY:
                raise TryAgainError(_status(response), _pause(response))
            if not response.ok:
                raise TransferError(_status(response))
            self._tell("answer", None)
            # read1 gives what is there; read would wait for a whole chunk.
            read = getattr(response.raw, "read1", response.raw.read)
            while chunk := read(_CHUNK):
                self._tell("data", chunk)

    def _tell(self, kind: str, what: Any) -> None:
        while not self.cancelled.is_set():
            try:
                return self.news.put((kind, what), timeout=0.5)
            except queue.Full:
                continue
        raise _CancelledError


def receive(url: str, write: Callable[[bytes], None], hurry: bool) -> None:
    """Receive a URL and hand its bytes on as they come.

    Parameters
    ----------
    url : str
    write : function
        Takes the bytes.
    hurry : bool
        Wait for an answer only a third as long: other hosts were silent, too.

    Raises
    ------
    NoAnswerError
        The host cannot be reached, or gives no answer in time.
    TryAgainError
        The server says that it is busy.
    TransferError
        Anything else that went wrong on the way, slowness included.
    """
    transfer = _Transfer(url)
    transfer.start()
    try:
        _wait_for_answer(transfer, PATIENCE.answer / 3 if hurry else PATIENCE.answer)
        _wait_for_data(transfer, write)
    finally:
        transfer.cancelled.set()


def _wait_for_answer(transfer: _Transfer, seconds: float) -> None:
    import requests

    try:
        kind, error = transfer.news.get(timeout=seconds)
    except queue.Empty:
        kind, error = "end", requests.Timeout()
    if kind != "end":
        return
    if isinstance(error, requests.Timeout):  # whichever of the two clocks was the first
        raise NoAnswerError(f"no answer in {seconds:.2g} s") from None
    _fail(error, NoAnswerError)


def _wait_for_data(transfer: _Transfer, write: Callable[[bytes], None]) -> None:
    start, size = time.monotonic(), 0
    while True:
        left = start + PATIENCE.window - time.monotonic()
        try:
            kind, what = transfer.news.get(timeout=max(left, 0))
        except queue.Empty:
            kind, what = "nothing", None
        if kind == "data":
            size += len(what)
            write(what)
        elif kind == "end":
            return _fail(what, TransferError) if what is not None else None
        if time.monotonic() - start >= PATIENCE.window:
            if size < PATIENCE.slowest * PATIENCE.window:
                raise TransferError(f"too slow: {size:,} bytes in {PATIENCE.window:g} s")
            start, size = time.monotonic(), 0


def _fail(error: Exception, kind: type[TransferError]) -> None:
    """Raise the error of the other thread in words of ours."""
    import requests

    if isinstance(error, TransferError):
        raise error
    lost = isinstance(error, requests.ConnectionError | requests.Timeout)
    raise (kind if lost else TransferError)(brief(error)) from None


def _status(response: Any) -> str:
    return _plain(f"the server answers {response.status_code} {response.reason or ''}")


def _pause(response: Any) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(max(float(asked) if asked.isdecimal() else 0.0, PATIENCE.pause), 10.0)


def brief(error: Exception) -> str:
    """Say what went wrong in few words, without a password that stands in an address."""
    from requests import exceptions as asking
    from requests import packages

    below = packages.urllib3.exceptions
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if cause is not None:  # requests: the cause is the last of many words
        return f"no connection ({type(cause).__name__})"
    if isinstance(error, asking.InvalidProxyURL):
        return "the proxy that HTTP_PROXY or HTTPS_PROXY names has no sound address"
    no_address = (asking.InvalidURL, asking.InvalidSchema, asking.MissingSchema)
    if isinstance(error, (*no_address, below.LocationValueError, UnicodeError)):
        return NO_ADDRESS  # the error itself would quote it, password and all
    if isinstance(error, asking.Timeout | below.TimeoutError):
        return f"too slow: nothing arrived in {PATIENCE.window:g} s"
    inner = error
    while inner.args and isinstance(inner.args[-1], Exception):
        inner = inner.args[-1]
    if isinstance(error, asking.ConnectionError | below.ProtocolError):
        return f"the connection broke off ({type(inner).__name__})"
    return re.sub(r"//[^/@\s]*@", "//…@", _plain(str(error) or type(error).__name__))


def _plain(text: str) -> str:
    """Return what a server says as one line: no signs that move the cursor, no endless words."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) < LONGEST else f"{line[:LONGEST]}…"


def shown(url: str) -> str:
    """Return a URL as it may be printed: without user, password and query.

    Where an ``@`` stands elsewhere than behind user and password, a slash in a password may have
    cut the address in the wrong place; then only its beginning is shown.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is not None and parts.netloc.count("@") == url.count("@"):
        host = parts.netloc.rpartition("@")[2]
        return _plain(urlunsplit((parts.scheme, host, parts.path, "", "")))
    scheme = url.partition("://")[0]
    return f"{scheme}://…" if scheme in ("http", "https") else "…"
