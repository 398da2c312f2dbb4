"""A digit as the computer has it: picture, matrix of numbers, label, one-hot code."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.data.photo.strokes import read_strokes
from mnist_course.widgets import sample
from mnist_course.widgets.live import Live

TRAIN, FIRST_HELD, HELD = 5000, 50000, 1000
_SCALES = {"stored": (0, 255), "unit": (0, 1), "symmetric": (-1, 1)}


class Digits(Live):
    """Any image of the book's sample, or the reader's own drawing, prepared as MNIST's digits were.

    Attributes
    ----------
    source : str
        ``"mnist"`` or ``"drawing"``.
    number : int
        Which image of MNIST's training file: 0 to 4999 (training) or 50000 to 50999 (validation).
    row, column : int
        The pixel that is marked.
    scale : str
        What the table shows: ``"stored"`` (0 to 255), ``"unit"`` (0 to 1) or ``"symmetric"``
        (-1 to 1).
    drawing : str
        The strokes of the drawing, two characters a point, a dot between two strokes.
    meant : int
        The label of the drawing, which only its writer knows; -1: none yet.
    """

    script: ClassVar[str] = "digits"
    settings: ClassVar[tuple[str, ...]] = (
        "source",
        "number",
        "row",
        "column",
        "scale",
        "drawing",
        "meant",
    )

    source = traitlets.Enum(("mnist", "drawing"), "mnist").tag(sync=True)
    number = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(8, min=0, max=27).tag(sync=True)
    column = traitlets.Int(14, min=0, max=27).tag(sync=True)
    scale = traitlets.Enum(tuple(_SCALES), "stored").tag(sync=True)
    drawing = traitlets.Unicode("").tag(sync=True)
    meant = traitlets.Int(-1, min=-1, max=9).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._drawn: np.ndarray | None = None
        self.on_report("drawing", self._take_drawing)

    @traitlets.validate("number")
    def _check_number(self, proposal: Any) -> int:
        number = proposal["value"]
        if 0 <= number < TRAIN or FIRST_HELD <= number < FIRST_HELD + HELD:
            return number
        raise traitlets.TraitError(
            f"number is {number}, expected 0 to {TRAIN - 1} or {FIRST_HELD} to "
            f"{FIRST_HELD + HELD - 1}: the book's sample holds no others."
        )

    @traitlets.validate("drawing")
    def _check_drawing(self, proposal: Any) -> str:
        try:
            read_strokes(proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return proposal["value"]

    @property
    def image(self) -> np.ndarray:
        """What the figure shows: (28, 28) uint8, 0 is paper and 255 full ink.

        Raises
        ------
        RuntimeError
            If it shows a drawing and the browser has handed over none.
        """
        if self.source == "mnist":
            digits, place = self._place()
            return digits.pixels[place].reshape(28, 28).copy()
        if self._drawn is None:
            raise RuntimeError(
                "the figure has handed over no drawing yet. Show it in a cell, draw a digit on "
                "its pad, and read image in another cell."
            )
        return self._drawn.copy()

    @property
    def label(self) -> int:
        """The label, 0 to 9; of a drawing what its writer meant, -1 if that was not said."""
        if self.source == "drawing":
            return self.meant
        digits, place = self._place()
        return int(digits.labels[place])

    @property
    def one_hot(self) -> np.ndarray:
        """The label as ten numbers, (10,) float32; all 0 while there is none."""
        return (np.arange(10) == self.label).astype(np.float32)

    def still(self) -> tuple[bytes, str]:
        """Draw the image and the part of its numbers around the marked pixel."""
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle

        from mnist_course.plots.style import ORANGE
        from mnist_course.widgets.frames import png

        digits, place = self._place()
        image, label = digits.pixels[place].reshape(28, 28), int(digits.labels[place])
        size = 11
        top, left = (min(max(p - size // 2, 0), 28 - size) for p in (self.row, self.column))
        figure = Figure(figsize=(7, 5.2), layout="constrained")
        axes = figure.subplot_mosaic("ab;cc", width_ratios=[2, 3], height_ratios=[6, 1])
        axes["a"].imshow(image, cmap="gray_r", vmin=0, vmax=255)
        corner = (left - 0.5, top - 0.5)
        axes["a"].add_patch(Rectangle(corner, size, size, fill=False, color=ORANGE, lw=2.5))
        axes["a"].set(xticks=[], yticks=[])
        axes["a"].spines[:].set_visible(True)
        axes["a"].set_title(f"image {self.number}", fontsize=12)
        _write_cells(axes["b"], image[top : top + size, left : left + size])
        axes["b"].set_title(
            f"rows {top} to {top + size - 1}, columns {left} to {left + size - 1}", fontsize=12
        )
        _write_cells(axes["c"], 255 * (np.arange(10) == label)[np.newaxis], most=255)
        axes["c"].set_title(f"one-hot code of the label {label}", fontsize=12)
        axes["c"].set_xticks(range(10))
        words = (
            f"Image {self.number} of MNIST, a handwritten {label}, with a square around a part of "
            f"it; beside it the {size} by {size} numbers of that part, from 0 for paper to 255 for "
            f"full ink. Below, the one-hot code of its label: a 1 at place {label} and nine zeros."
        )
        return png(figure), words

    def _place(self) -> tuple[sample.LabelledDigits, int]:
        if self.number >= FIRST_HELD:
            return _sample().held, self.number - FIRST_HELD
        return _sample().train, self.number

    def _take_drawing(self, _: Any, buffers: list[memoryview]) -> None:
        self._drawn = (
            np.frombuffer(bytes(buffers[0]), np.uint8).reshape(28, 28) if buffers else None
        )


@cache
def _sample() -> sample.Sample:
    return sample.read()


def _write_cells(ax: Any, image: np.ndarray, most: int = 0) -> None:
    """Draw pixels with their numbers in them; with `most`, as shares of it."""
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=255, aspect="auto")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    ax.grid(visible=False)
    for (row, column), value in np.ndenumerate(image):
        ink = "white" if value > 137 else "black"
        text = str(value // most if most else value)
        ax.text(column, row, text, ha="center", va="center", fontsize=11, color=ink)
