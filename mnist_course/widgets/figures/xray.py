"""LeNet-5 under X-ray: every layer's maps for one digit, what one unit sees, an occlusion map."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample, trained
from mnist_course.widgets.live import Live

if TYPE_CHECKING:
    from mnist_course.nn import Sequential

#: Layer to (maps, rows, columns) of the figure; a layer without maps is laid out as one.
SHAPES = {
    "C1": (6, 28, 28),
    "S2": (6, 14, 14),
    "C3": (16, 10, 10),
    "S4": (16, 5, 5),
    "C5": (1, 6, 20),
    "F6": (1, 6, 14),
    "output": (1, 1, 10),
}
_SIDE = 7  # pixels of the patch of the occlusion map
_INK = {"grey": 0.5, "paper": 0.0}


class LeNetXray(Live):
    """A digit, all that LeNet-5 computes of it, one unit under the lens, an occlusion map.

    Attributes
    ----------
    digit : int
        Which held-out digit of the book's sample, 0 to 999: image 50000 + ``digit`` of MNIST's
        training file.
    layer : str
        ``"C1"``, ``"S2"``, ``"C3"``, ``"S4"``, ``"C5"``, ``"F6"`` or ``"output"``.
    unit : int
        Which map of the layer, from 0; in a layer without maps which unit.
    row, column : int
        The unit's place in its map; in a layer without maps they follow from ``unit``.
    occlusion : bool
        Whether the occlusion map is shown.
    patch : str
        What its patch is made of: ``"grey"`` (half ink) or ``"paper"`` (no ink).
    """

    script: ClassVar[str] = "xray"
    settings: ClassVar[tuple[str, ...]] = (
        "digit",
        "layer",
        "unit",
        "row",
        "column",
        "occlusion",
        "patch",
    )

    digit = traitlets.Int(0, min=0, max=999).tag(sync=True)
    layer = traitlets.Enum(tuple(SHAPES), "C3").tag(sync=True)
    unit = traitlets.Int(0, min=0, max=119).tag(sync=True)
    row = traitlets.Int(4, min=0, max=27).tag(sync=True)
    column = traitlets.Int(4, min=0, max=27).tag(sync=True)
    occlusion = traitlets.Bool(False).tag(sync=True)
    patch = traitlets.Enum(tuple(_INK), "grey").tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        if "layer" in settings and settings["layer"] in SHAPES:
            settings = _placed(settings)
        super().__init__(**settings)
        maps, rows, columns = SHAPES[self.layer]
        units = maps if maps > 1 else rows * columns
        for name, count in (("unit", units), ("row", rows), ("column", columns)):
            if getattr(self, name) >= count:
                raise ValueError(
                    f"{name} is {getattr(self, name)}, but in layer {self.layer} it is 0 to "
                    f"{count - 1}."
                )
        self._drawn: np.ndarray | None = None
        self.on_report("drawing", self._take_drawing)

    @property
    def image(self) -> np.ndarray:
        """What the network sees: the digit, or the reader's drawing. (28, 28) uint8, 0 is paper."""
        if self._drawn is not None:
            return self._drawn.copy()
        return sample_held().pixels[self.digit].reshape(28, 28).copy()

    @property
    def label(self) -> int:
        """The true label; -1 for a drawing, which only its writer knows."""
        return -1 if self._drawn is not None else int(sample_held().labels[self.digit])

    @property
    def activations(self) -> dict[str, np.ndarray]:
        """What each layer says of `image`, float32: (rows, columns, maps), or (units,)."""
        x = (self.image.astype(np.float32) / 255).reshape(1, 28, 28, 1)
        found = {}
        for layer in network().layers:
            x = layer.forward(x)
            if layer.name in SHAPES:
                found[layer.name] = x[0].copy()
        return found

    @property
    def probabilities(self) -> np.ndarray:
        """The ten probabilities that LeNet-5 gives `image`, (10,) float32."""
        return self.activations["output"]

    def occlusion_map(self) -> np.ndarray:
        """Return the ten probabilities for each place of the patch, (28, 28, 10) float32.

        The patch has 7 × 7 pixels around the pixel that the first two indices name; it is cut off
        at the edge.
        """
        x = self.image.astype(np.float32) / 255
        covered = np.stack([cover(x, r, c, self.patch) for r in range(28) for c in range(28)])
        return network().predict(covered[..., np.newaxis]).reshape(28, 28, 10)

    def still(self) -> tuple[bytes, str]:
        """Draw the digit, every layer's maps, and the ten probabilities."""
        from mnist_course.widgets.stills import xray

        return xray.draw(self.image, self.activations, self.label)

    def _take_drawing(self, _: Any, buffers: list[memoryview]) -> None:
        self._drawn = (
            np.frombuffer(bytes(buffers[0]), np.uint8).reshape(28, 28) if buffers else None
        )


def cover(x: np.ndarray, row: int, column: int, patch: str = "grey") -> np.ndarray:
    """Return an image (28, 28) with a patch, ``"grey"`` or ``"paper"``, around one pixel."""
    covered, reach = x.copy(), _SIDE // 2
    rows = slice(max(0, row - reach), row + reach + 1)
    covered[rows, max(0, column - reach) : column + reach + 1] = _INK[patch]
    return covered


@cache
def network() -> Sequential:
    """Return the book's LeNet-5."""
    return trained.read()["lenet"]


@cache
def sample_held() -> sample.LabelledDigits:
    """Return the held-out digits of the book's sample."""
    return sample.read().held


def _placed(settings: dict[str, Any]) -> dict[str, Any]:
    """Give the unit of a layer without maps its place; any other a place in the middle."""
    maps, rows, columns = SHAPES[settings["layer"]]
    if maps > 1:
        return {"row": rows // 2, "column": columns // 2, **settings}
    unit = settings.get("unit", 0)
    return {**settings, "row": unit // columns, "column": unit % columns}
