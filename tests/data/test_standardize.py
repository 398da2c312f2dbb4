"""Standardising: as scikit-learn does it, from training data alone, and back again."""

import numpy as np
import pytest

from mnist_course.data import fit_standardizer


def test_it_agrees_with_scikit_learn_on_new_data():
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng(0)
    train = rng.normal([1e4, -3, 0.01], [500, 2, 1e-4], (200, 3))
    new = rng.normal(size=(7, 3))
    ours, theirs = fit_standardizer(train), StandardScaler().fit(train)
    np.testing.assert_allclose(ours.transform(new), theirs.transform(new), rtol=1e-10)
    np.testing.assert_allclose(ours.mean, theirs.mean_)
    np.testing.assert_allclose(ours.scale, theirs.scale_)


def test_by_hand_and_back_again():
    step = fit_standardizer([1, 2, 3])  # mean 2, standard deviation √(2/3)
    np.testing.assert_allclose(step.transform([2, 3]), [0, 1.5**0.5])
    np.testing.assert_allclose(step.inverse_transform(step.transform([5.0, -1.0])), [5, -1])


def test_a_constant_feature_becomes_zero_and_not_nan():
    train = np.full((5, 2), [0.1, 1e9])  # 0.1 five times: its mean is not exactly 0.1
    assert fit_standardizer(train).scale.tolist() == [1, 1]
    assert np.abs(fit_standardizer(train).transform(train)).max() < 1e-6


def test_a_feature_counts_as_constant_by_its_size():
    """Rounding of large numbers is not spread, and the spread of small numbers is."""
    large = np.full(7, 1e9 / 3) * (1 + np.array([0, 0, 0, 1, 0, 0, 0]) * 2e-16)
    small = 1e-9 * np.array([1.0, 2, 3])
    assert fit_standardizer(large).scale == 1
    np.testing.assert_allclose(fit_standardizer(small).transform(small).std(), 1)


@pytest.mark.parametrize(
    ("train", "words"),
    [
        (np.zeros((0, 2)), r"\(0, 2\)"),
        (np.zeros((2, 2, 2)), r"\(2, 2, 2\)"),
        (3.0, r"\(\)"),
        ([[1.0], [np.nan]], "NaN"),
    ],
)
def test_what_cannot_be_standardised(train, words):
    with pytest.raises(ValueError, match=words):
        fit_standardizer(train)


def test_another_number_of_features_is_refused():
    step = fit_standardizer([[1.0, 2.0], [3.0, 5.0]])
    with pytest.raises(ValueError, match="expected 2 features"):
        step.transform([[1.0, 2.0, 3.0]])
