"""Declared experiments go through runner and verify, on made-up digits and one seed."""

from dataclasses import replace

import pytest

from mnist_course.experiments import load_result
from mnist_course.experiments.registry import EXPERIMENTS
from mnist_course.experiments.run.runner import run_experiment
from mnist_course.experiments.run.verify import verify_result
from tests.experiments.tiny_digits import tiny_dataset


def load():
    dataset = tiny_dataset()
    dataset.name, dataset.is_standin = "made-up digits", True
    return dataset


@pytest.mark.parametrize(
    "name",
    ["s1-network", "s3-mlp", "s3-cnn", "s5-svm", "baselines", "neighbour-pictures", "best-network"],
)
def test_a_declaration_is_run_recorded_and_verified(tmp_path, name):
    experiment = replace(EXPERIMENTS[name], load=load)
    run_experiment(experiment, seeds=1, folder=tmp_path, allow_standin=True)
    compared = verify_result(experiment, tmp_path)
    again = [comparison for comparison in compared if not comparison.what.startswith("summary")]
    assert len(again) >= 3
    assert [str(comparison) for comparison in compared if not comparison.ok] == []
    summary = load_result(name, tmp_path).summary
    for row in experiment.ledger:
        assert row.measured in summary or f"{row.measured}_mean" in summary, row.statement
        assert row.low <= row.high and row.why
