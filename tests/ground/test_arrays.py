"""What is no array of numbers is refused, with the way that fits its kind."""

import numpy as np
import pytest

from mnist_course.data import Split, scale
from mnist_course.ground.arrays import as_array


class Table:
    """What a table of another library looks like from outside."""

    dtypes = ("object",)

    def __array__(self, dtype=None, copy=None):
        return np.array([["a", 1.0]], dtype=object)


SPLIT = Split(np.zeros((2, 28, 28), np.uint8), [0, 1])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.array([1.0, 2.0], object), r"an array of objects that .* x.astype"),
        (Table(), r"is a Table that .* text and gaps"),
        ((row for row in [1, 2]), r"is a generator that .* np.array\(list\(x\)\)"),
        (zip([1], [2], strict=True), r"is a zip that .* np.array\(list\(x\)\)"),
        (SPLIT, r"is a Split that .* split.x"),
        ([(np.zeros(4), 1), (np.zeros(4), 2)], r"is a list that .* list of pairs"),
        ({"x": 1}, r"is a dict that .* Expected an array"),
        (None, r"is a NoneType that .* Expected an array"),
    ],
)
def test_the_reason_fits_the_kind(values, says):
    with pytest.raises(ValueError, match=says) as refused:
        as_array(values, "fit: x")
    assert str(refused.value).startswith("fit: x is a")


@pytest.mark.parametrize(
    "values",
    [
        np.ma.masked_array([1.0, 2.0], [True, False]),
        [np.ma.masked_array([1.0, 2.0], [True, False]), np.ma.masked_array([1.0, 2.0])],
        (np.ma.masked_array([1.0], [True]), [2.0]),
    ],
)
def test_a_mask_is_not_ignored_inside_a_list_either(values):
    with pytest.raises(ValueError, match=r"masked array with 1 masked value\(s\)"):
        as_array(values, "x")


def test_masks_of_images_and_labels_are_not_ignored():
    images, labels = np.zeros((2, 28, 28), np.uint8), np.array([0, 1])
    masked = np.ma.masked_array(images, images == 0)
    with pytest.raises(ValueError, match="images is a masked array with 1568"):
        Split(masked, labels)
    with pytest.raises(ValueError, match="labels is a masked array with 1"):
        Split(images, np.ma.masked_array(labels, labels == 1))
    with pytest.raises(ValueError, match="images is a masked array"):
        scale(masked)


def test_what_is_one_stays_one():
    for values in ([[1, 2], [3, 4]], np.ma.masked_array([1.0, 2.0]), range(3), 3.0):
        assert np.array_equal(as_array(values, "x"), np.asarray(values))


@pytest.mark.parametrize(
    ("images", "says"),
    [
        (np.full((1, 28, 28), 0.5), r"\(255 \* images\).round\(\)"),
        (np.full((1, 28, 28), 200.0), r"images.astype\(.uint8.\)"),
        (np.full((1, 28, 28), 200), r"images.astype\(.uint8.\)"),
        (np.full((1, 28, 28), 1e200), r"expected uint8, 0 to 255\.$"),
        (np.full((1, 28, 28), np.nan), r"expected uint8, 0 to 255\.$"),
    ],
)
def test_pixels_of_another_type_are_told_the_way(images, says):
    with pytest.raises(ValueError, match=says):
        Split(images, [0])
