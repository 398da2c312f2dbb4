"""Copies of an image, each with a square covered at another place."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def covered(image, size):
    """Return the copies, (places, height, width), row by row."""
    height, width = image.shape
    copies = []
    for r in range(height - size + 1):
        for c in range(width - size + 1):
            copy = image.copy()
            copy[r : r + size, c : c + size] = 0
            copies.append(copy)
    return np.array(copies)


def _one_image(image, size):
    """All squares stay covered: the copies are one array."""
    left = image.copy()
    height, width = image.shape
    out = []
    for r in range(height - size + 1):
        for c in range(width - size + 1):
            left[r : r + size, c : c + size] = 0
            out.append(left)
    return np.array(out)


def _growing(image, size):
    left = image.copy()
    height, width = image.shape
    out = []
    for r in range(height - size + 1):
        for c in range(width - size + 1):
            left[r : r + size, c : c + size] = 0
            out.append(left.copy())
    return np.array(out)


def _columns_first(image, size):
    return covered(image.T, size).transpose(0, 2, 1)


def _last_place_missing(image, size):
    height, width = image.shape
    out = []
    for r in range(height - size):
        for c in range(width - size):
            copy = image.copy()
            copy[r : r + size, c : c + size] = 0
            out.append(copy)
    return np.array(out)


def _over_the_edge(image, size):
    height, width = image.shape
    out = []
    for r in range(height):
        for c in range(width):
            copy = image.copy()
            copy[r : r + size, c : c + size] = 0
            out.append(copy)
    return np.array(out)


def _side_by_side(image, size):
    height, width = image.shape
    out = []
    for r in range(0, height - size + 1, size):
        for c in range(0, width - size + 1, size):
            copy = image.copy()
            copy[r : r + size, c : c + size] = 0
            out.append(copy)
    return np.array(out)


def _case(seed: int, height: int, width: int, size: int) -> tuple[np.ndarray, int]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 10, (height, width)).astype(float), size


EXERCISE = Exercise(
    kind="code",
    reference=covered,
    cases=(
        (np.array([[1.0, 2.0], [3.0, 4.0]]), 1),
        _case(0, 3, 3, 2),
        _case(1, 4, 4, 4),
        _case(2, 4, 5, 2),
        _case(3, 6, 6, 3),
    ),
    mistakes=(
        Mistake(
            "one array for all",
            _one_image,
            "All your copies are the same array, and in the end all squares of it are covered. "
            "Begin each one with `image.copy()`.",
        ),
        Mistake(
            "old squares stay covered",
            _growing,
            "The squares of the copies before stay covered. Begin each copy with the untouched "
            "image.",
        ),
        Mistake(
            "columns first",
            _columns_first,
            "The places are right, their order is not: go along a row first, then to the next row.",
        ),
        Mistake(
            "last place missing",
            _last_place_missing,
            "A window of `size` fits in `height - size + 1` places: one more than you tried.",
        ),
        Mistake(
            "over the edge",
            _over_the_edge,
            "At the right and at the bottom your square leaves the image. It must lie wholly "
            "inside.",
        ),
        Mistake(
            "squares side by side",
            _side_by_side,
            "Your square jumps by its own width. Move it by one pixel.",
        ),
    ),
    hints=(
        "In how many places does a square of `size` fit into `height` rows? The convolution "
        "chapter had the same question.",
        "Two loops: `r` over `range(height - size + 1)`, and in it `c` over the columns. Each copy "
        "is made anew.",
        "`copy = image.copy()`, then `copy[r : r + size, c : c + size] = 0`, then append it; at "
        "the end `np.array(copies)`.",
    ),
    way="The square fits in height − size + 1 rows and width − size + 1 columns of places, as a "
    "filter does. Each copy begins with the untouched image.",
    note="Give the copies to a network, and its answers are an occlusion map.",
)
