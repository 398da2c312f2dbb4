"""What speaks for a figure: the same for a picture and its negative, and not for holes and bays."""

import numpy as np
import pytest
from scipy import ndimage
from sklearn.linear_model import LinearRegression

from mnist_course.data.photo.figures import (
    Figure,
    Hull,
    find_figures,
    measure_ground,
    measure_shape,
    unexplained,
)
from mnist_course.data.photo.judging import (
    find_candidates,
    frames,
    goes_across,
    is_sheet,
    touched,
)
from tests.data.photo_scenes import CIRCLE, DIGITS, SEVEN, photograph, stroke

TWO = DIGITS[2]


def figure_of(mask, dark=True):
    """A figure in the picture in which it alone stands out."""
    (box,) = ndimage.find_objects(mask.astype(int))
    figure = Figure(dark, box, mask[box], contrast=0.6)
    alone = np.where(mask == dark, 0.2, 0.8).astype(np.float32)
    measure_shape(figure, alone)
    measure_ground(figure, alone)
    return figure


def clean(ink, **scene):
    return (photograph(ink, light="even", noise=0.0, **scene) / 255).astype(np.float32)


@pytest.mark.parametrize("light", ["even", "lamp", "shadow"])
def test_a_picture_and_its_negative_have_the_same_figures(light):
    grey = (photograph(stroke(*TWO), light=light) / 255).astype(np.float32)
    kinds = ("size", "contrast", "closed", "thickness", "explained", "slenderness", "along_edge")
    for dark in (True, False):
        ours, theirs = find_figures(grey, dark), find_figures(1 - grey, not dark)
        assert len(ours) == len(theirs) > 0
        for a, b in zip(ours, theirs, strict=True):
            assert a.dark is dark and b.dark is not dark and a.box == b.box
            assert [getattr(a, kind) for kind in kinds] == pytest.approx(
                [getattr(b, kind) for kind in kinds], rel=0.02
            )


def test_how_likely_a_figure_is_does_not_depend_on_the_resolution():
    """What counts as large and clear is one number, for pictures of all sizes."""
    scores = []
    for side in (150, 300, 600):
        ink = stroke(SEVEN, size=side // 2, width=side / 20)
        scores.append(find_candidates(clean(ink, shape=(side, side)))[0].score)
    assert scores == pytest.approx([scores[0]] * 3, rel=0.1)


def test_a_slender_figure_counts_half_and_a_fine_line_a_quarter():
    """Upright bars as long as each other, of 136 pixels: 24, 12 and 3 pixels wide."""
    scores = []
    for width in (24, 12, 3):
        ink = stroke([(0.5, 0.05), (0.5, 0.95)], size=150, width=width)
        (bar,) = (one for one in find_candidates(clean(ink, shape=(300, 300))) if one.score > 0.05)
        scores.append(bar.score)
    assert scores[1] / scores[0] == pytest.approx(1 / 2, rel=0.06)
    assert scores[2] / scores[0] == pytest.approx(1 / 4, rel=0.06)


@pytest.mark.parametrize("board", [False, True])
def test_a_hole_explains_little_and_a_bay_is_open(board):
    """A ring has a hole, closed all around; a 2 has bays. Both stand out as much as the ink."""
    ring = clean(stroke(CIRCLE, size=200), board=board)
    ink, hole = find_figures(ring, not board)[0], find_figures(ring, board)[0]
    assert hole.contrast == pytest.approx(ink.contrast, rel=0.1) and hole.closed > 0.95
    assert ink.explained > 0.98 and hole.explained < 0.2
    two = clean(stroke(*TWO, size=200), board=board)
    ink, bays = find_figures(two, not board)[0], find_figures(two, board)
    assert ink.closed > 0.98 and ink.explained > 0.98
    assert bays and all(bay.closed < 0.85 and bay.explained < 0.3 for bay in bays if bay.size > 30)


def test_a_second_digit_does_not_count_against_the_first():
    both = np.zeros((160, 330))
    both[:, :160], both[:, 170:] = stroke(SEVEN), stroke(*TWO)
    seven, two = find_figures(clean(both, at=(70, 30)), dark=True)[:2]
    assert min(seven.explained, two.explained) > 0.98


def test_what_stays_unexplained_is_what_two_planes_leave():
    """Compared with scikit-learn: a plane for the ground, another for the figure."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:40, :50]
    mask = (np.abs(y - 20) < 6) & (np.abs(x - 22) < 9)
    grey = 0.5 + 0.003 * x - 0.002 * y - mask * (0.3 - 0.001 * x)
    grey = grey + rng.normal(scale=0.02, size=grey.shape)
    left, without = unexplained(grey, figure_of(mask), np.s_[0:40, 0:50], reach=0)
    places = np.stack([y, x], axis=-1).reshape(-1, 2)

    def rest(columns):
        model = LinearRegression().fit(columns, grey.ravel())
        return np.mean((grey.ravel() - model.predict(columns)) ** 2)

    inside = mask.reshape(-1, 1)
    assert without == pytest.approx(rest(places))
    assert left == pytest.approx(rest(np.hstack([places, inside, places * inside])))
    assert left == pytest.approx(0.02**2, rel=0.1)


@pytest.mark.parametrize("angle", [0, 20, 45, 77])
def test_the_narrowest_rectangle_is_found_at_any_angle(angle):
    bar = np.zeros((240, 240))
    bar[110:130, 20:220] = 1
    turned = ndimage.rotate(bar, angle, reshape=False, order=1) > 0.5
    hull = Hull(turned)
    assert hull.slenderness == pytest.approx(0.1, abs=0.012)
    assert 4000 <= hull.area <= hull.rectangle < 4400  # the corners of the pixels stick out


def test_a_disc_fills_less_of_its_rectangle_than_a_square():
    y, x = np.mgrid[-80:81, -80:81]
    disc = Hull(np.hypot(y, x) <= 70)
    assert disc.area == pytest.approx(np.pi * 70**2, rel=0.02)
    assert disc.area / disc.rectangle == pytest.approx(np.pi / 4, rel=0.02)


@pytest.mark.parametrize("digit", range(10))
def test_a_card_that_holds_a_digit_is_a_sheet_and_a_digit_with_a_hole_is_not(digit):
    ink = np.zeros((320, 320), bool)
    ink[60:260, 60:260] = stroke(*DIGITS[digit], size=200) > 0.5
    card = np.zeros_like(ink)
    card[20:300, 30:290] = True
    assert is_sheet(figure_of(card & ~ink, dark=False), figure_of(ink))
    holes, count = ndimage.label(ndimage.binary_fill_holes(ink) & ~ink)
    assert count == {0: 1, 6: 1, 8: 2, 9: 1}.get(digit, 0)
    for hole in range(1, count + 1):
        assert not is_sheet(figure_of(ink), figure_of(holes == hole, dark=False))


@pytest.mark.parametrize("digit", [0, 2, 3, 4, 5, 6, 7, 9])
def test_a_note_hardly_larger_than_a_digit_in_marker_is_a_sheet(digit):
    """Nowhere is the free paper twice as wide as the stroke."""
    ink = np.zeros((280, 280), bool)
    ink[40:240, 40:240] = stroke(*DIGITS[digit], size=200, width=34) > 0.5
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    note = np.zeros_like(ink)
    note[rows[0] - 12 : rows[-1] + 13, columns[0] - 12 : columns[-1] + 13] = True
    assert is_sheet(figure_of(note & ~ink, dark=False), figure_of(ink))


def test_the_slit_of_a_thick_0_is_no_1_on_a_card():
    """Both are narrow, upright, and in the middle. A card has straight edges, a 0 has not."""
    y, x = np.mgrid[-160:160, -160:160]
    slit = (np.abs(x) < 9) & (np.abs(y) < 70)
    nought = (x / 75) ** 2 + (y / 130) ** 2 < 1
    card = (np.abs(x) < 75) & (np.abs(y) < 130)
    assert not is_sheet(figure_of(nought & ~slit), figure_of(slit, dark=False))
    assert is_sheet(figure_of(card & ~slit), figure_of(slit, dark=False))


def test_a_box_drawn_around_a_digit_is_a_frame_and_a_dotted_0_is_a_digit():
    box = np.zeros((300, 300), bool)
    box[20:280, 20:280] = True
    box[26:274, 26:274] = False
    ink = np.zeros_like(box)
    ink[70:230, 70:230] = stroke(SEVEN) > 0.5
    assert frames(figure_of(box), figure_of(ink))
    assert not frames(figure_of(ink), figure_of(box))
    assert not frames(figure_of(box), figure_of(ink, dark=False))
    box[100:150, 20:26] = False  # a gap
    assert frames(figure_of(box), figure_of(ink))
    for cut in (np.s_[:250], np.s_[50:], np.s_[:, :250], np.s_[:, 50:]):  # out of the picture
        assert frames(figure_of(box[cut]), figure_of(ink[cut]))
    nought = np.zeros_like(box)
    nought[20:280, 20:280] = stroke(CIRCLE, size=260) > 0.5
    dot = np.zeros_like(box)
    dot[140:165, 140:165] = True
    assert not frames(figure_of(nought), figure_of(dot))


@pytest.mark.parametrize("board", [False, True])
def test_the_rest_of_a_picture_ranks_far_below_the_digit(board):
    """Whatever the size of hole and stroke."""
    for lines in ([CIRCLE], DIGITS[8], TWO):
        for size in (40, 120, 260):
            ink = stroke(*lines, size=size, width=size / 10)
            grey = photograph(ink, light="dark corners", board=board) / 255
            best, *others = find_candidates(grey.astype(np.float32))
            assert best.figure.dark is not board
            assert all(other.score < 0.2 * best.score for other in others)


@pytest.mark.parametrize(
    ("box", "sides", "across"),
    [
        ((0, 3, 5, 9), {"top"}, False),
        ((5, 20, 1, 4), {"bottom"}, False),
        ((1, 9, 0, 4), {"left"}, False),
        ((1, 9, 7, 30), {"right"}, False),
        ((0, 9, 0, 4), {"top", "left"}, False),
        ((0, 20, 5, 9), {"top", "bottom"}, True),
        ((4, 9, 0, 30), {"left", "right"}, True),
        ((1, 19, 1, 29), set(), False),
    ],
)
def test_which_sides_of_a_picture_of_20_x_30_are_touched(box, sides, across):
    rows, columns = slice(*box[:2]), slice(*box[2:])
    mask = np.ones((box[1] - box[0], box[3] - box[2]), bool)
    assert touched(Figure(True, (rows, columns), mask, contrast=0.6), (20, 30)) == sides
    assert goes_across(sides) is across
