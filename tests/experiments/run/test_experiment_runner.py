"""The runner: each point once, anywhere, in any order; kept points belong; no stand-in."""

import json
from dataclasses import replace

import pytest
import scipy

from mnist_course.experiments import ResultError, load_result
from mnist_course.experiments.run.executors import local_executor
from mnist_course.experiments.run.runner import run_experiment, summarize_again
from tests.experiments.experiment_dummies import dummy, standin_dataset, tiny_dataset


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
    with pytest.raises(ValueError, match="jobs is 100,000,000, expected at most 1,000"):
        local_executor(10**8)


def test_any_executor_and_any_order_will_do(tmp_path):
    def backwards(work, points):
        return ((point, work(point)) for point in reversed(points))

    run_experiment(dummy(), folder=tmp_path / "one")
    run_experiment(dummy(), folder=tmp_path / "two", executor=backwards)
    assert runs_of(tmp_path / "one") == runs_of(tmp_path / "two")


def test_changed_settings_data_or_versions_do_not_reuse_kept_points(tmp_path):
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
        replace(dummy(), packages=("scipy",)),
        dummy(load=other_data),
    ):
        folder = tmp_path / str(len(left))
        with pytest.raises(KeyboardInterrupt):
            run_experiment(dummy(), folder=folder, executor=stops)
        run_experiment(changed, folder=folder, executor=count(left))
    assert left == [5, 6, 6, 6, 6]


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
    in_vain = replace(dummy(), measure=lambda *_: pytest.fail("worked in vain"))
    with pytest.raises(ResultError, match="cannot write"):
        run_experiment(in_vain, folder=tmp_path / "results")


def test_the_load_of_a_dataset_happens_once(tmp_path):
    loads = []

    def load():
        loads.append(1)
        return tiny_dataset()

    run_experiment(dummy(load=load), folder=tmp_path)
    assert loads == [1]


def test_the_record_names_the_packages_asked_for(tmp_path):
    run_experiment(replace(dummy(), packages=("scipy", "not-a-package")), folder=tmp_path)
    versions = load_result("dummy", tmp_path).versions
    assert versions["scipy"] == scipy.__version__
    assert versions["not-a-package"] == "not installed"
    assert set(versions) == {"python", "mnist-course", "numpy", "scipy", "not-a-package"}


def test_summarize_again_changes_the_summary_alone(recorded):
    folder, path = recorded
    before = json.loads(path.read_text())
    renamed = replace(dummy(), summarize=lambda runs: {"count": len(runs)})
    summarize_again(renamed, folder)
    after = json.loads(path.read_text())
    assert after.pop("summary") == {"count": 6}
    before.pop("summary")
    assert after == before
