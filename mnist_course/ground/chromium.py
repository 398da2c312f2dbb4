"""Where a Chromium is on this machine: one rule for doctor, browser tests and screenshots."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIXED = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
#: Where `playwright install chromium` puts the executable inside its folder chromium-NUMBER.
_INSIDE_PLAYWRIGHT = (
    "chrome-linux*/chrome",
    "chrome-win*/chrome.exe",
    "chrome-mac*/*.app/Contents/MacOS/*",
)
FIX = "apt install chromium, or: playwright install chromium, or name one in the variable CHROMIUM"


def find_chromium() -> Path | None:
    """Return the executable of a Chromium or Chrome, or None.

    The variable CHROMIUM decides if it is set (None if it names no executable file); then the
    usual names on the path, the browsers that playwright installed, and the usual folders.
    """
    if chosen := os.environ.get("CHROMIUM"):
        found = shutil.which(chosen)
        return Path(found) if found else None
    on_path = (Path(found) for name in NAMES if (found := shutil.which(name)))
    fixed = (Path(path) for path in FIXED)
    candidates = (path for some in (on_path, _from_playwright(), fixed) for path in some)
    return next((path for path in candidates if path.is_file()), None)


def _from_playwright() -> Iterator[Path]:
    """Yield what `playwright install chromium` left, the newest first."""
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    roots = [
        Path(cache) if cache else Path.home() / ".cache/ms-playwright",
        Path.home() / "Library/Caches/ms-playwright",
        Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "ms-playwright",
    ]
    for root in roots:
        for folder in sorted(root.glob("chromium-*"), reverse=True):
            for pattern in _INSIDE_PLAYWRIGHT:
                yield from sorted(folder.glob(pattern))
