"""Pictures of digits, of their pixel values, and of weights that look at digits."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mnist_course.plots.style import INK

#: Negative, zero, positive: the stops of the live figures' js/kit/pictures.js; a test holds them
#: equal.
WEIGHT_STOPS = ((255, 214, 153), (150, 150, 150), (8, 35, 94))


def _square(image: ArrayLike) -> np.ndarray:
    """An image as a matrix: (h, w) as it is, a flat square image unflattened."""
    image = np.asarray(image)
    if image.ndim == 1 and round(image.size**0.5) ** 2 == image.size:
        return image.reshape(round(image.size**0.5), -1)
    if image.ndim != 2:
        raise ValueError(
            f"an image has shape (height, width) or (height*width,), got {image.shape}"
        )
    return image


def show_image(ax: Axes, image: ArrayLike, title: str = "", **style) -> None:
    """One grey image, dark ink on white, without axes ticks. image (h, w) or flat (h*w,)."""
    ax.imshow(_square(image), **({"cmap": "gray_r"} | style))
    ax.set_title(title)
    ax.set(xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set(visible=True, color="#CCCCCC")


def show_images(
    images: ArrayLike, titles: Sequence[object] = (), columns: int = 10, size: float = 0.7, **style
) -> Figure:
    """A sheet of images, one cell each: images (n, h, w) or (n, h*w); ``size`` in inches."""
    images = np.asarray(images)
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    height = size * (1.45 if len(titles) else 1.0)
    fig, axes = plt.subplots(rows, columns, figsize=(columns * size, rows * height), squeeze=False)
    for ax in axes.flat[len(images) :]:
        ax.axis("off")
    for i, image in enumerate(images):
        show_image(axes.flat[i], image, str(titles[i]) if len(titles) else "", **style)
    return fig


def show_weights(ax: Axes, weights: ArrayLike, title: str = "", limit: float | None = None) -> None:
    """Weights as a picture: dark pulls the score up, light pulls it down, mid grey does neither.

    Lightness alone says the sign, so the picture can be read in grey print and by everyone.
    ``limit`` is the weight shown at full colour (default: the largest in size). Give several
    pictures the same limit when they are to be compared.
    """
    weights = _square(weights)
    limit = float(np.abs(weights).max() or 1.0) if limit is None else limit
    stops = [tuple(value / 255 for value in colour) for colour in WEIGHT_STOPS]
    colours = LinearSegmentedColormap.from_list("weights", stops)
    show_image(ax, weights, title, cmap=colours, vmin=-limit, vmax=limit)


def show_pixel_values(ax: Axes, image: ArrayLike, size: float = 12) -> None:
    """An image with the value of each pixel written in its cell.

    Meant for a cut-out of at most 14 × 14 pixels in a figure 7 inches wide.
    """
    image = _square(image)
    show_image(ax, image)
    top = max(float(image.max()), 1e-9)
    for (row, column), value in np.ndenumerate(image):
        ink = "white" if value > 0.55 * top else INK
        ax.text(column, row, f"{value:g}", ha="center", va="center", fontsize=size, color=ink)
