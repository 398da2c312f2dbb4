"""How a digit is found, by hand: what belongs to it, its ink, and what is announced."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_course.data.photo.figures import Figure
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
from mnist_course.data.photo.judging import Candidate
from tests.data.figures_by_hand import SHAPE, box, figure


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
