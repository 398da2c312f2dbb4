"""What else may lie in a photo: tables, crumbs, lines, a second digit, or nothing at all."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_course.data.photo import PhotoError, prepare_photo
from tests.data.photo_scenes import CIRCLE, DIGITS, LIGHTS, SEVEN, likeness, photograph, stroke


def test_the_edge_of_the_table_is_not_the_digit():
    photo = photograph(stroke(SEVEN, size=120), at=(60, 180), light="even")
    alone = prepare_photo(photo).image
    photo[:, :70] = 40
    photo[260:] = 40
    assert likeness(prepare_photo(photo).image, alone) > 0.97


def test_a_digit_in_pieces_stays_together():
    """The bar of a 5 need not touch its body."""
    bar, body = [(0.3, 0.05), (0.8, 0.05)], [(0.3, 0.2), (0.3, 0.5), (0.7, 0.6), (0.3, 0.95)]
    photo = prepare_photo(photograph(stroke(bar, body)))
    assert photo.warnings == ()
    assert (photo.image[4:7] > 100).any() and (photo.image[20:] > 100).any()
    assert ndimage.label(photo.steps[2].picture)[1] == 2


def test_a_detached_bar_may_be_longer_than_the_body():
    bar, body = [(0.35, 0.2), (0.98, 0.16)], [(0.3, 0.3), (0.45, 0.55), (0.4, 0.8), (0.15, 0.75)]
    photo = prepare_photo(photograph(stroke(bar, body, size=200, width=12)))
    assert ndimage.label(photo.steps[2].picture)[1] == 2
    assert np.ptp(np.flatnonzero((photo.image > 100).any(axis=0))) + 1 == 20


def test_crumbs_do_not_count():
    photo = photograph(stroke(SEVEN), light="even")
    alone = prepare_photo(photo).image
    photo[30:34, 350:354] = photo[250:255, 40:45] = 10
    crumbs = prepare_photo(photo)
    assert likeness(crumbs.image, alone) > 0.99 and crumbs.warnings == ()


def test_ruled_paper_does_not_count():
    photo = photograph(stroke(SEVEN), light="even", pen=0.15)
    alone = prepare_photo(photo).image
    photo[::25] = np.minimum(photo[::25], 180)
    photo[:, ::25] = np.minimum(photo[:, ::25], 180)
    assert likeness(prepare_photo(photo).image, alone) > 0.97


def test_two_digits_are_announced_and_the_larger_is_taken():
    both = np.zeros((300, 400))
    both[40:240, 20:220] = stroke(SEVEN, size=200)
    both[90:180, 250:340] = stroke(CIRCLE, size=90)
    photo = prepare_photo(photograph(both, at=(0, 0)))
    assert "more than one digit" in photo.warnings[0]
    seven = prepare_photo(photograph(stroke(SEVEN, size=200)))
    assert likeness(photo.image, seven.image) > 0.95 and seven.warnings == ()


@pytest.mark.parametrize("board", [False, True])
def test_a_digit_drawn_as_an_outline_is_announced(board):
    """Any but the 0: its inner line, within a line all around, is one. In an 8 there are two."""
    for digit in range(1, 10):
        filled = stroke(*DIGITS[digit], size=160, width=26, margin=20) > 0.5
        outline = filled & ~ndimage.binary_erosion(filled, iterations=4)
        photo = prepare_photo(photograph(outline.astype(float), board=board, light="even"))
        told = "more than one digit" if digit == 8 else "drawn as an outline"
        assert any(told in warning for warning in photo.warnings), digit


def test_slim_loops_and_rings_are_no_outlines():
    """A fine pen leaves large holes: in a 0 three times as high as wide, in 6, 8, 9 and 4."""
    slim = [(0.5 + x / 3, y) for x, y in np.array(CIRCLE) - [0.5, 0.0]]
    for lines in ([slim], *(DIGITS[digit] for digit in (0, 4, 6, 8, 9))):
        photo = prepare_photo(photograph(stroke(*lines, width=5, margin=20), light="even"))
        assert photo.warnings == ()
    dot = [(0.47, 0.5), (0.53, 0.5)]
    photo = prepare_photo(photograph(stroke(CIRCLE, dot, width=12, margin=20), light="even"))
    assert photo.warnings == (), "a 0 with a dot"


def test_a_digit_at_the_edge_and_a_tiny_one_are_announced():
    cut = photograph(stroke(SEVEN)[40:], at=(0, 100), light="even")
    assert "touches the edge" in prepare_photo(cut).warnings[0]
    tiny = photograph(stroke(SEVEN, size=18, width=3), light="even", noise=0.0)
    assert "pixels large; come nearer" in prepare_photo(tiny).warnings[-1]


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("board", [False, True])
def test_bare_paper_holds_no_digit(light, board):
    with pytest.raises(PhotoError, match=r"no digit to be found.*darker pen"):
        prepare_photo(photograph(np.zeros((10, 10)), light=light, board=board))


def test_ruled_paper_without_a_digit_holds_none():
    for board in (False, True):
        page = photograph(np.zeros((10, 10)), light="even", board=board)
        page[::25] = 255 - page[::25] if board else np.minimum(page[::25], 150)
        with pytest.raises(PhotoError, match="no digit to be found"):
            prepare_photo(page)


@pytest.mark.parametrize("board", [False, True])
def test_odd_frames_odd_pens(board):
    """Half of the digits each: cut closely, with a marker, in pencil, in a wide picture."""
    for digit, lines in list(enumerate(DIGITS))[board::2]:
        scenes = [
            ("close", stroke(*lines, size=200, width=18, margin=14), {"shape": (228, 228)}),
            ("marker", stroke(*lines, size=160, width=34, margin=10), {}),
            ("pencil", stroke(*lines, size=180), {"pen": 0.75, "noise": 0.01}),
            ("wide", stroke(*lines, size=60, width=7), {"shape": (80, 1200)}),
        ]
        for name, ink, scene in scenes:
            photo = prepare_photo(photograph(ink, light="even", board=board, seed=digit, **scene))
            assert photo.dark_on_light is not board, (digit, name)
            assert photo.warnings == () or name == "marker", (digit, name, photo.warnings)


@pytest.mark.parametrize("tone", [0, 77, 255])
def test_a_uniform_picture_holds_no_digit(tone):
    with pytest.raises(PhotoError, match="uniform"):
        prepare_photo(np.full((60, 80), tone, dtype=np.uint8))


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.zeros((28, 28, 3), np.uint8), r"got shape \(28, 28, 3\), uint8"),
        (np.zeros((5, 50), np.uint8), "at least 8 × 8"),
        (np.full((20, 20), np.nan), "400 of 400 grey values are not a number or infinite"),
        (np.where(np.eye(20) > 0, np.nan, 0.5), "20 of 400 grey values are not a number"),
        (np.where(np.eye(20) > 0, np.inf, 0.5), "between 0 and 1"),
        (np.full((20, 20), 200.0), "between 0 and 1.*got 200 to 200"),
        (np.full((20, 20), 4095, np.uint16), "between 0 and 1"),
        (np.ma.masked_less(np.eye(20), 0.5), "with a mask"),
        (np.zeros((20, 20), dtype=int), "uint8 or float"),
    ],
)
def test_what_is_no_grey_picture_is_refused(picture, message):
    with pytest.raises(PhotoError, match=message):
        prepare_photo(picture)
