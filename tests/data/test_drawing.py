"""A drawing on a sheet: strokes as text and ink, and each step of the preparation left out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_course.data.photo.framing import centre, centre_of_mass, fit_box
from mnist_course.data.photo.leaving_out import prepare_drawing
from mnist_course.data.photo.strokes import draw_strokes, read_strokes, write_strokes

BEND = np.array([[40.0, 60.0], [90.0, 60.0], [60.0, 130.0]])


def test_ink_is_what_pillow_draws_with_a_round_pen():
    ours = draw_strokes([BEND, [[200, 200]]], width=14)
    fine, k = Image.new("L", (280 * 8, 280 * 8)), 8
    pen = ImageDraw.Draw(fine)
    for (ax, ay), (bx, by) in ((BEND[0], BEND[1]), (BEND[1], BEND[2])):
        pen.line((k * ax, k * ay, k * bx, k * by), fill=255, width=14 * k)
    for x, y in (*BEND, (200, 200)):
        pen.ellipse((k * (x - 7), k * (y - 7), k * (x + 7), k * (y + 7)), fill=255)
    theirs = np.asarray(fine.resize((280, 280), Image.Resampling.BOX)) / 255
    assert np.abs(ours - theirs).max() < 0.25 and np.abs(ours - theirs).mean() < 1e-3
    assert ours[200, 200] == 1 and ours[60, 65] == 1 and ours[10, 10] == 0


def test_strokes_go_into_a_text_and_come_back():
    text = write_strokes([BEND, [[279, 0]]])
    assert text.count(".") == 1 and len(text) == 9
    lines = read_strokes(text)
    assert np.abs(lines[0] - BEND).max() <= 279 / 63 / 2 + 1e-9
    np.testing.assert_allclose(lines[1], [[279, 0]])
    assert write_strokes(lines) == text and read_strokes("") == []
    with pytest.raises(ValueError, match="the drawing is 'abc', expected points of two characters"):
        read_strokes("abc")


def test_all_steps_are_those_of_a_photo():
    ink = draw_strokes([BEND], 14)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found = prepare_drawing(ink)
    np.testing.assert_array_equal(found.image, centre(fit_box(cut)))
    assert max(found.box.shape) == 20
    assert np.abs(np.array(centre_of_mass(found.image.astype(float))) - 14).max() <= 0.5


def test_what_each_step_does_is_missing_without_it():
    """A block of 20 × 10 pixels of a sheet of 56, which is 10 × 5 of the frame's."""
    ink = np.zeros((56, 56))
    ink[4:24, 30:40] = 1

    def place(**left_out):
        image = prepare_drawing(ink, **left_out).image
        rows, columns = (np.flatnonzero((image > 127).any(axis=axis)) for axis in (1, 0))
        return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1

    assert place() == (4, 24, 10, 20)  # the mass is half-way between two pixels, both ways
    assert place(scale=False)[1] - place(scale=False)[0] == 10
    assert place(scale=False, centre="off") == (2, 12, 15, 20)  # half of 4, 24, 30, 40
    assert place(cut=False, scale=False, centre="off") == (2, 12, 15, 20)
    top, bottom, left, right = place(cut=False)  # the whole sheet has 20 pixels
    assert bottom - top in (7, 8) and right - left in (3, 4)  # 20 / 56 of 20 × 10
    ink[8:24, 30:38] = 0  # a step: the box and the mass no longer agree
    heavy = prepare_drawing(ink).left, prepare_drawing(ink, centre="box").left
    assert heavy == (8, 9)  # the heavier side stands on the right
    hard = prepare_drawing(draw_strokes([BEND], 14), smooth=False).image
    assert set(np.unique(hard)) == {0, 255}


@pytest.mark.parametrize("centre", ["mass", "off"])
def test_what_is_cut_out_stays_whole_wherever_it_stands(centre):
    """A small L in each corner of the sheet: scaled, it would hang over the edge of the frame."""
    ink = np.zeros((56, 56))
    ink[:8, :2] = ink[6:8, :6] = 1
    for turned in (ink, ink[::-1], ink[:, ::-1], ink[::-1, ::-1]):
        found = prepare_drawing(turned, centre=centre)
        height, width = found.box.shape
        inside = found.image[found.top : found.top + height, found.left : found.left + width]
        np.testing.assert_array_equal(inside, np.rint(255 * found.box))
        assert (height, width) == (20, 15) and inside.sum() == found.image.sum()


def test_strokes_that_fall_between_the_samples_are_gone():
    ink = np.zeros((280, 280))
    ink[0, 0] = ink[100, 100] = 1
    assert not prepare_drawing(ink, smooth=False).image.any()


def test_with_every_step_left_out_a_sheet_of_28_x_28_stays_as_it_is():
    ink = (np.random.default_rng(0).random((28, 28)) > 0.6).astype(float)
    ink[0, 0] = ink[27, 27] = 1
    found = prepare_drawing(ink, cut=False, scale=False, smooth=False, centre="off")
    np.testing.assert_array_equal(found.image, 255 * ink)


def test_no_ink_and_wrong_input():
    assert prepare_drawing(np.full((28, 28), 0.4)) is None
    with pytest.raises(ValueError, match=r"shape \(28, 20\), expected a square"):
        prepare_drawing(np.zeros((28, 20)))
    with pytest.raises(ValueError, match="centre is 'middle', expected one of mass, box, off"):
        prepare_drawing(np.ones((28, 28)), centre="middle")
