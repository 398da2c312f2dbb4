"""Ten neurons name a digit: softmax regression, S3's settings, and S1's squared error.

S3 trains softmax regression on inputs in [-1, 1] with ``batch_size=128``,
``learning_rate=0.1 / 128``, ``MomentumOptimizer(0.9)`` and
``L2Regularization(0.0005 * 128)`` for 100 passes, takes the pass with the lowest *test* cost and
reports 90.01 %. What do its numbers mean?

PaddlePaddle of that time sums the gradient over the samples of a batch and steps by

    v <- 0.9 v - eta · (sum of gradients) - eta · decay · w,        w <- w + v

with eta = 0.1 / 128 and decay = 0.0005 · 128. With the *mean* gradient of 128 samples, as in this
course, the two factors of 128 move: eta · sum = 0.1 · mean, and eta · decay = 0.1 · 0.0005. So
S3 uses, in our convention, **learning rate 0.1 and L2 penalty 0.0005** (the loss gets
0.0005/2 · ‖w‖²). That decay is mild. The heavy one comes from reading 0.0005 · 128 = 0.064 as
a penalty beside a mean gradient. The runs here try both, and the same with a smaller learning
rate, to tell which of them costs the accuracy.

The penalty is part of the gradient and so goes through the momentum, as in S3; the
``weight_decay`` of our `SGD` shrinks the weights apart from it (Loshchilov and Hutter, 2019).

S1 writes the same linear model with a squared error instead: the sum over the ten outputs, mean
over the batch. `QuadraticCost` is half of that, so a learning rate here equals half of it there.
S1 reports no number for it.

Choices (learning rate of each loss) are made on validation images; see the variations with
``purpose`` "choose". Test images are read once, after the last epoch, by the others; only the
variations that repeat S3 read them at every pass, because S3 did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean, median
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Split, scale
from mnist_course.experiments.declare import Check, Experiment, Outcome, Variation
from mnist_course.experiments.records import Run
from mnist_course.experiments.training import spread, train
from mnist_course.nn import SGD, CategoricalCrossentropy, Dense, QuadraticCost, Sequential
from mnist_course.nn.losses import Loss

CHOICES = {
    "cross_entropy": (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1),
    "squared_error": (0.0002, 0.0005, 0.001, 0.002, 0.005),
}
CHOSEN = {"cross_entropy": 0.01, "squared_error": 0.0005}
"""Learning rates with the best median validation accuracy among `CHOICES`; a test compares."""

OUR_EPOCHS = 15
S3_PASSES = 100


class SGDWithL2(SGD):
    """SGD whose gradients include that of the penalty ``l2 / 2 · ‖w‖²`` (biases too, as in S3)."""

    def __init__(self, learning_rate: float, momentum: float, l2: float):
        super().__init__(learning_rate, momentum=momentum)
        self.l2 = l2

    def step(self, params: Sequence[np.ndarray], grads: Sequence[np.ndarray]) -> None:
        """Take one step down the penalised loss."""
        if self.l2:
            grads = [g + self.l2 * w for w, g in zip(params, grads, strict=True)]
        super().step(params, grads)


def _inputs(split: Split) -> np.ndarray:
    """Return the pixels as S1 and S3 use them: float32 in [-1, 1], shape (n, 784)."""
    return scale(split.images, low=-1, high=1).reshape(len(split), 784)


def _loss(name: str) -> Loss:
    return CategoricalCrossentropy(from_logits=True) if name == "cross_entropy" else QuadraticCost()


def measure_linear(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Outcome:
    """Train the linear model 784 → 10 once.

    Metrics: lists with one entry an epoch: ``train_cost``, ``train_accuracy``, ``train_seconds``,
    ``validation_cost``, ``validation_accuracy`` and, for S3's way of evaluating, ``test_cost``
    and ``test_accuracy``; numbers after the last epoch: ``final_test_accuracy`` (not for
    "choose"), ``largest_logit_gap`` (largest difference between two outputs of one validation
    image), ``training_seconds`` (whole training without measurements).
    """
    loss = _loss(settings["loss"])
    model = Sequential(
        [Dense(10, kernel_initializer="scaled_normal")], input_shape=(784,), seed=seed
    )
    splits = {"validation": (_inputs(dataset.validation), dataset.validation)}
    if settings["purpose"] == "as_source":
        splits["test"] = (_inputs(dataset.test), dataset.test)

    def look(model: Sequential) -> dict[str, float]:
        seen = {}
        for name, (x, split) in splits.items():
            outputs = model.predict(x)
            seen[f"{name}_cost"] = float(loss(split.one_hot, outputs))
            seen[f"{name}_accuracy"] = float(np.mean(outputs.argmax(axis=1) == split.labels))
        return seen

    optimizer = SGDWithL2(settings["learning_rate"], settings["momentum"], settings["l2"])
    x_train = _inputs(dataset.train)
    metrics = train(model, x_train, dataset.train.one_hot, settings, seed, loss, optimizer, look)
    seconds = metrics.pop("train_seconds")
    outputs = model.predict(splits["validation"][0])
    metrics["largest_logit_gap"] = float((outputs.max(axis=1) - outputs.min(axis=1)).max())
    metrics["training_seconds"] = sum(seconds)
    if settings["purpose"] != "choose":
        right = model.predict(_inputs(dataset.test)).argmax(axis=1) == dataset.test.labels
        metrics["final_test_accuracy"] = float(np.mean(right))
    return Outcome(metrics)


def _label(run: Run) -> str:
    return str(run.settings["label"])


def _summarize_final(label: str, runs: Sequence[Run]) -> dict[str, float]:
    """Summarise the seeds of one variation that reads the test images."""
    summary = {
        **spread(f"{label}_test", [run.metrics["final_test_accuracy"] for run in runs]),
        f"{label}_validation_median": median(r.metrics["validation_accuracy"][-1] for r in runs),
        f"{label}_validation_cost_median": median(r.metrics["validation_cost"][-1] for r in runs),
        f"{label}_logit_gap_max": max(run.metrics["largest_logit_gap"] for run in runs),
        f"{label}_training_seconds_max": max(run.metrics["training_seconds"] for run in runs),
    }
    if "test_cost" in runs[0].metrics:
        summary |= _summarize_as_source(label, runs)
    return summary


def _summarize_as_source(label: str, runs: Sequence[Run]) -> dict[str, float]:
    """Evaluate as S3 does: the pass with the lowest test cost, and its test accuracy."""
    best = [int(np.argmin(run.metrics["test_cost"])) for run in runs]
    at_best = [run.metrics["test_accuracy"][k] for run, k in zip(runs, best, strict=True)]
    costs = [run.metrics["test_cost"][k] for run, k in zip(runs, best, strict=True)]
    return {
        **spread(f"{label}_best_pass_test", at_best),
        f"{label}_best_pass_test_cost_median": median(costs),
        f"{label}_mean_test_over_passes": mean(mean(r.metrics["test_accuracy"]) for r in runs),
        f"{label}_worst_pass_test": min(min(run.metrics["test_accuracy"]) for run in runs),
    }


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise every variation by its label, and say which learning rates validation chooses."""
    summary: dict[str, float] = {}
    for label in dict.fromkeys(map(_label, runs)):
        group = [run for run in runs if _label(run) == label]
        if group[0].settings["purpose"] != "choose":
            summary |= _summarize_final(label, group)
    for loss in CHOICES:
        group = [
            r for r in runs if r.settings["purpose"] == "choose" and r.settings["loss"] == loss
        ]
        by_rate: dict[float, list[float]] = {}
        for run in group:
            accuracy = run.metrics["validation_accuracy"][-1]
            by_rate.setdefault(run.settings["learning_rate"], []).append(accuracy)
        if by_rate:
            best = max(by_rate, key=lambda rate: median(by_rate[rate]))
            summary[f"{loss}_chosen_learning_rate"] = best
            summary[f"{loss}_chosen_validation_median"] = median(by_rate[best])
    return summary


def _variation(
    label: str, purpose: str, rate: float, l2: float, loss: str = "cross_entropy", epochs: int = 0
) -> Variation:
    own = {"label": label, "purpose": purpose, "loss": loss, "learning_rate": rate, "l2": l2}
    epochs = epochs or (S3_PASSES if purpose == "as_source" else OUR_EPOCHS)
    return Variation({**own, "epochs": epochs}, seeds=3)


_RATE = CHOSEN["cross_entropy"]

EXPERIMENTS = (
    Experiment(
        name="softmax-regression",
        title="Softmax regression, with and without S3's settings, and with squared error",
        source="S3, PaddlePaddle's recognize_digits; S1, the linear model with squared error",
        claim="Softmax regression names 90.01 % of the test images.",
        reported={"test_accuracy": 0.9001, "test_cost": 0.484447, "best_pass": 13},
        settings={"batch_size": 128, "momentum": 0.9, "inputs": [-1, 1]},
        variations=[
            *(
                _variation("choose", "choose", rate, 0.0, loss)
                for loss, rates in CHOICES.items()
                for rate in rates
            ),
            _variation("ours", "final", _RATE, 0.0),
            _variation("ours_l2_mild", "final", _RATE, 0.0005),
            _variation("ours_l2_heavy", "final", _RATE, 0.064),
            _variation("s1_squared_error", "final", CHOSEN["squared_error"], 0.0, "squared_error"),
            _variation("s3", "as_source", 0.1, 0.0005),
            _variation("s3_without_l2", "as_source", 0.1, 0.0),
            _variation("s3_l2_heavy", "as_source", 0.1, 0.064),
            _variation("s3_rate_lowered", "as_source", _RATE, 0.0005),
        ],
        measure=measure_linear,
        summarize=summarize,
        check=Check(
            {
                "label": "ours",
                "purpose": "final",
                "loss": "cross_entropy",
                "learning_rate": _RATE,
                "l2": 0.0,
                "epochs": OUR_EPOCHS,
            },
            ["train_cost", "validation_accuracy", "final_test_accuracy"],
            0.01,
        ),
    ),
)
