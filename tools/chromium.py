"""Start the system's Chromium, for the browser tests and the screenshots."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mnist_course.ground.chromium import FIX, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


class BrowserMissingError(RuntimeError):
    """No browser, or no library to drive it; the message says what to install."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium and close it afterwards."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise BrowserMissingError(
            "playwright is not installed: `pip install playwright`"
        ) from error
    path = find_chromium()
    if path is None:
        raise BrowserMissingError(f"no browser found: {FIX}.")
    # Chromium refuses to start its sandbox for root, which is what containers run as.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
