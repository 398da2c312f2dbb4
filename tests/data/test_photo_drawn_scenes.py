"""A drawn photo is what its scene says: measured in the picture, with numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from mnist_course.data.photo.scenes import Scene, photograph
from tests.data.photo_scenes import like_mnist

PLAIN = {"noise": 0, "size": 0.2}  # 120 of 600 pixels
DIGIT = like_mnist(7)


def seen(**settings):
    return photograph(DIGIT, Scene(**{**PLAIN, **settings})).astype(float)


def box_of(mask):
    """Top, bottom, left and right of what is marked."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@pytest.mark.parametrize(("paper", "pen"), [(220, 60), (40, 200)])
def test_paper_and_pen_have_their_greys_and_the_digit_its_size(paper, pen):
    picture = seen(paper=paper, pen=pen)
    values, counts = np.unique(picture, return_counts=True)
    assert values[counts.argmax()] == paper and pen in (values.min(), values.max())
    top, bottom, left, right = box_of(np.abs(picture - paper) > 80)
    assert max(bottom - top, right - left) == pytest.approx(120, abs=1)
    assert Scene(size=0.2).pixels == Scene(size=120).pixels == 120


@pytest.mark.parametrize(("place", "row", "column"), [("middle", 0.5, 0.5), ("corner", 0.3, 0.72)])
def test_the_digit_stands_at_its_place(place, row, column):
    top, bottom, left, right = box_of(seen(place=place) < 140)
    middle = (top + bottom) / 2, (left + right) / 2
    np.testing.assert_allclose(middle, (row * 600, column * 800), atol=1)


def test_a_digit_at_the_edge_touches_it():
    assert box_of(seen(place="edge") < 140)[2] == 0


def test_noise_has_the_standard_deviation_that_was_asked_for():
    grain = photograph(DIGIT, Scene(size=0.2, noise=5)) - seen()
    assert grain.std() == pytest.approx(5, rel=0.01) and abs(grain.mean()) < 0.05


@pytest.mark.parametrize(
    ("light", "places"),
    [
        ("even", {(0, 0): 1, (300, 400): 1, (599, 799): 1}),
        ("lamp", {(120, 80): 1, (599, 799): 1 - 0.65 * np.hypot(0.8, 0.9) / 1.4}),
        ("corners", {(300, 400): 1, (0, 0): 0.55, (599, 0): 0.55, (300, 0): 0.775}),
        ("shadow", {(0, 0): 1, (599, 799): 0.55, (300, 480): 0.775}),
    ],
)
def test_light_falls_where_it_should(light, places):
    picture = seen(light=light, pen=220)  # an empty sheet
    for place, share in places.items():
        assert picture[place] == pytest.approx(share * 220, abs=1.5), place


def test_blur_is_gaussian():
    ours, sharp = seen(blur=0.05), seen()
    assert np.abs(ours - ndimage.gaussian_filter(sharp, 0.05 * 120)).max() < 5
    assert np.abs(ours - sharp).max() > 40


@pytest.mark.parametrize("lines", ["ruled", "squared"])
def test_lines_are_as_far_apart_as_a_third_of_the_digit(lines):
    """A sixth of the way from the paper, 220, to the pen, 60: 193."""
    picture = seen(lines=lines)
    down, across = (np.flatnonzero(np.rint(edge) == 193) for edge in (picture[:, 0], picture[0]))
    assert set(np.diff(down[::2])) == {40} and set(down[1::2] - down[::2]) == {1}
    assert set(np.diff(across[::2])) == ({40} if lines == "squared" else set())


def test_a_sheet_lies_on_its_table_with_its_margin():
    ink = box_of(seen() < 140)
    picture = seen(table=90, sheet=0.3)
    assert picture[0, 0] == picture[-1, -1] == 90
    sheet = box_of(picture == 220)
    np.testing.assert_allclose(np.subtract(ink, sheet), (36, -36, 36, -36), atol=1.5)


@pytest.mark.parametrize(("place", "size"), [("middle", 120), ("corner", 180)])
@pytest.mark.parametrize(
    ("thing", "height", "width", "filled"),
    [("coin", 1 / 2, 1 / 2, np.pi / 4), ("ruler", 5 / 3, 1 / 12, 1)],
)
def test_a_thing_lies_beside_the_digit(thing, height, width, filled, place, size):
    """Where there is room: on the right, else on the left, a quarter of the digit away."""
    alone, both = (seen(place=place, size=size, beside=what) for what in ("nothing", thing))
    ink, new = box_of(alone < 140), (both < 140) & (alone >= 140)
    top, bottom, left, right = box_of(new)
    assert bottom - top == pytest.approx(height * size, abs=2)
    assert right - left == pytest.approx(width * size, abs=2)
    assert new.sum() == pytest.approx(filled * height * width * size**2, rel=0.1)
    gap = left - ink[3] if place == "middle" else ink[2] - right
    assert gap == pytest.approx(size / 4, abs=2)


def test_a_frame_is_drawn_around_the_digit():
    """A third of the digit away on each side, its line a twenty-fifth of it, 4 pixels."""
    ink, framed = box_of(seen() < 140), seen(beside="frame") < 140
    np.testing.assert_allclose(np.subtract(ink, box_of(framed)), (40, -40, 40, -40), atol=1.5)
    assert framed[300, : ink[2] - 2].sum() == 4
