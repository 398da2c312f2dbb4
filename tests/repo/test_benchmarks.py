"""The benchmarks still run, refuse what they must, and keep their report in order. No timing."""

from __future__ import annotations

import importlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import choose_recipe
import common
import lenet_epoch
import memory
import numpy as np
import pytest
import recipes
import report
import torch_peer
from keras_peer import quickest

from mnist_course.data import load_mnist
from mnist_course.nn import Dense, Sequential
from tests.repo.repo_files import ROOT

SCRIPTS = (*report.ORDER, "choose_recipe")
NO_PEAK = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell peak memory")
IN_BROWSER = ("page_weight", "page_engine", "training_lab", "page_python")
MARKS = {
    "memory": [NO_PEAK],
    "photos": [NO_PEAK],
    **{name: [pytest.mark.browser] for name in IN_BROWSER},
}


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")


def written() -> list[str]:
    return [path.read_text() for path in (report.RESULTS, recipes.CHOICES) if path.exists()]


@pytest.mark.parametrize("name", [pytest.param(n, marks=MARKS.get(n, [])) for n in SCRIPTS])
def test_every_script_rehearses_and_writes_nothing(name, capsys):
    before = written()
    # In a thread of its own: a browser of other tests may still be open, and a thread drives one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(importlib.import_module(name).main, ["--dry"]).result() == 0
    said = capsys.readouterr().out
    if name in report.ORDER:
        assert f"Made by `python benchmarks/{name}.py`." in said
        assert "rehearsed" in said
    if name == "lenet_epoch":
        assert ("PyTorch is not installed" in said) is not torch_peer.installed()
    assert written() == before


def test_every_script_of_the_folder_is_run_or_named():
    with_main = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if "__main__" in path.read_text(encoding="utf-8") and path.stem != "__main__"
    }
    assert with_main == set(SCRIPTS)


def test_the_real_digits_are_asked_for(monkeypatch, tmp_path, capsys):
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"MNIST_COURSE_{name}", str(tmp_path / name))
    with pytest.raises(SystemExit, match="needs the real MNIST digits"):
        common.digits(dry=False)
    assert load_mnist().is_standin
    assert len(common.digits(dry=True).train) == common.FEW


# --- the same work -------------------------------------------------------------------------------


class Arm:
    """An arm of the LeNet benchmark that has weights of its own."""

    def __init__(self, seed: int):
        self.model = lenet_epoch.lenet5(seed=seed)
        self.predict = self.model.predict


def test_arms_that_start_from_other_weights_are_refused():
    x = np.random.default_rng(0).random((4, 28, 28, 1), np.float32)
    ours = lenet_epoch.ENGINE, Arm(0)
    lenet_epoch.check_equal_start(dict([ours, ("peer", Arm(0))]), x)
    with pytest.raises(SystemExit, match="peer does not start with the engine's weights"):
        lenet_epoch.check_equal_start(dict([ours, ("peer", Arm(1))]), x)


def test_arms_take_turns_and_every_second_round_goes_backwards(monkeypatch):
    monkeypatch.setattr(common, "PAUSE", 0)
    monkeypatch.setattr(common.gc, "collect", list)
    calls = []
    arms = {name: lambda name=name: calls.append(name) or float(len(calls)) for name in "abc"}
    assert common.alternate(arms, 2) == {"a": [1, 6], "b": [2, 5], "c": [3, 4]}
    assert "".join(calls) == "abccba"


@NO_PEAK
def test_the_peak_of_a_child_counts_the_data_and_not_its_parent():
    ballast = np.ones(200_000_000, np.uint8)  # held while the child runs
    peaks = memory.measure("mlp_128_64", 32, images=64)
    assert len(ballast)
    assert 10 < peaks["start"] < 150
    assert peaks["start"] + 50 < peaks["data"] <= peaks["training"] < memory.LIMIT


def test_the_search_for_settings_returns_one_that_was_tried():
    model = Sequential([Dense(2, "softmax")], (4,))
    x, y = np.ones((8, 4), np.float32), np.eye(2, dtype=np.float32)[[0, 1] * 4]
    candidates = [{"steps_per_execution": 2, "pipeline": pipeline} for pipeline in (False, True)]
    adam = "Adam", {"learning_rate": 0.01}
    found = quickest(model, "categorical_crossentropy", adam, 4, x, y, candidates)
    assert found in candidates


# --- the choice of a recipe ----------------------------------------------------------------------


def test_the_first_recipe_that_passes_with_every_seed_is_chosen(monkeypatch):
    scores = {"weak": [0.98], "unlucky": [0.995, 0.9919], "good": [0.9921, 0.9922], "late": []}
    goal = recipes.Goal("any", 0.99, 0.002, [recipes.Recipe(name, 1, 1, 1) for name in scores])
    answers = [score for values in scores.values() for score in values]
    monkeypatch.setattr(recipes.Recipe, "train", lambda *_: (0, None))
    monkeypatch.setattr(choose_recipe, "accuracy", lambda *_: answers.pop(0))
    data = SimpleNamespace(train=None, validation=None)
    name, tried = choose_recipe.choose(goal, data, range(2))
    assert name == str(goal.candidates[2])
    assert [c["validation"] for c in tried] == [scores["weak"], scores["unlucky"], scores["good"]]


def test_no_recipe_is_chosen_when_none_passes(monkeypatch):
    monkeypatch.setattr(recipes.Recipe, "train", lambda *_: (0, None))
    monkeypatch.setattr(choose_recipe, "accuracy", lambda *_: 0.5)
    data = SimpleNamespace(train=None, validation=None)
    assert choose_recipe.choose(recipes.GOALS[0], data, range(2))[0] is None


def test_a_choice_that_is_no_candidate_is_refused(monkeypatch, tmp_path):
    goal = recipes.GOALS[0]
    monkeypatch.setattr(recipes, "CHOICES", tmp_path / "choices.json")
    with pytest.raises(SystemExit, match="choose_recipe"):
        recipes.chosen(goal)
    recipes.CHOICES.write_text(json.dumps({goal.name: {"chosen": "another"}}), encoding="utf-8")
    with pytest.raises(SystemExit, match="it says: another"):
        recipes.chosen(goal)


def test_the_margin_is_two_standard_deviations_of_a_share():
    for goal in recipes.GOALS:
        deviation = np.random.default_rng(0).binomial(10_000, goal.target, 20_000).std() / 10_000
        assert goal.margin == pytest.approx(2 * deviation, rel=0.05)


# --- the report ----------------------------------------------------------------------------------


def test_a_section_replaces_itself_and_leaves_the_others(tmp_path):
    path = tmp_path / "RESULTS.md"
    for name, text in [("growth", "old\n\n| a |"), ("lenet_epoch", "first"), ("growth", "new")]:
        report.write_section(name, text, path)
    assert path.read_text() == (
        f"{report.HEAD}\n\n<!-- lenet_epoch: begin -->\nfirst\n<!-- lenet_epoch: end -->\n\n"
        "<!-- growth: begin -->\nnew\n<!-- growth: end -->\n"
    )


def test_a_power_law_is_found():
    assert common.exponent([10, 20, 40], [3, 12, 48]) == pytest.approx(2)


@pytest.mark.parametrize(
    ("value", "text"), [(0.01234, "0.0123"), (45.64, "45.6"), (1234.5, "1,234"), (-0.3, "-0.300")]
)
def test_three_figures(value, text):
    assert report.digits_of(value) == text


def test_a_claim_that_does_not_hold_fails_but_not_in_a_rehearsal(capsys):
    claims = {"true": True, "false": False}
    assert common.verdict({"true": True}, dry=False) == 0
    assert common.verdict(claims, dry=False) == 1
    assert "DOES NOT    false" in capsys.readouterr().out
    assert common.verdict(claims, dry=True) == 0
