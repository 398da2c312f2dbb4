"""Take pictures of every page of the built book, in every look, to be looked at by a person.

    python tools/screenshots.py FOLDER [--book _build/html] [--only perceptron] [--looks phone,dark]

The looks: wide (1280 pixels), phone (375), dark, forced colours, paper, without JavaScript. Each
page is cut into slices of at most 2,000 pixels that open at full size: NAME-wide-1.png, ...; the
contact sheets show all slices of a page in one look beside each other: sheets/NAME-wide-1.png, ...
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chromium import BrowserMissingError, chromium

if TYPE_CHECKING:
    from PIL import Image
    from playwright.sync_api import Browser, Page

BOOK = Path(__file__).resolve().parent.parent / "_build" / "html"
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "phone": {"width": 375, "is_mobile": True, "has_touch": True},
    "dark": {"width": 1280, "color_scheme": "dark"},
    "forced": {"width": 1280, "forced_colors": "active", "color_scheme": "dark"},
    "print": {"width": 718, "media": "print"},  # A4 without its margins
    "no-script": {"width": 1280, "java_script_enabled": False},
}
SLICE = 2000
SHEET_COLUMNS, SHEET_WIDTH = {"phone": 6}, 1800
# Everything stands, though nobody scrolls to it: sections are drawn, pictures come, figures wake.
ALL = """
.bd-article section { content-visibility: visible !important; }
.bd-header-article { position: static !important; }
"""
STYLE = """(text) => {
    document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
}"""
WAKE = """async () => {
    for (const figure of document.querySelectorAll(".mnist-live, .explore")) {
        figure.scrollIntoView();
        await new Promise((done) => setTimeout(done, 300));
    }
    window.scrollTo(0, 0);
}"""
DECODE = "() => Promise.allSettled([...document.images].map((i) => i.decode()))"
READY = """() => {
    document.querySelectorAll("img[loading=lazy]").forEach((i) => (i.loading = "eager"));
    const live = [...document.querySelectorAll(".mnist-live")];
    return [...document.images].every((i) => i.complete) && document.fonts.status === "loaded" &&
        live.every((figure) => "alive" in figure.dataset);
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


def whole(page: Page, width: int, finger: bool) -> bytes:
    """Take a page from top to bottom as one PNG.

    Chromium takes a full page as if there were a mouse: for that moment buttons are lower than
    under a finger, and the room that figures keep stays empty. So a phone's page is taken in
    pieces.
    """
    if not finger:
        return page.screenshot(full_page=True)
    from PIL import Image

    page.set_viewport_size({"width": width, "height": SLICE})
    page.wait_for_timeout(300)
    height = page.evaluate("document.documentElement.scrollHeight")
    picture = Image.new("RGB", (width, height))
    for top, _ in slices(height):
        page.evaluate("(top) => window.scrollTo({ top, behavior: 'instant' })", top)
        with Image.open(io.BytesIO(page.screenshot())) as piece:
            picture.paste(piece, (0, round(page.evaluate("window.scrollY"))))
    data = io.BytesIO()
    picture.save(data, format="png")
    return data.getvalue()


def sheets(slices: list[Path], folder: Path, columns: int) -> list[Path]:
    """Join the slices of a page, reduced, into pictures of so many columns; return their paths."""
    from PIL import Image

    folder.mkdir(exist_ok=True)
    name = slices[0].stem.rpartition("-")[0]
    written = []
    width = SHEET_WIDTH // columns
    for start in range(0, len(slices), columns):
        parts = [_reduced(path, width - 8) for path in slices[start : start + columns]]
        sheet = Image.new("RGB", (SHEET_WIDTH, max(part.height for part in parts)), "#888")
        for place, part in enumerate(parts):
            sheet.paste(part, (place * width, 0))
        path = folder / f"{name}-{start // columns + 1}.png"
        sheet.save(path)
        written.append(path)
    return written


def _reduced(path: Path, width: int) -> Image.Image:
    from PIL import Image

    with Image.open(path) as part:
        size = width, round(part.height * width / part.width)
        return part.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def shoot(browser: Browser, page_file: Path, name: str, folder: Path, looks: list[str]) -> None:
    """Take one page in some looks."""
    for look in looks:
        settings = {**LOOKS[look]}
        width, media = settings.pop("width"), settings.pop("media", None)
        scripts = settings.get("java_script_enabled", True)
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.evaluate(STYLE, ALL)
        if scripts:
            page.evaluate(WAKE)
            page.wait_for_function(READY, timeout=60_000)
            page.wait_for_timeout(1000)  # figures draw what their data say
            # Open what a click would open: a reviewer wants to see the solutions too.
            if media is None:
                page.evaluate(
                    "document.querySelectorAll('details').forEach((d) => (d.open = true))"
                )
        page.evaluate(DECODE)  # else there are white places where pictures should be
        if media:
            page.emulate_media(media=media)
            page.evaluate("dispatchEvent(new Event('beforeprint'))")  # folds open for paper
            page.wait_for_timeout(300)
        picture = whole(page, width, settings.get("has_touch", False))
        slices = cut(picture, folder / f"{name}-{look}")
        for path in sheets(slices, folder / "sheets", SHEET_COLUMNS.get(look, 3)):
            print(path)
        context.close()


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
    parser.add_argument("--looks", default=",".join(LOOKS), help="some of %(default)s")
    chosen = parser.parse_args(arguments)
    looks = [look for look in LOOKS if look in chosen.looks.split(",")]
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
                shoot(browser, page, name, chosen.folder, looks)
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
