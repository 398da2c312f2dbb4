"""Curves of a training: each told apart, also without colours."""

import colorsys

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgb

from mnist_course.plots.curves import show_curves


def curves(epochs, start=1.0):
    falling = [start / (i + 1) for i in range(epochs)]
    rising = [1 - value / 2 for value in falling]
    return {
        "loss": falling,
        "val_loss": [value + 0.1 for value in falling],
        "accuracy": rising,
        "val_accuracy": [value - 0.1 for value in rising],
    }


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_the_lines_hold_the_numbers():
    given = curves(4)
    figure = show_curves({"a": given})
    loss, accuracy = figure.axes
    assert [line.get_label() for line in loss.lines] == ["training", "validation"]
    for ax, name in ((loss, "loss"), (accuracy, "accuracy")):
        assert ax.get_ylabel() == name and ax.get_xlabel() == "epoch"
        train, validation = ax.lines
        assert list(train.get_xdata()) == [1, 2, 3, 4]
        assert list(train.get_ydata()) == given[name]
        assert list(validation.get_ydata()) == given[f"val_{name}"]


def test_runs_of_different_length_are_told_apart_without_colour():
    figure = show_curves({"a": curves(3), "b": curves(9), "c": curves(5)})
    looks = {(line.get_marker(), line.get_linestyle()) for line in figure.axes[0].lines}
    assert len(looks) == 6
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend[0] == "a, training" and legend[3] == "a, validation" and len(legend) == 6


def test_the_two_colours_of_one_run_differ_in_grey():
    lines = show_curves({"a": curves(3)}).axes[0].lines
    light = [colorsys.rgb_to_yiq(*to_rgb(line.get_color()))[0] for line in lines]
    assert abs(light[0] - light[1]) > 0.2


def test_many_epochs_do_not_get_a_marker_each():
    line = show_curves({"a": curves(200)}).axes[0].lines[0]
    assert line.get_markevery()[1] == 20


@pytest.mark.parametrize("name", ["a", "runs/softmax_regression-12"])
def test_the_legend_stays_in_the_figure(name):
    figure = show_curves({f"{name}{i}": curves(3) for i in range(6)})
    figure.set_layout_engine("constrained")
    figure.canvas.draw()
    box, whole = figure.legends[0].get_window_extent(), figure.bbox
    assert box.x0 >= 0 and box.x1 <= whole.width and box.y1 <= whole.height


def test_a_run_without_curves_is_refused():
    with pytest.raises(ValueError, match="no run to draw"):
        show_curves({})
    with pytest.raises(ValueError, match="b has no curve of loss"):
        show_curves({"a": curves(2), "b": curves(0)})
