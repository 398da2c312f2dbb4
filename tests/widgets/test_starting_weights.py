"""The figure of first weights: its numbers against the package's, in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import StartingWeights
from tests.widgets.written_numbers import number

READY = "/^Layer 1/.test(document.querySelector('.ml-status').textContent)"

LOOK = """
async (cases) => {
  const { need } = mnistCourse.registry;
  const text = await new Promise((done) => {
    const keep = mnistCourse.asset;
    mnistCourse.asset = (given, text) => { mnistCourse.asset = keep; done(text); };
    document.head.append(Object.assign(document.createElement("script"),
      { src: "live/data/held.js" }));
  });
  const file = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const { held } = await need("packed.js").unpackDigits(file);
  const { DIGITS, deviation, look } = need("starting-weights/network.js");
  const digits = { x: held.x.subarray(0, 784 * DIGITS), labels: held.labels.subarray(0, DIGITS) };
  return cases.map((settings) => look(settings, digits).map(({ z, a, delta }) => ({
    z: deviation(z), a: deviation(a), delta: deviation(delta) })));
}
"""


@pytest.mark.browser
def test_deviations_are_those_of_the_package(live_page):
    figure = live_page("starting-weights")
    figure.wait_for(READY)
    common = {"scale": 1.0, "depth": 4, "seed": 0}
    cases = [
        {**common, "recipe": recipe, "activation": activation}
        for recipe in ("normal", "uniform", "fan_in", "glorot", "he", "zeros")
        for activation in ("sigmoid", "tanh", "relu")
    ]
    cases += [
        {"recipe": "he", "scale": 0.3, "activation": "relu", "depth": 8, "seed": 5},
        {"recipe": "glorot", "scale": 5.0, "activation": "tanh", "depth": 7, "seed": 999},
        {"recipe": "fan_in", "scale": 0.01, "activation": "sigmoid", "depth": 1, "seed": 1},
    ]
    for case, theirs in zip(cases, figure.page.evaluate(LOOK, cases), strict=True):
        ours = StartingWeights(**case).deviations()
        assert len(theirs) == len(ours) == case["depth"] + 1
        for layer, expected in zip(theirs, ours, strict=True):
            for name, value in expected.items():
                assert layer[name] == pytest.approx(value, rel=1e-4, abs=1e-30), (case, name)


@pytest.mark.browser
def test_from_beginning_to_end_with_the_keyboard(live_page):
    figure = live_page(
        "starting-weights", fragment="#starting-weights=depth:3,recipe:he&lock=depth"
    )
    figure.wait_for(READY)
    page = figure.page
    assert page.get_by_role("slider", name="Hidden layers").is_disabled()
    assert figure.description.startswith("He; 3 hidden layers, sigmoid.")
    page.get_by_role("radio", name="He", exact=True).press("ArrowLeft")
    page.get_by_role("radio", name="sigmoid").press("ArrowLeft")  # round to the last one
    page.get_by_role("slider", name="All weights times").press("ArrowRight")
    page.get_by_role("button", name="Draw other weights").press("Enter")
    assert figure.description.startswith("Glorot, times 1.4; 3 hidden layers, ReLU.")
    state = {"recipe": "glorot", "activation": "relu", "scale": 1.4, "depth": 3, "seed": 1}
    rows = page.locator(".ml-layers tbody tr:visible")
    assert rows.locator("th").all_text_contents() == ["1", "2", "3", "output"]
    for row, expected in zip(rows.all(), StartingWeights(**state).deviations(), strict=True):
        shown = [text for text in row.locator(".ml-histogram-number").all_text_contents() if text]
        wanted = [expected["z"], expected["a"], expected["delta"]]
        if len(shown) == 2:  # the output has no bend
            wanted = [expected["z"], expected["delta"]]
        np.testing.assert_allclose([number(text) for text in shown], wanted, rtol=0.06)
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    assert "recipe:glorot,scale:1.4,activation:relu,depth:3,seed:1" in address


def test_zeros_are_zero_and_the_still_frame_tells_its_numbers():
    layers = StartingWeights(recipe="zeros", depth=2).layers()
    assert all(not layer["z"].any() for layer in layers)
    assert all(not layer["delta"].any() for layer in layers[:-1]) and layers[-1]["delta"].any()
    figure = StartingWeights(recipe="fan_in", activation="tanh", depth=3)
    picture, words = figure.still()
    told = re.search(r"layer 1 spread by ([\d.]+),", words)
    assert picture.startswith(b"\x89PNG")
    assert float(told[1]) == pytest.approx(figure.deviations()[0]["z"], rel=0.05)
