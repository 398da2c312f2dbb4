"""Is the engine slower than it was? Two states of it train side by side, taking turns.

    python tools/engine_before_after.py main             # the work tree against a commit
    python tools/engine_before_after.py v1 v2 --mlp 15 --lenet 9
    python tools/engine_before_after.py main --dry       # one pair of each on a few images

Each state is a checkout of its own with a process of its own, which imports the package once,
trains once to warm up, and then waits for its turns. A pair is one training of each; every second
pair goes the other way round. What counts is the median over the pairs of new / old. Trainings: an
epoch of [784, 30, 10] at batch 10 on 50,000 images, and one of LeNet-5 with Adam at batch 128 on
60,000. The weights after the first training are compared too. The exit code is 0 if both medians
are at most 1.05.

Close other programs first. Processor seconds stand beside the seconds of the clock: on a machine
that is not quiet they say more.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AT_MOST = 1.05
TASKS = ("mlp", "lenet")


def train(task: str, dry: bool) -> tuple[float, float, str]:
    """Train once; return the seconds, the processor's seconds, and a digest of the weights."""
    from mnist_course import nn
    from mnist_course.data import load_mnist
    from mnist_course.nn import zoo

    data = load_mnist(validation=10_000 if task == "mlp" else 0).train
    x, y = (data.x[:512], data.one_hot[:512]) if dry else (data.x, data.one_hot)
    if task == "mlp":
        layers = [nn.Dense(units, "sigmoid", "scaled_normal") for units in (30, 10)]
        model = nn.Sequential(layers, input_shape=(784,), seed=0)
        how = {"loss": "quadratic_cost", "optimizer": nn.SGD(3.0), "batch_size": 10}
    else:
        model, x = zoo.lenet5(seed=0), x.reshape(-1, 28, 28, 1)
        how = {"loss": "categorical_crossentropy", "optimizer": nn.Adam(), "batch_size": 128}
    clock, processor = time.perf_counter(), time.process_time()
    model.fit(x, y, seed=0, progress=False, **how)
    seconds = time.perf_counter() - clock, time.process_time() - processor
    weights = b"".join(p.tobytes() for p in model.params.values())
    return *seconds, hashlib.sha256(weights).hexdigest()[:12]


def work() -> None:
    """Be one state of the engine: a line asks for a task, a line answers."""
    import mnist_course

    print(Path(mnist_course.__file__).parents[1], flush=True)
    for line in sys.stdin:
        task, dry = line.split()
        print(*train(task, dry == "dry"), flush=True)


class State:
    """A checkout of the package, and the process that trains with it."""

    def __init__(self, commit: str | None, folder: Path):
        self.name = commit or "the work tree"
        tree = ROOT if commit is None else unpack(commit, folder)
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), "--work"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        found = Path(self.process.stdout.readline().strip() or ".")
        if found != tree:
            sys.exit(f"{self.name}: the package came from {found}, expected {tree}")

    def train(self, task: str, dry: bool) -> tuple[float, float, str]:
        """Let it train; return what `train` returns."""
        self.process.stdin.write(f"{task} {'dry' if dry else 'whole'}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 3:
            sys.exit(f"{self.name}: the training of {task} failed")
        return float(answer[0]), float(answer[1]), answer[2]

    def end(self) -> None:
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def unpack(commit: str, folder: Path) -> Path:
    """Write the package as it was at a commit into a folder of its own; return that folder."""
    tree = folder / commit.replace("/", "_")
    packed = subprocess.run(
        ["git", "archive", commit, "mnist_course"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        # Before 3.11.4, which Debian 12 has not, Python knows no filter.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tree, **safely)
    return tree


def compare(states: list[State], task: str, pairs: int, dry: bool) -> float:
    """Take turns; print each pair; return the median of new / old."""
    digests = [state.train(task, dry)[2] for state in states]  # compiles, warms up
    same = "the same weights" if digests[0] == digests[1] else "OTHER WEIGHTS"
    print(f"\n{task}: after the first training {same}", flush=True)
    clock, processor = [], []
    for number in range(pairs):
        turns = [0, 1] if number % 2 == 0 else [1, 0]
        took = {turn: states[turn].train(task, dry) for turn in turns}
        clock.append(took[1][0] / took[0][0])
        processor.append(took[1][1] / took[0][1])
        print(
            f"  pair {number + 1:2} of {pairs}: old {took[0][0]:7.3f} s, new {took[1][0]:7.3f} s, "
            f"new / old {clock[-1]:.3f} (processor {processor[-1]:.3f})",
            flush=True,
        )
    median = statistics.median(clock)
    print(
        f"  median of new / old: {median:.3f} (from {min(clock):.3f} to {max(clock):.3f}); "
        f"of the processor's seconds: {statistics.median(processor):.3f}"
    )
    return median


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", help="a commit, such as main")
    parser.add_argument("new", nargs="?", help="another; default: the work tree as it is")
    parser.add_argument("--mlp", type=int, default=15, metavar="PAIRS", help="default: 15")
    parser.add_argument("--lenet", type=int, default=9, metavar="PAIRS", help="default: 9")
    parser.add_argument("--dry", action="store_true", help="one pair of each on a few images")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        states = [State(commit, Path(folder)) for commit in (given.old, given.new)]
        medians = {}
        for task in TASKS:
            if pairs := (1 if given.dry else getattr(given, task)):
                medians[task] = compare(states, task, pairs, given.dry)
        for state in states:
            state.end()
    return 0 if given.dry or all(median <= AT_MOST for median in medians.values()) else 1


if __name__ == "__main__":
    sys.exit(work() if sys.argv[1:] == ["--work"] else main())
