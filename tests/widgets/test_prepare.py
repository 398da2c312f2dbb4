"""Drawn digits prepared in the page: as Pillow scales, as photos are framed."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mnist_course.data.photo.framing import centre, fit_box
from tests.widgets.engine_page import ask, open_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser):
    opened = open_page(browser, "prepare.js")
    yield opened
    opened.close()


RESIZE = """
({ ink, height, width, to }) => Array.from(
  course.resize({ ink: Float32Array.from(ink), height, width }, ...to).ink)
"""


def test_scales_as_pillow_does(page):
    rng = np.random.default_rng(0)
    cases = []
    for height, width, *to in (
        (7, 9, 20, 20),
        (200, 150, 20, 15),
        (33, 21, 20, 13),
        (20, 5, 20, 5),
    ):
        ink = rng.random((height, width)).astype(np.float32)
        cases.append((ink, tuple(to)))
    messages = [
        {"ink": ink.ravel().tolist(), "height": len(ink), "width": ink.shape[1], "to": list(to)}
        for ink, to in cases
    ]
    for (ink, (height, width)), got in zip(cases, ask(page, RESIZE, messages), strict=True):
        small = Image.fromarray(ink).resize((width, height), Image.Resampling.HAMMING)
        np.testing.assert_allclose(got, np.clip(np.asarray(small), 0, 1).ravel(), atol=1e-5)


def drawing(rng, size: int) -> np.ndarray:
    """A thick random curve somewhere on a pad, with soft edges."""
    t = np.linspace(0, 1, 200)
    waves = rng.uniform(-1, 1, (2, 3, 1)) * np.sin(
        np.array([[1], [2], [3]]) * (t + rng.random()) * 3
    )
    points = waves.sum(axis=1)
    points = size * (0.5 + 0.3 * rng.uniform(0.3, 1) * points / np.abs(points).max())
    rows, columns = np.mgrid[:size, :size]
    far = np.min([np.hypot(rows - y, columns - x) for y, x in points.T], axis=0)
    pen = size * rng.uniform(0.02, 0.06)
    return np.clip(pen - far + 0.5, 0, 1).astype(np.float32)


PREPARE = """
({ grey, width }) => {
  const found = course.prepareDigit(grey, width);
  if (!found) return null;
  return { image: Array.from(found.image), x: Array.from(found.x), area: found.area };
}
"""


def test_frames_as_python_does(page):
    rng = np.random.default_rng(1)
    drawings = [drawing(rng, size) for size in (60, 84, 120, 200, 280, 280)]
    messages = [{"grey": grey.ravel().tolist(), "width": len(grey)} for grey in drawings]
    for grey, got in zip(drawings, ask(page, PREPARE, messages), strict=True):
        rows, columns = (np.flatnonzero((grey > 0.5).any(axis=axis)) for axis in (1, 0))
        cut = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        want = centre(fit_box(cut))
        image = np.reshape(got["image"], (28, 28))
        assert got["area"] == {
            "top": rows[0],
            "bottom": rows[-1] + 1,
            "left": columns[0],
            "right": columns[-1] + 1,
        }
        assert np.abs(image - want.astype(int)).max() <= 1  # the last digit of a float
        assert image.max() == 255
        np.testing.assert_allclose(got["x"], image.ravel() / 255, atol=1e-7)


def test_nothing_drawn_is_no_digit(page):
    blank, faint = np.zeros(100), np.full(100, 0.4)
    cases = [{"grey": grey.tolist(), "width": 10} for grey in (blank, faint)]
    assert ask(page, PREPARE, cases) == [None, None]


def test_a_dot_and_a_line_stay_in_the_frame(page):
    dot, line = np.zeros((50, 50)), np.zeros((50, 50))
    dot[40, 3] = 1
    line[:, 48:] = 1
    cases = [{"grey": grey.ravel().tolist(), "width": 50} for grey in (dot, line)]
    spot, stroke = ask(page, PREPARE, cases)
    assert np.count_nonzero(spot["image"]) == 400
    box = np.reshape(stroke["image"], (28, 28))
    assert np.flatnonzero(box.any(axis=1)).tolist() == list(range(4, 24))
    assert np.flatnonzero(box.any(axis=0)).tolist() == [14]


def test_wrong_sizes_are_refused(page):
    said = page.evaluate(
        "() => { try { course.prepareDigit([1, 0, 1], 2); } catch (e) { return e.message; } }"
    )
    assert said == "got 3 numbers, expected rows of 2"
