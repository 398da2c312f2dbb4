"""The tape: its slopes against TensorFlow's, in a real browser; the walk there and back."""

from __future__ import annotations

import contextlib
import io
import json
import re

import pytest

from mnist_course.widgets import Tape, bundle

STATES = (
    {"expression": "sum", "a": -1.5, "b": 0.25, "c": 2.0},
    {"expression": "twice"},
    {"expression": "neuron", "w": -0.75, "x": 1.5, "bias": 0.5, "y": 0.0},
    {"expression": "softmax", "z1": -1.0, "z2": 2.5},
)


@pytest.fixture(scope="module")
def programs(browser):
    """A page that knows the functions of `tape/programs.js`."""
    page = browser.new_page()
    text = (bundle.JS / "tape" / "programs.js").read_text(encoding="utf-8")
    names = "PROGRAMS, places, python, walkTape"
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    page.add_script_tag(content=f"{text}\nObject.assign(window, {{{names}}});")
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state["expression"])
def test_page_python_and_tensorflow_find_the_same_slopes(programs, state):
    pytest.importorskip("tensorflow")
    figure = Tape(**state)
    seen, code = programs.evaluate(
        """([name, state]) => {
          const program = PROGRAMS[name];
          return [walkTape(program, state, places(program)), python(program, state)];
        }""",
        [state["expression"], {"a": 3, "b": 2, **state}],
    )
    assert seen["values"] == pytest.approx(figure.values(), rel=1e-12)
    assert seen["slopes"] == pytest.approx(figure.slopes(), rel=1e-12)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # the lines that the page shows to its reader
    inputs = [seen["slopes"][name] for name in re.findall(r"(\w+) = tf.Variable", code)]
    assert json.loads(printed.getvalue()) == pytest.approx(inputs, rel=1e-5)


@pytest.mark.browser
def test_a_number_used_twice_adds_up_and_the_way_back_is_the_way_there(live_page):
    figure = live_page("tape", {"place": 0})
    tab = figure.page
    step, back = (tab.get_by_role("button", name=n, exact=True) for n in ("Step", "Back"))
    seen = [figure.text(".ml-told")]
    for _ in range(5):
        step.press("Enter")
        seen.append(figure.text(".ml-told"))
    assert step.is_disabled()
    assert "u = a · a = 3 · 3 = 9" in seen[1] and "3 along a, 3 along a again" in seen[1]
    assert "a gets 2 · 3 + 2 · 3 = 12" in seen[5]
    assert "Slopes of L along the inputs: a 12, b 9." in figure.description
    tab.get_by_role("slider", name="b", exact=True).press("ArrowLeft")
    figure.wait_for("/a 10.5, b 9/.test(document.querySelector('.ml-description').textContent)")
    tab.get_by_role("slider", name="b", exact=True).press("ArrowRight")
    for before in reversed(seen[:-1]):
        back.press("Enter")
        assert figure.text(".ml-told") == before
    assert back.is_disabled()


@pytest.mark.browser
def test_slopes_that_come_at_different_times_are_added_too(live_page):
    """In softmax u is handed something by p, then by s."""
    figure = live_page("tape", {"expression": "softmax", "place": 8})
    before = figure.text("tr:has-text('u = exp') td >> nth=1")
    figure.page.get_by_role("button", name="Step", exact=True).press("Enter")
    told = figure.text(".ml-told")
    assert f"u has {before} already and gets" in told
    slope = Tape(expression="softmax").slopes()["u"]
    assert f"together {slope:.3g}".replace("-", "−") in told


@pytest.mark.browser
def test_it_plays_to_the_end_and_a_link_locks_it(live_page):
    figure = live_page("tape", fragment="#tape=expression:sum,place:4&lock=expression")
    tab = figure.page
    assert tab.get_by_role("radio", name="a · a · b").is_disabled()
    tab.get_by_role("button", name="Play").press("Enter")
    figure.wait_for("/All slopes are found/.test(document.querySelector('.ml-told').textContent)")
    assert tab.get_by_role("button", name="Play").is_visible()


def test_the_still_frame_says_what_it_shows():
    picture, words = Tape().still()
    assert picture.startswith(b"\x89PNG")
    assert "u = a · a: value 9, slope 2" in words and "a: value 3, slope 12" in words
