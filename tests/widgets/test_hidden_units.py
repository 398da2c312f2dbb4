"""The figure of hidden units: its network against Python's, and its buttons in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from mnist_course.widgets import HiddenUnits
from mnist_course.widgets.figures.hidden_units import target, task

STATUS = "document.querySelector('.ml-hu-told').textContent"
GROWN = {"before": "3x120_2x40", "units": 5, "steps": 60}
CASES = [
    {"data": "xor", "units": 2, "seed": 1, "steps": 300},
    {"data": "moons", "activation": "relu", "seed": 4, **GROWN},
    {"data": "curve", "activation": "sigmoid", "learning_rate": 0.1, "seed": 9, **GROWN},
]


def parameters(figure) -> list[float]:
    """Weights, bias and output weight of each unit, then the output's bias, as the figure says."""
    text = figure.text(".ml-code")
    lines = text.replace("unit ", "").splitlines()
    return [float(n) for line in lines for n in re.findall(r"-?[\d.]+(?:e[+-]\d+)?", line[3:])]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["data"])
def test_the_page_and_python_train_the_same_network(case, live_page):
    """Through units that join and leave: the loss to three digits, all parameters to 1e-5."""
    figure = live_page("hidden-units", case)
    total = sum(map(int, re.findall(r"x(\d+)", case.get("before", "")))) + case["steps"]
    figure.wait_for(f"{STATUS}.startsWith('Step {total}.')")
    model, goal = HiddenUnits(**case).model(), task(case["data"])
    loss = model.evaluate(goal.x, goal.y[:, np.newaxis], goal.loss)["loss"]
    said = re.search(r"Loss ([\d.]+)\.", figure.description)[1]
    assert float(said) == pytest.approx(loss, rel=6e-3)
    hidden, output = (layer.params for layer in model.layers)
    units = np.vstack([hidden["W"], hidden["b"], output["W"].T]).T
    expected = [*units.ravel(), *output["b"]]
    assert parameters(figure) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.browser
def test_it_learns_grows_and_begins_again_by_keyboard(live_page):
    figure = live_page("hidden-units", fragment="#hidden-units=seed:1&lock=activation")
    tab = figure.page
    assert tab.get_by_role("radio", name="ReLU").is_disabled()
    begun = figure.text(".ml-hu-told")
    tab.get_by_role("button", name="Play").press("Enter")
    figure.wait_for(f"/All 4 points are named rightly/.test({STATUS})")
    tab.get_by_role("button", name="Pause").press("Enter")
    before = re.search(r"Loss \S+", figure.text(".ml-hu-told"))[0]
    drawn = tab.locator(".ml-hu-number").count()
    tab.get_by_role("slider", name="Hidden units").press("ArrowRight")
    figure.wait_for("/3 hidden units/.test(document.querySelector('.ml-description').textContent)")
    assert before in figure.text(".ml-hu-told"), "a unit that joins must not change the answers"
    assert tab.locator(".ml-hu-number").count() >= drawn
    tab.get_by_role("button", name="Step", exact=True).press("Enter")
    assert before.split()[0] in figure.text(".ml-hu-told")
    tab.get_by_role("button", name="Another start").press("Enter")
    figure.wait_for(f"{STATUS}.startsWith('Step 0.')")
    tab.get_by_role("slider", name="Hidden units").press("ArrowLeft")
    assert figure.text(".ml-hu-told") != begun, "another start is another network"


@pytest.mark.browser
def test_steps_that_are_too_long_are_named(live_page):
    figure = live_page(
        "hidden-units", {"data": "curve", "units": 16, "learning_rate": 10.0, "steps": 400}
    )
    figure.wait_for(f"/ran away/.test({STATUS})")
    assert figure.page.get_by_role("button", name="Play").is_disabled()
    figure.page.get_by_role("slider", name="Hidden units").press("ArrowLeft")
    figure.wait_for(f"{STATUS}.startsWith('Step 0. Loss')")  # such weights are not kept
    assert not figure.page.get_by_role("button", name="Play").is_disabled()


@pytest.mark.browser
def test_units_may_leave_while_the_steps_of_a_link_are_still_taken(live_page):
    figure = live_page("hidden-units", {"data": "moons", "units": 16, "steps": 4000})
    figure.page.get_by_role("slider", name="Hidden units").press("ArrowLeft")
    figure.wait_for(f"{STATUS}.startsWith('Step 4,000.')")
    codes = figure.page.locator(".ml-code").all_text_contents()
    assert any('before="16x4000"' in code for code in codes)


def test_the_samples_and_what_may_stand_in_before():
    moons = task("moons")
    assert moons.x.shape == (60, 2) and moons.y.sum() == 30
    middle = task("curve").x[20, 0]
    assert middle == 0 and target(middle) == 0
    with pytest.raises(traitlets.TraitError, match="2x500_3x100"):
        HiddenUnits(before="2 units")


def test_a_unit_that_joins_changes_nothing_until_it_learns():
    goal = task("moons")
    two = HiddenUnits(data="moons", units=2, steps=50).model().predict(goal.x)
    three = HiddenUnits(data="moons", before="2x50", units=3).model().predict(goal.x)
    np.testing.assert_array_equal(two, three)


def test_the_still_frame_shows_what_its_words_say():
    picture, words = HiddenUnits().still()
    assert picture.startswith(b"\x89PNG") and "XOR" in words
