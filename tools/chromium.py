"""Find and start the system's Chromium, for the browser tests and the screenshots."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


class BrowserMissingError(RuntimeError):
    """No browser, or no library to drive it; the message says what to install."""


def find_chromium() -> str:
    """Return the path of a Chromium: the variable CHROMIUM, then the usual names on the path."""
    if chosen := os.environ.get("CHROMIUM"):
        if shutil.which(chosen):
            return chosen
        raise BrowserMissingError(f"CHROMIUM={chosen} is not an executable file.")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise BrowserMissingError(
        f"no browser found (looked for {', '.join(NAMES)}). Install Chromium, for example "
        "`apt-get install chromium`, or name one in the variable CHROMIUM."
    )


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
    # Chromium refuses to start its sandbox for root, which is what containers run as.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
