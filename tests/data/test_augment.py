"""Flip, rotate, shift, straighten: against SciPy, NumPy, and pictures drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from mnist_course.data.augment import flip, rotate, shift, straighten

ODD, EVEN, WIDE = (9, 9), (8, 8), (7, 12)
SIZES = st.sampled_from([ODD, EVEN, WIDE, (1, 1), (28, 28)])
FLOATS = st.sampled_from([np.float32, np.float64])


def noise(shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).random(shape).astype(dtype)


@given(SIZES, FLOATS, st.floats(-720, 720), st.integers(0, 99))
@settings(max_examples=80, deadline=None)
def test_rotation_agrees_with_scipy(size, dtype, degrees, seed):
    images = noise((3, *size), seed, dtype)
    found = rotate(images, degrees)
    assert found.dtype == dtype
    wanted = [
        ndimage.rotate(image, degrees, reshape=False, order=1, mode="grid-constant")
        for image in images
    ]
    np.testing.assert_allclose(found, wanted, atol=2e-5 if dtype == np.float32 else 1e-9)


@given(SIZES, FLOATS, st.floats(-15, 15), st.floats(-15, 15))
@settings(max_examples=80, deadline=None)
def test_shift_agrees_with_scipy(size, dtype, right, down):
    images = noise((3, *size), 1, dtype)
    found = shift(images, right, down)
    wanted = [ndimage.shift(im, (down, right), order=1, mode="grid-constant") for im in images]
    np.testing.assert_allclose(found, wanted, atol=2e-6)


@pytest.mark.parametrize("size", [ODD, WIDE])
def test_each_image_may_have_its_own_angle_and_shift(size):
    images, rng = noise((600, *size)), np.random.default_rng(2)  # more than one block
    angles, steps = rng.uniform(-180, 180, 600), rng.uniform(-4, 4, (2, 600))
    turned, moved = rotate(images, angles), shift(images, steps[0], steps[1])
    half = shift(images, steps[0], 2.5)  # one for each, one for all
    for i in (0, 1, 255, 256, 599):
        alone = images[i : i + 1]
        np.testing.assert_allclose(turned[i], rotate(alone, angles[i])[0], atol=1e-12)
        np.testing.assert_allclose(moved[i], shift(alone, *steps[:, i])[0], atol=1e-12)
        np.testing.assert_allclose(half[i], shift(alone, steps[0, i], 2.5)[0], atol=1e-12)


@pytest.mark.parametrize("degrees", [90, -270, 450])
def test_a_quarter_turn_goes_against_the_clock(degrees):
    images = np.array([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], dtype=np.uint8)
    assert rotate(images, degrees).tolist() == [[[3, 6, 9], [2, 5, 8], [1, 4, 7]]]
    assert (rotate(images, degrees)[0] == np.rot90(images[0])).all()


def test_shift_by_hand():
    images = np.array([[[10, 20, 30], [40, 50, 60]]], dtype=np.uint8)
    assert shift(images, right=1).tolist() == [[[0, 10, 20], [0, 40, 50]]]
    assert shift(images, right=-2).tolist() == [[[30, 0, 0], [60, 0, 0]]]
    assert shift(images, down=1).tolist() == [[[0, 0, 0], [10, 20, 30]]]
    assert shift(images, right=0.5).tolist() == [[[5, 15, 25], [20, 45, 55]]]
    assert shift(images, right=0.25, down=-1).tolist() == [[[30, 48, 58], [0, 0, 0]]]
    assert shift(images, right=99, down=-99).tolist() == [[[0, 0, 0], [0, 0, 0]]]


@given(st.integers(-9, 9), st.integers(-9, 9))
@settings(deadline=None)
def test_whole_pixels_lose_nothing_but_what_leaves_the_image(right, down):
    images = noise((2, 6, 7), 3, np.float32)
    wanted = np.zeros_like(images)
    for r in range(6):
        for c in range(7):
            if 0 <= r + down < 6 and 0 <= c + right < 7:
                wanted[:, r + down, c + right] = images[:, r, c]
    assert (shift(images, right, down) == wanted).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_colours_move_together(dtype):
    images = (255 * noise((4, 5, 6, 3))).astype(dtype)
    angles = [0.0, 10.0, -77.0, 180.0]
    for channel in range(3):
        plane = images[..., channel]
        np.testing.assert_allclose(rotate(images, angles)[..., channel], rotate(plane, angles))
        np.testing.assert_allclose(shift(images, 1.3)[..., channel], shift(plane, 1.3))
        assert (flip(images)[..., channel] == flip(plane)).all()


def test_flip_mirrors_left_and_right():
    images = noise((5, 4, 3))
    assert (flip(images) == np.stack([np.fliplr(image) for image in images])).all()
    assert (flip(flip(images)) == images).all()
    which = np.array([True, False, True, False, False])
    mixed = flip(images, which)
    assert (mixed[which] == flip(images)[which]).all()
    assert (mixed[~which] == images[~which]).all()


def leaning(lean, size=29):
    """A bar through the middle of an image, three pixels wide, that leans by so much a row."""
    row, column = np.mgrid[:size, :size] - size // 2
    width = np.clip(2 - np.abs(column - lean * row), 0, 1)
    return np.where(np.abs(row) <= 8, width, 0)


@given(st.floats(-0.9, 0.9), st.sampled_from([1, 3]))
@settings(max_examples=40, deadline=None)
def test_a_leaning_bar_stands_upright_after_it(lean, channels):
    image = leaning(lean)
    stack = np.stack([image] * channels, axis=-1)[np.newaxis]
    found = straighten(stack if channels > 1 else stack[..., 0])
    np.testing.assert_allclose(found.reshape(29, 29, -1)[..., 0], leaning(0), atol=0.27)
    inked = np.flatnonzero(found.reshape(29, 29, -1)[..., 0].sum(axis=1))
    assert (inked.min(), inked.max()) == (6, 22)


def test_straightening_agrees_with_scipys_affine_map():
    images = noise((300, *WIDE)) ** 4
    found = straighten(images)
    rows, columns = np.mgrid[: WIDE[0], : WIDE[1]]
    for i in (0, 5, 299):
        row, column = ndimage.center_of_mass(images[i])
        down = rows - row
        lean = (images[i] * down * (columns - column)).sum() / (images[i] * down**2).sum()
        wanted = ndimage.affine_transform(
            images[i],
            [[1, 0], [lean, 1]],
            offset=[0, -lean * row],
            order=1,
            mode="grid-constant",
        )
        np.testing.assert_allclose(found[i], wanted, atol=1e-9)


def test_paper_and_a_single_row_of_ink_stay_as_they_are():
    images = np.zeros((2, 8, 8), np.uint8)
    images[1, 3, 1:6] = 200
    assert (straighten(images) == images).all()


@pytest.mark.parametrize(
    "change", [flip, lambda x: rotate(x, 30), lambda x: shift(x, 1, 2.5), straighten]
)
def test_the_given_images_stay_as_they_are(change):
    images = noise((3, 6, 6))
    before = images.copy()
    changed = change(images)
    changed[...] = -1
    assert (images == before).all()
    images.flags.writeable = False  # such as those of a Split
    assert change(images).flags.writeable
    assert change(images[:0]).shape == (0, 6, 6)


def test_no_turn_and_no_shift_change_nothing():
    images = noise((3, *EVEN), dtype=np.float32)
    assert (rotate(images, 0) == images).all()
    assert (shift(images) == images).all()
    assert (rotate(images, np.zeros(3)) == images).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: flip(np.zeros((28, 28))), r"images: got shape \(28, 28\)"),
        (lambda: rotate(np.zeros((1, 2, 2), dtype=int), 1), "images: got dtype int64"),
        (lambda: shift(np.zeros((1, 2, 2), dtype=bool)), "images: got dtype bool"),
        (lambda: rotate(np.zeros((3, 2, 2)), [1.0, 2.0]), r"degrees: got shape \(2,\).*\(3,\)"),
        (lambda: rotate(np.zeros((3, 2, 2)), np.zeros((3, 1))), "degrees: got shape"),
        (lambda: rotate(np.zeros((3, 2, 2)), np.nan), "degrees: holds NaN"),
        (lambda: rotate(np.zeros((3, 2, 2)), "10"), "degrees: got shape"),
        (lambda: shift(np.zeros((3, 2, 2)), right=np.inf), "right: holds NaN or infinity"),
        (lambda: shift(np.zeros((3, 2, 2)), down=[1, 2]), "down: got shape"),
        (lambda: straighten(np.zeros((28, 28))), r"images: got shape \(28, 28\)"),
        (lambda: flip(np.zeros((3, 2, 2)), [True]), r"which: got shape \(1,\)"),
        (lambda: flip(np.zeros((3, 2, 2)), [0, 1, 1]), "which: got .* dtype int64"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
