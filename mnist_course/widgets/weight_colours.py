"""Weights as pictures in the colours of the live figures: light is negative, dark positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Negative, zero, positive: the stops of js/kit/pictures.js; a test holds them equal.
STOPS = ((255, 214, 153), (150, 150, 150), (8, 35, 94))


def show_weights(ax: Axes, weights: np.ndarray, limit: float = 0.0) -> None:
    """Draw weights (28, 28); `limit` is the size of the full colour, by default the largest."""
    from matplotlib.colors import LinearSegmentedColormap

    limit = limit or float(np.abs(weights).max()) or 1.0
    stops = [tuple(value / 255 for value in colour) for colour in STOPS]
    colours = LinearSegmentedColormap.from_list("weights", stops)
    ax.imshow(weights, cmap=colours, vmin=-limit, vmax=limit, interpolation="nearest")
