"""Light, strokes and connected regions, compared with SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from mnist_course.data.photo import find_digit, find_ink
from mnist_course.data.photo.ink import find_regions, grow, remove_uneven_light, smooth
from tests.data.photo_scenes import CIRCLE, SEVEN, photograph, stroke


@given(
    height=st.integers(1, 24),
    width=st.integers(1, 24),
    share=st.floats(0, 1),
    seed=st.integers(0, 999),
)
def test_regions_are_those_of_scipy(height, width, share, seed):
    mask = np.random.default_rng(seed).random((height, width)) < share
    theirs, count = ndimage.label(mask, np.ones((3, 3)))
    regions = find_regions(mask)
    assert len(regions.areas) == count
    assert np.array_equal(regions.labels >= 0, mask)
    for i, (rows, columns) in enumerate(ndimage.find_objects(theirs), 1):
        (mine,) = np.unique(regions.labels[theirs == i])
        assert regions.areas[mine] == (theirs == i).sum()
        assert regions.heights[mine] == rows.stop - rows.start
        assert regions.widths[mine] == columns.stop - columns.start
        edge = rows.start == 0 or columns.start == 0
        edge |= rows.stop == height or columns.stop == width
        assert regions.at_edge[mine] == edge


def test_spots_in_one_group_count_as_one():
    mask = np.zeros((20, 30), bool)
    mask[2:5, 2:5] = mask[9:12, 2:5] = mask[2:5, 20:24] = True
    groups = find_regions(mask, grow(mask, 3, 1))
    assert sorted(groups.areas) == [12, 18]
    assert sorted(groups.heights) == [3, 10]


def test_growing_agrees_with_scipy():
    mask = np.random.default_rng(1).random((25, 31)) < 0.05
    expected = ndimage.binary_dilation(mask, np.ones((7, 3)))
    assert np.array_equal(grow(mask, 3, 1), expected)


@pytest.mark.parametrize("radius", [0.3, 1.0, 2.5])
def test_smoothing_agrees_with_scipy(radius):
    values = np.random.default_rng(2).random((30, 22))
    expected = ndimage.gaussian_filter(
        values, radius, mode="nearest", radius=int(np.ceil(3 * radius))
    )
    assert smooth(values, radius) == pytest.approx(expected, abs=1e-12)


def test_the_light_is_the_closing_of_scipy():
    grey = 0.2 + 0.8 * np.random.default_rng(3).random((40, 60))
    wide = np.pad(grey, 60, mode="edge")
    light = ndimage.grey_closing(wide, (21, 21), mode="nearest")[60:-60, 60:-60]
    assert remove_uneven_light(grey) == pytest.approx(1 - grey / light, abs=1e-12)


def test_a_slope_of_light_alone_is_no_ink():
    slope = np.linspace(0.2, 1, 120)[:, None] * np.linspace(0.5, 1, 160)
    assert remove_uneven_light(slope).max() < 1e-12


def test_the_shadow_goes_and_the_strokes_stay():
    """In the shadow there is half the light, but the same share of it is swallowed by ink."""
    cover = np.zeros((300, 400))
    cover[70:230, 20:180] = cover[70:230, 220:380] = stroke(SEVEN)
    ink = find_ink(photograph(cover, at=(0, 0), light="shadow", noise=0.0) / 255, True)
    left, right = ink[:, :200][cover[:, :200] == 1], ink[:, 200:][cover[:, 200:] == 1]
    assert np.median(left) == pytest.approx(np.median(right), rel=0.03)
    assert np.median(ink[cover == 0]) < 0.1


@pytest.mark.parametrize("shape", [SEVEN, CIRCLE], ids=["seven", "circle"])
@pytest.mark.parametrize("size", [40, 120, 260])
@pytest.mark.parametrize("board", [False, True])
def test_the_right_side_is_clearer(shape, size, board):
    """Also where the hole of a 0 is larger than its stroke."""
    ink = stroke(shape, size=size, width=size / 10)
    grey = photograph(ink, light="dark corners", board=board) / 255
    clarity = {dark: find_digit(find_ink(grey, dark)).clarity for dark in (True, False)}
    assert clarity[not board] > clarity[board]


def test_half_of_the_strongest_ink_is_ink():
    ink = np.zeros((100, 100))
    ink[20:80, 40:50], ink[20:30, 50:70] = 0.8, 0.5
    digit = find_digit(ink).digit
    assert digit[25, 60] and digit[60, 45] and digit.sum() == 800


def test_what_fills_the_picture_is_ground():
    ink = np.full((60, 80), 0.9)
    ink[20:40, 30:50] = 0
    assert find_digit(ink).clarity == 0
    assert find_digit(np.zeros((60, 80))).clarity == 0
