"""Figures in a picture of 100 × 200 pixels, with measures that are known."""

from __future__ import annotations

import numpy as np

from mnist_course.data.photo.figures import Figure

SHAPE = (100, 200)


def box(top, bottom, left, right):
    return slice(top, bottom), slice(left, right)


def figure(place=(20, 60, 30, 70), dark=True, **measured):
    """A figure that is likely a digit: a frame of strokes, if nothing else is said."""
    top, bottom, left, right = place
    mask = np.ones((bottom - top, right - left), bool)
    mask[5:-5, 5:-5] = False
    clear = {"closed": 1.0, "thickness": 0.1, "explained": 0.9, "slenderness": 0.8}
    return Figure(dark, box(*place), mask, **{"contrast": 0.6, **clear, **measured})
