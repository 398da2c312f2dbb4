"""The figure of the four ways down: its paths against the package's optimizers, in a browser."""

from __future__ import annotations

import io
import re
from colorsys import rgb_to_hsv

import numpy as np
import pytest
import traitlets
from PIL import Image
from scipy.optimize import approx_fprime

from mnist_course.widgets import DescentPaths
from mnist_course.widgets.figures.descent_paths import (
    METHODS,
    SURFACES,
    digits_and_ink,
    surface_of,
)

WORDS = "document.querySelector('.ml-description').textContent"
PATHS = """({surface, batch_size: size, seed, ...settings}) => {
  const { need } = mnistCourse.registry;
  const { walk, batches } = need("descent-paths/methods.js");
  const it = need("descent-paths/surfaces.js").SURFACES[surface];
  const batchOf = it.samples && size < it.samples ? batches(it.samples, size, seed) : undefined;
  const names = ["sgd", "momentum", "nesterov", "adam"];
  return Object.fromEntries(names.map((name) => {
    const path = walk(name, it, settings, 150, batchOf);
    return [name, path.map((w) => [...w, it.loss(w)])];
  }));
}"""


def states():
    yield from ({"surface": name} for name in SURFACES)
    yield {"surface": "valley", "eta": 0.16, "momentum": 0.5}
    yield {"surface": "two", "start_1": 3.0, "start_2": -1.5, "eta": 0.2, "momentum": 0.95}
    for size, seed in ((1, 0), (8, 3), (48, 1)):
        yield {"surface": "digits", "batch_size": size, "seed": seed, "eta": 0.2}


@pytest.mark.browser
@pytest.mark.parametrize("state", list(states()), ids=str)
def test_the_paths_are_those_of_the_package_step_by_step(live_page, state):
    python = DescentPaths(**state, steps=150)
    found = live_page("descent-paths", state).page.evaluate(PATHS, python.state())
    for name in METHODS:
        here = np.column_stack([python.path(name), python.losses(name)])
        np.testing.assert_allclose(found[name], here, rtol=1e-7, atol=1e-9, err_msg=name)


@pytest.mark.browser
def test_ink_and_minima_in_the_page_are_those_of_the_sample(live_page):
    page = live_page("descent-paths").page
    ink, targets = page.evaluate(
        "() => { const m = mnistCourse.registry.need('descent-paths/ink.js');"
        " return [m.INK, m.TARGETS]; }"
    )
    np.testing.assert_array_equal((ink, targets), digits_and_ink())
    read = "(name) => { const s = mnistCourse.registry.need('descent-paths/surfaces.js')"
    read += ".SURFACES[name]; return [s.lowest, s.minima]; }"
    for name in SURFACES:
        lowest, minima = page.evaluate(read, name)
        assert lowest == pytest.approx(surface_of(name).lowest, abs=1e-9)
        np.testing.assert_allclose(minima, surface_of(name).minima, atol=1e-9)


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_slopes_and_minima_are_lowest(name):
    surface = surface_of(name)
    for w in np.random.default_rng(0).uniform(-3, 3, (5, 2)):
        slope = approx_fprime(w, surface.loss, 1e-7)
        np.testing.assert_allclose(surface.gradient(w, None), slope, atol=1e-4)
    for place in np.array(surface.minima):
        np.testing.assert_allclose(surface.gradient(place, None), 0, atol=1e-6)
    around = np.random.default_rng(1).uniform(-4, 4, (2000, 2))
    assert surface.lowest <= surface.loss(around).min()
    assert min(surface.loss(np.array(p)) for p in surface.minima) == pytest.approx(surface.lowest)


def test_each_epoch_shows_every_digit_once_and_the_seed_decides_the_order():
    orders = []
    for seed in (0, 0, 1):
        batches = DescentPaths(surface="digits", batch_size=32, seed=seed)._batches()
        orders.append([next(batches) for _ in range(6)])
        for epoch in (orders[-1][:3], orders[-1][3:]):
            assert sorted(np.concatenate(epoch)) == list(range(96))
    np.testing.assert_array_equal(orders[0], orders[1])
    assert not np.array_equal(orders[0], orders[2])
    assert not np.array_equal(orders[0][:3], orders[0][3:])


@pytest.mark.browser
def test_keyboard_and_pointer_turn_it_and_time_goes_on_and_back(live_page):
    figure = live_page("descent-paths")
    tab = figure.page
    assert figure.description.startswith("After 40 steps on a long valley:")
    press = lambda name: tab.get_by_role("button", name=name, exact=True).press("Enter")  # noqa: E731
    press("Step")
    figure.wait_for(f"{WORDS}.startsWith('After 41 steps')")
    press("Back to the start")
    figure.wait_for(f"{WORDS}.startsWith('After 0 steps')")
    assert figure.description.count("w₁ = −3.5, w₂ = 2, loss 46.1.") == 4
    press("Play")
    figure.wait_for(f"/After [5-9] steps/.test({WORDS})")
    press("Pause")
    tab.get_by_role("slider", name="Start, up").press("ArrowRight")
    press("Back to the start")
    figure.wait_for(f"/w₂.=.2.05/.test({WORDS})")
    ring = tab.locator(".ml-start")
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 40, y + 60, steps=4)
    tab.mouse.up()
    assert not re.search("w₁ = −3.5,|w₂ = 2.05", figure.description)
    tab.get_by_role("radio", name="Adam", exact=True).check()
    figure.wait_for(f"!/Gradient descent/.test({WORDS}) && /Adam/.test({WORDS})")


@pytest.mark.browser
def test_too_long_steps_run_away_in_the_order_of_the_chapter(live_page):
    """Nesterov first, then gradient descent, then momentum; Adam never."""
    gone = {}
    for eta in (0.063, 0.08, 0.125, 0.2, 0.8):
        figure = live_page("descent-paths", {"eta": eta, "steps": 400})
        gone[eta] = set(re.findall(r"(\S+) has run away", figure.description))
    assert gone[0.063] == set()
    assert gone[0.08] == {"Nesterov"}
    assert gone[0.125] == {"Nesterov", "descent"}
    assert gone[0.2] == gone[0.8] == {"Nesterov", "descent", "Momentum"}


@pytest.mark.browser
def test_batches_belong_to_the_digits_and_a_link_locks(live_page):
    address = "#descent-paths=surface:digits,batch_size:8,eta:0.2&lock=eta"
    figure = live_page("descent-paths", fragment=address)
    tab = figure.page
    assert "on 96 real digits, batches of 8 (3.33 epochs)" in figure.description
    assert tab.get_by_label("Learning rate η").is_disabled()
    before = figure.description
    tab.get_by_role("button", name="Other batches").press("Enter")
    figure.wait_for(f"{WORDS} !== {before!r}")
    tab.get_by_role("radio", name="a round bowl").check()
    assert not tab.get_by_label("Digits in a batch").is_visible()


@pytest.mark.browser
def test_paper_draws_each_path_in_the_colour_of_the_page(live_page):
    """Blue, orange, green, pink: equal in hue; the page's shades have the contrast of letters."""
    page = live_page("descent-paths").page
    read = "(lines) => lines.map((line) => getComputedStyle(line).stroke.match(/[0-9]+/g))"
    strokes = page.locator(".ml-descent .ml-curve").evaluate_all(read)
    assert len(strokes) == len(METHODS)
    for name, stroke in zip(METHODS, strokes, strict=True):
        picture = Image.open(io.BytesIO(DescentPaths(show=name).still()[0])).convert("RGB")
        pixels = np.array(picture).reshape(-1, 3)
        ink = np.median(pixels[np.ptp(pixels, axis=1) > 70], axis=0)
        on_paper, on_page = (rgb_to_hsv(*map(float, rgb))[0] for rgb in (ink, stroke))
        assert on_paper == pytest.approx(on_page, abs=0.05), name


def test_python_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="'rmsprop', expected one of sgd"):
        DescentPaths().path("rmsprop")
    with pytest.raises(traitlets.TraitError):
        DescentPaths(surface="hill")
    picture, words = DescentPaths().still()
    assert (
        picture.startswith(b"\x89PNG") and "gradient descent, momentum, Nesterov and Adam" in words
    )
