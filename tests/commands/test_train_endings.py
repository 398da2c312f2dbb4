"""``mnist-course train``: going on, stopping, failing, being killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from mnist_course.commands.shared.progress import TrainingProgress
from mnist_course.nn import load_model
from mnist_course.runs.record import CHECKPOINT, HISTORY, load_record
from tests.commands.run_files import FILES, contents, history

ROOT = Path(__file__).parents[2]


def test_a_resumed_run_ends_as_if_it_had_never_stopped(run):
    common = ["mlp_128_64", "--train-size", 300, "--seed", 3]
    run("train", *common, "--epochs", 4, "--out", "whole")
    run("train", *common, "--epochs", 2, "--out", "halves")
    done = run("train", "--resume", "halves", "--epochs", 4)
    assert done.exit_code == 0, done.output
    whole, halves = history("whole"), history("halves")
    assert halves["curves"]["val_loss"] == whole["curves"]["val_loss"]
    assert halves["settings"] == whole["settings"]
    for name, values in load_model("whole/model.npz").params.items():
        assert np.array_equal(values, load_model("halves/model.npz").params[name])


def test_a_checkpoint_behind_its_history_is_made_up_for(run):
    """The power went between two files: the epoch that has no checkpoint is trained again."""
    run("train", "softmax_regression", "--epochs", 3, "--out", "a")
    whole = history("a")
    run("train", "softmax_regression", "--epochs", 2, "--out", "b")
    Path("a", CHECKPOINT).write_bytes(Path("b", CHECKPOINT).read_bytes())
    assert run("train", "--resume", "a", "--epochs", 4).exit_code == 0
    resumed = history("a")["curves"]["val_loss"]
    assert len(resumed) == 4 and resumed[:3] == whole["curves"]["val_loss"]


def test_force_replaces_a_run_and_leaves_what_is_not_its_own(run):
    run("train", "mlp_128_64", "--epochs", 2, "--train-size", 64, "--out", "a")
    Path("a/notes.txt").write_text("mine")
    done = run("train", "softmax_regression", "--epochs", 1, "--out", "a", "--force")
    assert done.exit_code == 0, done.output
    assert history("a")["settings"]["model"] == "softmax_regression"
    assert contents("a") == {*FILES, "notes.txt"} and contents(".") == {"a"}


def test_a_failed_replacement_leaves_the_old_run(run):
    run("train", "softmax_regression", "--epochs", 1, "--out", "a")
    before = Path("a", HISTORY).read_bytes()
    words = ["--optimizer", "sgd", "--learning-rate", 1e6, "--out", "a", "--force"]
    done = run("train", "mlp_256_128", *words)
    assert done.exit_code == 1
    assert Path("a", HISTORY).read_bytes() == before and contents(".") == {"a"}


def test_divergence_is_explained_and_leaves_nothing_behind(run):
    words = ["--optimizer", "sgd", "--learning-rate", 1e6, "--out", "runs/a", "--json"]
    done = run("train", "mlp_256_128", *words)
    assert done.exit_code == 1
    assert "lower the learning rate (now 1e+06)" in done.stderr
    assert "lower the learning rate" in json.loads(done.stdout)["error"]
    assert contents(".") == set()


def test_chance_level_is_called_so(run):
    words = ["--learning-rate", 30, "--optimizer", "sgd", "--epochs", 2, "--out", "a"]
    done = run("train", "mlp_128_64", *words)
    assert done.exit_code == 0
    assert "hardly better than guessing. Try a lower --learning-rate" in done.stdout


# ---- stopped, killed, disk full ----


def test_ctrl_c_keeps_the_epochs_and_says_how_to_go_on(run, monkeypatch):
    real = TrainingProgress.epoch_done

    def epoch_done(self, *words):
        real(self, *words)
        if self.done == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(TrainingProgress, "epoch_done", epoch_done)
    done = run("train", "softmax_regression", "--epochs", 9, "--out", "a", "--json")
    assert done.exit_code == 130
    assert "Stopped after 2 of 9 epochs. What was learned is kept." in done.stderr
    assert "mnist-course train --resume a" in done.stderr
    assert json.loads(done.stdout)["status"] == history("a")["status"] == "interrupted"
    assert contents("a") == FILES
    assert run("evaluate", "a").exit_code == 0


def test_ctrl_c_before_the_first_epoch_leaves_nothing(run, monkeypatch):
    monkeypatch.setattr(
        TrainingProgress, "__enter__", lambda self: signal.raise_signal(signal.SIGINT)
    )
    done = run("train", "softmax_regression", "--out", "runs/a")
    assert done.exit_code == 130 and "Stopped" in done.stderr
    assert contents(".") == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_killed_run_is_readable_and_goes_on(no_data, tmp_path, run):
    words = ["train", "mlp_128_64", "--epochs", "100000", "--out", "long"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mnist_course", *words],
        cwd=tmp_path,
        env={**os.environ, **no_data, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "long").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    assert process.wait(60) == -signal.SIGKILL
    assert contents(tmp_path) == {"long", ".long.lock"}  # the file stays, the lock does not
    done = run("evaluate", "long")
    assert done.exit_code == 0 and "(100000 were planned)" in done.stdout, done.output
    epochs = load_record(tmp_path / "long").epochs_done
    done = run("train", "--resume", "long", "--epochs", epochs + 1)
    assert done.exit_code == 0, done.output
    assert history(tmp_path / "long")["status"] == "finished"
    assert contents(tmp_path) == {"long"} and contents("long") == FILES


@pytest.fixture
def full_disk():
    """A limit on the size of a file stands for the full disk: the write fails in the middle."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))

    yield fill
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_is_told_and_leaves_nothing_half_written(run, full_disk):
    full_disk(90_000)
    done = run("train", "mlp_128_64", "--epochs", 1, "--out", "runs/a")
    assert done.exit_code == 1
    assert "Error: cannot read or write runs/a: File too large" in done.stderr
    assert contents(".") == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_fills_up_leaves_the_epochs_before(run, full_disk):
    run("train", "softmax_regression", "--epochs", 1, "--out", "a")
    before = {path.name: path.read_bytes() for path in Path("a").iterdir()}
    full_disk(20_000)
    done = run("train", "--resume", "a", "--epochs", 3)
    assert done.exit_code == 1
    assert "a keeps epoch 1, the best so far." in done.stderr
    full_disk(10_000_000)
    assert {path.name: path.read_bytes() for path in Path("a").iterdir()} == before
    assert run("train", "--resume", "a", "--epochs", 2).exit_code == 0
