"""The runner: each point once, kept when done, resumed after a kill, and never on a stand-in."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from experiment_dummies import dummy, standin_dataset, tiny_dataset

from mnist_course.experiments import ResultError, load_result
from mnist_course.experiments.declare import Outcome
from mnist_course.experiments.runner import (
    data_fingerprint,
    local_executor,
    run_experiment,
    summarize_again,
)
from mnist_course.experiments.verify import verify_result

SCRIPT = Path(__file__).with_name("experiment_dummies.py")


def runs_of(folder):
    return [
        (run.settings["slope"], run.seed, run.metrics) for run in load_result("dummy", folder).runs
    ]


def test_points_are_every_variation_with_every_seed():
    points = dummy(slopes=(1.0, 2.0), seeds=3).points()
    assert [(p.own["slope"], p.seed) for p in points] == [
        (slope, seed) for slope in (1.0, 2.0) for seed in range(3)
    ]
    assert len(dummy().points(seeds=1)) == 2
    with pytest.raises(ValueError, match="seeds is 0"):
        dummy().points(seeds=0)


def test_processes_give_the_same_result_as_one(tmp_path):
    run_experiment(dummy(), folder=tmp_path / "one")
    run_experiment(dummy(), folder=tmp_path / "two", executor=local_executor(2))
    assert runs_of(tmp_path / "one") == runs_of(tmp_path / "two")


def test_jobs_must_make_sense():
    with pytest.raises(ValueError, match="jobs is 0"):
        local_executor(0)


def test_any_executor_and_any_order_will_do(tmp_path):
    def backwards(work, points):
        return ((point, work(point)) for point in reversed(points))

    run_experiment(dummy(), folder=tmp_path / "one")
    run_experiment(dummy(), folder=tmp_path / "two", executor=backwards)
    assert runs_of(tmp_path / "one") == runs_of(tmp_path / "two")


@pytest.mark.parametrize(("jobs", "stop"), [(1, "SIGKILL"), (2, "SIGKILL"), (1, "SIGINT")])
def test_a_killed_run_loses_nothing_and_counts_nothing_twice(tmp_path, jobs, stop):
    folder, log = tmp_path / "results", tmp_path / "log.txt"
    command = [sys.executable, str(SCRIPT), str(folder), str(log), str(jobs)]
    first = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    kept = folder / ".partial" / "dummy"
    deadline = time.monotonic() + 60
    while len(list(kept.glob("*.json"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(first.pid, getattr(signal, stop))  # its own group: this run and its workers only
    assert first.wait(timeout=30) != 0
    files = sorted(kept.glob("*.json"))
    assert 3 <= len(files) < 10, "killed too late to prove anything"
    for file in files:
        assert json.loads(file.read_text())["metrics"]["curve"]
    assert not (folder / "dummy.json").exists()

    measured = len(log.read_text().splitlines())
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    again = len(log.read_text().splitlines()) - measured
    assert again == 10 - len(files), "a kept point was measured again, or one was lost"
    result = load_result("dummy", folder)
    assert len({(run.settings["slope"], run.seed) for run in result.runs}) == 10
    assert result.summary["runs"] == 10
    assert not kept.exists()


def test_an_error_in_a_point_keeps_the_finished_ones(tmp_path):
    calls = []

    def fails_at_third(settings, seed, dataset):
        calls.append(seed)
        if len(calls) == 3:
            raise RuntimeError("the third point fails")
        return Outcome({"curve": [1.0], "last": 1.0})

    broken = replace(dummy(), measure=fails_at_third)
    with pytest.raises(RuntimeError, match="third"):
        run_experiment(broken, folder=tmp_path)
    run_experiment(broken, folder=tmp_path)
    assert len(calls) == 3 + 4


def test_changed_settings_data_or_version_do_not_reuse_kept_points(tmp_path):
    def stops(work, points):
        yield points[0], work(points[0])
        raise KeyboardInterrupt

    def count(into):
        def executor(work, points):
            into.append(len(points))
            return ((point, work(point)) for point in points)

        return executor

    def other_data():
        dataset = tiny_dataset()
        dataset.train.labels[0] = (dataset.train.labels[0] + 1) % 10
        return dataset

    left = []
    for changed in (
        dummy(),
        dummy(epochs=5),
        replace(dummy(), version=2),
        dummy(load=other_data),
    ):
        folder = tmp_path / str(len(left))
        with pytest.raises(KeyboardInterrupt):
            run_experiment(dummy(), folder=folder, executor=stops)
        run_experiment(changed, folder=folder, executor=count(left))
    assert left == [5, 6, 6, 6]


def test_fresh_forgets_and_a_damaged_kept_point_is_measured_again(tmp_path):
    asked = []

    def stops(work, points):
        asked.append(len(points))
        for point in points[:2]:
            yield point, work(point)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_experiment(dummy(), folder=tmp_path, executor=stops)
    kept = sorted((tmp_path / ".partial" / "dummy").glob("*.json"))
    assert len(kept) == 2
    kept[0].write_text('{"settings":')
    for fresh in (False, True):
        with pytest.raises(KeyboardInterrupt):
            run_experiment(dummy(), folder=tmp_path, executor=stops, fresh=fresh)
    assert asked == [6, 5, 6]


def test_a_standin_is_never_recorded_by_accident(tmp_path):
    with pytest.raises(ResultError, match=r"stand-in.*mnist-course data"):
        run_experiment(dummy(load=standin_dataset), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
    run_experiment(dummy(load=standin_dataset), folder=tmp_path, allow_standin=True)
    assert load_result("dummy", tmp_path).data["is_standin"] is True


def test_an_unwritable_folder_is_found_before_the_work(tmp_path):
    (tmp_path / "results").write_text("a file, not a folder")
    with pytest.raises(ResultError, match="cannot write"):
        run_experiment(
            replace(dummy(), measure=lambda *_: pytest.fail("worked in vain")),
            folder=tmp_path / "results",
        )


def test_the_fingerprint_names_the_images():
    same, other = tiny_dataset(), tiny_dataset()
    assert data_fingerprint(tiny_dataset()) == data_fingerprint(same)
    other.test.images[0, 0, 0] ^= 1
    assert data_fingerprint(other) != data_fingerprint(same)


def test_summarize_again_changes_the_summary_alone(recorded):
    folder, path = recorded
    before = json.loads(path.read_text())
    renamed = replace(dummy(), summarize=lambda runs: {"count": len(runs)})
    summarize_again(renamed, folder)
    after = json.loads(path.read_text())
    assert after.pop("summary") == {"count": 6}
    before.pop("summary")
    assert after == before


def test_verify_compares_and_notices(recorded):
    folder, path = recorded
    compared = verify_result(dummy(), folder)
    assert all(comparison.ok for comparison in compared)
    assert [c.what for c in compared if "curve" in c.what] == ["curve[0]", "curve[1]"]

    def drifted(settings, seed, dataset):
        return Outcome({"curve": [0.0, 1.1]})

    compared = verify_result(replace(dummy(), measure=drifted), folder)
    assert [c.what for c in compared if not c.ok] == ["curve[1]"]
    assert "✗ curve[1]: recorded 1, measured 1.1" in str(compared[-1])

    value = json.loads(path.read_text())
    value["summary"]["largest"] = 7.0
    path.write_text(json.dumps(value))
    assert [c.what for c in verify_result(dummy(), folder) if not c.ok] == ["summary largest"]


def test_verify_says_what_is_missing(recorded):
    folder, _ = recorded
    with pytest.raises(ResultError, match="no recorded result"):
        verify_result(dummy(), folder / "elsewhere")
    odd = dummy()
    odd = replace(odd, check=replace(odd.check, seed=99))
    with pytest.raises(ResultError, match="seed 99"):
        verify_result(odd, folder)
    with pytest.raises(ResultError, match="differ in: count, largest, runs"):
        verify_result(replace(dummy(), summarize=lambda runs: {"count": 1}), folder)
    with pytest.raises(ResultError, match="stand-in"):
        verify_result(dummy(load=standin_dataset), folder)
