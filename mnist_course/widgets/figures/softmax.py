"""Softmax regression on one real digit: its ten scores, x · w as pictures, pixels to change."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample, trained
from mnist_course.widgets.live import Live

_EDITS = re.compile(r"(?:[0-9a-r][0-9a-r][0-9a-f])*")


class SoftmaxScores(Live):
    """A held-out digit, the ten scores and probabilities that softmax regression gives it.

    Attributes
    ----------
    number : int
        Which held-out digit of the book's sample, 0 to 999: image 50000 + ``number`` of MNIST's
        training file.
    neuron : int
        Whose weights and products are enlarged, 0 to 9.
    edits : str
        Pixels that were erased or painted, three characters each: row and column to base 36, ink
        in sixteenths as one hexadecimal digit (``"a7f"``: row 10, column 7, full ink).
    """

    script: ClassVar[str] = "softmax"
    settings: ClassVar[tuple[str, ...]] = ("number", "neuron", "edits")

    number = traitlets.Int(0, min=0, max=999).tag(sync=True)
    neuron = traitlets.Int(7, min=0, max=9).tag(sync=True)
    edits = traitlets.Unicode("").tag(sync=True)

    @traitlets.validate("edits")
    def _check_edits(self, proposal: Any) -> str:
        text = proposal["value"]
        if not _EDITS.fullmatch(text):
            raise traitlets.TraitError(
                f"edits is {text[:40]!r}, expected three characters a pixel: row and column (0 to "
                'r, to base 36) and ink (0 to f), such as "a7f".'
            )
        return text

    @property
    def label(self) -> int:
        """The true label of the digit on the screen."""
        return int(_held().labels[self.number])

    @property
    def image(self) -> np.ndarray:
        """The digit on the screen, with the reader's changes: (28, 28) uint8, 0 is paper."""
        image = _held().pixels[self.number].reshape(28, 28).copy()
        for row, column, level in re.findall("(.)(.)(.)", self.edits):
            image[int(row, 36), int(column, 36)] = 17 * int(level, 16)
        return image

    @property
    def scores(self) -> np.ndarray:
        """The ten scores z = x W + b of the digit on the screen, (10,) float32."""
        W, b = weights()
        return (self.image.reshape(784).astype(np.float32) / 255) @ W + b

    @property
    def probabilities(self) -> np.ndarray:
        """The softmax of `scores`, (10,) float32."""
        e = np.exp(self.scores - self.scores.max())
        return e / e.sum()

    def still(self) -> tuple[bytes, str]:
        """Draw the digit, one neuron's weights, their products, and the ten answers."""
        from matplotlib.figure import Figure

        from mnist_course.plots import BLUE, show_weights
        from mnist_course.widgets.frames import png

        x, z, p = self.image / 255, self.scores, self.probabilities
        w = weights()[0][:, self.neuron].reshape(28, 28)
        limit = float(np.quantile(np.abs(weights()[0]), 0.995))
        answer = int(p.argmax())
        figure = Figure(figsize=(7, 6), layout="constrained")
        top, bottom = figure.subfigures(2, 1, height_ratios=[1.1, 1])
        pictures = top.subplots(1, 3)
        pictures[0].imshow(x, cmap="gray_r", vmin=0, vmax=1)
        pictures[0].spines[:].set_visible(True)
        show_weights(pictures[1], w, limit=limit)
        show_weights(pictures[2], x * w, limit=limit)
        titles = ("the image x", f"weights w of neuron {self.neuron}", "pixel times weight")
        for ax, title in zip(pictures, titles, strict=True):
            ax.set_title(title, fontsize=12)
            ax.set(xticks=[], yticks=[])
        pictures[1].set_xlabel("dark speaks for the digit, light against it", fontsize=12, x=1.02)
        for ax, title, values in zip(
            bottom.subplots(1, 2), ("scores z", "probabilities p"), (z, p), strict=True
        ):
            bars = ax.bar(range(10), values, color="#CCCCCC", edgecolor="black")
            bars[answer].set_color(BLUE)
            ax.axhline(0, color="black", linewidth=1)
            ax.set(xticks=range(10))
            ax.set_title(title, fontsize=12)
            ax.spines[["top", "right"]].set_visible(False)
        words = (
            f"A handwritten {self.label} of the held-out digits, the weights of neuron "
            f"{self.neuron}, and each pixel times its weight. Below, ten bars of scores and ten of "
            f"probabilities: the network names the digit {answer}"
            f"{'' if answer == self.label else ', a mistake'}. In the pictures of weights, dark "
            "speaks for the digit and light against it."
        )
        return png(figure), words


@cache
def _held() -> sample.LabelledDigits:
    return sample.read().held


@cache
def weights() -> tuple[np.ndarray, np.ndarray]:
    """Return W (784, 10) and b (10,) of the book's softmax regression, float32."""
    params = trained.read()["softmax"].layers[-1].params
    return params["W"], params["b"]
