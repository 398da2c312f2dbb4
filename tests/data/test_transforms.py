from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course.data import flatten, one_hot, scale


def test_one_hot_by_hand():
    rows = one_hot([2, 0], classes=3)
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert rows.dtype == np.float32
    assert one_hot([]).shape == (0, 10)


@given(st.lists(st.integers(0, 9)))
def test_one_hot_is_undone_by_argmax(labels):
    rows = one_hot(np.array(labels, dtype=np.uint8))
    assert rows.shape == (len(labels), 10)
    assert rows.sum() == len(labels)
    assert [row.argmax() for row in rows] == labels


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([1, 10, 3], "label 10 at position 1 is out of range; expected 0 to 9"),
        ([0, -1], "label -1 at position 1"),
        ([1.0, 2.0], "labels: got dtype float64"),
        (["3"], "labels: got dtype"),
        ([True], "labels: got dtype bool"),
        ([[1], [2]], r"labels: got shape \(2, 1\)"),
        (3, "one dimension"),
    ],
)
def test_one_hot_names_bad_labels(labels, words):
    with pytest.raises(ValueError, match=words):
        one_hot(labels)


@pytest.mark.parametrize("classes", [0, -1, 2.5, True, None])
def test_one_hot_names_bad_classes(classes):
    with pytest.raises(ValueError, match="classes: got"):
        one_hot([0], classes)


def test_scale_by_hand():
    pixels = np.array([[0, 51, 255]], dtype=np.uint8)
    unit = scale(pixels)
    assert unit.dtype == np.float32
    np.testing.assert_allclose(unit, [[0, 0.2, 1]], rtol=1e-7)
    np.testing.assert_allclose(scale(pixels, -1, 1), [[-1, -0.6, 1]], rtol=1e-6)
    np.testing.assert_allclose(scale(pixels, -0.1, 1.175), [[-0.1, 0.155, 1.175]], rtol=1e-6)
    assert pixels.tolist() == [[0, 51, 255]]


def test_scale_is_exactly_a_division_by_255():
    pixels = np.arange(256, dtype=np.uint8)
    assert (scale(pixels) == pixels.astype(np.float32) / np.float32(255)).all()
    assert (scale(pixels.astype(np.int64)) == scale(pixels)).all()


@pytest.mark.parametrize(
    ("images", "words"),
    [
        ([[0.0, np.nan, 200.0]], "images: 1 of 3 values are NaN"),
        ([[0.0, np.inf]], "NaN or infinite"),
        ([[0, 256]], "run from 0 to 256"),
        ([[-1, 3]], "run from -1 to 3"),
        ([[0.0, 0.5, 1.0]], "scaled already"),
        ([["a"]], "images: got dtype"),
        ([[True]], "images: got dtype bool"),
        ([[1j]], "images: got dtype complex"),
    ],
)
def test_scale_names_bad_pixels(images, words):
    with pytest.raises(ValueError, match=words):
        scale(images)


@pytest.mark.parametrize(("low", "high"), [(1, 0), (0, 0), (np.nan, 1), (0, np.inf)])
def test_scale_names_a_bad_range(low, high):
    with pytest.raises(ValueError, match="low, high"):
        scale([[0, 255]], low, high)


def test_flatten_keeps_row_order():
    images = np.arange(12).reshape(2, 2, 3)
    assert flatten(images).tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert np.shares_memory(flatten(images), images)
    assert flatten(np.zeros((0, 28, 28))).shape == (0, 784)
    assert flatten(np.zeros((3, 28, 28, 1))).shape == (3, 784)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros(784), r"images: got shape \(784,\)"),
        (np.full((1, 2, 2), np.nan), "4 of 4 values are NaN"),
        (np.array([["a"]]), "dtype"),
    ],
)
def test_flatten_names_bad_images(images, words):
    with pytest.raises(ValueError, match=words):
        flatten(images)
