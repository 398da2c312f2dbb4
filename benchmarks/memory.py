"""Peak memory of a whole training: how much a computer needs to train LeNet-5 or the MLP.

Each training runs in a fresh child process, which does what a reader does: import the package, load
the 60,000 images, train for an epoch. It reports how much of the computer's memory it held at most
(resident set: the interpreter, its libraries, the data, everything) after each of the three. The
peaks only grow, so each says what was needed up to then. One training of LeNet-5 in Keras stands
beside them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from common import parser, verdict
from keras_peer import PACKAGES
from report import page, record, table

SECTION, SEED, LIMIT = "memory", 0, 500
TASKS = [(name, batch) for name in ("lenet5", "mlp_128_64") for batch in (32, 128, 512)]


def peak() -> float:
    """Return the most memory that this process has held so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: getrusage would count what the parent held before the start, too
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    try:
        import resource
    except ImportError:
        sys.exit("Windows does not tell a process its peak memory; run this on Linux or macOS.")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def train(name: str, batch: int, images: int, keras: bool) -> dict[str, float]:
    """Train for an epoch, in the child; return the peaks after each part of the work."""
    from mnist_course.data import load_mnist
    from mnist_course.nn import Adam
    from mnist_course.nn.zoo import NETWORKS

    peaks = {"start": peak()}
    model = NETWORKS[name](seed=SEED)
    train = load_mnist(validation=0).train
    x = train.x[:images].reshape(-1, *model.input_shape)
    y = train.one_hot[:images]
    peaks["data"] = peak()
    loss = "categorical_crossentropy"
    if keras:
        from mnist_course.keras_models import to_keras

        twin = to_keras(model)
        twin.compile("adam", loss=loss, metrics=["accuracy"])
        twin.fit(x, y, batch_size=batch, verbose=0)
    else:
        model.fit(x, y, loss=loss, optimizer=Adam(), batch_size=batch, progress=False)
    return peaks | {"training": peak()}


def measure(name: str, batch: int, images: int, keras: bool = False) -> dict[str, float]:
    """Train in a fresh process; return its peaks in MiB."""
    order = [name, str(batch), str(images), *(["--keras"] if keras else [])]
    command = [sys.executable, __file__, "--child", *order]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peaks = json.loads(done.stdout.splitlines()[-1])
    print(f"  {name}, batch {batch}: {peaks['training']:.0f} MiB", flush=True)
    return peaks


def child(arguments: list[str]) -> int:
    """Do one training and print the peaks: what runs in the fresh process."""
    command = argparse.ArgumentParser()
    command.add_argument("name")
    command.add_argument("batch", type=int)
    command.add_argument("images", type=int)
    command.add_argument("--keras", action="store_true")
    print(json.dumps(train(**vars(command.parse_args(arguments)))))
    return 0


def describe(results: dict[tuple[str, int, str], dict[str, float]], images: int) -> str:
    """Return the section as Markdown."""
    rows = [
        (name, who, batch, *(f"{peaks[key]:.0f}" for key in ("start", "data", "training")))
        for (name, batch, who), peaks in results.items()
    ]
    head = ("network", "trained by", "batch", "imports", "and data", "and training")
    return page(
        "## Peak memory of a training",
        f"""MiB of resident memory that a fresh process has held at most when it has imported the
        package, when it has loaded the data, and when it has trained for one epoch of {images:,}
        images with Adam. All is counted: the interpreter, its libraries, all 70,000 images as they
        are in the files, the training images as float32 (0.18 GiB), and the network with everything
        that training keeps. One training each: the figure hardly varies.""",
        table(head, rows),
        f"Required: the engine stays below {LIMIT} MiB.",
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure all trainings and record them."""
    settings = parser(__doc__, rounds=1).parse_args(arguments)
    tasks, images = (TASKS[:1], 500) if settings.dry else (TASKS, 60_000)
    results = {(name, batch, "engine"): measure(name, batch, images) for name, batch in tasks}
    if not settings.dry:
        results["lenet5", 128, "Keras"] = measure("lenet5", 128, images, keras=True)
    record(SECTION, describe(results, images), settings.dry, PACKAGES)
    most = max(peaks["training"] for (_, _, who), peaks in results.items() if who == "engine")
    return verdict({f"every training of the engine below {LIMIT} MiB": most < LIMIT}, settings.dry)


if __name__ == "__main__":
    sys.exit(child(sys.argv[2:]) if sys.argv[1:2] == ["--child"] else main())
