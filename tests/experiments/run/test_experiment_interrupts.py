"""Killed, stopped, failed, full disk, twice at once: nothing is lost, nothing counted twice."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from mnist_course.experiments import ResultError, load_result
from mnist_course.experiments.declare import Measurement
from mnist_course.experiments.record.places import MARK
from mnist_course.experiments.run import kept
from mnist_course.experiments.run.executors import local_executor
from mnist_course.experiments.run.lock import only_run
from mnist_course.experiments.run.runner import FailedRunsError, UnfinishedError, run_experiment
from tests.experiments.experiment_dummies import dummy, wait_for

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def gate(tmp_path):
    folder = tmp_path / "gate"
    folder.mkdir()
    return folder


def measured(gate):
    """How often each point was measured to its end."""
    lines = (gate / "log").read_text().splitlines()
    return Counter((float(slope), int(seed)) for slope, seed in map(str.split, lines))


def start(gate, folder, *words):
    """Run the held dummy by the command line, in a process group of its own."""
    words = ["run", "dummy", "--results", str(folder), *words]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.experiments.experiment_dummies", str(gate), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="these signals are POSIX's")
@pytest.mark.parametrize(("jobs", "stop"), [(1, "SIGKILL"), (2, "SIGKILL"), (2, "SIGINT")])
def test_a_run_stopped_half_way_loses_nothing_and_counts_nothing_twice(tmp_path, gate, jobs, stop):
    folder = tmp_path / "results"
    old = run_experiment(dummy(slopes=(7.0,)), folder=folder)
    before = old.read_bytes()
    process = start(gate, folder, "--jobs", str(jobs))
    files = folder / ".partial" / "dummy"
    # Three points of slope 1 are done, and each process is held in the middle of a steeper one.
    wait_for(lambda: len(list(gate.glob("begun-2.0-*"))) == jobs)
    wait_for(lambda: len(list(files.glob("*.json"))) == 3)
    os.killpg(process.pid, getattr(signal, stop))
    told = process.communicate(timeout=30)[1]
    assert process.returncode == (-9 if stop == "SIGKILL" else 130)
    if stop == "SIGINT":
        assert "3 of 6 runs of dummy are kept" in told
        assert f"run dummy --jobs 2 --results {folder}" in told
        assert "Traceback" not in told and "Warning" not in told
    assert old.read_bytes() == before
    for file in files.glob("*.json"):
        assert json.loads(file.read_text())["metrics"]["curve"]

    (gate / "open").touch()
    assert measured(gate) == {(1.0, seed): 1 for seed in range(3)}
    run_experiment(dummy(gate=str(gate)), folder=folder)
    assert measured(gate) == {(slope, seed): 1 for slope in (1.0, 2.0) for seed in range(3)}
    assert load_result("dummy", folder).summary["runs"] == 6
    assert sorted(path.name for path in folder.rglob("*")) == [".partial", "dummy.json", MARK]


def fails_for(slopes, times=1):
    """A measurement that fails at some slopes, so many times."""
    calls = Counter()

    def measure(settings, seed, dataset):
        calls[settings["slope"], seed] += 1
        if settings["slope"] in slopes and calls[settings["slope"], seed] <= times:
            raise RuntimeError("too steep to measure")
        return Measurement({"curve": [1.0], "last": 1.0})

    return calls, replace(dummy(), measure=measure)


def test_a_failing_point_keeps_all_others_and_is_named(tmp_path):
    calls, broken = fails_for([1.0])
    with pytest.raises(FailedRunsError) as caught:
        run_experiment(broken, folder=tmp_path)
    told = str(caught.value)
    assert "3 of 6 runs failed" in told and "3 of 6 runs of dummy are kept" in told
    assert "dummy with epochs=3, slope=1.0 and seed 0: RuntimeError: too steep to measure" in told
    traceback = Path(re.search(r"its traceback is in (\S+\.txt)", told)[1]).read_text()
    assert 'raise RuntimeError("too steep to measure")' in traceback
    run_experiment(broken, folder=tmp_path)
    assert calls == {(1.0, s): 2 for s in range(3)} | {(2.0, s): 1 for s in range(3)}
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".partial", "dummy.json", MARK]


def test_a_failing_point_in_another_process(tmp_path):
    with pytest.raises(FailedRunsError, match=r"slope=2.0.* and seed \d: RuntimeError: slope 2.0"):
        run_experiment(dummy(fails_at=2.0), folder=tmp_path, executor=local_executor(2))
    assert kept.count_kept(tmp_path, "dummy") == 3


def test_a_measurement_that_fits_no_result_is_a_failing_point(tmp_path):
    odd = replace(dummy(seeds=1), measure=lambda *_: Measurement({"name": "a text"}))
    with pytest.raises(FailedRunsError, match=r"slope=1.0 and seed 0: ResultError: .*'metrics'"):
        run_experiment(odd, folder=tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_worker_killed_from_outside_is_a_clear_error(tmp_path):
    def dies(settings, seed, dataset):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(UnfinishedError, match=r"killed from outside.*fewer --jobs\. 0 of 6 runs"):
        run_experiment(replace(dummy(), measure=dies), folder=tmp_path, executor=local_executor(2))


def test_a_disk_that_gets_full_keeps_what_is_done(tmp_path, monkeypatch):
    old = run_experiment(dummy(slopes=(7.0,)), folder=tmp_path)
    before, real, saved = old.read_bytes(), os.fsync, []

    def full(handle):
        saved.append(handle)
        if len(saved) == 3:  # two points, and then no more
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        UnfinishedError, match=r"cannot write .*No space left on device.*2 of 6 runs of dummy are k"
    ):
        run_experiment(dummy(), folder=tmp_path)
    assert old.read_bytes() == before
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(os.name != "posix", reason="the limit is POSIX's")
def test_a_disk_that_is_full_for_the_result_keeps_all_points(tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))  # a point fits, the result does not
    try:
        with pytest.raises(UnfinishedError, match=r"dummy\.json: File too .* 6 of 6 runs of d"):
            run_experiment(dummy(), folder=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.rglob("*.part")) and not list(tmp_path.glob("*.json"))
    nothing = replace(dummy(), measure=lambda *_: pytest.fail("measured again"))
    run_experiment(nothing, folder=tmp_path)
    assert load_result("dummy", tmp_path).summary["runs"] == 6


def test_a_disk_full_from_the_start_is_found_before_the_work(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    nothing = replace(dummy(), measure=lambda *_: pytest.fail("worked in vain"))
    with pytest.raises(ResultError, match=r"cannot write .*: No space left on device"):
        run_experiment(nothing, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_experiment_is_run_once_at_a_time(tmp_path):
    with only_run(tmp_path, "dummy"):
        with pytest.raises(ResultError, match=rf"dummy is already .*process {os.getpid()} since"):
            run_experiment(dummy(), folder=tmp_path)
        run_experiment(dummy(), folder=tmp_path / "elsewhere")
    run_experiment(dummy(), folder=tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_the_lock_of_a_killed_process_does_not_last(tmp_path, gate):
    process = start(gate, tmp_path)
    try:
        wait_for(lambda: list(gate.glob("begun-2.0-*")))
        with pytest.raises(ResultError, match=f"already being run .*process {process.pid} since"):
            run_experiment(dummy(), folder=tmp_path)
    finally:
        process.kill()
        process.communicate()
    assert (tmp_path / ".partial" / "dummy.lock").exists(), "nothing stale to prove it with"
    run_experiment(dummy(), folder=tmp_path)
