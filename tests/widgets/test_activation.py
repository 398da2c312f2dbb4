"""The figure of activation functions: its numbers against Python's, in a real browser."""

from __future__ import annotations

import re

import pytest

from mnist_course.widgets import ActivationFunctions
from mnist_course.widgets.figures.activation import NAMES, chain

SHORT = re.compile(r"(−?[\d.]+)(?: · 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text: str) -> float:
    digits, power = SHORT.fullmatch(text).groups()
    return float(digits.replace("−", "-")) * 10.0 ** int((power or "⁰").translate(RAISED))


def told(figure) -> tuple[float, float, float]:
    """Value, slope, and what is left of the gradient, as the figure says them."""
    value, slope = re.search(r"value (.+?), slope (.+?)\. ", figure.description).groups()
    left = re.search(r"biases −?[\d.]+, (.+?) of the gradient", figure.description)[1]
    return number(value), number(slope), 0.0 if left == "nothing" else number(left)


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_its_numbers_are_those_of_the_package(live_page, name):
    chained = {"z": -1.3, "layers": 7, "weight": 1.7, "bias": -0.5}
    state = {"function": name, "negative_slope": 0.03, **chained}
    figure = live_page("activation", state)
    signals, gradients = chain({**state, "layers": 1, "weight": 1.0, "bias": 0.0})
    value, slope, left = told(figure)
    assert value == pytest.approx(signals[-1], rel=0.01, abs=1e-12)
    assert slope == pytest.approx(gradients[0], rel=0.01, abs=1e-12)
    assert left == pytest.approx(chain(state)[1][0], rel=0.06, abs=1e-12)


@pytest.mark.browser
def test_keyboard_turns_it_and_a_link_locks_it(live_page):
    figure = live_page("activation", fragment="#activation=layers:20&lock=layers")
    tab = figure.page
    assert tab.get_by_label("Layers in the chain").is_disabled()
    assert "chain of 20" in figure.description
    z = tab.get_by_role("slider", name="z", exact=True)
    z.press("ArrowLeft")
    figure.wait_for("/z = 1.9/.test(document.querySelector('.ml-description').textContent)")
    tab.get_by_role("radio", name="ReLU", exact=True).check()
    figure.wait_for("/^ReLU/.test(document.querySelector('.ml-description').textContent)")
    assert not tab.get_by_label(re.compile("Slope of leaky")).is_visible()
    tab.get_by_role("radio", name="leaky ReLU").check()
    assert tab.get_by_label(re.compile("Slope of leaky")).is_visible()


def test_weights_of_four_save_the_gradient_only_with_a_bias_that_keeps_the_sums_at_zero():
    """What the chapter says of the chain."""
    chains = {
        (weight, bias): ActivationFunctions(weight=weight, bias=bias).left()
        for weight, bias in [(1.0, 0.0), (4.0, 0.0), (4.0, -2.0)]
    }
    assert chains[4.0, 0.0] < chains[1.0, 0.0] < 1e-6
    assert ActivationFunctions(z=0.5, weight=4.0, bias=-2.0).left() == pytest.approx(1.0)


def test_a_quarter_a_layer_and_the_words_of_the_still_frame():
    quarter = ActivationFunctions(function="sigmoid", z=0.0, layers=1)
    assert quarter.left() == 0.25
    picture, words = quarter.still()
    assert picture.startswith(b"\x89PNG") and "one quarter" in words
