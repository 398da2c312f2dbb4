"""The one style of all figures: readable in grey, no text smaller than the page's body text.

A page shows a figure 7 inches wide at about 700 pixels, so 12 points become about 17 pixels.
"""

import matplotlib as mpl
from cycler import cycler

from mnist_course.plots.notebook import tell_pictures

# Okabe and Ito's colours, in an order of clearly different lightness: no pair looks the same in
# grey or to a colour-blind reader. Each series also has its own line and marker.
BLUE, ORANGE, INK, GREEN, PINK, GREY = (
    "#0072B2",
    "#E69F00",
    "#1A1A1A",
    "#009E73",
    "#CC79A7",
    "#767676",
)
SERIES = (BLUE, ORANGE, INK, GREEN, PINK)
_LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


def use_style() -> None:
    """Make all figures of this session look like the book's.

    In a notebook, each also says where its pictures lie (`mnist_course.plots.notebook`).
    """
    tell_pictures()
    mpl.rcParams.update(
        {
            "figure.figsize": (7, 4),
            "figure.dpi": 144,
            "savefig.dpi": 144,
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "font.size": 12,
            "axes.titlesize": 12,
            "axes.labelsize": 12,
            "figure.titlesize": 12,
            "figure.labelsize": 12,
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "legend.frameon": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#E4E4E4",
            "lines.linewidth": 2,
            "image.cmap": "gray_r",
            "image.interpolation": "nearest",
            "axes.prop_cycle": cycler(color=SERIES) + cycler(linestyle=_LINES),
        }
    )
