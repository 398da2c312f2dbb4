"""Verify: one cheap point measured again, against the record; every way of not agreeing."""

import json
from dataclasses import replace

import pytest

from mnist_course.experiments import ResultError
from mnist_course.experiments.declare import Measurement, Variation
from mnist_course.experiments.run.runner import run_experiment
from mnist_course.experiments.run.verify import verify_all, verify_result
from tests.experiments.experiment_dummies import dummy, other_data, standin_dataset


def test_verify_compares_and_notices(recorded):
    folder, path = recorded
    compared = verify_result(dummy(), folder)
    assert all(comparison.ok for comparison in compared)
    assert [c.what for c in compared if "curve" in c.what] == ["curve[0]", "curve[1]"]

    def drifted(settings, seed, dataset):
        return Measurement({"curve": [0.0, 1.1]})

    compared = verify_result(replace(dummy(), measure=drifted), folder)
    assert [c.what for c in compared if not c.ok] == ["curve[1]"]
    assert "✗ curve[1]: recorded 1, measured 1.1" in str(compared[-1])

    value = json.loads(path.read_text())
    value["summary"]["largest"] = 7.0
    path.write_text(json.dumps(value))
    assert [c.what for c in verify_result(dummy(), folder) if not c.ok] == ["summary largest"]


def test_a_point_with_epochs_of_its_own_is_shortened_too(tmp_path):
    own = {"slope": 2.0, "epochs": 5}
    odd = replace(dummy(), variations=[Variation(own, 2)])
    odd = replace(odd, check=replace(odd.check, settings=own, seed=1, change={"epochs": 2}))
    run_experiment(odd, folder=tmp_path)
    seen = []

    def watched(settings, seed, dataset):
        seen.append((settings, seed))
        return odd.measure(settings, seed, dataset)

    compared = verify_result(replace(odd, measure=watched), tmp_path)
    assert seen == [({"slope": 2.0, "epochs": 2}, 1)] and all(c.ok for c in compared)
    assert [c.what for c in compared if "curve" in c.what] == ["curve[0]", "curve[1]"]


def test_verify_says_what_is_missing(recorded):
    folder, _ = recorded
    with pytest.raises(ResultError, match="no recorded result"):
        verify_result(dummy(), folder / "elsewhere")
    odd = dummy()
    odd = replace(odd, check=replace(odd.check, more_seeds=(99,)))
    with pytest.raises(ResultError, match="seed 99"):
        verify_result(odd, folder)
    with pytest.raises(ResultError, match="differ in: count, largest, runs"):
        verify_result(replace(dummy(), summarize=lambda runs: {"count": 1}), folder)
    with pytest.raises(ResultError, match="stand-in"):
        verify_result(dummy(load=standin_dataset), folder)
    with pytest.raises(ResultError, match=r"data at hand \(tiny\) have the hash [0-9a-f]{12}…"):
        verify_result(dummy(load=other_data), folder)


def check(experiment, *metrics):
    return replace(experiment, check=replace(experiment.check, metrics=metrics))


def test_a_misspelt_metric_does_not_pass_as_verified(recorded):
    folder, _ = recorded
    with pytest.raises(ResultError, match="no number to compare for 'curv'; recorded are curve,"):
        verify_result(check(dummy(), "curve", "curv"), folder)


def test_values_that_are_not_finite_and_nested_lists_compare(tmp_path):
    def measures(broken, corner):
        metrics = {"broken": broken, "matrix": [[1.0, 2.0], [3.0, corner]], "curve": [0.0]}
        metrics["last"] = 1.0
        return replace(
            check(dummy(), "broken", "matrix"), measure=lambda *_: Measurement(dict(metrics))
        )

    run_experiment(measures(float("nan"), 4.0), folder=tmp_path)

    def wrong(experiment):
        return [str(c) for c in verify_result(experiment, tmp_path) if not c.ok]

    assert wrong(measures(float("inf"), 4.0)) == []
    assert wrong(measures(0.5, 4.5)) == [
        "✗ broken: recorded none, measured 0.5 (tolerance 1e-06)",
        "✗ matrix[1][1]: recorded 4, measured 4.5 (tolerance 1e-06)",
    ]


def test_each_gets_its_verdict_whatever_becomes_of_the_others(recorded):
    folder, _ = recorded

    def breaks(*_):
        raise RuntimeError("it breaks")

    told = []
    absent = replace(dummy(), name="absent")
    verdicts = verify_all(
        [absent, replace(dummy(), measure=breaks), dummy()], folder, lambda v: told.append(v.name)
    )
    assert told == ["absent", "dummy", "dummy"]
    assert [verdict.ok for verdict in verdicts] == [False, False, True]
    assert "no recorded result 'absent'" in verdicts[0].error
    assert "RuntimeError: it breaks" in verdicts[1].error
    record = json.loads(json.dumps(verdicts[2].record()))
    assert record["compared"][-1] == {
        "what": "curve[1]",
        "recorded": 1.0,
        "measured": 1.0,
        "tolerance": 1e-06,
        "ok": True,
    }
