"""The figure of convolution: its sums against Python's, its kernel and its walk by keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets
from scipy import signal

from mnist_course.widgets import Convolution

MAP = """
async ({ pixels, kernel, stride, padding }) => {
  const own = mnistCourse.registry.need("convolution/sliding.js");
  const side = Math.sqrt(pixels.length);
  const answer = own.sumOfProducts(own.readKernel(kernel));
  const padded = own.pad(pixels, side, padding);
  return Array.from(own.slide(padded, side + 2 * padding, 3, stride, answer).map);
}
"""
SAYS = "/{}/.test(document.querySelector('.ml-description').textContent)"


def told(figure) -> tuple[int, int, float]:
    """Place, number of places and sum, as the figure says them."""
    found = re.search(r"Place (\d+) of (\d+), .* add up to (\S+?)\. ", figure.description).groups()
    return int(found[0]), int(found[1]), float(found[2].replace("−", "-"))


@pytest.mark.browser
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_its_maps_are_those_of_the_package(live_page, stride, padding):
    kernel = "1 -2 0.5 0 3 -1 0.25 0 -4"
    given = {"kernel": kernel, "stride": stride, "padding": padding}
    python = Convolution(image="digit", number=7, **given)
    figure = live_page("convolution", {"image": "digit", "number": 7, "place": 40, **given})
    figure.wait_for(SAYS.format("Place 41"))
    pixels = python.pixels.ravel().tolist()
    found = figure.page.evaluate(MAP, {"pixels": pixels, **given})
    np.testing.assert_allclose(found, python.feature_map.ravel(), atol=1e-6)
    place, count, total = told(figure)
    assert (place, count) == (41, python.feature_map.size)
    assert total == pytest.approx(python.feature_map.flat[40], abs=0.0051)
    products = figure.page.locator(".ml-products b").all_text_contents()
    numbers = [float(text.lstrip("= ").replace("−", "-")) for text in products]
    assert sum(numbers) == pytest.approx(total, abs=0.05)


@pytest.mark.browser
def test_steps_fill_the_map_and_rewind_empties_it(live_page):
    figure = live_page("convolution")
    tab = figure.page
    shown = tab.locator(".ml-board-numbers").nth(1).locator("span")
    sums = [5.0, 0.0, 4.0, 1.0, 4.0, 1.0, 3.0, 2.0, 4.0]
    for place, total in enumerate(sums, 1):
        assert told(figure) == (place, 9, total)
        texts = [text for text in shown.all_text_contents() if text]
        assert [float(text) for text in texts] == sums[:place]
        if place < 9:
            tab.get_by_role("button", name="Step").press("Enter")
    assert tab.get_by_role("button", name="Step").is_disabled()
    tab.get_by_role("button", name="Back").press("Enter")
    assert told(figure)[0] == 8
    tab.get_by_role("button", name="Rewind").press("Enter")
    assert told(figure) == (1, 9, 5.0)
    tab.get_by_role("button", name="Whole map").press("Enter")
    assert len([text for text in shown.all_text_contents() if text]) == 9
    tab.get_by_role("application").press("ArrowDown")
    assert told(figure) == (4, 9, 1.0)
    tab.get_by_role("button", name="Play").press("Enter")
    figure.wait_for(SAYS.format("Place [3-9] of 9"))
    tab.get_by_role("button", name="Pause").press("Enter")


@pytest.mark.browser
def test_a_weight_is_typed_and_a_wrong_one_is_told(live_page):
    figure = live_page("convolution", {"whole": True})
    tab = figure.page
    corner = tab.get_by_label("weight in row 0, column 0")
    corner.fill("−2,5")
    assert told(figure)[2] == 1.5
    corner.fill("two")
    assert "is no number" in tab.locator("[role=status]").first.text_content()
    assert told(figure)[2] == 1.5
    tab.get_by_role("radio", name="upright edge").check()
    assert corner.input_value() == "1"
    assert told(figure)[2] == 0.0


@pytest.mark.browser
def test_a_link_sets_it_up_and_locks_it(live_page):
    link = "#convolution=stride:2,padding:1,place:4,kernel:0%200%200%200%201%200%200%200%200"
    figure = live_page("convolution", fragment=f"{link}&lock=stride,kernel,place")
    tab = figure.page
    assert told(figure) == (5, 9, 1.0)
    assert tab.get_by_label("Stride S").is_disabled()
    assert tab.get_by_label("weight in row 1, column 1").is_disabled()
    tab.get_by_role("application").press("ArrowLeft")
    assert told(figure)[0] == 5


def test_python_computes_the_map_and_refuses_a_kernel_that_is_none():
    figure = Convolution(kernel="1 0 -1 1 0 -1 1 0 -1", padding=1)
    expected = signal.correlate2d(figure.pixels, figure.weights, "same")
    np.testing.assert_allclose(figure.feature_map, expected)
    for kernel in ("1 2 3", "a b c d e f g h i", "1 0 1 0 1 0 1 0 inf"):
        with pytest.raises(traitlets.TraitError, match="nine numbers"):
            Convolution(kernel=kernel)


def test_the_still_frame_says_the_sum_at_its_place():
    picture, words = Convolution(place=8).still()
    assert picture.startswith(b"\x89PNG") and "4.00" in words
    assert Convolution(image="digit", stride=2, padding=2).still()[0].startswith(b"\x89PNG")
