"""The confusion explorer: its counts against Python's, its fields under the keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from mnist_course.metrics import confusion_matrix
from mnist_course.widgets import ConfusionExplorer, sample, trained

READY = "/held-out digits rightly/.test(document.querySelector('.ml-description').textContent)"
NETWORKS = {"softmax": "Softmax regression", "mlp": "Multilayer network", "lenet": "LeNet-5"}


def shown_counts(figure) -> np.ndarray:
    texts = figure.page.locator("[role=gridcell]").all_text_contents()
    return np.array([int(text) for text in texts]).reshape(10, 10)


def choose(figure, network: str) -> None:
    figure.page.get_by_role("radio", name=NETWORKS[network]).check()
    figure.wait_for(
        f"document.querySelector('.ml-description').textContent.startsWith('{NETWORKS[network]}')"
    )


@pytest.mark.browser
def test_matrices_and_probabilities_are_those_of_the_package(live_page):
    figure = live_page("confusion", {"network": "softmax", "truth": 2, "answer": 7})
    figure.wait_for(READY)
    for network in NETWORKS:
        choose(figure, network)
        python = ConfusionExplorer(network=network, truth=2, answer=7)
        np.testing.assert_array_equal(shown_counts(figure), python.confusion)
        members = python.numbers
        words = figure.page.locator(".ml-picture-option:visible input")
        spoken = [words.nth(i).get_attribute("aria-label") for i in range(words.count())]
        assert [int(re.search(r"digit (\d+)", text)[1]) for text in spoken] == members[:12]
        if members:
            p = python.probabilities[members[0]]
            bars = figure.page.locator("[aria-label^='Probabilities'] .ml-bar-number")
            numbers = [re.sub("[^0-9.]", "", text) for text in bars.all_text_contents()]
            # Shares below 0.1 % and above 99.9 % are written as such.
            np.testing.assert_allclose([float(n) for n in numbers], 100 * p, atol=0.101)


@pytest.mark.browser
def test_arrow_keys_lead_from_field_to_field_and_to_an_image(live_page):
    figure = live_page("confusion", {"network": "softmax", "truth": 3, "answer": 5})
    figure.wait_for(READY)
    tab = figure.page
    tab.locator("[role=gridcell][tabindex='0']").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
    figure.wait_for("/A 2 read as 7/.test(document.querySelector('.ml-description').textContent)")
    python = ConfusionExplorer(network="softmax", truth=2, answer=7)
    assert f"A 2 read as 7: {len(python.numbers)} images" in figure.description
    assert f"Held-out digit {python.numbers[0]}, a 2." in figure.description
    assert tab.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    tab.locator(".ml-picture-option:visible input").first.focus()
    tab.keyboard.press("ArrowRight")
    wanted = f"Held-out digit {python.numbers[1]}, a 2."
    figure.wait_for(f"document.querySelector('.ml-description').textContent.includes('{wanted}')")
    # The last field of a row has no right neighbour; an empty field says what to do.
    tab.locator("[role=gridcell][tabindex='0']").focus()
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowRight")
    figure.wait_for("/A 2 read as 9/.test(document.querySelector('.ml-description').textContent)")


@pytest.mark.browser
def test_many_right_answers_are_turned_over_a_dozen_at_a_time(live_page):
    figure = live_page("confusion", {"truth": 0, "answer": 0}, size=(375, 812))
    figure.wait_for(READY)
    tab = figure.page
    numbers = ConfusionExplorer(truth=0, answer=0).numbers
    for first in (12, 24):
        tab.get_by_role("button", name="More").press("Enter")
        wanted = f"Held-out digit {numbers[first]}, a 0."
        figure.wait_for(
            f"document.querySelector('.ml-description').textContent.includes('{wanted}')"
        )
    tab.get_by_role("button", name="Before").press("Enter")
    wanted = f"Held-out digit {numbers[12]}, a 0."
    figure.wait_for(f"document.querySelector('.ml-description').textContent.includes('{wanted}')")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.browser
def test_a_link_opens_its_field_and_locks_it(live_page):
    fragment = "#confusion=network:softmax,truth:9,answer:4&lock=truth,answer"
    figure = live_page("confusion", fragment=fragment)
    figure.wait_for(READY)
    assert "A 9 read as 4" in figure.description
    before = figure.description
    figure.page.locator("[role=gridcell]").nth(35).click()
    figure.page.locator("[role=gridcell][tabindex='0']").press("ArrowUp")
    assert figure.description == before


def test_python_counts_as_the_metrics_do_and_orders_the_images():
    explorer = ConfusionExplorer(network="mlp", truth=4, answer=9)
    held = sample.read().held
    p = trained.read()["mlp"].predict(held.x)
    np.testing.assert_array_equal(explorer.confusion, confusion_matrix(held.labels, p))
    assert explorer.confusion[4, 9] == len(explorer.numbers) > 1
    sure = p[explorer.numbers, 9]
    assert (held.labels[explorer.numbers] == 4).all() and (np.diff(sure) <= 0).all()
    explorer.answer = 4
    assert (np.diff(p[explorer.numbers, 4]) >= 0).all()
    with pytest.raises(traitlets.TraitError):
        ConfusionExplorer(network="lenet5")


def test_the_still_frame_counts_what_it_shows():
    picture, words = ConfusionExplorer().still()
    counts = ConfusionExplorer().confusion
    assert picture.startswith(b"\x89PNG")
    assert "The field of an 8" in ConfusionExplorer(truth=8, answer=3).still()[1]
    assert f"{np.trace(counts)} of them lie on the diagonal" in words
    assert f"it counts {counts[3, 8]}" in words
    assert "it counts 0." in ConfusionExplorer(truth=0, answer=4).still()[1]
