"""A network that does not learn: one fault at a time, planted, and what a reader then sees.

Ours, for the appendix "My network does not learn". The program and its faults stand in
`mnist_course.experiments.shared.planted_faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared import planted_faults as program
from mnist_course.experiments.shared.statistics import group_by, recalls, spread
from mnist_course.metrics import confusion_matrix

LONG = {"few_images": 60, "images_in_both": 60}
EPOCHS, SEEDS = 5, 5
BEFORE, AFTER = ("start", "slope", "step", "few", "piles"), "units"

ALARMS: dict[str, Callable[[Mapping[str, float]], bool]] = {
    "start": lambda m: not abs(m["start_loss"] - np.log(10)) < 0.5,
    "slope": lambda m: not 0 <= m["gradient_error"] < 1e-4,
    "step": lambda m: not 1e-4 < m["step_size"] < 0.1,
    "few": lambda m: not (m["few_right"] == 1 and 0 <= m["few_loss"] < 0.1),
    "piles": lambda m: (
        not (m["picture_share"] > 0.1 and m["largest_pixel"] <= 1 and m["grey_gap"] < 0.03)
        or not (m["shared"] == 0 and m["rarest"] > 0.02 and m["mixed"] > 5)
    ),
    "units": lambda m: not (m["silent_share"] < 0.5 and m["distinct_units"] == program.UNITS),
}
"""The tests of the page, each with what raises its alarm; set after trials with one seed."""


def plant(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train the program with one fault, and make every test on it.

    Metrics: what `train` and `tests` of `planted_faults` return; ``silent_share`` and
    ``distinct_units`` of the hidden layer at the end; ``fresh_accuracy`` and
    ``fresh_least_recall`` on images that the program has surely never seen.
    """
    fault = program.known(settings["fault"])
    piles = program.prepare(dataset, settings["images"], settings["judged"], fault, seed)
    with np.errstate(all="ignore"):  # the faults overflow, and are meant to
        params, seen = program.train(piles, fault, settings["epochs"], seed)
        found = program.tests(piles, fault, seed)
        found["silent_share"] = program.silent_share(params, piles.x[:1000], fault)
        found["distinct_units"] = program.distinct_units(params)
        guess = program.forward(params, piles.fresh_x, fault)[-1].argmax(axis=1)
    found["fresh_accuracy"] = float(np.mean(guess == piles.fresh_y))
    table = confusion_matrix(piles.fresh_y, guess, 10)
    found["fresh_least_recall"] = min(recalls(table.tolist()))
    return Measurement({**seen, **found})


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """For each fault, the spread of what was seen first and last, and the alarms of each test.

    ``FAULT_CURVE_first`` and ``..._last`` are the first and the last epoch; where the loss became
    NaN before the end of the first epoch there are none. ``FAULT_nan_seeds`` counts the runs that
    ended in NaN, ``FAULT_nan_step_max`` the steps of the last of them to do so.
    ``FAULT_loss_step_1`` and ``..._20`` are the losses of single batches. ``FAULT_alarm_TEST``
    counts the runs in which a test raised an alarm.

    ``faults`` counts the faults; ``found_before`` those for which, in every run, a test raised an
    alarm before training; ``found_after`` those that only the look at the hidden units found, after
    it; ``not_found`` the others.
    """
    summary: dict[str, float] = {}
    found = {"before": 0, "after": 0}
    for (fault,), group in group_by(runs, "fault").items():
        measured = [run.metrics for run in group]
        for curve in program.CURVES:
            whole = [m[curve] for m in measured if m[curve]]
            if len(whole) == len(group):
                summary |= spread(f"{fault}_{curve}_first", [values[0] for values in whole])
                summary |= spread(f"{fault}_{curve}_last", [values[-1] for values in whole])
        for place in (1, 20):
            early = [m["loss_steps"][place - 1] for m in measured if len(m["loss_steps"]) >= place]
            if len(early) == len(group):
                summary |= spread(f"{fault}_loss_step_{place}", early)
        steps = [m["nan_step"] for m in measured if m["nan_step"] > 0]
        summary[f"{fault}_nan_seeds"] = len(steps)
        if steps:
            summary[f"{fault}_nan_step_max"] = max(steps)
        for name in measured[0]:
            if isinstance(measured[0][name], int | float) and name != "nan_step":
                summary |= spread(f"{fault}_{name}", [m[name] for m in measured])
        for test, alarm in ALARMS.items():
            summary[f"{fault}_alarm_{test}"] = sum(alarm(m) for m in measured)
        if all(any(ALARMS[test](m) for test in BEFORE) for m in measured):
            found["before"] += 1
        elif all(ALARMS[AFTER](m) for m in measured):
            found["after"] += 1
    faults = len(program.FAULTS)
    summary |= {"faults": faults, "found_before": found["before"], "found_after": found["after"]}
    return summary | {"not_found": faults - sum(found.values())}


EXPERIMENTS = (
    Experiment(
        name="symptoms",
        title="Faults planted in a small network, and what a reader sees",
        source="our own, for the appendix on networks that do not learn",
        claim="Most faults that stop a network show in one of five tests before it is trained.",
        settings={"images": 5_000, "judged": 2_000, "batch_size": program.BATCH},
        variations=[
            Variation({"fault": fault, "epochs": LONG.get(fault, EPOCHS)}, seeds=SEEDS)
            for fault in (program.HEALTHY, *program.FAULTS)
        ],
        measure=plant,
        summarize=summarize,
        check=Check(
            {"fault": "healthy", "epochs": EPOCHS},
            [*program.CURVES, "start_loss", "step_size", "picture_share"],
            0.02,
        ),
    ),
)
