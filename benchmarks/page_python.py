"""Python in a page as a reader meets it: from the click to ready, from Check to the verdict.

    python benchmarks/page_python.py            # the book in _build/html
    python benchmarks/page_python.py --every    # no times: one exercise of each chapter is answered

A page of the built book is opened in Chromium and in Firefox, from a disk and from a web server,
each time in a new profile. The button below an exercise is pressed; the clock runs until Python is
ready. Then a right answer is judged, first and again and again; Python is stopped, and started
once more, from memory.
"""

from __future__ import annotations

import functools
import http.server
import json
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from common import parser, verdict
from report import digits_of, page, record, spread, table

from mnist_course.exercises import exercise_names, get_exercise

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from chromium import BrowserMissingError, chromium  # noqa: E402
from firefox import FirefoxError, said_by  # noqa: E402
from firefox import version as firefox_version  # noqa: E402

SECTION = "page_python"
BOOK = ROOT / "_build" / "html"
SCRIPT = Path(__file__).with_suffix(".js")
MARK = "MEASURED "
PAGE, EXERCISE = "chapters/perceptron.html", "perceptron.update"
READY, CHECK = 5.0, 0.2  # seconds that a reader may wait
CHECKS = 20
LIMIT = 300  # seconds after which a browser is given up
ROWS = {
    "ready": "from the click to ready",
    "first": "the first check",
    "later": "a later check (median)",
    "again": "from Stop to ready again",
}


@contextmanager
def measured_page(checks: int, name: str = PAGE, exercise: str = EXERCISE) -> Iterator[Path]:
    """Put a page that answers its exercise by itself beside the one of the book."""
    task = {
        "exercise": exercise,
        "right": get_exercise(exercise).solution_code(),
        "checks": checks,
    }
    words = json.dumps(task).replace("<", "\\u003c")
    text = (BOOK / name).read_text(encoding="utf-8")
    script = SCRIPT.read_text(encoding="utf-8")
    added = f"<script>window.TASK = {words};</script><script>{script}</script></body>"
    with tempfile.NamedTemporaryFile(
        "w", suffix=".html", prefix="measured-", dir=(BOOK / name).parent, encoding="utf-8"
    ) as file:
        file.write(text.replace("</body>", added))
        file.flush()
        yield Path(file.name)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the book from this machine; yield its address."""
    handler = functools.partial(_Quiet, directory=str(BOOK))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def in_chromium(address: str) -> dict[str, Any]:
    """Open the page in Chromium; return what it says."""
    with chromium() as browser:
        tab = browser.new_context().new_page()
        with tab.expect_console_message(
            lambda message: message.text.startswith(MARK), timeout=1000 * LIMIT
        ) as caught:
            tab.goto(address)
        told = json.loads(caught.value.text.removeprefix(MARK))
        return {**told, "version": browser.version}


def in_firefox(address: str) -> dict[str, Any]:
    """Open the page in Firefox; return what it says."""
    told = json.loads(said_by(address, MARK, seconds=LIMIT))
    return {**told, "version": firefox_version()}


BROWSERS = {"Chromium": in_chromium, "Firefox": in_firefox}


def answer_every_chapter() -> dict[str, bool]:
    """Answer the first exercise of each chapter in both browsers, from a disk and a server."""
    chapters: dict[str, str] = {}
    for exercise in exercise_names():
        chapters.setdefault(exercise.partition(".")[0], exercise)
    held = {}
    with served() as base:
        for chapter, exercise in chapters.items():
            with measured_page(1, f"chapters/{chapter}.html", exercise) as path:
                ways = {"disk": path.as_uri(), "server": base + path.relative_to(BOOK).as_posix()}
                for name, ask in BROWSERS.items():
                    for way, address in ways.items():
                        told = ask(address)
                        held[f"{exercise}, {name}, {way}"] = "fault" not in told
                        print(
                            f"{exercise}, {name}, {way}: {told.get('fault', 'right')}", flush=True
                        )
    return held


def measure(rounds: int, checks: int) -> tuple[dict[tuple[str, str], list[dict]], dict[str, str]]:
    """Let the browsers take turns; return what each said, and why one could not be asked."""
    found: dict[tuple[str, str], list[dict]] = {}
    missing: dict[str, str] = {}
    with measured_page(checks) as path, served() as base:
        ways = {"disk": path.as_uri(), "server": base + path.relative_to(BOOK).as_posix()}
        for _ in range(rounds):
            for name, ask in BROWSERS.items():
                for way, address in ways.items():
                    if name in missing:
                        continue
                    try:
                        told = ask(address)
                    except (BrowserMissingError, FirefoxError) as error:
                        missing[name] = str(error)
                        continue
                    if "fault" in told:
                        raise SystemExit(f"{name}, {way}: {told['fault']}")
                    found.setdefault((name, way), []).append(told)
    return found, missing


def describe(found: dict[tuple[str, str], list[dict]], missing: dict[str, str]) -> str:
    """Return the section as Markdown."""
    rows = []
    for (name, way), told in found.items():
        for key, what in ROWS.items():
            seconds = sorted(one[key] for one in told)
            rows.append((name, way, what, digits_of(statistics.median(seconds)), spread(seconds)))
    some = next(iter(found.values()))
    memory = max(one["memory"] for told in found.values() for one in told) / 1e6
    scripts = sorted((BOOK / "_static" / "python").glob("*-[0-9]*.js"))
    weight = sum(path.stat().st_size for path in scripts) / 1e6
    versions = {name: told[0]["version"] for (name, _), told in found.items()}
    return page(
        "## Python in a page",
        f"""The exercise {EXERCISE} answered in its page, from a disk and from a web server on this
        machine, each time in a new profile: {", ".join(f"{n} {v}" for n, v in versions.items())};
        rounds: {len(some)}. Loaded by the click: {weight:.1f} MB in {len(scripts)} scripts.
        Python's own memory, after its start: {memory:.0f} MB.""",
        table(("browser", "from", "what", "seconds, median", "fastest to slowest"), rows),
        *(f"{name}: not measured. {why}" for name, why in missing.items()),
    )


def claims(found: dict[tuple[str, str], list[dict]], missing: dict[str, str]) -> dict[str, bool]:
    """Return what is required, and whether it holds in each browser."""
    judged = {f"{name} was asked": False for name in missing}
    for (name, way), told in found.items():
        ready = statistics.median(one["ready"] for one in told)
        later = statistics.median(one["later"] for one in told)
        judged[f"{name}, {way}: ready in {READY:g} s"] = ready <= READY
        judged[f"{name}, {way}: judged in {CHECK:g} s"] = later <= CHECK
    return judged


def main(words: list[str] | None = None) -> int:
    """Measure, print and record; return the exit code."""
    reader = parser(__doc__, rounds=3)
    reader.add_argument("--every", action="store_true", help="answer one exercise a chapter")
    arguments = reader.parse_args(words)
    if not (BOOK / PAGE).is_file():
        print(f"not measured: {BOOK / PAGE} is missing; run `make book` first.")
        print(f"Made by `python benchmarks/{SECTION}.py`. (rehearsed)")
        return 0 if arguments.dry else 1
    if arguments.every:
        return verdict(answer_every_chapter(), arguments.dry)
    found, missing = measure(
        1 if arguments.dry else arguments.rounds, 2 if arguments.dry else CHECKS
    )
    if not found:
        print("not measured:", *missing.values(), sep="\n  ")
        return 0 if arguments.dry else 1
    record(SECTION, describe(found, missing), arguments.dry)
    return verdict(claims(found, missing), arguments.dry)


if __name__ == "__main__":
    sys.exit(main())
