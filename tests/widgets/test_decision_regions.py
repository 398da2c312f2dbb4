"""The figure of decision regions: its network against Python's, and its use in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import DecisionRegions
from mnist_course.widgets.figures.decision_regions import CLASSES, toy_set

TOLD = "document.querySelector('.ml-dr-told').textContent"
CASES = [
    {"data": "moons", "steps": 120, "seed": 3},
    {"data": "circles", "activation": "relu", "layers": 2, "units": 5, "noise": 0.3, "steps": 60},
    {"data": "xor", "activation": "sigmoid", "optimizer": "sgd", "learning_rate": 0.5, "steps": 90},
    {"data": "blobs", "layers": 0, "stretch": 10, "optimizer": "sgd", "learning_rate": 0.01}
    | {"steps": 40},
    {"data": "spiral", "stretch": 100, "features": "standardised", "steps": 150},
]


def said(figure) -> list[float]:
    """Rightly learned, rightly held out, loss learned, loss held out, as the figure says."""
    text = figure.text(".ml-dr-told")
    counts = re.search(r"rightly: (\d+) of 90 learned, (\d+) of 180 held out", text)
    losses = re.search(r"Loss ([\d.]+) learned, ([\d.]+) held out", text)
    return [float(number) for number in (*counts.groups(), *losses.groups())]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["data"])
def test_the_page_and_python_train_the_same_network(case, live_page):
    """Points, standardising, first weights and steps are equal: counts exactly, losses told."""
    figure = live_page("decision-regions", case)
    figure.wait_for(f"{TOLD}.startsWith('Step {case['steps']}.')")
    own = DecisionRegions(**case)
    score = own.score(own.model())
    right, held_right, loss, held_loss = said(figure)
    assert (right, held_right) == (
        round(90 * score["accuracy"]),
        round(180 * score["held_accuracy"]),
    )
    assert loss == pytest.approx(score["loss"], rel=6e-3)
    assert held_loss == pytest.approx(score["held_loss"], rel=6e-3)


@pytest.mark.browser
def test_every_parameter_is_that_of_python_and_so_are_the_regions(live_page):
    """To 1e-5 after 80 steps of Adam; the regions to half a per cent of the square."""
    case = {"data": "spiral", "units": 6, "layers": 2, "noise": 0.2, "steps": 80}
    figure = live_page("decision-regions", case)
    figure.wait_for(f"{TOLD}.startsWith('Step 80.')")
    own = DecisionRegions(**case)
    model = own.model()
    units = [np.vstack([one.params["W"], one.params["b"]]).T.ravel() for one in model.layers]
    lines = [line.split("weights")[1] for line in figure.text(".ml-code").splitlines()]
    found = [float(n) for line in lines for n in re.findall(r"-?[\d.]+(?:e[+-]\d+)?", line)]
    assert found == pytest.approx(np.concatenate(units), rel=1e-4, abs=1e-5)
    across = 2.5 * (2 * np.arange(61) / 60 - 1)
    grid = np.stack(np.meshgrid(across, across), axis=-1).reshape(-1, 2)
    classes = model.predict(grid).argmax(axis=1)
    told = re.search(r"disc (\d+) %, square (\d+) %, triangle (\d+) %", figure.description)
    shares = 100 * np.bincount(classes, minlength=3) / len(classes)
    assert [float(n) for n in told.groups()] == pytest.approx(shares, abs=0.51)


@pytest.mark.browser
def test_it_learns_is_stretched_and_standardised_by_keyboard(live_page):
    figure = live_page("decision-regions", fragment="#decision-regions=data:blobs&lock=activation")
    tab = figure.page
    assert tab.get_by_role("radio", name="ReLU").is_disabled()
    begun = figure.text(".ml-dr-told")
    tab.get_by_role("button", name="Play").press("Enter")
    figure.wait_for(f"/rightly: (89|90) of 90/.test({TOLD})")
    tab.get_by_role("button", name="Pause").press("Enter")
    tab.get_by_role("button", name="Same start again").press("Enter")
    assert figure.text(".ml-dr-told") == begun
    tab.get_by_role("radio", name="100", exact=True).press(" ")
    figure.wait_for(
        "/100 times as large/.test(document.querySelector('.ml-description').textContent)"
    )
    assert figure.text(".ml-dr-told") != begun, "the stretched feature is another input"
    assert "200" in tab.locator(".ml-dr-plot text").all_text_contents()
    tab.get_by_role("radio", name="standardised").press(" ")
    tab.get_by_role("button", name="Another start").press("Enter")
    figure.wait_for(f"{TOLD}.startsWith('Step 0.')")
    code = " ".join(tab.locator(".ml-code").all_text_contents())
    assert "stretch=100" in code and 'features="standardised"' in code and "seed=1" in code


@pytest.mark.browser
def test_steps_that_are_too_long_are_named(live_page):
    """Only a rate in a link can be so large: softmax forgives all that the slider has."""
    case = {"layers": 3, "activation": "relu", "optimizer": "sgd", "steps": 50}
    figure = live_page("decision-regions", {**case, "learning_rate": 1e200})
    figure.wait_for(f"/ran away/.test({TOLD})")
    assert figure.page.get_by_role("button", name="Play").is_disabled()


@pytest.mark.parametrize("name", CLASSES)
def test_held_out_points_are_others_and_as_many_of_each_class(name):
    points = toy_set(name)
    assert points.x.shape == (90, 2) and points.held_x.shape == (180, 2)
    assert len(set(np.bincount(points.y))) == len(set(np.bincount(points.held_y))) == 1
    both = np.concatenate([points.x, points.held_x])
    assert len(np.unique(both.round(9), axis=0)) == 270
    assert np.abs(both).max() < 2.5, "points lie outside the picture"


def test_standardising_undoes_the_stretch():
    """The network cannot know that a feature was stretched, if it is standardised."""
    common = {"data": "moons", "features": "standardised", "steps": 30}
    plain, stretched = DecisionRegions(**common), DecisionRegions(stretch=100, **common)
    for name, value in plain.score(plain.model()).items():
        assert stretched.score(stretched.model())[name] == pytest.approx(value, rel=1e-9)


def test_the_still_frame_shows_what_its_words_say():
    picture, words = DecisionRegions().still()
    assert picture.startswith(b"\x89PNG") and "three clouds" in words
    good = DecisionRegions(steps=500)
    bad = DecisionRegions(steps=500, stretch=100)
    held = [one.score(one.model())["held_accuracy"] for one in (good, bad)]
    assert held[0] > 0.9 and held[1] < 0.75
