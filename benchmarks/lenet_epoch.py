"""One epoch of LeNet-5 on 60,000 digits: our engine against Keras and PyTorch, side by side.

All arms train LeNet-5 (61,706 parameters, tanh, average pooling, softmax) with Adam, in float32,
from equal weights: before anything is timed, their answers to some images must be equal. The arms:

- the engine's ``fit``;
- Keras's ``fit`` as a beginner calls it;
- Keras with the best of some settings, found on the spot with a part of the data;
- PyTorch, the loop of its tutorials ("eager");
- PyTorch with channels last in memory and a fused Adam.

All but the third shuffle the samples; Keras's tf.data pipeline would shuffle more slowly, so it is
spared that. One epoch of each is run first, untimed: it compiles and warms up, with the samples of
all arms in equal order, and the accuracies after it show that the work is the same.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass, field
from typing import Any

import keras_peer
import numpy as np
import torch_peer
from common import alternate, digits, parser, seconds_of, verdict
from keras_peer import CANDIDATES, KerasArm, quickest
from report import digits_of, page, record, spread, table
from torch_peer import TorchArm

from mnist_course.data import Dataset
from mnist_course.nn import Adam
from mnist_course.nn.zoo import lenet5

SECTION, SEED = "lenet_epoch", 0
FLOOR, AIM, AIM_BEST = 0.8, 0.5, 0.8
LOSS, ADAM = "categorical_crossentropy", ("Adam", {})
ENGINE, DEFAULT, BEST = "engine", "Keras, default", "Keras, best settings"
EAGER, FAST = "PyTorch, eager", "PyTorch, channels last, fused Adam"


class EngineArm:
    """The engine, in the form of the other arms."""

    def __init__(self, batch: int):
        self.batch, self.model = batch, lenet5(seed=SEED)

    def train(self, x: np.ndarray, y: np.ndarray, shuffle: bool = False) -> float:
        """Return the seconds of one epoch from the first weights."""
        self.model = lenet5(seed=SEED)
        settings = {"loss": LOSS, "optimizer": Adam(), "batch_size": self.batch, "seed": SEED}
        return seconds_of(self.model.fit, x, y, shuffle=shuffle, progress=False, **settings)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs for all samples."""
        return self.model.predict(x)


@dataclass
class Result:
    """What was measured at one batch size."""

    batch: int
    best: dict[str, Any]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    accuracy: dict[str, float] = field(default_factory=dict)

    def ratio(self, peer: str) -> float | None:
        """Return the engine's time divided by the peer's (medians), None if the peer is absent."""
        if peer not in self.seconds:
            return None
        return statistics.median(self.seconds[ENGINE]) / statistics.median(self.seconds[peer])


def softmax(z: np.ndarray) -> np.ndarray:
    """Return probabilities: PyTorch's network stops at the logits."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def check_equal_start(arms: dict[str, Any], x: np.ndarray) -> None:
    """Stop unless all arms give equal answers before training, logits or outputs, to 1e-4."""
    model = arms[ENGINE].model
    model.forward(x)
    logits, outputs = model.layers[-1].z, model.layers[-1].a
    for name, arm in arms.items():
        theirs = arm.predict(x)
        gap = float(np.abs(theirs - (logits if name in (EAGER, FAST) else outputs)).max())
        if not gap < 1e-4:
            sys.exit(f"{name} does not start with the engine's weights: answers differ by {gap:g}")


def make_arms(batch: int, x: np.ndarray, y: np.ndarray, candidates: list[dict]) -> tuple:
    """Return the arms by name, and the settings found for the tuned Keras."""
    model, best = lenet5(seed=SEED), {}
    arms = {ENGINE: EngineArm(batch), DEFAULT: KerasArm(model, LOSS, ADAM, batch)}
    if candidates:
        best = quickest(model, LOSS, ADAM, batch, x, y, candidates)
        arms[BEST] = KerasArm(model, LOSS, ADAM, batch, **best)
    if torch_peer.installed():
        arms |= {EAGER: TorchArm(model, batch), FAST: TorchArm(model, batch, fast=True)}
    return arms, best


def compare(data: Dataset, batch: int, rounds: int, candidates: list[dict]) -> Result:
    """Alternate the arms at one batch size."""
    shape = (-1, 28, 28, 1)
    x, y = data.train.x.reshape(shape), data.train.one_hot
    order = np.random.default_rng(SEED).permutation(len(x))
    ordered = x[order], y[order]
    part = max(8192, 40 * batch)
    print(f"batch {batch}: looking for Keras's best settings", flush=True)
    arms, best = make_arms(batch, ordered[0][:part], ordered[1][:part], candidates)
    check_equal_start(arms, x[:64])
    result = Result(batch, best)
    for name, arm in arms.items():
        arm.train(*ordered)
        answers = arm.predict(data.test.x.reshape(shape)).argmax(axis=1)
        result.accuracy[name] = float((answers == data.test.labels).mean())
    turns = {
        name: lambda arm=arm, name=name: (
            arm.train(*ordered) if name == BEST else arm.train(x, y, shuffle=True)
        )
        for name, arm in arms.items()
    }
    result.seconds = alternate(turns, rounds)
    return result


def describe(results: list[Result], rounds: int, images: int) -> str:
    """Return the section as Markdown."""
    rows = []
    for result in results:
        for name in (ENGINE, DEFAULT, BEST, EAGER, FAST):
            seconds, ratio = result.seconds.get(name), result.ratio(name)
            if seconds is None:
                rows.append((result.batch, name, "not measured", "", "", ""))
                continue
            shown = "" if name == ENGINE else f"**{ratio:.2f}**"
            middle = digits_of(statistics.median(seconds))
            accuracy = f"{100 * result.accuracy[name]:.2f}"
            rows.append((result.batch, name, middle, spread(seconds), shown, accuracy))
    head = ("batch", "arm", "seconds", "fastest to slowest", "engine / arm", "accuracy, %")
    found = "; ".join(
        f"at batch {r.batch} " + ", ".join(f"{key}={value}" for key, value in r.best.items())
        for r in results
        if r.best
    )
    absent = f"PyTorch is not installed ({torch_peer.HOW_TO_INSTALL}): its arms are left out."
    return page(
        "## One epoch of LeNet-5 with Adam",
        f"""{images:,} images, 61,706 parameters, float32, equal starting weights. The arms take
        turns in each round; medians of {rounds} rounds. All arms shuffle, except Keras with its
        best settings. Accuracy: of the 10,000 test images, after one more epoch in which all arms
        had equal batches in equal order; it shows that the work is the same. An engine / arm below
        1 means that the engine is quicker.""",
        table(head, rows),
        f"Keras's best settings found: {found or 'not tried'}.",
        f"""Required: engine / arm at most {FLOOR} beside Keras's default, below 1 beside eager
        PyTorch. Aim: {AIM} beside Keras's default, {AIM_BEST} beside its best settings.
        {"" if torch_peer.installed() else absent}""",
    )


def claims(results: list[Result]) -> dict[str, bool]:
    """Return what is required, and whether it holds."""
    found = {}
    for r in results:
        found[f"batch {r.batch}: at most {FLOOR} of Keras's default"] = r.ratio(DEFAULT) <= FLOOR
        if (eager := r.ratio(EAGER)) is not None:
            found[f"batch {r.batch}: quicker than eager PyTorch"] = eager < 1
        if r.batch == 128:
            gap = max(abs(r.accuracy[ENGINE] - value) for value in r.accuracy.values())
            found["batch 128: accuracies within 0.3 points"] = gap <= 0.003
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison and record it."""
    command = parser(__doc__, rounds=3)
    command.add_argument("--batches", type=int, nargs="+", default=[32, 128, 512])
    settings = command.parse_args(arguments)
    data = digits(settings.dry)
    batches = settings.batches[:1] if settings.dry else settings.batches
    rounds = 1 if settings.dry else settings.rounds
    candidates = [] if settings.dry else CANDIDATES
    results = [compare(data, batch, rounds, candidates) for batch in batches]
    packages = (*keras_peer.PACKAGES, *torch_peer.PACKAGES)
    record(SECTION, describe(results, rounds, len(data.train)), settings.dry, packages)
    return verdict(claims(results), settings.dry)


if __name__ == "__main__":
    sys.exit(main())
