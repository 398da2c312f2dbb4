"""The digit pad: what is drawn is prepared as MNIST's digits were, and three networks answer."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import ThreeNetworks, sample, trained
from mnist_course.widgets.figures.three_networks import NETWORKS

ANSWERED = "/agree/.test(document.querySelector('.ml-status').textContent)"
SEVEN = [(90, 70), (190, 70), (150, 140), (120, 220)]
ONE = [(140, 60), (140, 220)]


@pytest.fixture
def pad(live_page):
    opened = live_page("three-networks", {"digit": 0})
    opened.wait_for(ANSWERED)
    return opened


def draw(pad, points) -> None:
    """Draw one line with the mouse; points in 280ths of the pad's side."""
    box = pad.page.locator(".ml-pad").bounding_box()
    scale = box["width"] / 280
    places = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in points]
    pad.page.mouse.move(*places[0])
    pad.page.mouse.down()
    for place in places[1:]:
        pad.page.mouse.move(*place, steps=8)
    pad.page.mouse.up()
    pad.wait_for("document.querySelector('.ml-answer-digit').textContent !== '?'")
    pad.page.wait_for_timeout(100)


def answers(pad) -> dict[str, int]:
    said = re.findall(r"(Softmax regression|Multilayer network|LeNet-5) says (\d)", pad.description)
    return {name: int(digit) for name, digit in said}


@pytest.mark.browser
def test_a_real_digit_gets_the_answers_that_python_gives(pad):
    held, models = sample.read().held, trained.read()
    for number in (0, 1, 2):
        if number:
            pad.page.get_by_role("button", name="A real digit").click()
        x = held.x[number : number + 1]
        article = "an" if held.labels[number] == 8 else "a"
        origin = f"This is {article} {held.labels[number]} from MNIST"
        pad.wait_for(f"document.querySelector('.ml-status').textContent.startsWith('{origin}')")
        for name, title in NETWORKS.items():
            expected = models[name].predict(x.reshape(1, *models[name].input_shape))[0]
            bars = pad.page.locator(f"[aria-label='Probabilities of {title}'] .ml-bar-number")
            shown = [int(text.removesuffix("%")) for text in bars.all_text_contents()]
            np.testing.assert_allclose(shown, 100 * expected, atol=0.51)
            assert answers(pad)[title] == expected.argmax()


@pytest.mark.browser
def test_it_opens_on_a_digit_that_only_lenet_reads(live_page):
    pad = live_page("three-networks", {"links": {"lenet": "lenet.html"}})
    pad.wait_for(ANSWERED)
    names = pad.page.locator(".ml-title a")  # those with a chapter lead to it
    assert [(a.text_content(), a.get_attribute("href")) for a in names.all()] == [
        ("LeNet-5", "lenet.html")
    ]
    label = sample.read().held.labels[ThreeNetworks().digit]
    said = answers(pad)
    assert said["LeNet-5"] == label
    assert label not in (said["Softmax regression"], said["Multilayer network"])
    assert pad.text(".ml-status").endswith("They disagree: LeNet-5 is right.")


@pytest.mark.browser
def test_a_drawn_seven_and_a_drawn_one_are_read(pad):
    pad.page.get_by_role("button", name="Clear").click()
    assert pad.description == "The pad is empty."
    draw(pad, SEVEN)
    assert answers(pad)["LeNet-5"] == 7
    pad.page.get_by_role("button", name="Clear").click()
    draw(pad, ONE)
    assert answers(pad)["LeNet-5"] == 1


@pytest.mark.browser
def test_the_first_stroke_wipes_a_digit_that_was_put_on_the_pad(pad):
    draw(pad, ONE)
    assert answers(pad)["LeNet-5"] == 1
    assert "MNIST" not in pad.page.text_content(".ml-status")


@pytest.mark.browser
def test_a_digit_is_drawn_with_the_keyboard(pad):
    paper = pad.page.locator(".ml-pad")
    paper.press("Delete")
    paper.press("Space")
    for _ in range(18):
        paper.press("ArrowDown")
    paper.press("Space")
    pad.wait_for(ANSWERED)
    assert answers(pad)["LeNet-5"] == 1
    assert pad.page.locator(".ml-pad-cursor").is_visible()
    paper.press("ArrowUp")  # the pen is up: nothing is drawn
    assert answers(pad)["LeNet-5"] == 1


@pytest.mark.browser
def test_a_finger_draws_and_the_page_stays(live_page):
    pad = live_page(
        "three-networks", {"digit": -1}, size=(375, 500), has_touch=True, is_mobile=True
    )
    pad.wait_for("document.querySelector('.ml-status').textContent === 'Draw a digit on the pad.'")
    paper = pad.page.locator(".ml-pad")
    assert paper.evaluate("(node) => getComputedStyle(node).touchAction") == "none"
    box = paper.bounding_box()
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    before = pad.page.evaluate("scrollY")
    touch = pad.page.context.new_cdp_session(pad.page)
    x = box["x"] + box["width"] / 2

    def send(kind: str, part: float) -> None:
        points = [{"x": x, "y": box["y"] + part * box["height"]}] if kind != "touchEnd" else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0.2)
    for part in np.linspace(0.2, 0.8, 12):
        send("touchMove", part)
    send("touchEnd", 0.8)
    pad.wait_for(ANSWERED)
    assert answers(pad)["LeNet-5"] == 1
    assert pad.page.evaluate("scrollY") == before
    assert pad.page.evaluate("document.documentElement.scrollWidth") == 375


def test_python_gets_the_drawing_and_the_answers():
    pad = ThreeNetworks()
    pixels = np.arange(784, dtype=np.uint16).astype(np.uint8)
    said = np.linspace(0, 1, 30, dtype="<f4")
    buffers = [memoryview(pixels.tobytes()), memoryview(said.tobytes())]
    pad._hear(pad, {"report": "drawing", "value": {}}, buffers)
    assert pad.drawing.shape == (28, 28) and pad.drawing[1, 0] == 28
    np.testing.assert_array_equal(pad.probabilities["lenet"], said[20:])


def test_what_a_notebook_shows_names_all_three_networks():
    data, _ = ThreeNetworks(digit=12)._repr_mimebundle_()
    assert re.fullmatch(
        r"ThreeNetworks\(digit=12\): A 3 from MNIST .* "
        r"Softmax regression says \d and is \d+ % sure\. "
        r"Multilayer network says \d and is \d+ % sure\. LeNet-5 says 3 and is \d+ % sure\.",
        data["text/plain"],
    )
    with pytest.raises(ValueError, match="links names 'lenet5', expected some of softmax"):
        ThreeNetworks(links={"lenet5": "x.html"})


@pytest.mark.browser
def test_a_digit_asked_for_before_the_data_came_is_shown_then(live_page):
    said = live_page("three-networks", {"digit": 7})
    late = live_page("three-networks", held_back="/data/")
    late.page.evaluate("location.hash = '#three-networks=digit:7'")
    late.let_through()
    for figure in (said, late):
        figure.wait_for("/This is a/.test(document.querySelector('.ml-description').textContent)")
    assert late.description == said.description
