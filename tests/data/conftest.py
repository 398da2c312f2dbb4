from __future__ import annotations

import gzip
import http.server
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mnist_course.data import cifar, fetch, mnist, places, sources, tables


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget what earlier loads remembered, before and after the test."""

    def forget() -> None:
        mnist._load.cache_clear()
        mnist._arrays.cache_clear()
        cifar._arrays.cache_clear()
        tables._read.cache_clear()
        places._announced.clear()
        fetch._no_answer.clear()

    forget()
    yield
    forget()


@pytest.fixture
def nowhere(fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No folder, an empty cache, no network; returns the cache."""
    cache = tmp_path / "cache"
    for name in ("MNIST_COURSE_DATA", "MNIST_COURSE_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MNIST_COURSE_CACHE", str(cache))
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")
    return cache


@pytest.fixture(scope="session")
def real_files() -> list[Path]:
    """The four original files (test skipped where they are not)."""
    states = sources.survey()
    if not all(status.state == "ok" for status in states):
        pytest.skip("the real MNIST files are not here: run `mnist-course data`")
    return [status.path for status in states if status.path]


class Mirror(http.server.BaseHTTPRequestHandler):
    """Serves `content` in the way that `mood` says; one URL prefix per mood."""

    content = b""
    seen: list[str]

    def do_GET(self) -> None:
        mood = self.path.strip("/").split("/")[0]
        self.seen.append(mood)
        getattr(self, f"_{mood}")()

    def _send(self, body: bytes, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _good(self) -> None:
        self._send(self.content)

    def _html(self) -> None:
        self._send(b"<!DOCTYPE html><html><body>Please log in</body></html>")

    def _longhtml(self) -> None:
        self._send(b"<html>" + b"blocked " * len(self.content))

    def _gone(self) -> None:
        self._send(b"<html>not found</html>", 404)

    def _truncated(self) -> None:  # promises everything, hangs up in the middle
        self._send(self.content[: len(self.content) // 2], length=len(self.content))

    def _short(self) -> None:  # a truncated file, honestly announced
        self._send(self.content[: len(self.content) // 2])

    def _flipped(self) -> None:
        self._send(self.content[:-1] + bytes([self.content[-1] ^ 1]))

    def _silent(self) -> None:
        time.sleep(2)

    def _stalled(self) -> None:
        self._truncated()
        self.wfile.flush()
        time.sleep(2)

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        for start in range(0, len(self.content), 2048):
            self.wfile.write(self.content[start : start + 2048])
            self.wfile.flush()
            time.sleep(0.02)

    def _busy(self) -> None:  # the first time; then it is not
        if self.seen.count("busy") == 1:
            self._send(b"<html>come back</html>", 503)
        else:
            self._good()

    def _once(self) -> None:  # the status that the address names, the first time
        if self.seen.count("once") == 1:
            self._send(b"<html>come back</html>", int(self.path.strip("/").split("/")[1]))
        else:
            self._good()

    def _overloaded(self) -> None:  # and stays so
        self._send(b"<html>come back</html>", 503)

    def _anew(self) -> None:  # the same content, packed by another program
        self._send(gzip.compress(gzip.decompress(self.content), 1) + bytes(64))

    def _unpacked(self) -> None:
        self._send(gzip.decompress(self.content))

    def _rude(self) -> None:  # words that move the cursor, and no end
        self.wfile.write(b"HTTP/1.1 404 \x1b[2J\x07" + b"no " * 9999 + b"\r\n\r\n")

    def _dated(self) -> None:  # asks for a pause in signs that are digits, but no number
        if self.seen.count("dated") > 1:
            return self._good()
        self.wfile.write(b"HTTP/1.1 503 Busy\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n")

    def _later(self) -> None:  # asks for as many seconds as the address names, the first time
        if self.seen.count("later") > 1:
            return self._good()
        seconds = self.path.strip("/").split("/")[1].encode()
        head = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: "
        self.wfile.write(head + seconds + b"\r\n\r\n")

    def _drip(self) -> None:  # a byte now and then, for ever
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self._slowly(self.content)

    def _headers(self) -> None:  # a header line now and then
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(90):
            self._slowly(b"X-%d: y\r\n" % number)

    def _slowly(self, content: bytes) -> None:
        for byte in content[:100]:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[Callable[[bytes], tuple[str, list[str]]]]:
    """Start a loopback server; gives its base URL and the list of moods it was asked for."""
    servers = []

    def start(content: bytes) -> tuple[str, list[str]]:
        seen: list[str] = []
        handler = type("Handler", (Mirror,), {"content": content, "seen": seen})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *args: None  # clients that hang up are the test
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", seen

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def child_env() -> dict[str, str]:
    """The environment for a child process that imports the package from this checkout."""
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1", "NO_PROXY": "127.0.0.1"}
