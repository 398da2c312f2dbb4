"""Pooling: one number remains of each window; how much of a move the smaller image shows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.figures.convolution import held_digit
from mnist_course.widgets.live import Live

#: The numbers of Chen (2021), 4 × 4.
EXAMPLE = np.array([[5, 0, 4, 6], [1, 4, 1, 4], [3, 2, 4, 3], [1, 2, 5, 7]])


class PooledImage(Live):
    """An image, moved if wished, and the smaller image that pooling makes of it.

    Attributes
    ----------
    image : str
        ``"example"``, a textbook's 4 × 4 numbers, or ``"digit"``.
    number : int
        Which held-out digit of the book's sample, 0 to 999.
    pooling : str
        ``"max"``, ``"average"``, or ``"stride"``: only the number at the upper left remains.
    size : int
        Side of the window, which moves by its own size; 2 to 7. In the example at most 4.
    right, down : int
        How far the image is moved, -4 to 4 pixels.
    place : int
        Where the window stands, counted row by row from 0.
    whole : bool
        Whether the map shows all its places, or those up to the window.
    """

    script: ClassVar[str] = "pooling"
    settings: ClassVar[tuple[str, ...]] = (
        "image",
        "number",
        "pooling",
        "size",
        "right",
        "down",
        "place",
        "whole",
    )

    image = traitlets.Enum(("example", "digit"), "example").tag(sync=True)
    number = traitlets.Int(1, min=0, max=999).tag(sync=True)
    pooling = traitlets.Enum(("max", "average", "stride"), "max").tag(sync=True)
    size = traitlets.Int(2, min=2, max=7).tag(sync=True)
    right = traitlets.Int(0, min=-4, max=4).tag(sync=True)
    down = traitlets.Int(0, min=-4, max=4).tag(sync=True)
    place = traitlets.Int(0, min=0).tag(sync=True)
    whole = traitlets.Bool(False).tag(sync=True)

    @property
    def pixels(self) -> np.ndarray:
        """The image on the screen, moved: (4, 4), or (28, 28) from 0 to 1."""
        return self._moved(self.right, self.down)

    @property
    def pooled(self) -> np.ndarray:
        """The whole smaller image."""
        return self._pool(self.pixels)

    @property
    def differences(self) -> tuple[float, float]:
        """Differences that the move has made, as shares of the size: of the image, of the map."""
        before = self._moved(0, 0)
        return (
            share_changed(before, self.pixels),
            share_changed(self._pool(before), self.pooled),
        )

    def _moved(self, right: int, down: int) -> np.ndarray:
        image = EXAMPLE.astype(float) if self.image == "example" else held_digit(self.number)
        wide = np.pad(image, 4)
        side = len(image)
        return wide[4 - down : 4 - down + side, 4 - right : 4 - right + side]

    def _pool(self, image: np.ndarray) -> np.ndarray:
        from mnist_course import nn

        size = min(self.size, len(image))
        if self.pooling == "stride":
            fits = len(image) // size * size
            return image[:fits:size, :fits:size]
        kind = nn.PlainMaxPool2D if self.pooling == "max" else nn.PlainAvgPool2D
        layer = kind(size)
        layer.build((*image.shape, 1), np.random.default_rng(0), np.float64)
        return layer(image[np.newaxis, :, :, np.newaxis])[0, :, :, 0]

    def still(self) -> tuple[bytes, str]:
        """Draw the image with its windows, and the smaller image of each kind."""
        from matplotlib.figure import Figure

        from mnist_course.plots.digits import show_image
        from mnist_course.plots.grids import show_grid
        from mnist_course.widgets.frames import png

        names = {"max": "maximum", "average": "mean", "stride": "upper left"}
        maps = {kind: PooledImage(**{**self.state(), "pooling": kind}).pooled for kind in names}
        if self.image == "example":
            figure = Figure(figsize=(7, 2.9), layout="constrained")
            ax = figure.add_subplot()
            size = min(self.size, 4)
            p, q = divmod(min(self.place, maps["max"].size - 1), len(maps["max"]))
            show_grid(ax, self.pixels, (0, 0), "image", frame=(p * size, q * size, size, size))
            for k, (kind, name) in enumerate(names.items()):
                left = 5 + 3 * k
                show_grid(ax, np.round(maps[kind], 2), (left, 1), name, frame=(p, q, 1, 1))
            ax.set(xlim=(-0.1, 13.1), ylim=(4.1, -1.2), aspect="equal")
            ax.axis("off")
        else:
            figure = Figure(figsize=(7, 2.2), layout="constrained")
            axes = figure.subplots(1, 4)
            show_image(axes[0], self.pixels, "image", vmin=0, vmax=1)
            for ax, (kind, name) in zip(axes[1:], names.items(), strict=True):
                show_image(ax, maps[kind], name, vmin=0, vmax=1)
        words = (
            f"{'A handwritten digit' if self.image == 'digit' else 'A grid of 4 by 4 numbers'} and "
            f"three smaller images of it, made with windows of {self.size} by {self.size}: of "
            "each window the maximum, the mean, or the number at its upper left."
        )
        return png(figure), words


def share_changed(before: np.ndarray, after: np.ndarray) -> float:
    """Return the root mean square of the difference, over that of `before`; 0 for empty images."""
    size = float(np.sqrt(np.sum(before**2)))
    return float(np.sqrt(np.sum((after - before) ** 2))) / size if size else 0.0
