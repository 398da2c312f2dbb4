"""A drawing, the steps that make it like MNIST's digits, and what three networks read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.data.photo.leaving_out import CENTRES, Drawing, prepare_drawing
from mnist_course.data.photo.strokes import draw_strokes, read_strokes
from mnist_course.widgets import trained
from mnist_course.widgets.live import Live

if TYPE_CHECKING:
    from mnist_course.nn import Sequential

NETWORKS = {"softmax": "Softmax regression", "mlp": "Multilayer network", "lenet": "LeNet-5"}
PEN = 14
"""Width of this pad's pen, in the pad's 280 pixels."""


class Preparation(Live):
    """A pad to draw on, four steps of preparation with switches, and three networks that answer.

    Attributes
    ----------
    drawing : str
        The strokes, two characters a point, a dot between two strokes; ``""``: an empty pad.
        `mnist_course.data.photo.strokes.write_strokes` makes such a text of points.
    cut, scale, smooth : bool
        Whether this step is done; as in `mnist_course.data.photo.leaving_out.prepare_drawing`.
    centre : str
        What comes to the middle: ``"mass"``, ``"box"`` or ``"off"``.
    examples : dict of str to str
        Name to drawing: buttons that put a drawing on the pad.
    """

    script: ClassVar[str] = "preparation"
    settings: ClassVar[tuple[str, ...]] = (
        "drawing",
        "cut",
        "scale",
        "smooth",
        "centre",
        "examples",
    )

    drawing = traitlets.Unicode("NHJSVS.RLQb").tag(sync=True)
    cut = traitlets.Bool(True).tag(sync=True)
    scale = traitlets.Bool(True).tag(sync=True)
    smooth = traitlets.Bool(True).tag(sync=True)
    centre = traitlets.Enum(CENTRES, "mass").tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)

    @traitlets.validate("drawing")
    def _check_drawing(self, proposal: Any) -> str:
        _read(proposal["value"])
        return proposal["value"]

    @traitlets.validate("examples")
    def _check_examples(self, proposal: Any) -> dict[str, str]:
        for drawing in proposal["value"].values():
            _read(drawing)
        return proposal["value"]

    @property
    def ink(self) -> np.ndarray:
        """The sheet, (280, 280) float32: 0 is paper, 1 full ink."""
        return draw_strokes(read_strokes(self.drawing), PEN)

    @property
    def prepared(self) -> Drawing:
        """The drawing, prepared with the steps that are switched on.

        Raises
        ------
        RuntimeError
            If nothing is drawn.
        """
        how = {"cut": self.cut, "scale": self.scale, "smooth": self.smooth, "centre": self.centre}
        found = prepare_drawing(self.ink, **how)
        if found is None:
            raise RuntimeError("the pad is empty. Draw a digit in the figure, or set drawing.")
        return found

    @property
    def image(self) -> np.ndarray:
        """What the networks see, (28, 28) uint8: ink from 0 to 255."""
        return self.prepared.image

    @property
    def probabilities(self) -> dict[str, np.ndarray]:
        """Ten probabilities of each network, (10,) float32."""
        x = self.image.astype(np.float32) / 255
        return {
            name: model.predict(x.reshape(1, *(model.input_shape or ())))[0]
            for name, model in _networks().items()
        }

    def still(self) -> tuple[bytes, str]:
        """Draw the steps and the three answers."""
        from mnist_course.widgets.stills import preparation

        said = {NETWORKS[name]: p for name, p in self.probabilities.items()}
        return preparation.draw(self.ink, self.prepared, self.cut, said)


def _read(drawing: str) -> None:
    try:
        read_strokes(drawing)
    except ValueError as error:
        raise traitlets.TraitError(str(error)) from None


@cache
def _networks() -> dict[str, Sequential]:
    return trained.read()
