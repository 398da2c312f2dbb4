"""The figure of chapter Digits: numbers as in the files, a drawing prepared, the keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from mnist_course.widgets import Digits

READY = "/numbers are above 0/.test(document.querySelector('.ml-description').textContent)"
CELLS = "[...document.querySelectorAll('.ml-matrix td[data-row]')].map((cell) => cell.textContent)"
CODE = "[...document.querySelectorAll('.ml-one-hot td')].map((cell) => cell.textContent)"


def shown(figure) -> np.ndarray:
    texts = figure.page.evaluate(CELLS)
    return np.array([float(text.replace("−", "-")) for text in texts]).reshape(28, 28)


@pytest.mark.browser
@pytest.mark.parametrize("number", [4, 50007])
def test_matrix_label_and_code_are_those_of_python(live_page, number):
    figure = live_page("digits", {"number": number})
    figure.wait_for(READY)
    python = Digits(number=number)
    assert np.array_equal(shown(figure), python.image)
    assert f"label {python.label}." in figure.description
    assert figure.page.evaluate(CODE) == [str(int(v)) for v in python.one_hot]
    figure.page.get_by_role("radio", name="−1 to 1").check()
    np.testing.assert_allclose(shown(figure), 2 * (python.image / 255) - 1, atol=0.0051)


@pytest.mark.browser
def test_keyboard_finds_a_pixel_and_a_number(live_page):
    figure = live_page("digits", size=(375, 812))
    figure.wait_for(READY)
    tab = figure.page
    tab.get_by_role("application", name=re.compile("28 rows")).press("ArrowDown")
    image = Digits().image
    assert f"Row 9, column 14: stored {image[9, 14]};" in figure.description
    marked = tab.locator(".ml-marked")
    assert marked.text_content() == str(image[9, 14])
    box, cell = tab.locator(".ml-matrix-box").bounding_box(), marked.bounding_box()
    assert box["x"] < cell["x"] and cell["x"] + cell["width"] < box["x"] + box["width"]
    assert box["y"] < cell["y"] and cell["y"] + cell["height"] < box["y"] + box["height"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    tab.get_by_label(re.compile("^or type it")).fill("50001")
    tab.keyboard.press("Enter")
    label = Digits(number=50001).label
    figure.wait_for(f"document.querySelector('.ml-hot').cellIndex === {label} + 1")
    tab.get_by_role("button", name="Another of this digit").press("Enter")
    number = int(re.search(r"Image (\d+)", figure.description)[1])
    assert number > 50001 and Digits(number=number).label == label


@pytest.mark.browser
def test_a_drawing_is_prepared_and_its_link_shows_it_again(live_page):
    figure = live_page("digits")
    figure.wait_for(READY)
    tab = figure.page
    tab.get_by_role("radio", name="my own drawing").check()
    pad = tab.get_by_role("application", name=re.compile("^Pad"))
    pad.press("Space")
    for _ in range(12):
        pad.press("ArrowDown")
    figure.wait_for("/Scale these/.test(document.querySelector('.ml-steps').textContent)")
    tab.get_by_role("radio", name="1", exact=True).check()
    image = shown(figure)
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    assert rows[-1] - rows[0] + 1 == 20
    mass = [(image.sum(axis=1 - axis) @ np.arange(28)) / image.sum() for axis in (0, 1)]
    assert np.abs(np.array(mass) - 14).max() <= 0.5
    assert columns[-1] - columns[0] + 1 < 6
    assert tab.evaluate(CODE)[1] == "1"
    tab.get_by_role("button", name="Link to this set-up").click()
    address = tab.input_value(".ml-field[readonly]")
    again = live_page("digits", fragment="#" + address.split("#")[1])
    again.wait_for("/Your drawing/.test(document.querySelector('.ml-description').textContent)")
    assert again.page.evaluate(CODE)[1] == "1"
    # The link holds points on a raster, so the same stroke may land one pixel beside its place.
    moved = [np.roll(shown(again), (r, c), (0, 1)) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    assert min(np.abs(one - image).sum() for one in moved) < 0.2 * image.sum()
    # A drawing that is cleared leaves paper.
    again.page.get_by_role("application", name=re.compile("^Pad")).press("Delete")
    assert shown(again).sum() == 0


def test_python_gets_the_drawing_and_refuses_what_is_not_there():
    figure = Digits(source="drawing", meant=3)
    with pytest.raises(RuntimeError, match="draw a digit"):
        _ = figure.image
    pixels = np.arange(784, dtype=np.uint8)
    figure._hear(None, {"report": "drawing", "value": {}}, [memoryview(pixels.tobytes())])
    assert np.array_equal(figure.image.ravel(), pixels)
    assert figure.label == 3 and figure.one_hot.argmax() == 3
    with pytest.raises(traitlets.TraitError, match="0 to 4999 or 50000"):
        Digits(number=5000)
    with pytest.raises(traitlets.TraitError, match="points of two characters"):
        Digits(drawing="a b")


def test_the_still_frame_says_what_it_shows():
    picture, words = Digits(number=7).still()
    assert picture.startswith(b"\x89PNG")
    assert f"a handwritten {Digits(number=7).label}," in words
