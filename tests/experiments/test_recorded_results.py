"""The committed results: whole, reproducible, and what the book claims of them."""

import numpy as np
import pytest

from mnist_course.experiments import decode_pictures, load_result, result_names, results_folder
from mnist_course.experiments.declare import load_digits
from mnist_course.experiments.records import tidy
from mnist_course.experiments.registry import EXPERIMENTS
from mnist_course.experiments.softmax_regression import CHOSEN
from mnist_course.experiments.verify import compare_summary, verify_result


@pytest.fixture(scope="module")
def digits():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_COURSE_OFFLINE", "1")  # a test downloads nothing
        dataset = load_digits()
    if dataset.is_standin:
        pytest.skip("the real MNIST files are absent (set MNIST_COURSE_DATA)")
    return dataset


def test_every_declared_experiment_is_recorded_and_no_other():
    assert result_names() == sorted(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_result_agrees_with_its_declaration(name):
    experiment, result = EXPERIMENTS[name], load_result(name)
    for field in ("title", "source", "claim", "reported", "settings"):
        assert getattr(result, field) == tidy(getattr(experiment, field)), field
    declared = [(tidy(point.own), point.seed) for point in experiment.points()]
    assert [(run.settings, run.seed) for run in result.runs] == declared
    wrong = [
        str(comparison)
        for comparison in compare_summary(experiment, result.runs, result.summary)
        if not comparison.ok
    ]
    assert wrong == []


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_result_comes_from_the_real_digits_and_names_no_machine(name):
    result = load_result(name)
    assert result.data["is_standin"] is False
    others = [load_result(other).data for other in EXPERIMENTS]
    assert len({d["sha256"] for d in others if d["name"] == result.data["name"]}) == 1
    text = (results_folder() / f"{name}.json").read_text()
    assert "/home" not in text and "/work" not in text and "/root" not in text


@pytest.mark.mnist
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_cheap_point_measured_again_agrees(name, digits):
    compared = verify_result(EXPERIMENTS[name])
    again = [comparison for comparison in compared if not comparison.what.startswith("summary")]
    assert len(again) >= 3
    assert [str(comparison) for comparison in compared if not comparison.ok] == []


def test_s5_network_reaches_what_the_source_reports():
    result = load_result("s5-network")
    summary = result.summary
    assert summary["normal_seeds"] == summary["scaled_seeds"] == 5
    assert summary["normal_test_median"] >= 0.945
    assert summary["scaled_test_min"] >= 0.95
    assert all(len(run.metrics["test_accuracy"]) == 30 for run in result.runs)
    assert abs(result.reported["final_test"] - summary["normal_test_median"]) < 0.01


@pytest.mark.parametrize("name", ["s5-network", "s5-hidden-100"])
def test_silent_digits_explain_stuck_starts(name):
    """Below 90 % if and only if some digit's output never fires, in every epoch of every run."""
    together = {(True, True): 0, (False, False): 0, (True, False): 0, (False, True): 0}
    for run in load_result(name).runs:
        metrics = run.metrics
        for accuracy, silent, dead in zip(
            metrics["validation_accuracy"],
            metrics["silent_digits"],
            metrics["dead_digits"],
            strict=True,
        ):
            together[accuracy < 0.9, len(silent) > 0] += 1
            assert set(dead) <= set(silent), "a digit that fires is an answer somewhere"
    assert together[True, True] >= 30 and together[False, False] >= 150
    assert together[True, False] == together[False, True] == 0


def test_hidden_100_shows_stuck_and_free_starts():
    result = load_result("s5-hidden-100")
    summary = result.summary
    assert summary["normal_seeds"] == 10 and summary["scaled_seeds"] == 3
    assert summary["normal_stuck_after_first_epoch"] >= 1
    assert summary["normal_latest_escape_epoch"] > 10, "no late jump as in the source"
    assert summary["scaled_stuck_after_first_epoch"] == 0
    assert summary["scaled_test_min"] >= 0.96
    assert 0 <= summary["flattery_of_choosing_by_test"] < 0.01


def test_learning_rates_far_off():
    summary = load_result("s5-learning-rates").summary
    assert summary["eta_100_seeds"] == summary["eta_0_001_seeds"] == 3
    assert 0.07 <= summary["eta_100_test_min"] <= summary["eta_100_test_max"] <= 0.14
    assert summary["eta_0_001_test_max"] < 0.5
    assert summary["eta_0_001_test_median"] > summary["eta_0_001_first_epoch_test_median"]
    assert summary["eta_0_01_test_median"] > summary["eta_0_001_test_median"]


def test_the_lab_grid_is_whole_small_and_free_of_test_images():
    result = load_result("learning-rate-lab")
    assert (results_folder() / "learning-rate-lab.json").stat().st_size < 700_000
    axes = [
        {run.settings[key] for run in result.runs}
        for key in ("learning_rate", "hidden", "initialisation")
    ]
    assert len(result.runs) == np.prod([len(axis) for axis in axes])
    for run in result.runs:
        assert not any("test" in key for key in run.metrics)
        assert {len(series) for series in run.metrics.values()} == {10}
        pictures = decode_pictures(run.pictures["hidden"])
        assert pictures.shape == (min(6, run.settings["hidden"]), 28, 28)
        assert np.isfinite(pictures).all() and np.ptp(pictures) > 0


def test_the_lab_shows_a_working_range_wider_for_scaled_starts():
    result = load_result("learning-rate-lab")
    summary = result.summary
    assert summary["scaled_points_above_90_percent"] > summary["normal_points_above_90_percent"]
    assert summary["best_validation"] > 0.97
    for run in result.select(learning_rate=100.0):
        assert run.metrics["validation_accuracy"][-1] < 0.25


def test_softmax_regression_reaches_92_percent_in_time():
    result = load_result("softmax-regression")
    summary = result.summary
    assert summary["ours_test_min"] >= 0.92
    assert summary["ours_training_seconds_max"] < 15
    for (loss, low), rate in CHOSEN.items():
        inputs = "unit" if low == 0 else "symmetric"
        assert summary[f"{loss}_{inputs}_inputs_chosen_learning_rate"] == rate
    choosing = result.select(purpose="choose")
    assert not any("test" in key for run in choosing for key in run.metrics)


def test_s3_settings_explain_its_90_percent():
    """The mild decay costs nothing; the learning rate 0.1 with momentum on [-1, 1] does."""
    result = load_result("softmax-regression")
    summary, reported = result.summary, result.reported
    assert abs(summary["s3_best_pass_test_median"] - reported["test_accuracy"]) < 0.015
    assert summary["s3_rate_lowered_test_median"] >= 0.92
    plain = summary["ours_symmetric_inputs_test_median"]
    assert abs(summary["l2_mild_test_median"] - plain) < 0.005
    assert summary["l2_heavy_test_median"] < plain - 0.01
    # S3's own log: a mean cost of 1.16 in the first pass. Only the long steps start so badly.
    assert summary["s3_first_pass_train_cost_median"] > 0.8
    assert summary["s3_rate_lowered_first_pass_train_cost_median"] < 0.6
