"""How long one waits for an import, in a fresh interpreter, beside Keras, TensorFlow and PyTorch.

Each arm starts a Python that does one thing and ends; the arms alternate. What the bare interpreter
takes is measured, too, and taken off. One start of each comes first, untimed: it compiles byte code
and brings the files into the system's cache, so that the disk is not what is measured.
"""

from __future__ import annotations

import os
import subprocess
import sys

import torch_peer
from common import alternate, medians, parser, seconds_of, verdict
from report import digits_of, page, record, spread, table

SECTION, LIMIT = "import_time", 0.3
BARE = "bare interpreter"
OURS = {
    "`import mnist_course`": ["-c", "import mnist_course"],
    "`import mnist_course.nn`": ["-c", "import mnist_course.nn"],
    "`mnist-course --help`": ["-m", "mnist_course", "--help"],
}
PEERS = {
    "`import keras`": ["-c", "import keras"],
    "`import tensorflow`": ["-c", "import tensorflow"],
    "`import torch`": ["-c", "import torch"],
}


def start(arguments: list[str]) -> float:
    """Return the seconds that a fresh interpreter takes for these arguments, start included."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    return seconds_of(subprocess.run, [sys.executable, *arguments], check=True, **quiet)


def describe(seconds: dict[str, list[float]], rounds: int) -> str:
    """Return the section as Markdown."""
    middle = medians(seconds)
    rows = [(BARE, digits_of(middle[BARE]), spread(seconds[BARE]))]
    for name in (*OURS, *PEERS):
        if name not in seconds:
            rows.append((name, "not installed, or not tried", ""))
            continue
        extra = [value - middle[BARE] for value in seconds[name]]
        rows.append((name, digits_of(middle[name] - middle[BARE]), spread(extra)))
    return page(
        "## Time of an import",
        f"""Seconds in a fresh interpreter, without those of the bare interpreter (first row).
        Medians of {rounds} rounds, in which all take turns. `import keras` brings TensorFlow with
        it.""",
        table(("what", "seconds", "fastest to slowest"), rows),
        f"Required: `import mnist_course` in less than {LIMIT} s.",
    )


def main(arguments: list[str] | None = None) -> int:
    """Start the interpreters and record their times."""
    settings = parser(__doc__).parse_args(arguments)
    rounds, peers = (1, {}) if settings.dry else (settings.rounds, dict(PEERS))
    if not torch_peer.installed():
        peers.pop("`import torch`", None)
    orders = {BARE: ["-c", "pass"], **OURS, **peers}
    turns = {name: lambda order=order: start(order) for name, order in orders.items()}
    if not settings.dry:
        alternate(turns, 1)
    seconds = alternate(turns, rounds)
    record(SECTION, describe(seconds, rounds), settings.dry, ("Keras", "TensorFlow", "PyTorch"))
    middle = medians(seconds)
    took = middle["`import mnist_course`"] - middle[BARE]
    return verdict({f"`import mnist_course` in less than {LIMIT} s": took < LIMIT}, settings.dry)


if __name__ == "__main__":
    sys.exit(main())
