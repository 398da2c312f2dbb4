"""The figure of pooling: its numbers and its changes against Python's; its walk by keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import PooledImage

CHANGED = re.compile(r"by (\d+) % of its size, the map by (\d+) %")
SAYS = "/{}/.test(document.querySelector('.ml-description').textContent)"


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["max", "average", "stride"])
def test_maps_and_changes_are_those_of_the_package(live_page, kind):
    state = {"image": "digit", "number": 7, "pooling": kind, "size": 3, "right": 1, "down": -2}
    python = PooledImage(**state)
    figure = live_page("pooling", {**state, "place": 40, "whole": True})
    figure.wait_for(SAYS.format("Place 41 of 81"))
    found = re.search(r" is (\S+)\.", figure.description)[1]
    assert float(found) == pytest.approx(python.pooled.flat[40], abs=0.0051)
    shown = [int(number) for number in CHANGED.search(figure.description).groups()]
    assert shown == pytest.approx([100 * part for part in python.differences], abs=0.51)
    numbers = figure.page.locator(".ml-board-numbers").nth(1).locator("span").all_text_contents()
    np.testing.assert_allclose([float(n) for n in numbers], python.pooled.ravel(), atol=0.0051)


@pytest.mark.browser
def test_the_textbooks_example_step_by_step(live_page):
    figure = live_page("pooling")
    tab = figure.page
    for kind, numbers in (
        ("maximum", ["5", "6", "3", "7"]),
        ("mean", ["2.5", "3.75", "2", "4.75"]),
    ):
        tab.get_by_role("radio", name=kind).check()
        tab.get_by_role("button", name="Rewind").press("Enter")
        for place, number in enumerate(numbers, 1):
            assert re.search(
                rf"Place {place} of 4: .* is {re.escape(number)}\.", figure.description
            )
            if place < 4:
                tab.get_by_role("button", name="Step").press("Enter")
    tab.get_by_role("application").press("ArrowUp")
    assert "Place 2 of 4" in figure.description


@pytest.mark.browser
def test_a_link_moves_the_image_and_locks_it(live_page):
    link = "#pooling=image:digit,right:2,place:3&lock=right,place"
    figure = live_page("pooling", fragment=link)
    figure.wait_for(SAYS.format("2 to the right"))
    tab = figure.page
    assert tab.get_by_label("Moved to the right").is_disabled()
    assert tab.get_by_role("button", name="Step").is_disabled()
    tab.get_by_label("Moved down").press("ArrowLeft")
    figure.wait_for(SAYS.format("1 up"))


def test_python_pools_the_example_as_the_textbook_does():
    assert PooledImage().pooled.tolist() == [[5, 6], [3, 7]]
    assert PooledImage(pooling="average").pooled.tolist() == [[2.5, 3.75], [2, 4.75]]
    assert PooledImage(pooling="stride").pooled.tolist() == [[5, 4], [3, 4]]
    assert PooledImage(image="digit").differences == (0, 0)
    image, pooled = PooledImage(image="digit", right=1, size=4).differences
    assert 0 < pooled < image


def test_the_still_frame_shows_all_kinds():
    for state in ({}, {"image": "digit", "size": 4}):
        picture, words = PooledImage(**state).still()
        assert picture.startswith(b"\x89PNG") and "maximum" in words
