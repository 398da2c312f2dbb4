"""The confusion matrix of three trained networks, and the digits behind each of its numbers."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

import numpy as np
import traitlets

from mnist_course.metrics import confusion_matrix
from mnist_course.widgets import sample, trained
from mnist_course.widgets.live import Live

NETWORKS = {"softmax": "Softmax regression", "mlp": "Multilayer network", "lenet": "LeNet-5"}
SHOWN = 12


class ConfusionExplorer(Live):
    """A confusion matrix of 1,000 held-out digits; a field opens the digits that it counts.

    Attributes
    ----------
    network : str
        ``"softmax"``, ``"mlp"`` or ``"lenet"``: the networks that the pages hold.
    truth, answer : int
        The field that is open: the true digit (row) and the network's answer (column).
    number : int
        The held-out digit that is enlarged, 0 to 999 (image 50000 + ``number`` of MNIST's training
        file); -1, or one that is not in the field: the first of the field.
    """

    script: ClassVar[str] = "confusion"
    settings: ClassVar[tuple[str, ...]] = ("network", "truth", "answer", "number")

    network = traitlets.Enum(tuple(NETWORKS), "lenet").tag(sync=True)
    truth = traitlets.Int(3, min=0, max=9).tag(sync=True)
    answer = traitlets.Int(8, min=0, max=9).tag(sync=True)
    number = traitlets.Int(-1, min=-1, max=999).tag(sync=True)

    @property
    def probabilities(self) -> np.ndarray:
        """What the network says of each held-out digit, (1000, 10) float32."""
        return _probabilities(self.network)

    @property
    def confusion(self) -> np.ndarray:
        """The matrix, (10, 10) int: rows are the truth, columns the answer."""
        return confusion_matrix(_labels(), self.probabilities)

    @property
    def numbers(self) -> list[int]:
        """The held-out digits in the open field.

        Mistakes with the surest first; on the diagonal, right answers with the least sure first.
        """
        p, truth = self.probabilities, _labels()
        inside = np.flatnonzero((truth == self.truth) & (p.argmax(axis=1) == self.answer))
        share = p[inside, self.answer] * (1 if self.truth == self.answer else -1)
        return [int(i) for i in inside[np.argsort(share, kind="stable")]]

    def still(self) -> tuple[bytes, str]:
        """Draw the matrix, and up to twelve of the digits in the open field."""
        import matplotlib as mpl
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle

        from mnist_course.plots import show_image
        from mnist_course.plots.confusion import show_confusion
        from mnist_course.widgets import frames

        digits, numbers, counts = sample.read().held, self.numbers, self.confusion
        with mpl.rc_context({"font.size": 12, "axes.titlesize": 12, "axes.labelsize": 12}):
            figure = Figure(figsize=(7, 4.6), layout="constrained")
            left, right = figure.subfigures(1, 2, width_ratios=[1.9, 1])
            ax = left.subplots()
            show_confusion(ax, counts)
            corner = (self.answer - 0.5, self.truth - 0.5)
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, linewidth=3, edgecolor="black"))
            ax.set_title(f"{NETWORKS[self.network]}, 1,000 digits")
            right.suptitle(f"{self.truth} read as {self.answer}", fontsize=12)
            for place, cell in enumerate(right.subplots(4, 3).flat):
                if place < min(len(numbers), SHOWN):
                    image = digits.pixels[numbers[place]].reshape(28, 28)
                    show_image(cell, image, vmin=0, vmax=255)
                else:
                    cell.axis("off")
            picture = frames.png(figure)
        return picture, self._words(counts, numbers)

    def _words(self, counts: np.ndarray, numbers: list[int]) -> str:
        right = int(np.trace(counts))
        shown = min(len(numbers), SHOWN)
        images = f"{shown} of them" if shown < len(numbers) else "all of them"
        field = (
            f"The field of {_with_article(self.truth)} that is read as {self.answer} is marked; "
            f"it counts {len(numbers)}"
        )
        beside = f", and beside the matrix stand {images}." if numbers else "."
        return (
            f"The confusion matrix of {NETWORKS[self.network]} on 1,000 held-out digits, rows for "
            f"the truth and columns for the answer. {right} of them lie on the diagonal. "
            f"{field}{beside}"
        )


def _with_article(digit: int) -> str:
    return f"{'an' if digit == 8 else 'a'} {digit}"


@cache
def _labels() -> np.ndarray:
    return sample.read().held.labels


@cache
def _probabilities(network: str) -> np.ndarray:
    model, x = trained.read()[network], sample.read().held.x
    return model.predict(x.reshape(len(x), *model.input_shape))
