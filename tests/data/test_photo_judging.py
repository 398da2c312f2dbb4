"""How figures are compared, by hand: boxes, what they are measured by, what lowers a score."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_course.data.photo.figures import (
    Figure,
    area,
    around,
    edge_reach,
    joined,
    longer,
    measure_grain,
    measure_shape,
    overlap,
    same,
)
from mnist_course.data.photo.judging import holds, score_of, touching
from tests.data.figures_by_hand import SHAPE, box, figure


def test_boxes():
    a, b = box(10, 20, 30, 34), box(15, 40, 37, 40)
    assert around(a, 3.4, SHAPE) == box(7, 23, 27, 37)
    assert around(a, 35, SHAPE) == box(0, 55, 0, 69)
    assert around(box(90, 99, 190, 199), 5, SHAPE) == box(85, 100, 185, 200)
    assert around(a, -2, SHAPE) == a
    assert joined(a, b) == joined(b, a) == box(10, 40, 30, 40)
    assert overlap(a, b) == (5, -3) and overlap(a, a) == (10, 4)
    assert (longer(a), longer(b), area(a)) == (10, 25, 40)


def test_a_figure_is_seen_through_any_window():
    one = Figure(True, box(2, 4, 3, 6), np.array([[1, 0, 1], [0, 1, 0]], bool), contrast=0.5)
    whole = np.zeros((8, 9), bool)
    whole[[2, 2, 3], [3, 5, 4]] = True
    for window in (box(0, 8, 0, 9), box(3, 8, 0, 5), box(0, 3, 4, 9), box(2, 4, 3, 6)):
        np.testing.assert_array_equal(one.seen_through(window), whole[window])
    assert not one.seen_through(box(4, 8, 0, 9)).any()
    assert not one.seen_through(box(0, 8, 6, 9)).any()


@pytest.mark.parametrize(
    "worse",
    [
        {"closed": 0.8},
        {"thickness": 0.5},
        {"slenderness": 0.1},
        {"along_edge": 0.7},
        {"explained": 0.5},
        {"contrast": 0.3},
        {"place": (20, 50, 30, 60)},
        {"place": (0, 40, 30, 70)},
        {"place": (60, 100, 30, 70)},
        {"place": (20, 60, 0, 40)},
        {"place": (20, 60, 160, 200)},
    ],
)
def test_what_lowers_a_score(worse):
    assert 0 < score_of(figure(**worse), SHAPE) < 0.9 * score_of(figure(), SHAPE)


def test_what_is_worse_than_what():
    """Across the picture is worse than at its edge; a fine line than a slender bar."""
    across, at_edge = figure(place=(0, 100, 30, 70)), figure(place=(0, 99, 30, 70))
    assert score_of(across, SHAPE) < 0.5 * score_of(at_edge, SHAPE)
    line, bar = (figure(slenderness=0.1, thickness=width) for width in (0.03, 0.05))
    assert score_of(line, SHAPE) < 0.9 * score_of(bar, SHAPE)
    assert score_of(figure(thickness=0.03), SHAPE) == score_of(figure(), SHAPE)


def test_one_box_lies_within_another_give_or_take_some_pixels():
    outer = figure(place=(20, 60, 30, 70))
    for inside in ((20, 60, 30, 70), (18, 62, 28, 72), (30, 40, 40, 50)):
        assert holds(outer, figure(place=inside), slack=2)
    for beyond in ((17, 60, 30, 70), (20, 63, 30, 70), (20, 60, 27, 70), (20, 60, 30, 73)):
        assert not holds(outer, figure(place=beyond), slack=2)


def test_a_hole_touches_its_ring_and_a_spot_beyond_does_not():
    ring = figure()  # 40 pixels across, 5 wide
    inner = np.ones((30, 30), bool)
    hole = Figure(False, box(25, 55, 35, 65), inner, contrast=0.6)
    assert touching(ring, hole) and touching(hole, ring)
    near, far = (
        Figure(False, box(20, 60, left, left + 20), np.ones((40, 20), bool), contrast=0.6)
        for left in (71, 76)
    )
    assert touching(ring, near) and not touching(ring, far)
    dot = Figure(False, box(61, 63, 31, 33), np.ones((2, 2), bool), contrast=0.6)
    assert touching(ring, dot)  # it shares a good part of its own outline


def test_a_figure_found_twice_is_one():
    one = figure()
    assert same(one, figure(place=(19, 62, 29, 71)))  # a little larger, at a lower threshold
    solid, seventh, fifth = (
        Figure(True, box(20, 60 + more, 30, 70), np.ones((40 + more, 40), bool), contrast=0.6)
        for more in (0, 6, 9)
    )
    assert same(solid, seventh) and not same(solid, fifth)
    assert not same(one, figure(dark=False))
    assert not same(one, figure(place=(20, 75, 30, 70)))  # it goes on
    assert not same(one, figure(place=(20, 60, 80, 120)))
    other = np.zeros((40, 40), bool)
    other[0] = other[20:] = True
    for rows, alike in ((27, False), (32, True)):  # the same box; 38 or 62 % of the pixels
        part = np.zeros((40, 40), bool)
        part[:rows] = True
        ours, theirs = (Figure(True, one.box, mask, contrast=0.6) for mask in (part, other))
        assert bool(same(ours, theirs)) is alike


@pytest.mark.parametrize(
    ("place", "along"),
    [
        ((0, 10, 20, 80), 1.0),
        ((90, 100, 20, 80), 1.0),
        ((0, 40, 0, 40), 2.0),
        ((60, 100, 160, 200), 2.0),
        ((0, 60, 30, 45), 0.25),
        ((1, 99, 1, 199), 0.0),
    ],
)
def test_how_much_of_the_edge_a_figure_covers_is_in_parts_of_its_size(place, along):
    top, bottom, left, right = place
    solid = Figure(True, box(*place), np.ones((bottom - top, right - left), bool), contrast=0.6)
    measure_shape(solid, np.full(SHAPE, 0.5))
    assert solid.along_edge == pytest.approx(along)


def test_thickness_and_closed_outline_of_a_bar():
    """A bar of 60 × 12 pixels, and the left half of it, which is open to the right."""
    grey = np.full(SHAPE, 0.8)
    grey[40:52, 50:110] = 0.2
    whole, half = (
        Figure(True, box(40, 52, 50, right), np.ones((12, right - 50), bool), contrast=0.6)
        for right in (110, 80)
    )
    for bar in (whole, half):
        measure_shape(bar, grey)
    assert whole.thickness == pytest.approx(12 / 60, rel=0.05)
    assert whole.closed == 1
    outline, mouth = 2 * (12 + 30), 12
    assert half.closed == pytest.approx(1 - mouth / outline, abs=0.05)
    assert (edge_reach(whole, grey), edge_reach(whole, grey[:, :39][:39])) == (2, 1)
    assert edge_reach(Figure(True, box(0, 99, 0, 9), np.ones((99, 9), bool), 0.6), grey) == 3


def test_the_grain_is_that_of_the_ground_without_the_figures():
    rng = np.random.default_rng(0)
    depth = rng.normal(scale=0.02, size=SHAPE)
    one, other = figure(), figure(place=(20, 60, 76, 116))
    for each in (one, other):
        depth[each.box] += 0.5 * each.mask
    measure_grain(one, depth, [one, other])
    assert one.grain == pytest.approx(0.02, rel=0.1)
    assert one.clarity == pytest.approx(0.6 / 0.02, rel=0.1)


def test_two_figures_touch_if_they_share_a_good_part_of_an_outline():
    """Two bars side by side, along 10 or 25 pixels of an outline of a hundred."""
    bar = figure(place=(20, 60, 30, 40))
    for top, alike in ((50, False), (35, True)):
        other = figure(place=(top, top + 40, 40, 50), dark=False)
        assert bool(touching(bar, other)) is bool(touching(other, bar)) is alike
