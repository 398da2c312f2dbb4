"""Draw a digit: softmax regression, an MLP and LeNet-5 answer side by side."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.live import Live

NETWORKS = {"softmax": "Softmax regression", "mlp": "Multilayer network", "lenet": "LeNet-5"}


class ThreeNetworks(Live):
    """A pad to draw on, and three trained networks that read it.

    Attributes
    ----------
    digit : int
        Number of the held-out digit of the sample that is shown at first; -1: an empty pad.
    links : dict of str to str
        Network (``softmax``, ``mlp``, ``lenet``) to the address of its chapter, seen from the page.
    drawing : numpy.ndarray, (28, 28), uint8, or None
        What the networks saw last, as the pixels of MNIST: ink from 0 to 255.
    probabilities : dict of str to numpy.ndarray
        What each network said of it: ten probabilities.
    """

    script: ClassVar[str] = "three-networks"
    settings: ClassVar[tuple[str, ...]] = ("digit", "links")

    digit = traitlets.Int(560, min=-1, max=999).tag(sync=True)
    links = traitlets.Dict().tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if wrong := [name for name in self.links if name not in NETWORKS]:
            raise ValueError(f"links names {wrong[0]!r}, expected some of {', '.join(NETWORKS)}.")
        self.drawing: np.ndarray | None = None
        self.probabilities: dict[str, np.ndarray] = {}
        self.on_report("drawing", self._take_drawing)

    def still(self) -> tuple[bytes, str]:
        """Draw the digit, and what the three networks say of it."""
        from mnist_course.widgets.stills import three_networks

        return three_networks.draw(max(self.digit, 0), NETWORKS)

    def _take_drawing(self, _: Any, buffers: list[memoryview]) -> None:
        pixels, said = buffers
        self.drawing = np.frombuffer(bytes(pixels), np.uint8).reshape(28, 28).copy()
        rows = np.frombuffer(bytes(said), "<f4").reshape(len(NETWORKS), 10).copy()
        self.probabilities = dict(zip(NETWORKS, rows, strict=True))
