"""One epoch of LeNet-5 on 60,000 digits: our engine against Keras, side by side.

Run with ``python benchmarks/lenet_epoch.py [--rounds 5] [--batches 32 128 512]``. Both arms train
LeNet-5 (61,706 parameters, tanh, average pooling, softmax) with Adam on the 60,000 training images
of MNIST, from equal weights. For each batch size the arms alternate within one run, and the medians
count. Two Keras arms: ``fit`` as a beginner calls it, which shuffles as the engine does, and the
best of some settings (``jit_compile``, ``steps_per_execution``, a tf.data pipeline), tried on the
spot with a part of the data and spared the shuffling. One epoch of each is run first, untimed: it
compiles and warms up, on the engine's batches in the engine's order. After it, the accuracies on
the test images must agree within 0.3 points at batch size 128.
The script writes its section of ``benchmarks/RESULTS.md``.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from mlp_epoch import write_section

from mnist_course.data import load_mnist
from mnist_course.keras_models import keras_model, load_keras
from mnist_course.nn import Adam, Sequential
from mnist_course.nn.zoo import lenet5

SECTION, SEED, REQUIRED = "lenet_epoch", 0, 0.8
LOSS = "categorical_crossentropy"


def shuffled(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return samples in the order in which the engine's first epoch takes them."""
    order = np.random.default_rng(SEED).permutation(len(x))
    return x[order], y[order]


def train_engine(x: np.ndarray, y: np.ndarray, batch: int) -> tuple[float, Sequential]:
    """Return the seconds of one epoch, shuffling included, and the trained network."""
    model = lenet5(seed=SEED)
    start = time.perf_counter()
    model.fit(x, y, loss=LOSS, optimizer=Adam(), batch_size=batch, seed=SEED, progress=False)
    return time.perf_counter() - start, model


class KerasArm:
    """A compiled Keras LeNet-5, set back to its first weights before each epoch."""

    def __init__(self, batch: int, **settings: object):
        keras = load_keras()
        self.batch = batch
        self.pipeline = settings.pop("pipeline", False)
        self.model = keras_model("lenet5", seed=SEED)
        self.start = self.model.get_weights()
        self.model.compile(keras.optimizers.Adam(), loss=LOSS, metrics=["accuracy"], **settings)

    def train(self, x: np.ndarray, y: np.ndarray, shuffle: bool = False) -> float:
        """Return the seconds of one epoch."""
        self.model.set_weights(self.start)
        for variable in self.model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        arguments = {"verbose": 0, "shuffle": shuffle, "batch_size": self.batch}
        begin = time.perf_counter()
        if self.pipeline:
            import tensorflow as tf

            data = tf.data.Dataset.from_tensor_slices((x, y)).batch(self.batch)
            self.model.fit(data.prefetch(tf.data.AUTOTUNE), verbose=0)
        else:
            self.model.fit(x, y, **arguments)
        return time.perf_counter() - begin


CANDIDATES = [
    {"jit_compile": jit, "steps_per_execution": steps, "pipeline": pipeline}
    for jit in (False, True)
    for steps in (1, 20)
    for pipeline in (False, True)
]


def best_settings(x: np.ndarray, y: np.ndarray, batch: int) -> dict:
    """Return the quickest of some Keras settings on a part of the data."""
    seconds = []
    for settings in CANDIDATES:
        arm = KerasArm(batch, **settings)
        arm.train(x, y)
        seconds.append(min(arm.train(x, y) for _ in range(2)))
    return CANDIDATES[int(np.argmin(seconds))]


def accuracy(predict: Callable, x: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of digits that are read correctly."""
    return float((predict(x).argmax(axis=1) == labels).mean())


def compare(data: dict, batch: int, rounds: int, tune: bool) -> dict:
    """Alternate the arms at one batch size; return seconds and accuracies."""
    x, y = data["x"], data["y"]
    ordered = shuffled(x, y)
    part = min(len(x), 64 * batch)
    best = best_settings(ordered[0][:part], ordered[1][:part], batch) if tune else {}
    arms = {"default": KerasArm(batch)} | ({"best": KerasArm(batch, **best)} if tune else {})
    for arm in arms.values():
        arm.train(*ordered)
    twin = arms["default"].model
    keras_accuracy = accuracy(
        lambda images: twin.predict(images, verbose=0), data["test_x"], data["test_labels"]
    )
    train_engine(x[: 8 * batch], y[: 8 * batch], batch)
    seconds: dict[str, list[float]] = {"engine": [], **{name: [] for name in arms}}
    for number in range(rounds):
        took, model = train_engine(x, y, batch)
        seconds["engine"].append(took)
        for name, arm in arms.items():
            samples = (x, y) if name == "default" else ordered
            seconds[name].append(arm.train(*samples, shuffle=name == "default"))
        shown = ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items())
        print(f"batch {batch}, round {number + 1}: {shown}", flush=True)
    return {
        "batch": batch,
        "seconds": seconds,
        "best": best,
        "engine": accuracy(model.predict, data["test_x"], data["test_labels"]),
        "keras": keras_accuracy,
    }


def describe(results: list[dict], rounds: int, images: int) -> str:
    """Return the section as Markdown."""
    rows = []
    for result in results:
        middle = {k: statistics.median(v) for k, v in result["seconds"].items()}
        ours = middle["engine"]
        spread = f"{min(result['seconds']['engine']):.2f} to {max(result['seconds']['engine']):.2f}"
        best = f"{middle['best']:.2f} | {ours / middle['best']:.2f}" if "best" in middle else "| "
        rows.append(
            f"| {result['batch']} | {ours:.2f} ({spread}) | {middle['default']:.2f} | "
            f"**{ours / middle['default']:.2f}** | {best} | {100 * result['engine']:.2f} | "
            f"{100 * result['keras']:.2f} |"
        )
    chosen = "; ".join(
        f"batch {r['batch']}: " + ", ".join(f"{k}={v}" for k, v in r["best"].items())
        for r in results
        if r["best"]
    )
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "default")
    return f"""
## One epoch of LeNet-5 with Adam

{images:,} images, 61,706 parameters, float32, equal starting weights. The arms alternate; medians
of {rounds} rounds, in seconds (the engine's fastest to slowest in brackets). The engine and Keras's
default shuffle the samples. Accuracy: % of the 10,000 test images after one epoch on equal batches
in equal order.

| batch | engine | Keras `fit`, default | ratio | Keras, best | ratio | acc. engine | acc. Keras |
|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}

Required: at most {REQUIRED} of Keras's default. Keras's best settings found:
{chosen or "not tried"}.
{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, NumPy
{np.__version__}, Keras {load_keras().__version__}, matrix-library threads: {threads}. Made by
`python benchmarks/lenet_epoch.py`.
"""


def main() -> int:
    """Run the comparison and record it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each with all arms")
    parser.add_argument("--batches", type=int, nargs="+", default=[32, 128, 512])
    parser.add_argument("--images", type=int, default=60_000, help="fewer for a quick look")
    parser.add_argument("--no-tuning", action="store_true", help="only Keras's default settings")
    parser.add_argument("--dry", action="store_true", help="print only, leave RESULTS.md alone")
    settings = parser.parse_args()
    digits = load_mnist(validation=0)
    if digits.is_standin:
        print("This benchmark needs the real MNIST digits: run `mnist-course data` first.")
        return 1
    data = {
        "x": digits.train.x[: settings.images].reshape(-1, 28, 28, 1),
        "y": digits.train.one_hot[: settings.images],
        "test_x": digits.test.x.reshape(-1, 28, 28, 1),
        "test_labels": digits.test.labels,
    }
    train_engine(data["x"][:5000], data["y"][:5000], 128)  # before TensorFlow is loaded
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tune = not settings.no_tuning
    results = [compare(data, batch, settings.rounds, tune) for batch in settings.batches]
    text = describe(results, settings.rounds, len(data["x"]))
    text += f"Peak memory of the engine's process, all data included: {memory:.0f} MiB.\n"
    print(text)
    if not settings.dry:
        write_section(text, SECTION)
    quick = all(
        statistics.median(r["seconds"]["engine"])
        <= REQUIRED * statistics.median(r["seconds"]["default"])
        for r in results
    )
    equal = all(abs(r["engine"] - r["keras"]) <= 0.003 for r in results if r["batch"] == 128)
    return 0 if quick and equal else 1


if __name__ == "__main__":
    sys.exit(main())
