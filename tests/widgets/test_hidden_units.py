"""The figure of hidden units: its network against Python's, and its buttons in a real browser."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import traitlets

from mnist_course.widgets import HiddenUnits
from mnist_course.widgets.figures.hidden_units import MOST_UNITS, target, task
from mnist_course.widgets.page_random import normal_numbers
from tests.widgets.engine_page import open_page

STATUS = "document.querySelector('.ml-hu-told').textContent"
GROWN = {"before": "3x120_2x40", "units": 5, "steps": 60}
CASES = [
    {"data": "xor", "units": 2, "seed": 1, "steps": 300},
    {"data": "moons", "activation": "relu", "seed": 4, **GROWN},
    {"data": "curve", "activation": "sigmoid", "learning_rate": 0.1, "seed": 9, **GROWN},
]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def told(figure) -> list[float]:
    """The loss, then w, b and output weight of each unit, as the figure says them."""
    words = figure.description
    loss = re.search(r"Loss ([\d.]+)\.", words)[1]
    units = re.findall(r"Unit \d+: sum (.+?), times (\S+) at the output", words)
    numbers = [[*re.findall(r"−?[\d.]+(?:e[+-]\d+)?", sums), v] for sums, v in units]
    return [float(loss), *(number(n) for row in numbers for n in row)]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["data"])
def test_the_page_and_python_train_the_same_network(case, live_page):
    """Through units that join and leave; the loss to three digits, the weights to two."""
    figure = live_page("hidden-units", case)
    total = sum(map(int, re.findall(r"x(\d+)", case.get("before", "")))) + case["steps"]
    figure.wait_for(f"{STATUS}.startsWith('Step {total}.')")
    widget = HiddenUnits(**case)
    model, goal = widget.model(), task(case["data"])
    loss = model.evaluate(goal.x, goal.y[:, np.newaxis], goal.loss)["loss"]
    hidden, output = (layer.params for layer in model.layers)
    expected = [loss]
    for j in range(min(widget.units, 4)):
        expected += [*hidden["W"][:, j], hidden["b"][j], output["W"][j, 0]]
    assert told(figure) == pytest.approx(expected, rel=6e-3, abs=1e-6)


@pytest.mark.browser
def test_tasks_and_weights_are_pythons_to_ten_digits(browser):
    """The samples, the first numbers, and 200 steps of the engine from them."""
    page = open_page(browser, "engine.js")
    given = {
        name: {"x": task(name).x.ravel().tolist(), "y": task(name).y.tolist()}
        for name in ("moons", "curve")
    }
    first = normal_numbers([5], 4 * MOST_UNITS).reshape(-1, 4)
    answer = page.evaluate(
        """([x, y, W, b, v]) => {
          const { Sequential, Training } = course;
          const model = new Sequential(
            [{ layer: "Dense", settings: { units: 3, activation: "tanh" } },
             { layer: "Dense", settings: { units: 1, activation: "sigmoid" } }],
            [2], { dtype: "float64" });
          model.layers[0].params.W.set(W);
          model.layers[0].params.b.set(b);
          model.layers[1].params.W.set(v);
          const training = new Training(model, Float64Array.from(x), y, {
            loss: "binary_crossentropy", batch_size: y.length, shuffle: false,
            optimizer: { optimizer: "sgd", learning_rate: 0.5 } });
          for (let i = 0; i < 200; i++) training.step();
          return JSON.stringify([...model.theta]);
        }""",
        [
            given["moons"]["x"],
            given["moons"]["y"],
            first[:3, :2].T.ravel().tolist(),
            first[:3, 2].tolist(),
            (0.5 * first[:3, 3]).tolist(),
        ],
    )
    page.close()
    model = HiddenUnits(data="moons", units=3, seed=5, steps=200).model()
    ours = np.concatenate([values.ravel() for values in model.params.values()])
    # The start of the page's last bias is 0, as Python's.
    np.testing.assert_allclose(json.loads(answer), ours, rtol=1e-9)


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
