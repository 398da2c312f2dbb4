"""What all benchmarks share: the command line, the digits, fair turns, and the judgement.

A benchmark is a script. It measures, prints its section, and puts it into RESULTS.md. With
``--dry`` it rehearses: little data, one round, nothing written, nothing judged. That takes seconds
and shows that the script still runs.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mnist_course.data import Dataset, load_mnist

FEW = 256  # images in a rehearsal
PAUSE = 0.3  # seconds between two arms: threads that still spin for more work go to sleep


def parser(doc: str | None, rounds: int = 5) -> argparse.ArgumentParser:
    """Return the command line that all benchmarks have; `doc` is the script's docstring."""
    found = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    found.add_argument("--rounds", type=int, default=rounds, help=f"default: {rounds}")
    found.add_argument("--dry", action="store_true", help="rehearse on little data, write nothing")
    return found


def digits(dry: bool, validation: int = 0) -> Dataset:
    """Return the real digits; for a rehearsal a few of each split, of the stand-in if need be."""
    data = load_mnist(validation=validation)
    if dry:
        splits = (split[:FEW] for split in (data.train, data.validation, data.test))
        return Dataset(data.name, data.is_standin, *splits)
    if data.is_standin:
        sys.exit("This benchmark needs the real MNIST digits: run `mnist-course data` first.")
    return data


def seconds_of(run: Callable, *arguments: object, **settings: object) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    run(*arguments, **settings)
    return time.perf_counter() - start


def alternate(arms: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Let the arms take turns; return the seconds of each.

    An arm is a function that prepares itself, works, and returns the seconds of the work alone.
    In each round every arm has its turn, so that all meet the same state of the machine; every
    second round goes backwards, so that none profits from its place.
    """
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    for number in range(rounds):
        for name in list(arms)[:: -1 if number % 2 else 1]:
            if rounds > 1:
                gc.collect()
                time.sleep(PAUSE)
            seconds[name].append(arms[name]())
        shown = ", ".join(f"{name} {values[-1]:.3g} s" for name, values in seconds.items())
        print(f"  round {number + 1} of {rounds}: {shown}", flush=True)
    return seconds


def medians(seconds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median of each arm."""
    return {name: statistics.median(values) for name, values in seconds.items()}


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return p of the power law seconds = c · size^p that fits best, on logarithmic scales."""
    slope, _ = np.polyfit(np.log(sizes), np.log(seconds), 1)
    return float(slope)


def verdict(claims: Mapping[str, bool], dry: bool) -> int:
    """Say which claims hold; return the exit code of the script: 0 if all do."""
    for claim, holds in claims.items():
        print("rehearsed  " if dry else "holds      " if holds else "DOES NOT   ", claim)
    return 0 if dry or all(claims.values()) else 1
