"""One epoch of the [784, 30, 10] network: our engine against a loop over single samples.

Run with ``python benchmarks/mlp_epoch.py [--rounds 5]``. Both arms learn from the same 50,000 real
training images: sigmoid layers, quadratic cost, batches of 10, learning rate 3, equal starting
weights, equal order of samples. The loop is organised like the program of Nielsen (2015): one
column vector per image, NumPy's default float64, for each image a list of zero gradients that is
then filled, the gradients of a batch added one by one.
The engine computes a batch at a time, in float32. The arms alternate within one run, so that both
meet the same state of the machine, and the medians count. As proof that both do the same work, the
engine runs once more in float64, untimed, and must end with the loop's weights. The script writes
its section of ``benchmarks/RESULTS.md``.
"""

import argparse
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mnist_course.data import load_mnist
from mnist_course.nn import SGD, Dense, QuadraticCost, Sequential

RESULTS = Path(__file__).with_name("RESULTS.md")
SECTION = "mlp_epoch"
ETA, BATCH, SEED, REQUIRED = 3.0, 10, 0, 12
EPOCHS = 5  # of the engine in one round: about as long as half an epoch of the loop


def build(dtype: str = "float32") -> Sequential:
    """Return the network with N(0, 1/fan_in) weights, the same in every call."""
    layers = [Dense(units, "sigmoid", "scaled_normal") for units in (30, 10)]
    model = Sequential(layers, input_shape=(784,), seed=SEED)
    return model if dtype == "float32" else model.astype(dtype)


def engine_epochs(model: Sequential, x: np.ndarray, y: np.ndarray, epochs: int = 1) -> None:
    """Train the way a reader of the book does."""
    settings = {"batch_size": BATCH, "epochs": epochs, "seed": SEED, "progress": False}
    model.fit(x, y, loss=QuadraticCost(), optimizer=SGD(ETA), **settings)


def squash(z: np.ndarray) -> np.ndarray:
    """Return the logistic sigmoid."""
    return 1 / (1 + np.exp(-z))


def slope(z: np.ndarray) -> np.ndarray:
    """Return the derivative of the logistic sigmoid."""
    return squash(z) * (1 - squash(z))


class LoopNetwork:
    """The same network, one image at a time: weights (d_out, d_in), columns (d, 1)."""

    def __init__(self, model: Sequential):
        self.weights = [layer.params["W"].T.astype(float) for layer in model.layers]
        self.biases = [layer.params["b"][:, None].astype(float) for layer in model.layers]

    def sample_gradients(self, image: np.ndarray, target: np.ndarray) -> tuple[list, list]:
        """Backpropagate a single image; return dC/dW and dC/db for every layer."""
        grads_w = [np.zeros(W.shape) for W in self.weights]
        grads_b = [np.zeros(b.shape) for b in self.biases]
        signal, signals, sums = image, [image], []
        for W, b in zip(self.weights, self.biases, strict=True):
            z = W @ signal + b
            signal = squash(z)
            sums.append(z)
            signals.append(signal)
        delta = (signal - target) * slope(sums[-1])
        grads_w[-1], grads_b[-1] = delta @ signals[-2].T, delta
        for i in range(len(self.weights) - 2, -1, -1):
            delta = (self.weights[i + 1].T @ delta) * slope(sums[i])
            grads_w[i], grads_b[i] = delta @ signals[i].T, delta
        return grads_w, grads_b

    def learn_batch(self, batch: list[tuple[np.ndarray, np.ndarray]]) -> None:
        """Add up the gradients of all samples, then take one step."""
        total_w = [np.zeros(W.shape) for W in self.weights]
        total_b = [np.zeros(b.shape) for b in self.biases]
        for image, target in batch:
            grads_w, grads_b = self.sample_gradients(image, target)
            total_w = [total + part for total, part in zip(total_w, grads_w, strict=True)]
            total_b = [total + part for total, part in zip(total_b, grads_b, strict=True)]
        rate = ETA / len(batch)
        self.weights = [W - rate * g for W, g in zip(self.weights, total_w, strict=True)]
        self.biases = [b - rate * g for b, g in zip(self.biases, total_b, strict=True)]


def loop_epoch(network: LoopNetwork, x: list[np.ndarray], y: list[np.ndarray]) -> None:
    """Train one epoch; x and y are lists of column vectors."""
    order = np.random.default_rng(SEED).permutation(len(x))
    for start in range(0, len(order), BATCH):
        network.learn_batch([(x[row], y[row]) for row in order[start : start + BATCH]])


def timed(train: Callable, *arguments: object) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    train(*arguments)
    return time.perf_counter() - start


def compare(x: np.ndarray, y: np.ndarray, rounds: int) -> tuple[list[float], list[float], float]:
    """Alternate both arms; return their seconds, and the largest difference of a weight."""
    columns = [row.astype(float)[:, None] for row in x]
    targets = [row.astype(float)[:, None] for row in y]
    engine_epochs(build(), x[:1000], y[:1000])  # first calls load code and wake the matrix library
    loop_epoch(LoopNetwork(build()), columns[:1000], targets[:1000])
    engine, loop = [], []
    for number in range(rounds):
        network = LoopNetwork(build())
        engine.append(timed(engine_epochs, build(), x, y, EPOCHS) / EPOCHS)
        loop.append(timed(loop_epoch, network, columns, targets))
        print(f"round {number + 1}: engine {engine[-1]:.3f} s, loop {loop[-1]:.2f} s", flush=True)
    exact = build("float64")
    engine_epochs(exact, x, y)
    pairs = zip(network.weights, exact.layers, strict=True)
    return engine, loop, max(float(np.abs(W.T - la.params["W"]).max()) for W, la in pairs)


def write_section(text: str, section: str = SECTION) -> None:
    """Put `text` between this benchmark's two marks in RESULTS.md, leaving the rest alone."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Benchmark results\n"
    block = f"{begin}\n{text.strip()}\n{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    new = pattern.sub(lambda _: block, old) if begin in old else f"{old.rstrip()}\n\n{block}\n"
    RESULTS.write_text(new, encoding="utf-8")


def describe(engine: list[float], loop: list[float], gap: float, images: int) -> str:
    """Return the section as Markdown."""
    fast, slow = statistics.median(engine), statistics.median(loop)
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "default")
    return f"""
## One epoch of the [784, 30, 10] network, batch 10

{images:,} images, sigmoid layers, quadratic cost, SGD. Both arms start from equal weights and take
the samples in equal order; they alternate, and the medians of {len(engine)} rounds count. The loop
is organised like the program of Nielsen (2015): one column vector per image, float64, gradients
added one by one. The engine works in batches and float32, {EPOCHS} epochs a round, since one is too
short to time well; run in float64 for one epoch, it ends with the weights of the loop within
{gap:.0e}.

| | seconds (median) | fastest to slowest |
|---|---|---|
| engine, `Sequential.fit`, float32 | {fast:.3f} | {min(engine):.3f} to {max(engine):.3f} |
| loop over single samples, float64 | {slow:.2f} | {min(loop):.2f} to {max(loop):.2f} |
| ratio | **{slow / fast:.1f}×** | required: {REQUIRED}× |

{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, NumPy
{np.__version__}, matrix-library threads: {threads}. Made by `python benchmarks/mlp_epoch.py`.
"""


def main() -> int:
    """Run the comparison and record it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each with both arms")
    parser.add_argument("--dry", action="store_true", help="print only, leave RESULTS.md alone")
    settings = parser.parse_args()
    data = load_mnist()
    if data.is_standin:
        print("This benchmark needs the real MNIST digits: run `mnist-course data` first.")
        return 1
    engine, loop, gap = compare(data.train.x, data.train.one_hot, settings.rounds)
    text = describe(engine, loop, gap, len(data.train.x))
    print(text)
    if not settings.dry:
        write_section(text)
    ratio = statistics.median(loop) / statistics.median(engine)
    return 0 if ratio >= REQUIRED and gap < 1e-6 else 1


if __name__ == "__main__":
    sys.exit(main())
