"""The training lab as a reader meets it: how soon it reads digits, how soon its controls answer.

The figure is opened in Chromium from a disk, with no network, as in the built book. Train is
pressed, and the clock runs until the held-out digits come out right in 88 of 100 cases. Then, while
it trains on, the learning rate is turned with the keyboard; the browser itself says how long each
key press took until the next picture (Event Timing, to 8 ms).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from common import parser, verdict
from report import digits_of, page, record, spread, table

from mnist_course.widgets import page as page_maker

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from chromium import BrowserMissingError, chromium  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SECTION = "training_lab"
REQUIRED, PATIENCE = 88, 15  # percent of held-out digits, seconds that a reader may wait
ANSWER = 0.1  # seconds of a key press until the next picture
KEYS = 20
STATUS = "document.querySelector('.ml-status').textContent"
READ = f"Number(/held-out accuracy ([0-9.]+)/.exec({STATUS})?.[1]) >= {REQUIRED}"
WATCH = """() => {
  window.answers = [];
  const note = (list) => window.answers.push(
    ...list.getEntries().filter((e) => e.name === "keydown").map((e) => e.duration / 1000));
  new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16 });
}"""


def write_book(folder: Path) -> Path:
    """Write a page with the lab, and all that it loads; return the page."""
    page_maker.write_page_files(folder / "live")
    figure = page_maker.page_html("lab", {}, b"", "The training lab")
    path = folder / "lab.html"
    path.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        '<title>Lab</title><link rel="stylesheet" href="live/live.css"></head>'
        f'<body>{figure}<script src="live/live.js"></script></body></html>',
        encoding="utf-8",
    )
    return path


def use(browser: Browser, path: Path) -> dict[str, float]:
    """Open the page anew and use it; return seconds: ready, learned, slowest answer."""
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    start = time.perf_counter()
    tab.goto(path.as_uri())
    tab.wait_for_selector(".ml-status")
    tab.wait_for_function(f"{STATUS}.startsWith('Epoch 0')")
    ready = time.perf_counter() - start
    start = time.perf_counter()
    tab.get_by_role("button", name="Train").click()
    tab.wait_for_function(READ)
    learned = time.perf_counter() - start
    tab.evaluate(WATCH)
    slider = tab.get_by_label("Learning rate η")
    for number in range(KEYS):
        slider.press("ArrowLeft" if number % 2 else "ArrowRight")
        tab.wait_for_timeout(400)  # long enough for a training to begin with the new rate
    answers = tab.evaluate("window.answers")
    context.close()
    # What took less than 16 ms is not reported by the browser.
    return {"ready": ready, "learned": learned, "answer": max([0.016, *answers])}


def main(words: list[str] | None = None) -> int:
    """Measure, print and record; return the exit code."""
    arguments = parser(__doc__, rounds=3).parse_args(words)
    rounds = 1 if arguments.dry else arguments.rounds
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as folder:
            path = write_book(Path(folder))
            found = [use(browser, path) for _ in range(rounds)]
            version = browser.version
    except BrowserMissingError as error:
        print(f"not measured: {error}")
        return 0 if arguments.dry else 1
    names = {
        "ready": "from the address to a network that waits, digits unpacked",
        "learned": f"from Train to {REQUIRED} % of 1,000 held-out digits",
        "answer": f"slowest of {KEYS} key presses on a slider while it trains, until the picture",
    }
    seconds = {name: sorted(one[name] for one in found) for name in names}
    rows = [
        (what, digits_of(seconds[name][rounds // 2]), spread(seconds[name]))
        for name, what in names.items()
    ]
    section = page(
        "## The training lab, in Chromium",
        f"""[784, 30, 10] with the settings the lab opens with, on 5,000 digits, from a disk with no
        network. Chromium {version}; rounds, each in a new page: {rounds}.""",
        table(("what", "seconds, median", "fastest to slowest"), rows),
    )
    record(SECTION, section, arguments.dry)
    learned, answer = seconds["learned"][-1], seconds["answer"][-1]
    claims = {
        f"the lab reads {REQUIRED} % of the held-out digits in {PATIENCE} s": learned < PATIENCE,
        f"each key press is answered in {1000 * ANSWER:.0f} ms while it trains": answer < ANSWER,
    }
    return verdict(claims, arguments.dry)


if __name__ == "__main__":
    sys.exit(main())
