"""Figures show what they say: positions, signs, sizes, and words where an input is wrong."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from mnist_course import plots
from mnist_course.data.toy import logic_gate


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def rgb(axes_image, row, column):
    """The colour that a matplotlib image shows at a pixel."""
    return axes_image.to_rgba(axes_image.get_array())[row, column, :3]


@pytest.fixture
def style():
    with mpl.rc_context():
        plots.use_style()
        yield mpl.rcParams


def test_no_text_of_a_figure_is_smaller_than_the_page(style):
    keys = ("font.size", "axes.titlesize", "axes.labelsize", "xtick.labelsize", "ytick.labelsize")
    assert all(style[key] >= 12 for key in (*keys, "legend.fontsize"))


def test_series_differ_without_colour(style):
    looks = list(style["axes.prop_cycle"])
    assert len({str(look["linestyle"]) for look in looks}) == len(looks)
    first, second, third = (
        np.dot(mpl.colors.to_rgb(c["color"]), [0.3, 0.59, 0.11]) for c in looks[:3]
    )
    assert abs(first - second) > 0.2
    assert abs(second - third) > 0.2


@pytest.mark.parametrize(("w", "b"), [([1, 1], -1.5), ([-1, 2], 0.3), ([0, 1], -0.5), ([2, 0], -1)])
def test_a_line_is_drawn_where_the_score_is_zero(ax, w, b):
    ax.set(xlim=(-1, 2), ylim=(-1, 2))
    plots.plot_line(ax, w, b)
    points = ax.lines[0].get_xydata()
    np.testing.assert_allclose(points @ np.array(w) + b, 0, atol=1e-9)
    assert ax.get_xlim() == (-1, 2)


def test_the_arrow_of_a_line_points_to_the_positive_side(ax):
    ax.set(xlim=(-1, 2), ylim=(-1, 2))
    plots.plot_line(ax, [-1, 2], 0.3)
    (arrow,) = ax.texts
    assert np.dot(arrow.xy, [-1, 2]) + 0.3 > 0


def test_no_weights_no_line(ax):
    plots.plot_line(ax, [0, 0], 1)
    assert not ax.lines


def test_points_of_two_classes_have_two_shapes(ax):
    plots.plot_points(ax, *logic_gate("AND"))
    on, off = ax.collections
    assert on.get_offsets().tolist() == [[1, 1]]
    assert len(off.get_offsets()) == 3
    assert len(on.get_paths()[0]) != len(off.get_paths()[0])


def test_ink_is_dark_on_white_paper(ax):
    plots.show_image(ax, np.array([[0, 255]]))
    image = ax.images[0]
    assert rgb(image, 0, 0).min() == 1
    assert rgb(image, 0, 1).max() == 0


def test_a_flat_image_is_laid_out_row_by_row(ax):
    plots.show_image(ax, np.arange(9))
    assert ax.images[0].get_array()[1].tolist() == [3, 4, 5]


def test_the_sign_of_a_weight_can_be_read_in_grey(ax):
    plots.show_weights(ax, np.array([[2.0, 1.0, 0.0, -1.0, -2.0]]))
    grey = [rgb(ax.images[0], 0, i) @ [0.3, 0.59, 0.11] for i in range(5)]
    assert np.all(np.diff(grey) > 0.1), "from dark (for) over grey (nothing) to light (against)"


def test_pixel_values_stand_in_their_cells(ax):
    plots.show_pixel_values(ax, np.array([[0, 7], [255, 30]]))
    texts = {t.get_position(): t.get_text() for t in ax.texts}
    assert texts == {(0, 0): "0", (1, 0): "7", (0, 1): "255", (1, 1): "30"}


def test_a_sheet_has_a_cell_for_each_image():
    fig = plots.show_images(np.zeros((7, 28, 28)), titles=range(7), columns=5)
    shown = [ax for ax in fig.axes if ax.images]
    assert [ax.get_title() for ax in shown] == list("0123456")
    assert len(fig.axes) == 10
    plt.close(fig)


def test_a_large_layer_shows_its_ends_and_dots(ax):
    plots.draw_network(ax, [784, 10, 2], most=5, titles=["in", "hidden", "out"])
    texts = [t.get_text() for t in ax.texts]
    assert texts.count("⋮") == 2
    assert {"in", "hidden", "out"} <= set(texts)
    assert len(ax.patches) == 4 + 4 + 2


def test_a_neuron_shows_each_input_and_weight(ax):
    plots.draw_neuron(ax, inputs=["a", "c"], weights=["u", "v"], output="out")
    assert {"a", "c", "u", "v", "out"} <= {t.get_text() for t in ax.texts}


def test_a_nerve_cell_names_its_parts(ax):
    plots.draw_nerve_cell(ax)
    assert {t.get_text() for t in ax.texts} == {"dendrites", "cell body", "axon", "terminals"}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda ax: plots.show_image(ax, np.zeros(10)), r"got \(10,\)"),
        (lambda ax: plots.plot_points(ax, np.zeros((3, 3)), np.ones(3)), r"got \(3, 3\)"),
        (lambda ax: plots.draw_neuron(ax, inputs=["a"]), "1 inputs need as many weights, got 3"),
    ],
)
def test_a_wrong_shape_is_named(ax, call, says):
    with pytest.raises(ValueError, match=says):
        call(ax)
