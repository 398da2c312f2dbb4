"""The figure of plain and residual networks: its numbers against the package's, in a browser."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import DeeperNetworks
from mnist_course.widgets.figures.deeper import KINDS
from tests.widgets.written_numbers import number

READY = "/^Plain/.test(document.querySelector('.ml-status').textContent)"

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
  const { DIGITS, look } = need("deeper/networks.js");
  const digits = { x: held.x.subarray(0, 784 * DIGITS), labels: held.labels.subarray(0, DIGITS) };
  return cases.map((settings) => [false, true].map((shortcut) => look(settings, shortcut, digits)));
}
"""


@pytest.mark.browser
def test_sizes_are_those_of_the_package(live_page):
    figure = live_page("deeper")
    figure.wait_for(READY)
    common = {"recipe": "glorot", "second": 1.0, "seed": 0, "blocks": 3}
    cases = [
        {**common, "activation": activation, "after": after}
        for activation in ("sigmoid", "tanh", "relu")
        for after in ("nothing", "function")
    ]
    cases += [
        {**cases[4], "recipe": "he", "blocks": 25, "seed": 999},
        {**cases[5], "recipe": "he", "blocks": 12, "second": 0.1},
        {**cases[1], "recipe": "normal", "blocks": 1},
        {**cases[2], "recipe": "fan_in", "blocks": 7, "second": 0.0},
    ]
    for case, theirs in zip(cases, figure.page.evaluate(LOOK, cases), strict=True):
        ours = DeeperNetworks(**case).sizes()
        for found, kind in zip(theirs, KINDS, strict=True):
            for name, expected in ours[kind].items():
                assert len(expected) == 2 * case["blocks"] + 1
                np.testing.assert_allclose(
                    found[name], expected, rtol=1e-4, atol=1e-30, err_msg=f"{case} {kind} {name}"
                )


@pytest.mark.browser
def test_from_beginning_to_end_with_the_keyboard(live_page):
    figure = live_page("deeper", fragment="#deeper=activation:tanh,recipe:he&lock=recipe")
    figure.wait_for(READY)
    page = figure.page
    assert page.get_by_role("radio", name="He", exact=True).is_disabled()
    assert figure.description.startswith("6 layers, tanh, nothing after the sums, He.")
    page.get_by_role("slider", name="Blocks of two layers").press("ArrowRight")
    page.get_by_role("slider", name="Second weights").press("ArrowLeft")
    page.get_by_role("radio", name="tanh", exact=True).press("ArrowRight")
    page.get_by_role("radio", name="nothing", exact=True).press("ArrowRight")
    page.get_by_role("button", name="Draw other weights").press("Enter")
    assert figure.description.startswith(
        "8 layers, ReLU, f after the sums, He, second weights times 0.3."
    )
    state = {"recipe": "he", "activation": "relu", "after": "function", "second": 0.3}
    expected = DeeperNetworks(**state, blocks=3, seed=1).sizes()
    told = re.findall(
        r"gradient is (.+?) in the last layer and (.+?) in the first", figure.description
    )
    for pair, kind in zip(told, KINDS, strict=True):
        wanted = expected[kind]["gradients"][[-1, 0]]
        np.testing.assert_allclose([number(text) for text in pair], wanted, rtol=0.06)
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    assert "blocks:3,activation:relu,after:function,recipe:he,second:0.3,seed:1" in address


def test_second_weights_of_zero_make_shortcuts_a_way_through():
    sizes = DeeperNetworks(activation="relu", recipe="he", after="nothing", blocks=9, second=0.0)
    plain, short = (sizes.sizes()[kind] for kind in KINDS)
    assert not plain["gradients"][:-1].any(), "nothing comes through a layer of zeros"
    np.testing.assert_allclose(short["signals"][::2], short["signals"][0], rtol=1e-6)
    alone = DeeperNetworks(activation="relu", recipe="he", blocks=1, second=0.0).sizes()
    # The last layer of scores draws other weights at another depth; the size is of one kind.
    ratio = short["gradients"][0] / alone["with shortcuts"]["gradients"][0]
    assert 1 / 3 < ratio < 3


def test_the_still_frame_tells_its_numbers():
    figure = DeeperNetworks(blocks=6)
    picture, words = figure.still()
    assert picture.startswith(b"\x89PNG")
    first = figure.sizes()["plain"]["gradients"][0]
    assert f"and {first:.0e} in the first" in words
