"""The built book and one browser, shared by all tests of this folder.

The book is built once into a temporary directory. To test a book that is already built, name its
html folder in the variable MNIST_COURSE_BOOK; to test another source tree, name it in
MNIST_COURSE_BOOK_SOURCE. With MNIST_COURSE_CI=1 nothing is skipped: what is missing is a failure.
"""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


from tests.book import checks
from tests.book.book_pages import SOURCE, WIDE, Visit, listed_pages, open_page


def missing(reason: str) -> NoReturn:
    """Skip and say why; in CI, fail."""
    if os.environ.get("MNIST_COURSE_CI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``page_name`` once for each page."""
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", listed_pages(), scope="session")


@dataclass(frozen=True)
class Book:
    """A built book: its folder, and what the build said (None if it was built by others)."""

    html: Path
    log: str | None = field(default=None, repr=False)
    code: int = 0


# Starts Jupyter Book (version 1 has no `python -m`) and tells what a build must not do.
START = """
import atexit, socket, sys
def refuse(self, address):
    print("ERROR the build asks the network for", address)
    raise OSError("no network in this test")
socket.socket.connect = refuse
heavy = {"tensorflow", "keras", "sklearn", "pandas", "mnist_course.keras_models"}
atexit.register(lambda: print("heavy imports:", sorted(heavy & set(sys.modules))))
from jupyter_book.cli.main import main
sys.exit(main())
"""


def _build(folder: Path) -> Book:
    """Build the book once, also when several pytest workers ask for it at the same time."""
    log, done = folder / "build.log", folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(1200):
            if done.exists():
                break
            time.sleep(0.25)
        return Book(folder / "_build" / "html", log.read_text("utf-8"), int(done.read_text()))
    command = [sys.executable, "-c", START, "build", str(SOURCE), "-W", "--keep-going", "-n"]
    command += ["--path-output", str(folder)]
    # No data set either: a build that asks for one fails.
    environment = {**os.environ, "NO_COLOR": "1", "MNIST_COURSE_OFFLINE": "1"}
    environment["MNIST_COURSE_DATA"] = str(folder)
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    log.write_text(ran.stdout + ran.stderr, encoding="utf-8")
    temporary = done.with_suffix(".tmp")
    temporary.write_text(str(ran.returncode))
    temporary.replace(done)
    return Book(folder / "_build" / "html", ran.stdout + ran.stderr, ran.returncode)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    if built := os.environ.get("MNIST_COURSE_BOOK"):
        if not Path(built, "index.html").is_file():
            pytest.fail(f"MNIST_COURSE_BOOK={built} holds no index.html; run `make book` first")
        return Book(Path(built).resolve())
    if importlib.util.find_spec("jupyter_book") is None:
        missing('Jupyter Book is not installed: pip install -e ".[book]"')
    lost = [n for n in listed_pages() if not any((SOURCE / n).parent.glob(f"{Path(n).name}.*"))]
    if lost:
        pytest.fail(f"_toc.yml lists pages that do not exist: {', '.join(lost)}")
    base = tmp_path_factory.getbasetemp()
    worker = "PYTEST_XDIST_WORKER" in os.environ
    return _build((base.parent if worker else base) / "book-under-test")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(book: Book) -> Iterator[str]:
    """The address of a web server that serves the book."""
    handler = functools.partial(_Quiet, directory=str(book.html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=WIDE, color_scheme="light")
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture(scope="session")
def visits(context: BrowserContext) -> dict[Path, Visit]:
    return {}


@pytest.fixture
def visit(page_name, book, context, visits) -> Iterator[Visit]:
    """One page of the book, opened once and shared; it is put back to wide and light."""
    path = book.html / f"{page_name}.html"
    if path not in visits:
        if not path.is_file():
            pytest.fail(f"{page_name} is in _toc.yml but was not built")
        visits[path] = open_page(context, path)
    shared = visits[path]
    shared.page.bring_to_front()
    yield shared
    shared.page.emulate_media(color_scheme="light", media="screen")
    checks.resize(shared.page, WIDE)
