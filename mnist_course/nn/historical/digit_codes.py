"""The ten target pictures of the 1998 network: one small drawing, 7 × 12 pixels, for each digit.

LeCun et al. (1998) took such drawings from a computer's character set (their Figure 3). Similar
digits have similar drawings, so that a mistake costs less when it is a forgivable one. The drawings
here were made anew in that style; they are not a copy of the figure.
"""

import numpy as np

WIDTH, HEIGHT = 7, 12

_ROWS = """
.#####.|...##..|.#####.|.#####.|....##.|#######|..####.|#######|.#####.|.#####.
##...##|..###..|##...##|##...##|...###.|##.....|.##....|##...##|##...##|##...##
##...##|.####..|##...##|.....##|...###.|##.....|##.....|.....##|##...##|##...##
##...##|...##..|.....##|.....##|..####.|##.....|##.....|.....##|##...##|##...##
##...##|...##..|.....##|.....##|.##.##.|##.....|##.....|....##.|##...##|##...##
##...##|...##..|....##.|..####.|.##.##.|######.|######.|....##.|.#####.|.######
##...##|...##..|...##..|.....##|##..##.|.....##|##...##|...##..|##...##|.....##
##...##|...##..|..##...|.....##|#######|.....##|##...##|...##..|##...##|.....##
##...##|...##..|.##....|.....##|....##.|.....##|##...##|..##...|##...##|.....##
##...##|...##..|##.....|.....##|....##.|.....##|##...##|..##...|##...##|.....##
##...##|...##..|##.....|##...##|....##.|##...##|##...##|..##...|##...##|....##.
.#####.|.######|#######|.#####.|....##.|.#####.|.#####.|..##...|.#####.|.####..
"""


def digit_codes() -> np.ndarray:
    """Return the drawings, (10, 84): +1 for ink, -1 for paper, row by row from the top left."""
    rows = [line.split("|") for line in _ROWS.split()]
    drawings = ["".join(row[digit] for row in rows) for digit in range(10)]
    return np.array([[1.0 if mark == "#" else -1.0 for mark in text] for text in drawings])
