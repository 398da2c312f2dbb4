from __future__ import annotations

import numpy as np
import pytest

from mnist_course.data import Dataset, Split, one_hot


def images(n: int) -> np.ndarray:
    return np.arange(n * 784, dtype=np.int64).astype(np.uint8).reshape(n, 28, 28)


def test_a_split_gives_network_input_and_targets():
    split = Split(images(3), [7, 0, 9])
    assert len(split) == 3
    assert split.images.dtype == np.uint8 and split.labels.dtype == np.int64
    assert split.x.shape == (3, 784) and split.x.dtype == np.float32
    assert split.x[1, 5] == np.float32(split.images[1, 0, 5]) / np.float32(255)
    assert split.one_hot.argmax(axis=1).tolist() == [7, 0, 9]
    assert split.x is split.x and split.one_hot is split.one_hot


def test_slices_and_index_arrays_give_splits():
    split = Split(images(6), np.array([0, 1, 2, 3, 1, 5]))
    assert isinstance(split[:2], Split)
    assert split[:2].labels.tolist() == [0, 1]
    assert split[::-1].labels.tolist() == [5, 1, 3, 2, 1, 0]
    ones = split[split.labels == 1]
    assert (ones.images == split.images[[1, 4]]).all()
    assert (split[[4]].x == split.x[[4]]).all()
    assert len(split[100:]) == 0
    assert np.shares_memory(split[:2].images, split.images)


def test_a_cell_that_ends_in_data_says_what_they_are():
    split = Split(images(6), np.zeros(6, dtype=int))
    assert repr(split) == "Split(6 images of 28 × 28 pixels)"
    told = "Small: 4 training, 1 validation and 1 test images of 28 × 28 pixels"
    dataset = Dataset("Small", False, split[:4], split[4:5], split[5:])
    assert (str(dataset), repr(dataset)) == (told, f"<{told}>")


def test_one_index_is_answered_with_advice():
    with pytest.raises(ValueError, match=r"split.images\[3\]"):
        Split(images(6), np.zeros(6, dtype=int))[3]


def test_the_callers_arrays_stay_writeable():
    mine, labels = images(2), np.array([1, 2])
    Split(mine, labels)
    mine[0] = 0
    labels[0] = 3


@pytest.mark.parametrize(
    ("pictures", "labels", "words"),
    [
        (images(2), [1], "2 images but 1 labels"),
        (images(2), [1, 10], "label 10 at position 1"),
        (images(2), [-1, 0], "label -1"),
        (images(2), [1.0, 2.0], "labels: got dtype float64"),
        (images(2), [[1], [2]], "labels: got shape"),
        (images(2), [[1, 2], [0, 0]], r"labels: got shape \(2, 2\)"),
        (images(2), [[1, 0], [1, 1]], r"labels: got shape \(2, 2\)"),
        (images(2), [[2, -1], [0, 1]], r"labels: got shape \(2, 2\)"),
        (
            images(2),
            np.eye(10)[[3, 4]],
            r"one-hot rows of shape \(2, 10\).*argmax\(axis=1\)",
        ),
        (images(2), np.eye(10, dtype=bool)[[3, 4]], "one-hot rows"),
        (images(2), one_hot([3, 4]), r"expected one label per image, shape \(2,\)"),
        (images(2).reshape(2, 784), [1, 2], r"images: got shape \(2, 784\)"),
        (images(2)[..., None], [1, 2], "images: got shape"),
        (images(2) / 255, [1, 2], r"images: got dtype float64.*\(255 \* images\)"),
        (np.full((2, 28, 28), 2.0), [1, 2], r"images: got dtype float64.*Whole numbers"),
        (images(2) * 1.0, [1, 2], r"images: got dtype float64.*Whole numbers"),
        (np.ones((2, 28, 28), int), [1, 2], r"images: got dtype int64.*Whole numbers"),
        ([], [], "images: got dtype"),
    ],
)
def test_wrong_parts_are_named(pictures, labels, words):
    with pytest.raises(ValueError, match=words):
        Split(pictures, labels)


def test_a_split_cannot_be_reassigned():
    split = Split(images(1), [1])
    with pytest.raises(AttributeError):
        split.labels = np.array([2])


def test_the_fingerprint_sees_every_pixel_label_and_the_order():
    def mark(pictures, labels, cut):
        train, rest = Split(pictures[:cut], labels[:cut]), Split(pictures[cut:], labels[cut:])
        return Dataset("x", False, train, rest, rest[:0]).sha256

    labels = np.array([1, 2, 3])
    base = mark(images(3), labels, 2)
    assert mark(images(3), labels, 1) == base
    changed = images(3)
    changed[2, 27, 27] += 1
    assert mark(changed, labels, 2) != base
    assert mark(images(3), labels[::-1], 2) != base
    assert mark(images(3)[::-1], labels, 2) != base
