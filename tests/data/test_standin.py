from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from mnist_course.data.standin import enlarge, load_standin


def test_same_format_fewer_images_in_mnists_proportions():
    dataset = load_standin()
    splits = (dataset.train, dataset.validation, dataset.test)
    assert [len(split) for split in splits] == [1283, 257, 257]
    for split in splits:
        assert split.images.shape[1:] == (28, 28) and split.images.dtype == np.uint8
        shares = np.bincount(split.labels, minlength=10) / len(split)
        assert shares.min() > 0.06 and shares.max() < 0.14
    assert dataset.is_standin


def test_every_digit_of_scikit_learn_is_used_once():
    dataset = load_standin()
    splits = (dataset.train, dataset.validation, dataset.test)
    ours = np.concatenate([split.images for split in splits])
    theirs = enlarge(load_digits().images)
    as_rows = [sorted(array.tobytes() for array in arrays) for arrays in (ours, theirs)]
    assert as_rows[0] == as_rows[1]
    labels = np.concatenate([split.labels for split in splits])
    assert np.bincount(labels).tolist() == np.bincount(load_digits().target).tolist()


def test_the_same_every_time():
    assert load_standin().sha256 == load_standin(validation=3).sha256


@pytest.mark.parametrize(
    ("asked", "held"), [(0, 0), (1, 1), (10_000, 257), (30_000, 770), (59_999, 1539)]
)
def test_validation_scales_and_leaves_something_to_train_on(asked, held):
    dataset = load_standin(asked)
    assert len(dataset.validation) == held
    assert len(dataset.train) == 1540 - held


def test_enlarging_by_hand():
    assert (enlarge(np.zeros((1, 8, 8))) == 0).all()
    full = enlarge(np.full((1, 8, 8), 16.0))[0]
    assert (full[4:24, 4:24] == 255).all()
    assert full.sum() == 255 * 400  # the border is empty


def test_enlarging_agrees_with_pillows_bilinear_filter():
    digits = load_digits().images[:20]
    for small, large in zip(digits, enlarge(digits), strict=True):
        picture = Image.fromarray((small * (255 / 16)).astype(np.float32))
        expected = np.asarray(picture.resize((20, 20), Image.Resampling.BILINEAR))
        np.testing.assert_allclose(large[4:24, 4:24], expected, atol=0.51)


def test_the_digits_can_be_learned():
    dataset = load_standin()
    model = LogisticRegression(max_iter=200).fit(dataset.train.x, dataset.train.labels)
    assert model.score(dataset.test.x, dataset.test.labels) > 0.9
