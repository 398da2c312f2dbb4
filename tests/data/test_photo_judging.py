"""How figures are compared, by hand: boxes, what lowers a score, and when there is doubt."""

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
from mnist_course.data.photo.finding import (
    View,
    doubts,
    even_strokes,
    find_digit,
    find_ink,
    is_at,
    misplaced,
    more_than_one,
    mostly_in,
    torn,
    whole_digit,
)
from mnist_course.data.photo.framing import cut_out
from mnist_course.data.photo.judging import Candidate, holds, score_of, touching

SHAPE = (100, 200)


def box(top, bottom, left, right):
    return slice(top, bottom), slice(left, right)


def figure(place=(20, 60, 30, 70), dark=True, **measured):
    """A figure that is likely a digit: a frame of strokes, if nothing else is said."""
    top, bottom, left, right = place
    mask = np.ones((bottom - top, right - left), bool)
    mask[5:-5, 5:-5] = False
    clear = {"closed": 1.0, "thickness": 0.1, "explained": 0.9, "slenderness": 0.8}
    return Figure(dark, box(*place), mask, **{"contrast": 0.6, **clear, **measured})


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


@pytest.mark.parametrize("size", [0.01, 1, 50])
def test_a_rival_is_one_of_the_other_side_with_a_third_of_the_score(size):
    """Whatever the size of the scores, and of whatever else is there."""
    best, other = figure(), figure(place=(20, 60, 130, 170), dark=False)
    twin = figure(place=(20, 60, 130, 170))

    def told(*candidates, dark=True):
        given = [Candidate(one, size * score) for one, score in candidates]
        return list(doubts(given, dark))

    assert told((best, 1)) == told((best, 1), (other, 0.3)) == told((best, 1), (twin, 0.9)) == []
    (rival,) = told((best, 1), (twin, 0.9), (other, 0.4))
    assert rival.startswith("It is not certain which is ink and which is ground")
    assert told((best, 1), dark=False) == [rival]  # from afar it looked the other way round
    for measured in ({"closed": 0.8}, {"thickness": 0.5}, {"explained": 0.5}):
        (odd,) = told((figure(**measured), 1), (other, 0.3))
        assert odd.startswith("What was found does not stand out as strokes")


def test_a_second_digit_is_as_tall_or_lies_beside():
    one = np.zeros((60, 90), bool)
    one[5:55, 10:20] = True
    assert list(more_than_one(one, beside=False)) == []
    (told,) = more_than_one(one, beside=True)
    dotted, doubled = one.copy(), one.copy()
    dotted[5:35, 60:70] = True  # a piece of three fifths of the height
    doubled[5:45, 60:70] = True  # of four fifths
    assert list(more_than_one(dotted, beside=False)) == []
    assert list(more_than_one(doubled, beside=False)) == [told]


def test_a_place_at_the_edge_and_a_tiny_digit():
    edge = "The digit touches the edge of the picture: a part may be missing."
    assert list(misplaced(box(1, 99, 1, 199), SHAPE)) == []
    for place in ((0, 50, 9, 90), (50, 100, 9, 90), (9, 50, 0, 90), (9, 50, 90, 200)):
        assert list(misplaced(box(*place), SHAPE)) == [edge]
    (told,) = misplaced(box(10, 29, 40, 45), SHAPE)
    assert told.startswith("The digit is only 19 pixels large; come nearer")
    assert list(misplaced(box(10, 30, 40, 45), SHAPE)) == []
    assert list(misplaced(box(4, 23, 8, 20), (28, 28))) == []  # no photo


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


def test_where_a_box_of_another_look_lies():
    place = box(20, 60, 30, 70)
    assert is_at(place, place) and is_at(box(25, 62, 28, 66), place)
    assert is_at(box(30, 50, 40, 60), place)  # within it
    assert not is_at(box(20, 60, 70, 99), place) and not is_at(box(50, 80, 60, 90), place)
    for columns, inside in (((40, 90), True), ((52, 102), False)):  # three fifths and more; 36 %
        assert mostly_in(box(30, 50, *columns), box(20, 60, 30, 72)) is inside
    assert not mostly_in(box(70, 80, 80, 90), place)  # apart both ways


@pytest.mark.parametrize(
    ("strength", "length", "top", "announced"),
    [(0.35, 40, 20, True), (0.2, 40, 20, False), (0.35, 6, 20, False), (0.35, 80, 0, False)],
)
def test_a_stroke_that_goes_on_too_faint_to_be_ink_is_announced(strength, length, top, announced):
    """Not if it is as faint as paper may be, hardly longer, or runs in from the edge."""
    ink = np.zeros((120, 60))
    digit = np.zeros((120, 60), bool)
    digit[max(top, 20) : 60, 20:26] = True
    ink[top : 60 + length, 20:26] = strength
    ink[digit] = 1
    said = list(torn(digit, ink))
    assert bool(said) is announced
    assert all(one.startswith("Some strokes are much fainter than others") for one in said)


def test_pieces_near_a_figure_belong_to_it():
    """A stem 40 pixels tall: what is beside it must be nearer than what is above or below."""
    ink = np.zeros((100, 120))
    stem = Figure(True, box(40, 80, 50, 56), np.ones((40, 6), bool), contrast=0.9)
    ink[40:80, 50:56] = 1
    for name, place, strength, belongs in (
        ("beside", box(50, 54, 60, 80), 0.7, True),
        ("too faint", box(60, 64, 60, 80), 0.4, False),
        ("not so near", box(50, 54, 62, 80), 1, False),
        ("above", box(28, 34, 50, 56), 1, True),
        ("far above", box(20, 26, 50, 56), 1, False),
        ("long", box(10, 90, 40, 44), 1, False),
    ):
        seen = ink.copy()
        seen[place] = strength
        digit = whole_digit(stem, seen)
        assert digit[40:80, 50:56].all(), name
        assert digit[place].all() == digit[place].any() == belongs, name


def test_two_figures_touch_if_they_share_a_good_part_of_an_outline():
    """Two bars side by side, along 10 or 25 pixels of an outline of a hundred."""
    bar = figure(place=(20, 60, 30, 40))
    for top, alike in ((50, False), (35, True)):
        other = figure(place=(top, top + 40, 40, 50), dark=False)
        assert bool(touching(bar, other)) is bool(touching(other, bar)) is alike


@pytest.mark.parametrize(("side", "found"), [(4, False), (8, True)])
def test_what_is_smaller_than_five_pixels_is_no_digit(side, found):
    grey = np.full((28, 28), 0.9, np.float32)
    grey[10 : 10 + side, 12:14] = 0.1
    assert (find_digit(grey) is not None) is found


def test_a_box_of_a_look_has_its_place_in_the_picture():
    """The rows and columns 100 to 1300 and 200 to 1400, at half the size."""
    picture = np.full((1400, 1400), 0.9, np.float32)
    view = View(picture, box(100, 1300, 200, 1400))
    assert view.grey.shape == (600, 600)
    assert view.in_picture(box(10, 20, 30, 45)) == box(120, 140, 260, 290)
    assert view.in_picture(box(0, 600, 590, 601)) == box(100, 1300, 1380, 1400)
    odd = View(picture, box(0, 900, 0, 1200))  # 450 × 600 pixels
    assert odd.in_picture(box(0, 450, 1, 2)) == box(0, 900, 2, 4)
    small = View(picture, box(5, 95, 7, 87))
    assert small.in_picture(box(3, 9, 2, 8)) == box(8, 14, 9, 15)


def test_ink_on_paper_is_a_share_and_chalk_is_what_it_adds():
    light = np.full((60, 90), 0.8)
    light[:, 45:] = 0.4
    strokes = np.zeros((60, 90), bool)
    strokes[20:40, 10:14] = strokes[20:40, 70:74] = True
    on_paper = find_ink(np.where(strokes, 0.25 * light, light), True)
    assert on_paper[strokes] == pytest.approx(0.75) and on_paper[~strokes].max() < 1e-9
    chalk = find_ink(np.where(strokes, light + 0.2, light), False)
    assert chalk[strokes] == pytest.approx(0.2) and chalk[~strokes].max() < 1e-9


@pytest.mark.parametrize(("weak", "becomes"), [(1.0, 1.0), (0.5, 1.0), (0.2, 0.6)])
def test_strokes_become_equally_strong_but_at_most_three_times_stronger(weak, becomes):
    """Two bars of one figure, far apart: a neighbourhood is a quarter of it."""
    ink = np.zeros((100, 300))
    ink[40:60, 20:70], ink[40:60, 200:280] = 0.9, 0.9 * weak
    bars = Figure(True, box(40, 60, 20, 280), ink[40:60, 20:280] > 0, contrast=0.9)
    even = even_strokes(ink, bars)
    assert np.median(even[40:60, 20:50]) == pytest.approx(0.9, rel=0.03)
    assert np.median(even[40:60, 260:280]) == pytest.approx(0.9 * becomes, rel=0.05)
    assert even[ink == 0].max() == 0


def test_what_is_cut_out_has_paper_0_and_full_ink_1():
    ink = np.full((100, 120), 0.1)
    ink[30:70, 50:60] = 0.6
    ink[28:30, 50:60] = 0.38  # a soft edge, above half of the way; 26 to 28 are below
    ink[26:28, 50:60] = 0.3
    ink[30:70, 90:95] = 0.6  # something else
    digit = np.zeros((100, 120), bool)
    digit[30:70, 50:60] = True
    cut = cut_out(ink, digit)
    assert cut.shape == (42, 10)
    assert cut[2:] == pytest.approx(1) and cut[:2] == pytest.approx(0.56)
    small = cut_out(ink[20:50, 40:65], digit[20:50, 40:65])  # the soft edge has one pixel here
    assert small.shape == (21, 10) and small[0] == pytest.approx(0.56)
