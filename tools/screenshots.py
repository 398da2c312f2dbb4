"""Take pictures of every page of the built book, to be looked at by a person.

    python tools/screenshots.py FOLDER [--book _build/html] [--only perceptron]

Each page is taken wide (1280 pixels), on a phone (375) and wide in the dark, in slices of at most
2,000 pixels that open at full size: NAME-wide-1.png, NAME-wide-2.png, ...
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chromium import BrowserMissingError, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOOK = Path(__file__).resolve().parent.parent / "_build" / "html"
LOOKS = {"wide": (1280, "light"), "phone": (375, "light"), "dark": (1280, "dark")}
SLICE = 2000
# Pictures that wait to come near are fetched.
READY = """() => {
    document.querySelectorAll("img[loading=lazy]").forEach((i) => (i.loading = "eager"));
    return [...document.images].every((i) => i.complete) && document.fonts.status === "loaded";
}"""


def slices(height: int, limit: int = SLICE) -> list[tuple[int, int]]:
    """Cut a height in pixels into pieces (top, bottom), none of them higher than ``limit``."""
    return [(top, min(top + limit, height)) for top in range(0, height, limit)]


def cut(picture: bytes, target: Path) -> list[Path]:
    """Write a PNG as slices ``target-1.png``, ``target-2.png``, ...; return their paths."""
    from PIL import Image

    written = []
    with Image.open(io.BytesIO(picture)) as whole:
        for number, (top, bottom) in enumerate(slices(whole.height), start=1):
            path = target.with_name(f"{target.name}-{number}.png")
            whole.crop((0, top, whole.width, bottom)).save(path)
            written.append(path)
    return written


def shoot(browser: Browser, page_file: Path, name: str, folder: Path) -> None:
    """Take one page in each of its looks."""
    for look, (width, scheme) in LOOKS.items():
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(page_file.as_uri())
        page.wait_for_function(READY, timeout=60_000)
        # Open what a click would open: a reviewer wants to see the solutions too.
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        for path in cut(page.screenshot(full_page=True), folder / f"{name}-{look}"):
            print(path)
        page.close()


def pages(book: Path, only: str = "") -> list[Path]:
    """Return the pages of a built book whose path contains ``only``."""
    found = [p for p in sorted(book.rglob("*.html")) if "_static" not in p.parts]
    found = [p for p in found if p.name not in {"index.html", "genindex.html"}]
    return [p for p in found if only in p.relative_to(book).as_posix()]


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; return 0 if there was a book and a browser."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--book", type=Path, default=BOOK)
    parser.add_argument("--only", default="", help="only pages whose path contains this text")
    chosen = parser.parse_args(arguments)
    book = chosen.book.resolve()
    found = pages(book, chosen.only)
    if not found:
        print(f"no page to take in {book}; run `make book` first", file=sys.stderr)
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True)
    try:
        with chromium() as browser:
            for page in found:
                name = "-".join(page.relative_to(book).with_suffix("").parts)
                shoot(browser, page, name, chosen.folder)
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
