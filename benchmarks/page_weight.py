"""What a page of the built book weighs, and how soon its text and its first control are there.

    python benchmarks/page_weight.py                    # the book in _build/html
    python benchmarks/page_weight.py --before FOLDER    # beside another build of the book

Served by a small server of our own, compressed as web servers do, over a line that Chromium slows
down. Bytes are exact; times are medians of several loads with an empty cache.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import mimetypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from common import parser, verdict
from report import digits_of, page, record, table

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from chromium import BrowserMissingError, chromium  # noqa: E402

from mnist_course.ground.chromium import find_chromium  # noqa: E402

SECTION = "page_weight"
BOOK = ROOT / "_build" / "html"
#: The front page, a chapter with formulas, the lab's chapter, the ledger.
PAGES = ("intro", "chapters/softmax-regression", "chapters/hyperparameters", "appendix/ledger")
SLOW = {"latency": 150, "bits": 1.6e6}  # the line of Lighthouse's phone
QUICK = {"latency": 40, "bits": 10e6}  # the line of Lighthouse's desktop
PAINT_LIMIT, MOVE_LIMIT, SHIFT_LIMIT = 3.0, 2.0, 0.05
SCORES = {"accessibility": 95, "best-practices": 95, "seo": 95}
SPEED = {"desktop": 90, "mobile": 60}
PACKED = {".html", ".css", ".js", ".svg", ".json", ".txt"}


# ---- bytes ----


class _Needs(HTMLParser):
    """The files that a browser must have before it shows the first line of the article."""

    def __init__(self) -> None:
        super().__init__()
        self.needed: list[str] = []
        self.all: list[str] = []
        self.text_at: int | None = None
        self.inside_article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article":
            self.inside_article = True
        elif tag == "h1" and self.inside_article and self.text_at is None:
            self.text_at = self.getpos()[0]
        early = self.text_at is None
        address = given.get("href") if tag == "link" else given.get("src")
        if not address:
            return
        if tag == "link" and "stylesheet" in (given.get("rel") or ""):
            self.needed.append(address)
            self.all.append(address)
        elif tag == "script":
            self.all.append(address)
            if early and not {"defer", "async"} & set(given):
                self.needed.append(address)


@dataclass(frozen=True)
class Weight:
    """Bytes of one page: as files, and compressed for the way."""

    html: int
    packed: int
    before_text: int  # packed: styles and scripts that block, and the HTML above the first heading
    scripts: int  # packed: all scripts and styles that the page names


def packed(data: bytes) -> int:
    """Return the bytes of a file compressed as servers do."""
    return len(gzip.compress(data, 6))


def weigh(book: Path, name: str) -> Weight:
    """Weigh one page of a built book."""
    path = book / f"{name}.html"
    text = path.read_text(encoding="utf-8")
    reader = _Needs()
    reader.feed(text)

    def sizes(addresses: list[str]) -> int:
        files = {(path.parent / unquote(urlsplit(a).path)).resolve() for a in addresses}
        return sum(packed(file.read_bytes()) for file in files if file.is_file())

    above = "\n".join(text.split("\n")[: reader.text_at or 0])
    return Weight(
        html=len(text.encode()),
        packed=packed(text.encode()),
        before_text=sizes(reader.needed) + packed(above.encode()),
        scripts=sizes(reader.all),
    )


# ---- a server and a browser ----


class _Packing(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        if path.suffix in PACKED:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that has seen enough hangs up."""


@contextmanager
def served(book: Path) -> Iterator[str]:
    """Serve a folder; give its address."""
    handler = functools.partial(_Packing, directory=str(book))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


WATCH = """() => {
  window.seen = { shift: 0, paint: 0, move: 0 };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) {
      if (e.name === "first-contentful-paint") seen.paint = e.startTime;
    }
  }).observe({ type: "paint", buffered: true });
}"""
# A reader who wants the first figure goes to it as soon as it stands in the page.
GO = """() => {
  const look = () => {
    const box = document.querySelector(".explore, .mnist-live");
    if (box && !window.gone) { window.gone = true; box.scrollIntoView(); }
    const ready = ".explore[data-ready], .mnist-live[data-alive], .explore .noUi-handle";
    if (document.querySelector(ready)) seen.move = performance.now();
    else setTimeout(look, 20);
  };
  look();
}"""


def load(browser: Browser, address: str, line: dict[str, float], go: bool) -> dict[str, float]:
    """Load a page once with an empty cache over a slow line; return seconds and shift."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    try:
        tab = context.new_page()
        bits = line["bits"] / 8
        limits = {"offline": False, "latency": line["latency"]}
        limits |= {"downloadThroughput": bits, "uploadThroughput": bits}
        session = context.new_cdp_session(tab)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", limits)
        tab.add_init_script(f"({WATCH})(); {f'({GO})();' if go else ''}")
        tab.goto(address, wait_until="load", timeout=180_000)
        if go:
            tab.wait_for_function("() => seen.move > 0", timeout=60_000)
        tab.wait_for_timeout(500)
        seen = tab.evaluate("() => seen")
    finally:
        context.close()
    return {"paint": seen["paint"] / 1000, "move": seen["move"] / 1000, "shift": seen["shift"]}


def has_figure(book: Path, name: str) -> bool:
    """Return whether a page has something that can be moved."""
    text = (book / f"{name}.html").read_text(encoding="utf-8")
    return any(word in text for word in ("data-explore", "data-live", "widget-view+json"))


@dataclass(frozen=True)
class Times:
    """Medians of several loads: seconds to the first paint and the first control; shift."""

    paint: float
    shift: float
    move: float | None


def time_page(browser: Browser, book: Path, base: str, name: str, rounds: int) -> Times:
    """Load one page several times over both lines."""
    address = f"{base}{name}.html"
    slow = [load(browser, address, SLOW, go=False) for _ in range(rounds)]
    quick = [load(browser, address, QUICK, go=True) for _ in range(rounds * has_figure(book, name))]
    return Times(
        paint=statistics.median(one["paint"] for one in slow),
        shift=max(one["shift"] for one in slow),
        move=statistics.median(one["move"] for one in quick) if quick else None,
    )


# ---- Lighthouse, where npm has it ----


def lighthouse(address: str, form: str) -> dict[str, float] | None:
    """Return Lighthouse's scores of a page, 0 to 100; None if it is not installed."""
    program = shutil.which("lighthouse")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "report.json")
        command = [program, address, "--quiet", "--output=json", f"--output-path={target}"]
        command += ["--chrome-flags=--headless --no-sandbox --disable-gpu"]
        command += ["--preset=desktop"] if form == "desktop" else []
        environment = {"CHROME_PATH": str(find_chromium())}
        done = subprocess.run(command, env={**os.environ, **environment}, check=False)
        if done.returncode or not target.is_file():
            return None
        told: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return {key: 100 * (one["score"] or 0) for key, one in told["categories"].items()}


def judge(base: str, names: tuple[str, ...], rounds: int) -> list[tuple[str, str, dict]]:
    """Let Lighthouse judge the pages on both forms; medians of each score."""
    found = []
    for name in names:
        for form in ("desktop", "mobile"):
            runs = [lighthouse(f"{base}{name}.html", form) for _ in range(rounds)]
            kept = [run for run in runs if run]
            if kept:
                middle = {key: statistics.median(run[key] for run in kept) for key in kept[0]}
                found.append((name, form, middle))
    return found


# ---- the report ----


def describe(
    weights: dict[str, dict[str, Weight]],
    times: dict[str, dict[str, Times]],
    scores: list[tuple[str, str, dict]],
    rounds: int,
) -> str:
    """Return the section as Markdown."""
    rows = []
    for when, weighed in weights.items():
        for name, w in weighed.items():
            t = times[when][name]
            sizes = [f"{n / 1000:,.0f}" for n in (w.html, w.packed, w.before_text, w.scripts)]
            moved = digits_of(t.move, 2) if t.move is not None else "–"
            shift = f"{t.shift:.3f}"
            rows.append((f"{name}, {when}", *sizes, digits_of(t.paint, 2), shift, moved))
    head = ("page", "HTML, kB", "packed", "before the text", "scripts and styles")
    head += ("first paint, s", "shift", "first control, s")
    parts = [
        "## Weight of a page",
        f"""Kilobytes of a page's HTML, as a file and compressed; what a browser must fetch before
        it shows the first heading, compressed (styles, scripts that block, the HTML above it); all
        scripts and styles. First paint and layout shift over {SLOW["bits"] / 1e6} Mbit/s and
        {SLOW["latency"]:.0f} ms, first control that can be moved over {QUICK["bits"] / 1e6:.0f}
        Mbit/s and {QUICK["latency"]:.0f} ms, in a window of 412 × 823: medians of {rounds} loads
        with an empty cache (shift: the largest).""",
        table(head, rows),
    ]
    if scores:
        keys = list(scores[0][2])
        lines = [(name, form, *(f"{s[k]:.0f}" for k in keys)) for name, form, s in scores]
        parts.append(table(("Lighthouse", "form", *keys), lines))
    else:
        parts.append("Lighthouse is not installed here (`npm install --global lighthouse`).")
    parts.append(
        f"""Required: first paint under {PAINT_LIMIT:.0f} s, first control under {MOVE_LIMIT:.0f} s,
        layout shift under {SHIFT_LIMIT}; Lighthouse: accessibility, best practices and SEO from 95,
        performance from {SPEED["desktop"]} (desktop) and {SPEED["mobile"]} (mobile)."""
    )
    return page(*parts)


def claims(times: dict[str, Times], scores: list[tuple[str, str, dict]]) -> dict[str, bool]:
    """Return what is required of the book as it is now, and whether it holds."""
    moves = [t.move for t in times.values() if t.move is not None]
    found = {
        f"first paint under {PAINT_LIMIT:.0f} s": max(t.paint for t in times.values())
        < PAINT_LIMIT,
        f"shift under {SHIFT_LIMIT}": max(t.shift for t in times.values()) < SHIFT_LIMIT,
    }
    if moves:
        found[f"first control under {MOVE_LIMIT:.0f} s"] = max(moves) < MOVE_LIMIT
    for name, form, score in scores:
        wanted = {**SCORES, "performance": SPEED[form]}
        low = [k for k, least in wanted.items() if score.get(k, 0) < least]
        found[f"Lighthouse, {name}, {form}"] = not low
    return found


def rehearsal(folder: Path) -> Path:
    """Write a book of one small page, to show that the script still runs."""
    (folder / "style.css").write_text("h1 { color: black }", encoding="utf-8")
    figure = '<div class="explore" data-explore data-ready>a figure</div>'
    text = f"""<!DOCTYPE html><html lang="en"><head><title>t</title>
<link rel="stylesheet" href="style.css"></head><body><article>
<h1>A page</h1>{figure}</article></body></html>"""
    (folder / "intro.html").write_text(text, encoding="utf-8")
    return folder


def measure(books: dict[str, Path], names: tuple[str, ...], rounds: int, dry: bool) -> int:
    """Weigh and time the pages of each book, write the section, and judge the book of now."""
    weights = {when: {n: weigh(book, n) for n in names} for when, book in books.items()}
    times: dict[str, dict[str, Times]] = {}
    scores: list[tuple[str, str, dict]] = []
    with chromium() as browser:
        for when, book in books.items():
            with served(book) as base:
                times[when] = {n: time_page(browser, book, base, n, rounds) for n in names}
    if not dry:
        with served(books["now"]) as base:
            scores = judge(base, names, min(rounds, 3))
    record(SECTION, describe(weights, times, scores, rounds), dry, ("playwright",))
    return verdict(claims(times["now"], scores), dry)


def main(arguments: list[str] | None = None) -> int:
    """Measure the pages and record their section."""
    line: argparse.ArgumentParser = parser(__doc__, rounds=3)
    line.add_argument("--book", type=Path, default=BOOK, help="the built book (_build/html)")
    line.add_argument("--before", type=Path, help="an earlier build, to stand beside it")
    settings = line.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        books = {"before": settings.before} if settings.before else {}
        books["now"] = rehearsal(Path(folder)) if settings.dry else settings.book.resolve()
        names = ("intro",) if settings.dry else PAGES
        for book in books.values():
            if not (book / "intro.html").is_file():
                print(f"There is no book in {book}: run `make book` first.", file=sys.stderr)
                return 1
        try:
            return measure(books, names, 1 if settings.dry else settings.rounds, settings.dry)
        except BrowserMissingError as error:
            print(error, file=sys.stderr)
            return 0 if settings.dry else 1


if __name__ == "__main__":
    sys.exit(main())
