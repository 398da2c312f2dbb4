"""The figure of the perceptron: its updates against the package's, in a real browser."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess

import numpy as np
import pytest
import traitlets
from scipy.optimize import minimize

from mnist_course.data.toy import separable_points
from mnist_course.perceptron import Perceptron
from mnist_course.widgets import PerceptronPlane, bundle
from mnist_course.widgets.figures.perceptron import CLOUDS, widest_line, write_samples

NOW = re.compile(r"Now w = \((.+?), (.+?)\), b = (.+?): (\d+) of (\d+) points")
WORDS = "document.querySelector('.ml-description').textContent"


def numbers(*texts: str) -> list[float]:
    return [float(text.replace("−", "-")) for text in texts]


def told(figure) -> tuple[list[float], int, int | None]:
    """The line, the corrections so far and the bound, as the figure says them."""
    words = figure.description
    line = numbers(*NOW.search(words).groups()[:3])
    corrections = int(re.search(r"(\d+) corrections?", words)[1])
    bound = re.search(r"at most (\d+) corrections", words)
    return line, corrections, bound and int(bound[1])


def states():
    rng = np.random.default_rng(0)
    X, y, _ = separable_points(12, margin=0.15, seed=3)
    text = write_samples(X, y)
    mixed = write_samples(rng.uniform(-1, 2, (9, 2)), rng.choice([-1, 1], 9))
    yield from ({"data": data} for data in ("AND", "OR", "NAND", "XOR", "clouds"))
    yield {"data": "AND", "start_w1": -1.0, "start_w2": -0.5, "eta": 2.0}
    yield {"data": "own", "samples": text, "eta": 0.25, "start_b": 1.25}
    yield {"data": "own", "samples": mixed, "start_w1": 0.75}


@pytest.mark.browser
@pytest.mark.parametrize("state", list(states()), ids=str)
def test_it_learns_as_the_package_does(live_page, state):
    python = PerceptronPlane(**state)
    figure = live_page("perceptron", state)
    for looks in (0, 1, 3, 10, 27, 10_000):
        python.looks = looks
        figure.page.evaluate(f"location.hash = 'perceptron=looks:{looks}'")
        figure.wait_for(f"/{'Before' if not looks else 'Look'}/.test({WORDS})")
        seen = min(looks, len(python.labels) * len(python._run().mistakes_per_epoch))
        if looks:
            figure.wait_for(f"{WORDS}.startsWith('Look {seen},')")
        line, corrections, bound = told(figure)
        np.testing.assert_allclose(line, [*python.w, python.b], rtol=1e-3)
        assert corrections == python.corrections
        assert bound == (None if python.bound is None else int(python.bound + 1e-9))
    rests = "At rest" in figure.description
    learner = Perceptron(eta=python.eta, max_epochs=100).fit(
        python.points, python.labels, [python.start_w1, python.start_w2], python.start_b
    )
    assert rests == learner.converged
    assert python.mistakes_per_epoch == learner.mistakes_per_epoch


@pytest.mark.browser
def test_time_goes_forth_and_back_by_keyboard(live_page):
    figure = live_page("perceptron", {"data": "OR"})
    tab = figure.page
    press = lambda name: tab.get_by_role("button", name=name, exact=True).press("Enter")  # noqa: E731
    press("Step")
    first = figure.description
    assert first.startswith("Look 1, epoch 1: square (class −1) at (0, 0). Its score is z = 0,")
    assert tab.locator(".ml-ring.ml-wrong").count() == 1
    assert tab.locator(".ml-added").count() == 1, "(0, 0) adds nothing to w, only to b"
    press("Step")
    assert tab.locator(".ml-added").count() == 2
    press("Step back")
    assert figure.description == first
    press("Next mistake")
    press("Rewind")
    assert figure.description.startswith("Before the first look")
    press("Play")
    figure.wait_for(f"/At rest after/.test({WORDS})")
    assert told(figure)[1] == len(PerceptronPlane(data="OR")._run().updates)


@pytest.mark.browser
def test_points_are_moved_added_and_removed_and_the_link_keeps_them(live_page):
    figure = live_page("perceptron", {"data": "AND"}, size=(375, 812), has_touch=True)
    tab = figure.page
    plane = tab.get_by_role("application")
    plane.focus()
    for key in ("Enter", "ArrowRight", "Shift+ArrowUp", "Enter", "Space", "Enter", "Delete"):
        plane.press(key)
    plane.press("Insert")
    # (0, 1) moved, (1, 0) turned into a disc, (1, 1) removed, a disc added near the middle. Then a
    # finger taps on an empty place and drags (0, 0) away, and the mouse drags (1, 0).
    tab.get_by_role("radio", name=re.compile("a square")).check()
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    side = box["width"] - 42
    where = lambda a, b: (  # noqa: E731
        box["x"] + 34 + (a + 1.5) / 4 * side,
        box["y"] + 8 + (2.5 - b) / 4 * side,
    )
    tab.touchscreen.tap(*where(2, -1))
    finger = tab.context.new_cdp_session(tab)
    for kind, part in [("Start", 0), *(("Move", i / 4) for i in range(1, 5)), ("End", None)]:
        place = [] if part is None else [dict(zip("xy", where(-part, -part / 2), strict=True))]
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": place})
    figure.wait_for("document.querySelector('.ml-code').textContent.includes('[-1, -0.5]')")
    tab.mouse.move(*where(1, 0))
    tab.mouse.down()
    tab.mouse.move(*where(1.5, 0.5), steps=4)
    tab.mouse.up()
    tab.get_by_role("button", name="Link to this set-up").click()
    address = tab.input_value(".ml-field[readonly]")
    samples = re.search("samples:([0-9a-wpn]+)", address)[1]
    python = PerceptronPlane(data="own", samples=samples)
    expected = {(-1, -0.5, -1), (0.125, 1.5, -1), (1.5, 0.5, 1), (2, -1, -1)}
    found = {(*x, y) for x, y in zip(python.points.tolist(), python.labels.tolist(), strict=True)}
    assert found > expected and len(python.labels) == 5
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    again = live_page("perceptron", fragment="#" + address.split("#")[1] + "&lock=data,looks")
    assert "of 5 points" in again.description
    assert again.page.get_by_role("button", name="Add a point").is_disabled()
    assert again.page.get_by_role("button", name="Play").is_disabled()


def test_the_widest_margin_is_the_one_a_solver_finds_and_xor_has_none():
    for seed in range(6):
        X, y, _ = separable_points(15, margin=0.1, seed=seed)
        w, b = widest_line(X, y)
        ours = (y * (X @ w + b)).min() / np.hypot(np.linalg.norm(w), b)
        A = y[:, None] * np.column_stack([X, np.ones(15)])
        solved = minimize(
            lambda v: v @ v,
            np.array([*w, b]) * 3 + 0.1,
            constraints={"type": "ineq", "fun": lambda v, A=A: A @ v - 1},
        )
        assert ours == pytest.approx(1 / np.linalg.norm(solved.x), rel=1e-5)
    assert PerceptronPlane(data="XOR").bound is None
    # Every labelling of the corners but XOR and its opposite has a line.
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    parted = [
        y
        for y in itertools.product((-1, 1), repeat=4)
        if PerceptronPlane(points=corners, labels=y).bound is not None
    ]
    assert len(parted) == 14 and (-1, 1, 1, -1) not in parted


def test_python_reads_the_state_and_refuses_nonsense():
    plane = PerceptronPlane(points=[(0.1, 1), (1, -1)], labels=[1, -1], looks=1)
    assert plane.points.tolist() == [[0.125, 1], [1, -1]] and plane.corrections == 1
    assert plane.w.tolist() == [0.125, 1] and plane.b == 1 and plane.mistakes_per_epoch == [1]
    assert plane.updates[0].sample == 0
    with pytest.raises(traitlets.TraitError, match="three characters"):
        PerceptronPlane(samples="xx")
    with pytest.raises(ValueError, match=r"-1 and \+1 only"):
        PerceptronPlane(points=[(0, 0)], labels=[0])
    with pytest.raises(ValueError, match=r"between -1\.5 and"):
        PerceptronPlane(points=[(0, 9)], labels=[1])
    with pytest.raises(TypeError, match="both or neither"):
        PerceptronPlane(points=[(0, 0)])
    picture, words = PerceptronPlane(data="XOR").still()
    assert picture.startswith(b"\x89PNG") and "no rest" in words


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_defaults_and_points_are_those_of_the_script():
    files = f"{bundle.JS.as_uri()}/perceptron"
    script = (
        f'import {{ defaults }} from "{files}.js"; import {{ PRESETS }} from "{files}/samples.js";'
        "console.log(JSON.stringify([defaults, PRESETS]));"
    )
    command = [shutil.which("node"), "--input-type=module", "-"]
    said = subprocess.run(command, input=script, capture_output=True, text=True, check=True).stdout
    defaults, presets = json.loads(said)
    assert defaults == PerceptronPlane().state()
    assert presets.pop("clouds")["text"] == CLOUDS
    for name, preset in presets.items():
        gate = PerceptronPlane(data=name)
        assert preset["text"] == write_samples(gate.points, gate.labels)
