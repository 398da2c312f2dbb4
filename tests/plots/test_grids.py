"""Grids of numbers show each number in its own square, and frames where they were asked for."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mnist_course.plots.grids import fit_grids, show_grid


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_numbers_stand_in_their_squares(ax):
    show_grid(ax, [[1, -2], [0.5, 4]], at=(3, 1), title="kernel", blank=[[0, 0], [0, 1]])
    found = {text.get_text(): text.get_position() for text in ax.texts}
    assert found["1"] == (3.5, 1.5) and found["0.5"] == (3.5, 2.5)
    assert found["\N{EN DASH}2"] == (4.5, 1.5)
    assert "4" not in found and found["kernel"][0] == 4


def test_padding_shade_and_frame_are_told_without_colour_alone(ax):
    show_grid(ax, np.zeros((4, 4)), border=1, frame=(1, 1, 2, 2), shade=np.eye(4))
    squares, frames = ax.patches[:16], ax.patches[16:]
    dotted = np.reshape([square.get_linestyle() == ":" for square in squares], (4, 4))
    assert not dotted[1:3, 1:3].any() and dotted.sum() == 12
    lightness = [sum(to_rgb(square.get_facecolor())) for square in squares]
    assert lightness[5] < lightness[6]
    assert {(f.get_x(), f.get_y(), f.get_width(), f.get_height()) for f in frames} == {(1, 1, 2, 2)}


def test_the_figure_is_as_large_as_its_squares_need(ax):
    show_grid(ax, np.zeros((5, 10)))
    fit_grids(ax, 10, 5, title=False)
    width, height = ax.figure.get_size_inches()
    assert width / height == pytest.approx(10.2 / 5.2)


def test_what_is_no_matrix_is_refused(ax):
    with pytest.raises(ValueError, match=r"matrix \(rows, columns\), got shape \(3,\)"):
        show_grid(ax, [1, 2, 3])
