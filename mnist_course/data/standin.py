"""Digits for a machine without MNIST and without a network.

scikit-learn carries 1,797 digits of 8 × 8 pixels. We enlarge them to MNIST's format, so that
every cell runs. They are another data set: accuracies differ, and `Dataset.name` says so.

Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI.
"""

from __future__ import annotations

import numpy as np

from mnist_course.data.splits import Dataset, Split

STANDIN_NAME = "STAND-IN digits (scikit-learn's 8 × 8 digits enlarged, not MNIST)"

_STEP = 1_019  # shares no factor with 1,797: stepping by it visits every image once


def load_standin(validation: int = 10_000) -> Dataset:
    """Give scikit-learn's digits in MNIST's format and in its proportions.

    One image in seven is for testing, as in MNIST; the validation set keeps its share of the
    rest. The division is fixed: no random numbers are drawn.

    Parameters
    ----------
    validation : int
        The validation size asked of MNIST's 60,000; it is scaled down with the data.

    Returns
    -------
    Dataset
        ``is_standin`` is True. With the default: 1,283 training, 257 validation and 257 test
        images.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    small = digits.images  # (1797, 8, 8), 0 to 16
    order = np.arange(len(small)) * _STEP % len(small)
    images, labels = enlarge(small[order]), digits.target[order]
    fit = len(small) - round(len(small) / 7)
    held = min(max(round(validation / 60_000 * fit), int(validation > 0)), fit - 1)
    cut = fit - held
    return Dataset(
        STANDIN_NAME,
        True,
        Split(images[:cut], labels[:cut]),
        Split(images[cut:fit], labels[cut:fit]),
        Split(images[fit:], labels[fit:]),
    )


def enlarge(small: np.ndarray) -> np.ndarray:
    """Resample 8 × 8 images to 20 × 20 and set them in a 28 × 28 frame, as MNIST does.

    Parameters
    ----------
    small : numpy.ndarray, shape (n, 8, 8)
        Ink from 0 to 16.

    Returns
    -------
    numpy.ndarray, shape (n, 28, 28), uint8
        Ink from 0 to 255, bilinear, with an empty border of 4 pixels.
    """
    rows = _bilinear(8, 20)
    large = rows @ (small * (255 / 16)) @ rows.T
    framed = np.zeros((len(small), 28, 28), dtype=np.uint8)
    framed[:, 4:24, 4:24] = np.clip(np.rint(large), 0, 255)
    return framed


def _bilinear(old: int, new: int) -> np.ndarray:
    """Return the (new, old) matrix that interpolates between pixel centres."""
    centres = (np.arange(new) + 0.5) * old / new - 0.5
    distance = np.abs(np.clip(centres, 0, old - 1)[:, None] - np.arange(old))
    return np.maximum(0, 1 - distance)
