"""Choose, on validation images, the recipes that ``time_to_accuracy.py`` measures.

Run with ``python benchmarks/choose_recipe.py`` (about half an hour); it writes ``choices.json``.
``make bench`` does not run it. Each candidate of ``recipes.py`` learns from the first 50,000
training images with five seeds, and is scored on the last 10,000. The rule, fixed beforehand: of
the candidates that reach the target and the margin with every seed, the one that took the fewest
processor seconds (median; all threads added up, which a busy machine distorts less than the clock).
One seed below puts a candidate out, and its other seeds are spared. The test images are not looked
at.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import replace

from common import digits, parser
from recipes import CHOICES, GOALS, Goal, accuracy, short
from report import machine

from mnist_course.data import Dataset

SEEDS = range(100, 105)  # others than those of the measurement
VALIDATION = 10_000  # images, the last of the 60,000


def try_out(goal: Goal, data: Dataset, seeds: range) -> list[dict]:
    """Train all candidates; return what became of each."""
    found = []
    for recipe in goal.candidates:
        scores, seconds = [], []
        for seed in seeds:
            start = time.process_time()
            _, model = recipe.train(data.train, seed)
            seconds.append(round(time.process_time() - start, 1))
            scores.append(round(accuracy(model, data.validation), 4))
            print(
                f"{recipe}, seed {seed}: {scores[-1]:.2%} in {seconds[-1]} processor s", flush=True
            )
            if scores[-1] < goal.target + goal.margin:
                break
        found.append({"recipe": str(recipe), "validation": scores, "seconds": seconds})
    return found


def choose(goal: Goal, found: list[dict], seeds: int) -> str | None:
    """Return the cheapest of the candidates that passed with every seed, None if none did."""
    least = goal.target + goal.margin
    good = [c for c in found if len(c["validation"]) == seeds and min(c["validation"]) >= least]
    best = min(good, key=lambda c: statistics.median(c["seconds"]), default=None)
    return best and best["recipe"]


def main(arguments: list[str] | None = None) -> int:
    """Try all candidates, choose, and record everything."""
    names = [goal.name for goal in GOALS]
    command = parser(__doc__, rounds=1)
    command.add_argument("--goals", nargs="+", choices=names, default=names)
    settings = command.parse_args(arguments)
    data = digits(settings.dry, validation=VALIDATION)
    goals, seeds = [goal for goal in GOALS if goal.name in settings.goals], SEEDS
    if settings.dry:
        goals = [replace(goal, candidates=short(goal)) for goal in goals]
        seeds = SEEDS[:1]
    choices = json.loads(CHOICES.read_text(encoding="utf-8")) if CHOICES.exists() else {}
    missing = []
    for goal in goals:
        candidates = try_out(goal, data, seeds)
        name = choose(goal, candidates, len(seeds))
        print(f"{goal.name}: {name or 'no candidate passed'}", flush=True)
        choices[goal.name] = {"chosen": name, "machine": machine(()), "candidates": candidates}
        missing += [] if name else [goal.name]
    if settings.dry:
        return 0
    CHOICES.write_text(json.dumps(choices, indent=1) + "\n", encoding="utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
