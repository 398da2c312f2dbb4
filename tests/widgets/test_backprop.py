"""The stepper: its numbers against the package's, in a real browser; forward, back, edit, link."""

from __future__ import annotations

import json
import re

import pytest

from mnist_course.widgets import BackpropStepper, bundle
from mnist_course.widgets.figures.backprop import KNOBS, PARTS

STATES = (
    {},
    {"steps": 3 * PARTS, "eta": 2.0},
    {"hidden": "tanh", "x1": -1.3, "x2": 0.7, "y": 1.0, "b4": 0.6, "steps": 5 * PARTS},
    {"hidden": "relu", "b3": 0.4, "w45": 2.2, "y": 0.3, "eta": 0.5, "steps": 40 * PARTS},
)


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES)
def test_its_numbers_are_those_of_the_package(browser, state):
    figure = BackpropStepper(**state)
    page = browser.new_page()
    texts = [
        re.sub(r"^(import [^;]*;|export )", "", (bundle.JS / name).read_text(), flags=re.MULTILINE)
        for name in ("activation/functions.js", "backprop/net.js")
    ]
    page.add_script_tag(content="\n".join(texts) + "\nObject.assign(window, {passes, rounds});")
    settings, count = json.dumps(figure.state()), figure.steps // PARTS
    now = page.evaluate(
        f"() => {{ const net = rounds({settings}, {count}).at(-1); return [net, passes(net)]; }}"
    )
    page.close()
    theirs = {**now[0], **now[1], **{f"d{key}": slope for key, slope in now[1]["slopes"].items()}}
    for name, value in figure.numbers().items():
        assert theirs[name] == pytest.approx(value, rel=1e-9, abs=1e-12), name


def shown(figure) -> str:
    return figure.text(".ml-told")


@pytest.mark.browser
def test_a_round_by_keyboard_and_back_again(live_page):
    figure = live_page("backprop", {"steps": 0})
    step, back = (figure.page.get_by_role("button", name=n, exact=True) for n in ("Step", "Back"))
    seen = [shown(figure)]
    for _ in range(PARTS):
        step.press("Enter")
        seen.append(shown(figure))
    expected = BackpropStepper().numbers()
    for part, name in {1: "a3", 2: "a4", 3: "a5", 4: "loss", 5: "d5", 7: "d3", 8: "d4"}.items():
        told = re.findall(r"= (−?[\d.]+)\.", seen[part] + " ")[-1 if part != 4 else 0]
        assert float(told.replace("−", "-")) == pytest.approx(expected[name], abs=6e-4), name
    assert "∂L/∂w₂₃ = a₂ δ₃ = 2 · 0.111 = 0.222" in seen[9]
    after = BackpropStepper(steps=PARTS).numbers()["loss"]
    assert f"the loss is {after:.3g}; it was {expected['loss']:.3g}" in seen[PARTS]
    for before in reversed(seen[:-1]):
        back.press("Enter")
        assert shown(figure) == before
    assert back.is_disabled()


@pytest.mark.browser
def test_whole_steps_an_edit_and_the_same_start_again(live_page):
    figure = live_page("backprop")
    tab = figure.page
    whole = tab.get_by_role("button", name="Whole step")
    again = tab.get_by_role("button", name="Same start again")
    for _ in range(4):
        whole.press("Enter")
    losses = [BackpropStepper(steps=k * PARTS).numbers()["loss"] for k in range(5)]
    run = figure.text(".ml-status >> nth=1")
    assert ", ".join(f"{loss:.3g}" for loss in losses) in run
    again.press("Enter")
    for _ in range(4):
        whole.press("Enter")
    assert figure.text(".ml-status >> nth=1") == run
    # On the way forward through the new weights, their loss is the one that was told, not the old.
    tab.get_by_role("button", name="Step", exact=True).press("Enter")
    assert figure.text(".ml-status >> nth=1") == run
    tab.get_by_role("button", name="Back", exact=True).press("Enter")
    # An edit after four steps: the trained network, with the one number changed, is a new start.
    tab.get_by_role("radio", name="w₃₅").check()
    tab.get_by_role("slider", name="w₃₅").press("Home")
    assert "0 whole steps" in figure.text(".ml-status >> nth=1")
    tab.get_by_role("button", name="Link to this set-up").click()
    address = tab.locator(".ml-link input[type=text]").input_value()
    pairs = dict(pair.split(":") for pair in address.split("backprop=")[1].split(","))
    trained = BackpropStepper(steps=4 * PARTS).numbers()
    assert float(pairs["w35"]) == -5
    for name in set(KNOBS) - {"w35"}:
        assert float(pairs[name]) == pytest.approx(trained[name], rel=1e-9)
    tab.get_by_role("button", name=re.compile("^The text.s numbers$")).press("Enter")
    assert "(0.65 − 0)²" in shown(figure)


@pytest.mark.browser
def test_a_link_sets_it_up_and_locks_it(live_page):
    figure = live_page("backprop", fragment="#backprop=w45:0,eta:5,steps:8&lock=w45,eta")
    tab = figure.page
    assert "δ₄ = δ₅ w₄₅ σ′(z₄) =" in shown(figure) and shown(figure).endswith("= 0.")
    assert tab.get_by_label(re.compile("Learning rate")).is_disabled()
    tab.get_by_role("radio", name="w₄₅").check()
    assert tab.get_by_role("slider", name="w₄₅").is_disabled()
    tab.get_by_role("radio", name="b₃").check()
    assert tab.get_by_role("slider", name="b₃").is_enabled()


def test_the_still_frame_says_the_numbers_of_the_text():
    picture, words = BackpropStepper().still()
    assert picture.startswith(b"\x89PNG")
    for number in ("0.881", "0.650", "0.211", "0.148", "0.111", "-0.016"):
        assert number in words
