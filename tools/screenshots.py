"""Take pictures of every page of the built book, to be looked at by a person.

    python tools/screenshots.py FOLDER [--book _build/html] [--only perceptron]

Each page is taken wide (1280 pixels) and on a phone (375), in light and in dark.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chromium import BrowserMissingError, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOOK = Path(__file__).resolve().parent.parent / "_build" / "html"
WIDTHS = {"wide": 1280, "phone": 375}
# True once formulas are typeset and each widget shows its first picture.
READY = """() =>
    [...document.querySelectorAll("span.math, div.math")].every(
        (m) => m.querySelector("mjx-container")) &&
    [...document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')].every(
        (s) => s.parentElement.querySelector(".jupyter-widgets")) &&
    [...document.images].every((i) => i.complete)
"""


def shoot(browser: Browser, page_file: Path, name: str, folder: Path) -> None:
    """Take one page in both widths and both colour schemes."""
    for size, width in WIDTHS.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(page_file.as_uri())
            page.wait_for_function(READY, timeout=60_000)
            target = folder / f"{name}-{size}-{scheme}.png"
            page.screenshot(path=target, full_page=True)
            print(target)
            context.close()


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; return 0 if there was a book and a browser."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--book", type=Path, default=BOOK)
    parser.add_argument("--only", default="", help="only pages whose path contains this text")
    chosen = parser.parse_args(arguments)
    book = chosen.book.resolve()
    pages = [p for p in sorted(book.rglob("*.html")) if "_static" not in p.parts]
    pages = [p for p in pages if chosen.only in p.relative_to(book).as_posix()]
    pages = [p for p in pages if p.name not in {"index.html", "genindex.html"}]
    if not pages:
        print(f"no page to take in {book}; run `make book` first", file=sys.stderr)
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True)
    try:
        with chromium() as browser:
            for page in pages:
                name = "-".join(page.relative_to(book).with_suffix("").parts)
                shoot(browser, page, name, chosen.folder)
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
