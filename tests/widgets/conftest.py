"""A browser for the live figures, and pages with one, opened from a disk, with no network."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from mnist_course.widgets import page as page_maker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

WIDE, PHONE = (1280, 900), (375, 812)


@pytest.fixture(scope="session")
def live_files(tmp_path_factory) -> Path:
    """The folder of pages, with all that `live.js` may load."""
    folder = tmp_path_factory.mktemp("live")
    page_maker.write_page_files(folder / "live")
    return folder


@dataclass
class Open:
    """A page in the browser, and all that it should not have said or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    held_back: str = ""
    waiting: list[Route] = field(default_factory=list)

    @property
    def description(self) -> str:
        """What a screen reader is told about the figure."""
        return self.text(".ml-description")

    def text(self, selector: str) -> str:
        """A text of the page; a number and its sign are held together there, here they are not."""
        return (self.page.text_content(selector) or "").replace("\N{NO-BREAK SPACE}", " ")

    def wait_for(self, expression: str, timeout: float = 60_000) -> None:
        """Wait until a JavaScript expression is true."""
        self.page.wait_for_function(expression, timeout=timeout)

    def let_through(self) -> None:
        """Answer the requests that were held back, and those that are still to come."""
        self.held_back = ""
        while self.waiting:
            self.waiting.pop().continue_()

    def refuse(self) -> int:
        """Let the requests that were held back fail, once all are there, and say how many."""
        asked = self.page.locator(f"script[src*='{self.held_back}']").count()
        while len(self.waiting) < asked:
            self.page.wait_for_timeout(20)
        while self.waiting:
            self.waiting.pop().abort()
        return asked

    def painted(self) -> None:
        """Wait for the next frame: curves, with their keys and words, are drawn with it."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def still() -> bytes:
    """A PNG to stand for a still frame."""
    held = io.BytesIO()
    Image.new("RGB", (1120, 640), "#dddddd").save(held, "png")
    return held.getvalue()


def page_text(figure: str, theme: str = "light") -> str:
    """A page as the book makes it: style in the head, the figure, the loader at the end."""
    return (
        f'<!doctype html><html lang="en" data-theme="{html.escape(theme)}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>A figure</title><link rel="stylesheet" href="live/live.css">'
        "<style>body { margin: 0 auto; max-width: 44rem; padding: 0 0.75rem; } "
        'html[data-theme="dark"] body { background: #14181e; color: #eee; }</style></head>'
        f'<body><main><h1>A figure</h1>{figure}</main><script src="live/live.js"></script>'
        "</body></html>"
    )


@pytest.fixture
def live_page(browser: Browser, live_files: Path, tmp_path) -> Iterator[Callable[..., Open]]:
    """Open a page with one figure: ``live_page("lab", {"seed": 1}, fragment="#…")``.

    Requests with the words ``held_back`` in their address stay without an answer, until the page
    is told to let them through.

    At the end of the test, no page may have complained or asked for a foreign file.
    """
    made: list[Open] = []
    contexts = []

    def open_it(
        name: str,
        state: dict[str, Any] | None = None,
        *,
        fragment: str = "",
        size: tuple[int, int] = WIDE,
        theme: str = "light",
        wait: bool = True,
        held_back: str = "",
        **context: Any,
    ) -> Open:
        figure = page_maker.page_html(name, state or {}, still(), "A grey box.")
        path = live_files / f"{tmp_path.name}-{len(made)}.html"
        path.write_text(page_text(figure, theme), encoding="utf-8")
        width, height = size
        made_context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, **context
        )
        contexts.append(made_context)
        opened = Open(made_context.new_page(), held_back=held_back)
        made.append(opened)
        tab = opened.page
        tab.set_default_timeout(60_000)
        tab.on("console", lambda m: m.type == "error" and opened.complaints.append(m.text))
        tab.on("pageerror", lambda error: opened.complaints.append(str(error)))
        tab.on("requestfailed", lambda r: opened.complaints.append(f"failed: {r.url[:200]}"))

        def gate(route: Route) -> None:
            if not route.request.url.startswith(("file:", "data:", "blob:")):
                opened.complaints.append(f"foreign: {route.request.url}")
            if opened.held_back and opened.held_back in route.request.url:
                opened.waiting.append(route)
            else:
                route.continue_()

        tab.route("**/*", gate)
        moment = "domcontentloaded" if held_back else "load"  # data held back hold back the load
        tab.goto(path.as_uri() + fragment, wait_until=moment)
        if wait:
            tab.wait_for_selector(".mnist-live[data-alive]")
        return opened

    yield open_it
    for context in contexts:
        context.close()
    assert [complaint for one in made for complaint in one.complaints] == []
