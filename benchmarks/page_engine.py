"""The engine of the pages, engine.js, beside convnetjs and TensorFlow.js, in one Chromium.

All arms train the same network from equal weights on the same batches in the same order: [784, 30,
10] at batch 10, and LeNet-5 with maximum pooling (convnetjs knows no other) at batch 32. Each arm
has a page of its own; they take turns, and the medians count. An arm trains as many images in a
turn as take it about a second; seconds are given for one image. As proof that all do the same work,
the mean losses of the first steps must agree.

The peers come from npm, into a folder that git ignores, when the benchmark first runs.
TensorFlow.js is there with its CPU and its WebAssembly backend (with SIMD, one thread: as a page
gets it that is opened from a disk); the latter cannot train convolutions. Besides, the sample of
the pages is learned in a Worker, as a reader would do it, until the held-out digits come out well.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from common import alternate, digits, medians, parser, verdict
from report import digits_of, page, record, spread, table

from mnist_course.widgets import assets
from mnist_course.widgets.bundle import JS

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

SECTION = "page_engine"
PEERS = {
    "convnetjs": "0.3.0",
    "@tensorflow/tfjs": "4.22.0",
    "@tensorflow/tfjs-backend-wasm": "4.22.0",
}
CACHE = ROOT / ".cache" / "npm-peers"
MODULES = CACHE / "node_modules"
TF = MODULES / "@tensorflow"
SCRIPTS = {
    "engine": [],
    "convnetjs": [MODULES / "convnetjs/build/convnet.js"],
    "tensorflow": [
        TF / "tfjs/dist/tf.min.js",
        TF / "tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
    ],
}
ENGINE = "engine.js"
WASM = "http://peers.invalid/"  # answered from the folder; nothing is asked of the network
AIM = 2  # times as quick as each peer
COMPARED = 2  # batches whose mean loss is compared

# network: batch, learning rate, {arm: (kind, backend, images a turn)}
TASKS: dict[str, tuple[int, float, dict[str, tuple[str, str, int]]]] = {
    "mlp": (
        10,
        0.5,
        {
            ENGINE: ("engine", "", 5000),
            "convnetjs": ("convnetjs", "", 2000),
            "TensorFlow.js, CPU": ("tensorflow", "cpu", 1000),
            "TensorFlow.js, WebAssembly": ("tensorflow", "wasm", 1000),
        },
    ),
    "lenet": (
        32,
        0.1,
        {
            ENGINE: ("engine", "", 960),
            "convnetjs": ("convnetjs", "", 320),
            "TensorFlow.js, CPU": ("tensorflow", "cpu", 64),
        },
    ),
}
TITLES = {"mlp": "[784, 30, 10], batch 10", "lenet": "LeNet-5, batch 32"}
# network: accuracy on held-out digits, seconds that a reader may wait, settings
LEARNED: dict[str, tuple[float, float, dict[str, Any]]] = {
    "mlp": (0.88, 15, {"optimizer": {"optimizer": "sgd", "learning_rate": 0.5}, "batch_size": 10}),
    "lenet": (
        0.93,
        60,
        {"optimizer": {"optimizer": "adam", "learning_rate": 0.003}, "batch_size": 32},
    ),
}
ANSWER, FORWARD = 0.1, 0.01  # seconds: of a control while training, of a forward pass


def fetch_peers() -> bool:
    """Install the peers into the ignored folder, unless they are there; return whether they are."""
    wanted = {f"{name}@{version}" for name, version in PEERS.items()}
    if all(_installed(name) == version for name, version in PEERS.items()):
        return True
    npm = shutil.which("npm")
    if npm is None:
        return False
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--prefix", str(CACHE), "--no-audit", "--no-fund", "--no-save"]
    done = subprocess.run([*command, "--ignore-scripts", *sorted(wanted)], check=False)
    return done.returncode == 0


def _installed(name: str) -> str:
    try:
        return json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError):
        return ""


def engine_text() -> str:
    """Return engine.js and what belongs to it as one plain script; `course` holds the exports."""
    text, exported = [], []
    for name in ("engine.js", "packed.js", "worker.js"):
        script = (JS / name).read_text(encoding="utf-8")
        body, _, listed = re.sub(r"(?m)^import [^;]*;$", "", script).rpartition("\nexport {")
        text.append(body)
        exported += re.findall(r"\w+", listed)
    return "\n".join(text) + f"\nglobalThis.course = {{ {', '.join(exported)} }};\n"


@contextmanager
def open_pages() -> Iterator[Any]:
    """Give a function that opens a page with the engine and with the scripts of an arm."""
    from chromium import chromium

    arms = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    with chromium() as browser:
        context = browser.new_context()

        def serve(route: Any) -> None:
            path = TF / "tfjs-backend-wasm" / "dist" / route.request.url.removeprefix(WASM)
            headers = {"access-control-allow-origin": "*", "content-type": "application/wasm"}
            route.fulfill(path=path, headers=headers)

        context.route(f"{WASM}**", serve)

        def open_page(kind: str) -> Any:
            opened = context.new_page()
            opened.set_default_timeout(600_000)
            for path in SCRIPTS[kind]:
                opened.add_script_tag(content=path.read_text(encoding="utf-8"))
            opened.add_script_tag(content="(() => {" + engine_text() + "})();")
            opened.add_script_tag(content=arms)
            return opened

        yield open_page, browser.version


def compare(task: str, open_page: Any, data: Any, rounds: int, dry: bool, peers: bool) -> dict:
    """Let the arms take turns; return seconds an image by arm, and the losses that must agree."""
    batch, rate, arms = TASKS[task]
    arms = {name: arm for name, arm in arms.items() if peers or name == ENGINE}
    weights = open_page("engine").evaluate("startingWeights", {"network": task})
    pages, turns, losses = {}, {}, {}
    for name, (kind, backend, images) in arms.items():
        images = min(images, len(data.images), 4 * batch if dry else images)
        pages[name] = open_page(kind)
        message = {
            "arm": kind,
            "network": task,
            "rate": rate,
            "batch": batch,
            "weights": weights,
            "backend": backend,
            "wasm": WASM,
            "pixels": base64.b64encode(data.images[:images].tobytes()).decode(),
            "labels": data.labels[:images].tolist(),
        }
        pages[name].evaluate("prepare", message)
        losses[name] = pages[name].evaluate("train", COMPARED * batch)["loss"]

        def turn(name: str = name, images: int = images) -> float:
            return pages[name].evaluate("train", images)["seconds"] / images

        if not dry:
            turn()  # the browser compiles what it finds to be busy
        turns[name] = turn
    seconds = alternate(turns, rounds)
    for opened in pages.values():
        opened.close()
    return {"seconds": seconds, "losses": losses}


def learn(open_page: Any, dry: bool) -> dict[str, dict[str, float]]:
    """Learn the sample in a Worker, as a page does; return what it took."""
    sample = base64.b64encode(assets.read("digits")).decode()
    found = {}
    for task, (required, patience, settings) in LEARNED.items():
        if dry and task == "lenet":
            continue
        opened = open_page("engine")
        message = {
            "source": engine_text(),
            "network": task,
            "settings": {**settings, "loss": "categorical_crossentropy", "epochs": 100},
            "sample": sample,
            "required": required,
            "patience": patience,
        }
        found[task] = opened.evaluate("learnInWorker", message)
        opened.close()
    opened = open_page("engine")
    found["forward"] = {"seconds": opened.evaluate("forwardPass")}
    opened.close()
    return found


def describe(results: dict, learned: dict, rounds: int, browser: str, peers: bool) -> str:
    """Return the section as Markdown."""
    parts = [
        "## The engine of the pages, in Chromium",
        f"""Training, in microseconds for one image; medians of {rounds} rounds in which the arms
        take turns, each in a page of its own. Equal weights, equal batches, plain SGD,
        cross-entropy, one thread. Chromium {browser}; convnetjs {PEERS["convnetjs"]}, TensorFlow.js
        {PEERS["@tensorflow/tfjs"]} (its `fit`; its WebAssembly cannot train convolutions).""",
    ]
    if not peers:
        parts.append("The peers are not here (npm, or the network): not measured.")
    for task, found in results.items():
        middle = medians(found["seconds"])
        rows = [
            (
                name,
                digits_of(1e6 * middle[name]),
                spread([1e6 * value for value in values]),
                "" if name == ENGINE else f"**{middle[name] / middle[ENGINE]:.1f}×**",
                f"{found['losses'][name]:.5f}",
            )
            for name, values in found["seconds"].items()
        ]
        batches = f"loss of {COMPARED} batches"
        head = ("arm", "µs an image", "fastest to slowest", "arm / engine", batches)
        parts += [f"### {TITLES[task]}", table(head, rows)]
    rows = [
        (
            TITLES[task],
            f"{LEARNED[task][0]:.0%}",
            digits_of(told["seconds"]),
            told["epoch"],
            f"{told['accuracy']:.1%}",
            digits_of(1000 * told["slowest"]),
        )
        for task, told in learned.items()
        if task in LEARNED
    ]
    head = ("network", "passes", "after seconds", "epochs", "accuracy", "slowest answer, ms")
    forward = 1000 * learned["forward"]["seconds"]
    parts += [
        "### 5,000 digits learned in a Worker",
        "As a reader sees it: held-out digits are scored after each epoch, and a control is sent "
        "every 150 ms, whose answers are timed.",
        table(head, rows),
        f"A forward pass of LeNet-5 for one digit takes {digits_of(forward)} ms.",
    ]
    return page(*parts)


def judge(results: dict, learned: dict) -> dict[str, bool]:
    """Return the claims, and whether they hold."""
    claims = {}
    for task, found in results.items():
        middle, losses = medians(found["seconds"]), found["losses"]
        for name in middle:
            if name == ENGINE:
                continue
            quicker = middle[name] / middle[ENGINE]
            claims[f"{TITLES[task]}: quicker than {name}"] = quicker > 1
            claims[f"{TITLES[task]}: {AIM} times as quick as {name} (the aim)"] = quicker >= AIM
            same = abs(losses[name] - losses[ENGINE]) < 1e-3 * losses[ENGINE]
            claims[f"{TITLES[task]}: the loss of {name} agrees"] = same
    for task, (required, patience, _) in LEARNED.items():
        if told := learned.get(task):
            passed = told["accuracy"] >= required and told["seconds"] < patience
            claims[f"{TITLES[task]}: {required:.0%} in under {patience} s"] = passed
            claims[f"{TITLES[task]}: controls answer within 100 ms"] = told["slowest"] < ANSWER
    claims["a forward pass of LeNet-5 takes less than 10 ms"] = (
        learned["forward"]["seconds"] < FORWARD
    )
    return claims


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison and record it."""
    settings = parser(__doc__, rounds=7).parse_args(arguments)
    dry, rounds = settings.dry, 1 if settings.dry else settings.rounds
    peers = all(_installed(name) for name in PEERS) if dry else fetch_peers()
    data = digits(dry, validation=10_000).train
    with open_pages() as (open_page, browser):
        results = {task: compare(task, open_page, data, rounds, dry, peers) for task in TASKS}
        learned = learn(open_page, dry)
    record(SECTION, describe(results, learned, rounds, browser, peers), dry)
    claims = judge(results, learned) | ({} if peers else {"the peers are there": False})
    return verdict(claims, dry)


if __name__ == "__main__":
    sys.exit(main())
