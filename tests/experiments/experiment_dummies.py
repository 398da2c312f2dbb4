"""Experiments that need no engine and no MNIST, importable by worker processes."""

import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from mnist_course.experiments.declare import Check, Experiment, Outcome, Variation


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


def measure(settings, seed, dataset):
    if settings.get("log"):
        time.sleep(settings["pause"])
        with Path(settings["log"]).open("a") as log:
            log.write(f"{settings['slope']} {seed}\n")
    curve = [settings["slope"] * epoch + seed for epoch in range(settings["epochs"])]
    return Outcome({"curve": curve, "last": np.float32(curve[-1]), "broken": float("nan")})


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
    import sys

    from mnist_course.experiments.runner import local_executor, run_experiment

    folder, log, jobs = sys.argv[1:]
    slow = dummy(seeds=5, log=log, pause=0.15)
    run_experiment(slow, folder=folder, executor=local_executor(int(jobs)))
