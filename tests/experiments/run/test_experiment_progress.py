"""What a run says while it goes on: a bar in a terminal, some lines elsewhere, or nothing."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_course.experiments.run.progress import Progress
from mnist_course.experiments.run.runner import run_experiment
from tests.experiments.experiment_dummies import dummy

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("MNIST_COURSE_QUIET", raising=False)

    def run(experiment):
        run_experiment(experiment, folder=tmp_path)
        captured = capsys.readouterr()
        assert captured.out == "", "standard output is for results"
        return captured.err.splitlines()

    return run


def test_outside_a_terminal_one_line_for_each_run(told):
    lines = told(dummy())
    assert len(lines) == 6
    assert lines[0].startswith("dummy: 1/6 runs (slope=1.0, seed 0: 0 s), about ")
    assert lines[-1] == "dummy: 6/6 runs (slope=2.0, seed 2: 0 s)"


def test_a_long_run_writes_no_long_log(told):
    lines = told(dummy(seeds=30))
    assert len(lines) == 20
    assert lines[0].startswith("dummy: 3/60 runs") and lines[-1].startswith("dummy: 60/60 runs")


def test_quiet_is_silent(told, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_QUIET", "1")
    assert told(dummy()) == []


def test_a_second_run_says_how_many_are_kept(told, tmp_path):
    def stops(work, points):
        yield points[0], work(points[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="1 of 6 runs of dummy are kept"):
        run_experiment(dummy(), folder=tmp_path, executor=stops)
    lines = told(dummy())
    assert "dummy: 1 of 6 runs are kept from before, 5 to go" in lines
    assert any(line.startswith("dummy: 2/6 runs") for line in lines)


def test_the_time_left_counts_only_the_runs_of_now(monkeypatch):
    """By hand: 6 kept of 10, two more in 60 s, so 30 s each and 60 s left; 10 s later 50 s."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setenv("MNIST_COURSE_QUIET", "1")
    with Progress("dummy", 10, 6) as progress:
        assert progress.left() == ""
        for _ in range(2):
            now[0] += 30
            progress.finished("a point", 30)
        assert progress.left() == ", about 1 min 0 s left"
        now[0] += 10
        assert progress.left() == ", about 50 s left"
        assert progress.elapsed() == "1 min 10 s"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no pty")
def test_a_terminal_gets_a_bar(tmp_path):
    import pty

    (tmp_path / "open").touch()
    ours, theirs = pty.openpty()
    words = [str(tmp_path), "run", "dummy", "--results", str(tmp_path / "results")]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "MNIST_COURSE_QUIET": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.experiments.experiment_dummies", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        timeout=60,
        check=True,
    )
    os.close(theirs)
    shown = re.sub(r"\x1b\[\??[0-9;]*[a-zA-Z]", "", os.read(ours, 100_000).decode())
    os.close(ours)
    first, *_, last = re.findall(r"dummy ━+ (\d/6 runs, .*?)[\r\n]", shown)
    assert first.startswith("0/6 runs, ") and last.startswith("6/6 runs, ")
    assert b"recorded in" in done.stdout
