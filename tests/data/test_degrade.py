"""Blur, contrast and noise, beside SciPy and numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from mnist_course.data.degrade import blur, contrast, noise


@pytest.mark.parametrize("width", [0.25, 0.8, 1.5, 4.0])
def test_blur_is_scipys_gaussian_filter_on_empty_paper(width):
    images = np.random.default_rng(0).random((3, 28, 20)).astype(np.float32)
    expected = gaussian_filter(
        images.astype(np.float64), (0, width, width), mode="constant", truncate=3.0
    )
    blurred = blur(images, width)
    assert blurred.dtype == np.float32
    np.testing.assert_allclose(blurred, expected, atol=1e-6)
    np.testing.assert_array_equal(blur(images, 0), images)


def test_contrast_draws_ink_and_paper_together():
    images = np.array([[[0.0, 0.5, 1.0]]])
    np.testing.assert_allclose(contrast(images, 0.4), [[[0.3, 0.5, 0.7]]])
    np.testing.assert_allclose(contrast(images, 0), 0.5)


def test_noise_adds_its_pattern_and_stays_between_paper_and_ink():
    images = np.array([[[0.0, 0.5, 1.0]]], np.float32)
    pattern = np.array([[[-1.0, 0.5, 0.5]]])
    np.testing.assert_allclose(noise(images, 0.2, pattern), [[[0.0, 0.6, 1.0]]], atol=1e-7)
    assert noise(images, 0.2, pattern).dtype == np.float32


def test_what_makes_no_sense_is_refused_by_name():
    images = np.zeros((1, 28, 28))
    with pytest.raises(ValueError, match="width: got -1"):
        blur(images, -1)
    with pytest.raises(ValueError, match=r"share: got 1\.5; expected a number from 0\.0 to 1\.0"):
        contrast(images, 1.5)
    with pytest.raises(ValueError, match=r"pattern: got shape \(28, 28\)"):
        noise(images, 0.1, np.zeros((28, 28)))
    with pytest.raises(ValueError, match=r"uint8; expected .* Divide"):
        blur(images.astype(np.uint8), 1)
