"""The figure of decision regions: its network against Python's, and its use in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

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
    # Number 0 to (0, 0), of another class; 1 and 2 gone; one added; class 2 is none of two moons.
    {"data": "moons", "stretch": 10, "edits": "0016y6y01x02x2i0aadd", "steps": 70}
    | {"features": "standardised"},
    {"data": "moons", "edits": "0526y6y", "steps": 20},
]


def said(figure) -> list[float]:
    """Rightly learned, rightly held out, loss learned, loss held out, as the figure says."""
    text = figure.text(".ml-dr-told")
    counts = re.search(r"rightly: (\d+) of \d+ learned, (\d+) of 180 held out", text)
    losses = re.search(r"Loss ([\d.]+) learned, ([\d.]+) held out", text)
    return [float(number) for number in (*counts.groups(), *losses.groups())]


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["data"] + case.get("edits", ""))
def test_the_page_and_python_train_the_same_network(case, live_page):
    """Points, standardising, first weights and steps are equal: counts exactly, losses told."""
    figure = live_page("decision-regions", case)
    figure.wait_for(f"{TOLD}.startsWith('Step {case['steps']}.')")
    own = DecisionRegions(**case)
    score, learned = own.score(own.model()), len(own.points().y)
    assert f"of {learned} learned" in figure.text(".ml-dr-told")
    right, held_right, loss, held_loss = said(figure)
    assert (right, held_right) == (
        round(learned * score["accuracy"]),
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
def test_points_are_moved_added_and_removed_and_the_link_keeps_them(live_page):
    """With keys, a finger and the mouse; the network learns again, as many steps as before."""
    state = {"data": "blobs", "steps": 60}
    figure = live_page("decision-regions", state, size=(375, 812), has_touch=True)
    tab = figure.page
    figure.wait_for(f"{TOLD}.startsWith('Step 60.')")
    begun = figure.text(".ml-dr-told")
    assert tab.get_by_role("application").count() == 0, "closed, the plane is a picture"
    tab.get_by_text("Change the points").press("Enter")
    plane = tab.get_by_role("application")
    plane.focus()
    # Number 0 turns into a square and goes right, 1 is removed, then 2 is framed and goes up.
    for key in ("Space", "Shift+ArrowRight", "ArrowRight", "Enter", "Delete", "ArrowUp"):
        plane.press(key)
    assert re.search(r"Point 2 of 89: triangle at \(", figure.text(".ml-plot-box [aria-live]"))
    tab.get_by_role("radio", name=re.compile("a triangle")).check()
    tab.get_by_role("button", name="Add a point").press("Enter")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    frame = tab.locator(".ml-dr-frame").bounding_box()
    where = lambda a, b: (  # noqa: E731
        frame["x"] + (a + 2.5) / 5 * frame["width"],
        frame["y"] + (2.5 - b) / 5 * frame["height"],
    )
    assert box["width"] > frame["width"] > 200
    tab.touchscreen.tap(*where(-2, -2))
    finger = tab.context.new_cdp_session(tab)
    way = [("Start", -2), *(("Move", -2 + i / 4) for i in range(1, 5)), ("End", None)]
    for kind, place in way:
        points = [] if place is None else [dict(zip("xy", where(place, -2), strict=True))]
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    tab.mouse.move(*where(0, 0))
    tab.mouse.down()
    tab.mouse.move(*where(1.5, 2), steps=4)
    assert tab.locator(".ml-frame").count() == 1
    tab.mouse.up()
    words = "document.querySelector('.ml-description').textContent"
    figure.wait_for(f"/2 moved or of another class, 2 added, 1 removed/.test({words})")
    figure.wait_for(f"{TOLD}.startsWith('Step 60.')")
    assert "of 91 learned" in figure.text(".ml-dr-told")
    tab.get_by_role("button", name="Link to this set-up").click()
    address = tab.input_value(".ml-field[readonly]")
    edits = re.search("edits:([0-9a-z]+)", address)[1]
    plain, own = DecisionRegions(**state).points(), DecisionRegions(**state, edits=edits).points()
    assert own.x[0] == pytest.approx(plain.x[0] + [0.5, 0], abs=0.011) and own.y[0] == 1
    assert own.x[1] == pytest.approx(plain.x[2] + [0, 0.1], abs=0.011) and own.y[1] == 2
    np.testing.assert_array_equal(own.x[2:-2], plain.x[3:])
    added = {tuple(place.round(1)): c for place, c in zip(own.x[-2:], own.y[-2:], strict=True)}
    assert added == {(1.5, 2.0): 2, (-1.0, -2.0): 2}
    np.testing.assert_array_equal(own.held_x, plain.held_x)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    tab.get_by_role("button", name="Undo all changes").press("Enter")
    figure.wait_for(f"{TOLD} === {begun!r}")
    again = live_page("decision-regions", fragment="#" + address.split("#")[1] + "&lock=data")
    again.wait_for(f"/of 91 learned/.test({TOLD})")
    assert not again.page.get_by_text("Change the points").is_visible()


@pytest.mark.browser
def test_other_points_are_drawn_anew(live_page):
    """A change belongs to the points it was made on; the class of new points is one of theirs."""
    figure = live_page("decision-regions", {"edits": "0016y6y"})
    tab = figure.page
    assert "Changed by hand: 1 moved" in figure.description, "open, as there is something to see"
    assert tab.get_by_role("radio", name=re.compile("a triangle")).is_visible()
    tab.get_by_role("radio", name="two moons").check()
    assert "Changed by hand" not in figure.description
    assert tab.get_by_role("radio", name=re.compile("a triangle")).count() == 0
    assert tab.get_by_role("button", name="Undo all changes").is_disabled()


def test_python_reads_edits_and_refuses_nonsense():
    points = toy_set("spiral", edits="0016y6y01x2j2dw00")
    assert points.x[[0, -1]].tolist() == [[0, 0], [2.5, -2.5]]
    assert points.y[[0, -1]].tolist() == [1, 2] and len(points.x) == len(points.y) == 90
    for edits, fault in {
        "0016y6": "seven characters",
        "zz16y6y": "less than 150",
        "0016ydx": "outside the square",
    }.items():
        with pytest.raises(traitlets.TraitError, match=fault):
            DecisionRegions(edits=edits)
    nearly_all = "".join(f"{np.base_repr(i, 36).lower():0>2}x" for i in range(89))
    with pytest.raises(ValueError, match="leave 1 points"):
        DecisionRegions(edits=nearly_all).points()


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
