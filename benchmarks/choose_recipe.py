"""Choose, on validation images, the recipes that ``time_to_accuracy.py`` measures.

Run with ``python benchmarks/choose_recipe.py`` (about a quarter of an hour); it writes
``choices.json``. ``make bench`` does not run it. A candidate of ``recipes.py`` learns from the
first 50,000 training images with five seeds, and is scored on the last 10,000. The rule, fixed
beforehand: the candidates are tried from cheap to dear, and the first that reaches the target and
the margin with every seed is taken. One seed below puts a candidate out, and its other seeds are
spared. Their order is by processor seconds (all threads added up, which a busy machine distorts
less than the clock); these are recorded, to show it. The test images are not looked at.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace

from common import digits, parser
from recipes import CHOICES, GOALS, Goal, Recipe, accuracy, short
from report import machine

from mnist_course.data import Dataset

SEEDS = range(100, 105)  # others than those of the measurement
VALIDATION = 10_000  # images, the last of the 60,000


def try_out(recipe: Recipe, data: Dataset, seeds: range, least: float) -> dict:
    """Train with each seed while all pass; return accuracies and processor seconds."""
    scores, seconds = [], []
    for seed in seeds:
        start = time.process_time()
        _, model = recipe.train(data.train, seed)
        seconds.append(round(time.process_time() - start, 1))
        scores.append(round(accuracy(model, data.validation), 4))
        print(f"{recipe}, seed {seed}: {scores[-1]:.2%}, {seconds[-1]} s", flush=True)
        if scores[-1] < least:
            break
    return {"recipe": str(recipe), "validation": scores, "seconds": seconds}


def passed(tried: dict, seeds: range, least: float) -> bool:
    """Return whether a candidate reached `least` with every seed."""
    return len(tried["validation"]) == len(seeds) and min(tried["validation"]) >= least


def choose(goal: Goal, data: Dataset, seeds: range) -> tuple[str | None, list[dict]]:
    """Return the first candidate that passes, None if none does, and what was tried."""
    tried: list[dict] = []
    for recipe in goal.candidates:
        tried.append(try_out(recipe, data, seeds, goal.least))
        if passed(tried[-1], seeds, goal.least):
            return str(recipe), tried
    return None, tried


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
        name, candidates = choose(goal, data, seeds)
        print(f"{goal.name}: {name or 'no candidate passed'}", flush=True)
        choices[goal.name] = {"chosen": name, "machine": machine(()), "candidates": candidates}
        missing += [] if name else [goal.name]
    if settings.dry:
        return 0
    CHOICES.write_text(json.dumps(choices, indent=1) + "\n", encoding="utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
