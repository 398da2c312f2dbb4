"""How things are drawn: one style, plain arrays in, matplotlib axes out."""

from mnist_course.plots.biology import draw_nerve_cell
from mnist_course.plots.diagrams import draw_network, draw_neuron
from mnist_course.plots.digits import show_image, show_images, show_pixel_values, show_weights
from mnist_course.plots.plane import plot_line, plot_points
from mnist_course.plots.style import BLUE, GREY, INK, ORANGE, SERIES, use_style

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "ORANGE",
    "SERIES",
    "draw_nerve_cell",
    "draw_network",
    "draw_neuron",
    "plot_line",
    "plot_points",
    "show_image",
    "show_images",
    "show_pixel_values",
    "show_weights",
    "use_style",
]
