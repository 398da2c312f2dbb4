"""A kernel slides over an image: nine products at each place, their sum, the feature map."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample
from mnist_course.widgets.live import Live

#: The image of Chen (2021), 5 × 5 pixels.
EXAMPLE = np.array(
    [[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 1, 0, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)


class Convolution(Live):
    """An image, a kernel of 3 × 3 weights that can be edited, and the feature map.

    Attributes
    ----------
    image : str
        ``"example"``, a textbook's image of 5 × 5 pixels, or ``"digit"``.
    number : int
        Which held-out digit of the book's sample, 0 to 999.
    kernel : str
        Nine weights, row after row, with spaces between.
    stride, padding : int
        How far the window moves, 1 to 3; pixels of zeros on every side, 0 to 2.
    place : int
        Where the window stands, counted row by row from 0.
    whole : bool
        Whether the map shows all its places, or those up to the window.
    """

    script: ClassVar[str] = "convolution"
    settings: ClassVar[tuple[str, ...]] = (
        "image",
        "number",
        "kernel",
        "stride",
        "padding",
        "place",
        "whole",
    )

    image = traitlets.Enum(("example", "digit"), "example").tag(sync=True)
    number = traitlets.Int(1, min=0, max=999).tag(sync=True)
    kernel = traitlets.Unicode("1 0 1 0 1 0 1 0 1").tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True)
    place = traitlets.Int(0, min=0).tag(sync=True)
    whole = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("kernel")
    def _check_kernel(self, proposal: Any) -> str:
        text = proposal["value"]
        try:
            numbers = np.array(text.split(), dtype=float)
        except ValueError:
            numbers = np.empty(0)
        if numbers.shape != (9,) or not np.isfinite(numbers).all():
            raise traitlets.TraitError(
                f"kernel is {text[:40]!r}, expected nine numbers with spaces between, row after "
                'row, such as "1 0 -1 1 0 -1 1 0 -1".'
            )
        return text

    @property
    def pixels(self) -> np.ndarray:
        """The image on the screen, (5, 5) or (28, 28), from 0 to 1."""
        if self.image == "example":
            return EXAMPLE.astype(float)
        return held_digit(self.number)

    @property
    def weights(self) -> np.ndarray:
        """The kernel, (3, 3)."""
        return np.array(self.kernel.split(), dtype=float).reshape(3, 3)

    @property
    def feature_map(self) -> np.ndarray:
        """What the whole map holds, as the package's convolution computes it."""
        from mnist_course import nn

        layer = nn.PlainConv2D(1, 3, strides=self.stride, padding=self.padding)
        layer.build((*self.pixels.shape, 1), np.random.default_rng(0), np.float64)
        layer.params["W"][...] = self.weights[:, :, np.newaxis, np.newaxis]
        return layer(self.pixels[np.newaxis, :, :, np.newaxis])[0, :, :, 0]

    def still(self) -> tuple[bytes, str]:
        """Draw the image with its window, the kernel, and the whole feature map."""
        from matplotlib.figure import Figure

        from mnist_course.plots.grids import show_grid
        from mnist_course.widgets.frames import png

        padded = np.pad(self.pixels, self.padding)
        sums = self.feature_map
        place = min(self.place, sums.size - 1)
        p, q = divmod(place, sums.shape[1])
        figure = Figure(figsize=(7, 3.2), layout="constrained")
        ax = figure.add_subplot()
        top, left = self.stride * p, self.stride * q
        parts = [(padded, "image", (top, left, 3, 3)), (self.weights, "kernel", ())]
        parts.append((sums, "feature map", (p, q, 1, 1)))
        if self.image == "example":
            at = 0.0
            for numbers, title, frame in parts:
                down = (len(padded) - len(numbers)) / 2
                show_grid(ax, np.round(numbers, 1), (at, down), title, frame=frame)
                at += len(numbers) + 1.5
            ax.set(xlim=(-0.1, at - 1.4), ylim=(len(padded) + 0.1, -1.2), aspect="equal")
            ax.axis("off")
        else:
            figure = _pictures(padded, self.weights, sums, parts)
        words = (
            f"{'A handwritten digit' if self.image == 'digit' else 'An image of 5 by 5 pixels'}, "
            f"a kernel of 3 by 3 weights ({self.kernel}), and the feature map of {len(sums)} by "
            f"{len(sums)} sums that it makes with stride {self.stride} and padding "
            f"{self.padding}. A frame shows the window at row {top}, column {left}, and the sum "
            f"that belongs to it, {sums[p, q]:.2f}."
        )
        return png(figure), words


def _pictures(padded: np.ndarray, weights: np.ndarray, sums: np.ndarray, parts: list) -> Any:
    """Draw a digit, a kernel and a feature map side by side."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    from mnist_course.plots import show_weights
    from mnist_course.plots.style import ORANGE

    figure = Figure(figsize=(7, 2.9), layout="constrained")
    axes = figure.subplots(1, 3)
    axes[0].imshow(padded, cmap="gray_r", vmin=0, vmax=1)
    axes[0].spines[:].set_visible(True)
    show_weights(axes[1], weights)
    show_weights(axes[2], sums)
    for ax, (_, title, frame) in zip(axes, parts, strict=True):
        ax.set_title(title, fontsize=12)
        ax.set(xticks=[], yticks=[])
        if frame:
            row, column, height, width = frame
            corner = (column - 0.5, row - 0.5)
            ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=ORANGE, lw=2.5))
    return figure


@cache
def held_digit(number: int) -> np.ndarray:
    """Return a held-out digit of the book's sample, (28, 28), from 0 to 1."""
    return sample.read().held.x[number].reshape(28, 28).astype(float)
