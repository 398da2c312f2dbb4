"""Training in the page as a reader meets it, in Chromium and in Firefox.

The training lab is opened from a disk, with no network, as in the built book. Train is pressed, and
the clock runs until the held-out digits come out right in 88 of 100 cases; then, while it trains
on, the learning rate is turned. After that LeNet-5 learns the same digits in a Worker of the page
until it reads 93 of 100, and the control is turned all the while. An answer is the time from the
moment when a turn is due until the picture after it stands, or until the Worker has replied.
"""

from __future__ import annotations

import html
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from common import parser, verdict
from report import digits_of, page, record, spread, table

from mnist_course.widgets import page as page_maker

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from chromium import BrowserMissingError, chromium  # noqa: E402
from firefox import FirefoxError, said_by  # noqa: E402
from firefox import version as firefox_version  # noqa: E402

SECTION = "training_lab"
SCRIPT = Path(__file__).with_suffix(".js")
MARK = "MEASURED "
REQUIRED, PATIENCE = 88, 15  # percent of held-out digits, seconds that a reader may wait
LENET_REQUIRED, LENET_PATIENCE = 0.93, 60
ANSWER = 0.1  # seconds of a control
KEYS = 20
LIMIT = 400  # seconds after which a browser is given up


def layer(kind: str, **settings: Any) -> dict[str, Any]:
    """Return a layer as engine.js reads it."""
    return {"layer": kind, "settings": settings}


LENET = {
    "input_shape": [28, 28, 1],
    "seed": 1,
    "layers": [
        layer("Conv2D", filters=6, kernel_size=5, padding="same", activation="tanh"),
        layer("MaxPool2D", pool_size=2),
        layer("Conv2D", filters=16, kernel_size=5, activation="tanh"),
        layer("MaxPool2D", pool_size=2),
        layer("Flatten"),
        layer("Dense", units=120, activation="tanh"),
        layer("Dense", units=84, activation="tanh"),
        layer("Dense", units=10, activation="softmax"),
    ],
}
SETTINGS = {
    "loss": "categorical_crossentropy",
    "optimizer": {"optimizer": "adam", "learning_rate": 0.003},
    "batch_size": 32,
    "epochs": 100,
}


def task(dry: bool) -> dict[str, Any]:
    """Return what the page is to do; in a rehearsal, the same with few digits and turns."""
    lenet = {"network": LENET, "settings": SETTINGS, "patience": 2 * LENET_PATIENCE}
    if dry:
        return {"learned": 20, "keys": 2, "lenet": {**lenet, "images": 64, "required": 0}}
    return {
        "learned": REQUIRED,
        "keys": KEYS,
        "lenet": {**lenet, "images": 5000, "required": LENET_REQUIRED},
    }


def write_page(folder: Path, dry: bool) -> Path:
    """Write a page with the lab, all that it loads, and the script that uses it; return it."""
    page_maker.write_page_files(folder / "live")
    figure = page_maker.page_html("lab", {}, b"", "The training lab")
    (folder / "use.js").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    wanted = html.escape(json.dumps(task(dry)), quote=False)
    path = folder / "lab.html"
    path.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        '<title>Lab</title><link rel="stylesheet" href="live/live.css"></head>'
        f'<body>{figure}<script src="live/live.js"></script><script>window.TASK = {wanted};'
        '</script><script src="use.js"></script></body></html>',
        encoding="utf-8",
    )
    return path


def in_chromium(path: Path) -> dict[str, Any]:
    """Open the page in Chromium; return what it says."""
    with chromium() as browser:
        tab = browser.new_context(offline=True).new_page()
        with tab.expect_console_message(
            lambda message: message.text.startswith(MARK), timeout=1000 * LIMIT
        ) as caught:
            tab.goto(path.as_uri())
        told = json.loads(caught.value.text.removeprefix(MARK))
        return {**told, "version": browser.version}


def in_firefox(path: Path) -> dict[str, Any]:
    """Open the page in Firefox; return what it says."""
    return {**json.loads(said_by(path, MARK, seconds=LIMIT)), "version": firefox_version()}


BROWSERS = {"Chromium": in_chromium, "Firefox": in_firefox}
ROWS = {
    "ready": ("lab", "ready", "from the script to a network that waits, digits unpacked"),
    "learned": ("lab", "learned", f"[784, 30, 10]: from Train to {REQUIRED} % of 1,000 digits"),
    "answer": ("lab", "answer", "slowest answer of the lab while it trains"),
    "lenet": ("lenet", "seconds", f"LeNet-5: to {100 * LENET_REQUIRED:.0f} % of 1,000 digits"),
    "lenet answer": ("lenet", "answer", "slowest answer while LeNet-5 trains"),
}


def measure(rounds: int, dry: bool) -> tuple[dict[str, list[dict]], dict[str, str]]:
    """Let the browsers take turns; return what each said, and why one could not be asked."""
    found: dict[str, list[dict]] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = write_page(Path(folder), dry)
        for _ in range(rounds):
            for name, ask in BROWSERS.items():
                if name in missing:
                    continue
                try:
                    told = ask(path)
                except (BrowserMissingError, FirefoxError) as error:
                    missing[name] = str(error)
                    continue
                if "fault" in told:
                    raise SystemExit(f"{name}: {told['fault']}")
                found.setdefault(name, []).append(told)
    return found, missing


def describe(found: dict[str, list[dict]], missing: dict[str, str], rounds: int) -> str:
    """Return the section as Markdown."""
    rows = []
    for name, told in found.items():
        for part, key, what in ROWS.values():
            seconds = sorted(one[part][key] for one in told)
            rows.append((name, what, digits_of(seconds[len(seconds) // 2]), spread(seconds)))
    versions = ", ".join(f"{name} {told[0]['version']}" for name, told in found.items())
    return page(
        "## Training in the page",
        f"""[784, 30, 10] with the settings the lab opens with, and LeNet-5 with Adam
        ({SETTINGS["optimizer"]["learning_rate"]}) at batch {SETTINGS["batch_size"]}, on 5,000
        digits, from a disk with no network. {versions}; rounds, each in a new page: {rounds}. In
        the lab {KEYS} turns are answered; while LeNet-5 trains, one every 150 ms.""",
        table(("browser", "what", "seconds, median", "fastest to slowest"), rows),
        *(f"{name}: not measured. {why}" for name, why in missing.items()),
    )


def claims(found: dict[str, list[dict]], missing: dict[str, str]) -> dict[str, bool]:
    """Return what is required, and whether it holds in each browser and each round."""
    judged = {f"{name} was asked": False for name in missing}
    for name, told in found.items():
        read = max(one["lab"]["learned"] for one in told) < PATIENCE
        judged[f"{name}: the lab reads {REQUIRED} % in under {PATIENCE} s"] = read
        passed = all(
            one["lenet"]["accuracy"] >= LENET_REQUIRED and one["lenet"]["seconds"] < LENET_PATIENCE
            for one in told
        )
        share = f"{100 * LENET_REQUIRED:.0f} %"
        judged[f"{name}: LeNet-5 reads {share} in under {LENET_PATIENCE} s"] = passed
        for part, words in (("lab", "the lab's controls answer"), ("lenet", "LeNet-5 answers")):
            slowest = statistics.median(one[part]["answer"] for one in told)
            judged[f"{name}: {words} within {1000 * ANSWER:.0f} ms"] = slowest < ANSWER
    return judged


def main(words: list[str] | None = None) -> int:
    """Measure, print and record; return the exit code."""
    arguments = parser(__doc__, rounds=3).parse_args(words)
    rounds = 1 if arguments.dry else arguments.rounds
    found, missing = measure(rounds, arguments.dry)
    if not found:
        print("not measured:", *missing.values(), sep="\n  ")
        return 0 if arguments.dry else 1
    record(SECTION, describe(found, missing, rounds), arguments.dry)
    return verdict(claims(found, missing), arguments.dry)


if __name__ == "__main__":
    sys.exit(main())
