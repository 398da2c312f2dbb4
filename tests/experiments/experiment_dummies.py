"""Experiments that need no engine and no MNIST, importable by worker processes."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation

PATIENCE = 60  # seconds that a test waits for another process, at most


def tiny_dataset(standin=False):
    def split(n, seed):
        rng = np.random.default_rng(seed)
        return SimpleNamespace(
            images=rng.integers(0, 256, (n, 28, 28), dtype=np.uint8),
            labels=rng.integers(0, 10, n),
        )

    return SimpleNamespace(
        name="tiny", is_standin=standin, train=split(5, 0), validation=split(3, 1), test=split(2, 2)
    )


def standin_dataset():
    return tiny_dataset(standin=True)


def other_data():
    """Other values in each process, as where a machine has files of its own."""
    dataset = tiny_dataset()
    dataset.train.labels[:2] = divmod(os.getpid(), 10)
    return dataset


def wait_for(condition):
    """Wait until ``condition()`` is true; return its value, or fail after a minute."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return value


def measure(settings, seed, dataset):
    """Make a line. With ``gate``, a folder: tell of it there, and be held in the second half."""
    slope = settings["slope"]
    if slope == settings.get("fails_at"):
        raise RuntimeError(f"slope {slope} is too steep")
    if settings.get("gate"):
        gate = Path(settings["gate"])
        (gate / f"begun-{slope}-{seed}-{os.getpid()}").touch()
        if slope > 1:
            wait_for((gate / "open").exists)
        with (gate / "log").open("a") as log:
            log.write(f"{slope} {seed}\n")
    curve = [slope * epoch + seed for epoch in range(settings["epochs"])]
    return Measurement({"curve": curve, "last": np.float32(curve[-1]), "broken": float("nan")})


def summarize(runs):
    return {"runs": len(runs), "largest": max(run.metrics["last"] for run in runs)}


def dummy(slopes=(1.0, 2.0), seeds=3, load=tiny_dataset, **settings):
    return Experiment(
        name="dummy",
        title="A straight line",
        source="nowhere",
        claim="It rises.",
        reported={"largest": 3.0},
        settings={"epochs": 3, **settings},
        variations=[Variation({"slope": slope}, seeds) for slope in slopes],
        measure=measure,
        summarize=summarize,
        check=Check({"slope": slopes[0]}, ["curve"], 1e-6, 0, {"epochs": 2}),
        load=load,
    )


if __name__ == "__main__":
    # The command line, with the held experiment: python -m tests.experiments.experiment_dummies
    # GATE WORDS...
    import sys

    from mnist_course.commands.experiments import app
    from mnist_course.experiments import registry
    from tests.experiments import experiment_dummies  # by this name worker processes know it

    held = experiment_dummies.dummy(gate=sys.argv[1])
    registry.EXPERIMENTS["dummy"] = held
    app(sys.argv[2:])
