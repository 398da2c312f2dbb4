"""The nearest neighbours of a digit or a drawing: who is near, how they vote, where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample
from mnist_course.widgets.live import Live

#: How the differences of 784 pixels, whole numbers from 0 to 255, become one number.
DISTANCES = {"euclidean": "Euclidean", "city-block": "city-block", "largest": "largest difference"}
#: How many training digits may be remembered.
STOPS = (20, 50, 100, 200, 500, 1000, 2000, 5000)
MOST = 15
#: The curve counts the first so many held-out digits.
COUNT = 200
_DRAWING = re.compile(r"(?:[\w-]{2}|\.)*", re.ASCII)


class NearestNeighbours(Live):
    """A held-out digit, or the reader's drawing, beside the training digits that are nearest.

    Attributes
    ----------
    source : str
        ``"mnist"`` or ``"drawing"``.
    digit : int
        Which held-out digit of the book's sample, 0 to 999.
    drawing : str
        The strokes of the drawing, two characters a point, a dot between two strokes.
    k : int
        How many neighbours vote, 1 to 15.
    distance : str
        ``"euclidean"``, ``"city-block"`` or ``"largest"``.
    images : int
        How many training digits are remembered: 20, 50, 100, 200, 500, 1000, 2000 or 5000, the
        first ones of the sample.
    compared : int
        Which neighbour is compared pixel by pixel, 0 for the nearest.
    row, column : int
        The pixel that is marked.
    """

    script: ClassVar[str] = "neighbours"
    settings: ClassVar[tuple[str, ...]] = (
        "source",
        "digit",
        "drawing",
        "k",
        "distance",
        "images",
        "compared",
        "row",
        "column",
    )

    source = traitlets.Enum(("mnist", "drawing"), "mnist").tag(sync=True)
    digit = traitlets.Int(544, min=0, max=999).tag(sync=True)
    drawing = traitlets.Unicode("").tag(sync=True)
    k = traitlets.Int(1, min=1, max=MOST).tag(sync=True)
    distance = traitlets.Enum(tuple(DISTANCES), "euclidean").tag(sync=True)
    images = traitlets.Enum(STOPS, 5000).tag(sync=True)
    compared = traitlets.Int(0, min=0, max=MOST - 1).tag(sync=True)
    row = traitlets.Int(8, min=0, max=27).tag(sync=True)
    column = traitlets.Int(14, min=0, max=27).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._drawn: np.ndarray | None = None
        self.on_report("drawing", self._take_drawing)

    @traitlets.validate("drawing")
    def _check_drawing(self, proposal: Any) -> str:
        if not _DRAWING.fullmatch(proposal["value"]):
            raise traitlets.TraitError(
                f"drawing is {proposal['value'][:40]!r}, expected points of two characters "
                "(letters, digits, - and _) and dots. Draw in the figure; it makes this text."
            )
        return proposal["value"]

    @property
    def image(self) -> np.ndarray:
        """What is asked about: (28, 28) uint8, 0 is paper and 255 full ink.

        Raises
        ------
        RuntimeError
            If it is a drawing and the browser has handed over none.
        """
        if self.source == "mnist":
            return _sample().held.pixels[self.digit].reshape(28, 28).copy()
        if self._drawn is None:
            raise RuntimeError(
                "the figure has handed over no drawing yet. Show it in a cell, draw a digit on "
                "its pad, and read image in another cell."
            )
        return self._drawn.copy()

    @property
    def label(self) -> int:
        """The true label; -1 for a drawing, which only its writer knows."""
        return int(_sample().held.labels[self.digit]) if self.source == "mnist" else -1

    @property
    def neighbours(self) -> np.ndarray:
        """The numbers of the k nearest training digits, the nearest first, (k,)."""
        return np.argsort(self._sums(), kind="stable")[: self.k]

    @property
    def distances(self) -> np.ndarray:
        """The distances of these k, for ink from 0 to 1, (k,) float64."""
        return _shown(np.sort(self._sums())[: self.k], self.distance)

    @property
    def votes(self) -> np.ndarray:
        """How many of the k nearest are of each digit, (10,)."""
        return np.bincount(_sample().train.labels[self.neighbours], minlength=10)

    @property
    def answer(self) -> int:
        """The digit with the most votes; of equally many the smallest."""
        return int(self.votes.argmax())

    def accuracies(self, counts: Sequence[int] = STOPS) -> list[float]:
        """Return the share of the first 200 held-out digits that are named rightly.

        Parameters
        ----------
        counts : sequence of int
            How many training digits are remembered, one accuracy each; k and distance as set.
        """
        train, held = _sample().train, _sample().held
        orders = _orders(self.distance)
        found = []
        for count in counts:
            nearest = np.array([order[order < count][: self.k] for order in orders])
            ballots = (train.labels[nearest][:, :, np.newaxis] == np.arange(10)).sum(axis=1)
            found.append(float(np.mean(ballots.argmax(axis=1) == held.labels[:COUNT])))
        return found

    def still(self) -> tuple[bytes, str]:
        """Draw the digit, its nearest neighbours, the votes and the difference to one of them."""
        from mnist_course.widgets.stills import neighbours

        nearest = np.argsort(self._sums(), kind="stable")[:MOST]
        train = _sample().train
        return neighbours.draw(
            self.image,
            self.label,
            train.pixels[nearest].reshape(-1, 28, 28),
            train.labels[nearest],
            _shown(self._sums()[nearest], self.distance),
            self.votes,
            self.compared,
        )

    def _sums(self) -> np.ndarray:
        stored = _sample().train.pixels[: self.images]
        return sums(self.image.reshape(784), stored, self.distance)

    def _take_drawing(self, _: Any, buffers: list[memoryview]) -> None:
        self._drawn = (
            np.frombuffer(bytes(buffers[0]), np.uint8).reshape(28, 28) if buffers else None
        )


def sums(image: np.ndarray, stored: np.ndarray, distance: str) -> np.ndarray:
    """Return what the differences to each stored digit come to, as exact whole numbers.

    Parameters
    ----------
    image : ndarray, (784,), uint8
    stored : ndarray, (n, 784), uint8
    distance : str
        One of `DISTANCES`.

    Returns
    -------
    ndarray, (n,), int64
        Sums of squares, sums of sizes, or the largest size.
    """
    if distance == "euclidean":  # whole numbers below 2^53: floats add them exactly
        apart = stored.astype(np.float64) - image
        return np.einsum("nk,nk->n", apart, apart).astype(np.int64)
    sizes = np.abs(stored.astype(np.int16) - image)
    return sizes.sum(axis=1, dtype=np.int64) if distance == "city-block" else sizes.max(axis=1)


def _shown(found: np.ndarray, distance: str) -> np.ndarray:
    """Turn sums over pixels from 0 to 255 into distances for ink from 0 to 1."""
    return (np.sqrt(found) if distance == "euclidean" else found) / 255


@cache
def _orders(distance: str) -> list[np.ndarray]:
    """Order all training digits by distance, for each of the first held-out digits."""
    stored = _sample().train.pixels
    first = _sample().held.pixels[:COUNT]
    return [np.argsort(sums(image, stored, distance), kind="stable") for image in first]


@cache
def _sample() -> sample.Sample:
    return sample.read()
