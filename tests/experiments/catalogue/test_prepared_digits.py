"""Digits on sheets: wholly on them, anywhere, in any size; each way leaves out what it says."""

from __future__ import annotations

import numpy as np

from mnist_course.data.photo.leaving_out import prepare_drawing
from mnist_course.experiments.catalogue.prepared_digits import (
    LARGEST,
    SIDE,
    SMALLEST,
    WAYS,
    lay_out,
    page_network,
)
from mnist_course.widgets import sample, trained

DIGITS = sample.read().held.pixels[:60].reshape(-1, 28, 28)


def test_digits_lie_wholly_on_their_sheets_at_every_size_and_place():
    sheets = lay_out(DIGITS, seed=0)
    sizes, corners = [], []
    for sheet in sheets:
        assert sheet.shape == (SIDE, SIDE) and sheet.min() == 0 and sheet.max() == 1
        rows, columns = (np.flatnonzero((sheet > 0.5).any(axis=axis)) for axis in (1, 0))
        sizes.append(max(np.ptp(rows), np.ptp(columns)) + 1)
        corners.append((rows[0], columns[0]))
    assert SMALLEST - 1 <= min(sizes) < 40 and 100 < max(sizes) <= LARGEST + 1
    assert np.ptp(corners, axis=0).min() > 80
    again, other = lay_out(DIGITS, seed=0), lay_out(DIGITS, seed=1)
    np.testing.assert_array_equal(sheets, again)
    assert not np.array_equal(sheets, other)


def test_prepared_with_all_steps_they_are_like_mnist_again_and_with_none_they_are_not():
    def likeness(way):
        images = [prepare_drawing(sheet, **WAYS[way]).image for sheet in lay_out(DIGITS, seed=0)]
        pairs = zip(images, DIGITS, strict=True)
        return np.median([np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in pairs])

    assert likeness("all_steps") > 0.93
    assert max(likeness(way) for way in ("no_scale", "no_centre", "no_cut", "none")) < 0.7


def test_the_networks_are_those_of_the_pages():
    for name, shipped in trained.read().items():
        x = DIGITS.reshape(-1, *shipped.input_shape).astype(np.float32) / 255
        np.testing.assert_allclose(page_network(name).predict(x), shipped.predict(x), atol=1e-5)
