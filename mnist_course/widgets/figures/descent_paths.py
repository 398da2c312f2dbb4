"""Gradient descent, momentum, Nesterov and Adam go down the same surface from the same start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
import traitlets

from mnist_course import nn
from mnist_course.widgets import sample
from mnist_course.widgets.live import Live
from mnist_course.widgets.page_random import normal_numbers

# As in js/descent-paths/methods.js; a test compares the paths.
FAR = 1e6  # a weight that is further out has run away
MOST_STEPS = 400
DIGITS_OF_EACH = 48
PAGE = 25_500  # so that 100 pixels of full ink count as 1

METHODS: dict[str, tuple[str, Callable[[float, float], nn.Optimizer]]] = {
    "sgd": ("gradient descent", lambda eta, momentum: nn.SGD(eta)),
    "momentum": ("momentum", lambda eta, momentum: nn.SGD(eta, momentum)),
    "nesterov": ("Nesterov", lambda eta, momentum: nn.SGD(eta, momentum, nesterov=True)),
    "adam": ("Adam", lambda eta, momentum: nn.Adam(eta)),
}


@dataclass(frozen=True)
class Surface:
    """A loss of two weights.

    Attributes
    ----------
    loss : callable
        (..., 2) to (...).
    gradient : callable
        Of weights (2,) and the samples of a batch, which only the digits look at; (2,).
    lowest : float
        Least value of the loss.
    minima : tuple of (float, float)
    samples : int
        0 where there are no data.
    """

    loss: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray | None], np.ndarray]
    lowest: float
    minima: tuple[tuple[float, float], ...]
    samples: int = 0


def _bowl(*curvatures: float) -> Surface:
    a = np.array(curvatures)
    return Surface(lambda w: (a * w**2).sum(-1) / 2, lambda w, _: a * w, 0.0, ((0.0, 0.0),))


def _two_gradient(w: np.ndarray, _: np.ndarray | None) -> np.ndarray:
    u, v = w
    return np.array([u * (u * u - 4) / 4 + 0.2, v])


_FIXED = {
    "valley": _bowl(1, 20),
    "round": _bowl(2, 3),
    "saddle": Surface(
        lambda w: (w[..., 0] ** 2 - w[..., 1] ** 2) / 2 + w[..., 1] ** 4 / 16,
        lambda w, _: np.array([w[0], -w[1] + w[1] ** 3 / 4]),
        -1.0,
        ((0.0, -2.0), (0.0, 2.0)),
    ),
    "two": Surface(
        lambda w: (w[..., 0] ** 2 - 4) ** 2 / 16 + 0.2 * w[..., 0] + w[..., 1] ** 2 / 2,
        _two_gradient,
        -0.4095443,
        ((-2.0933611, 0.0), (1.8912986, 0.0)),
    ),
}
SURFACES = (*_FIXED, "digits")


def surface_of(name: str) -> Surface:
    """Return a surface; that of the digits reads the book's sample."""
    return _digits_surface() if name == "digits" else _FIXED[name]


@cache
def digits_and_ink() -> tuple[np.ndarray, np.ndarray]:
    """Return the ink of 48 zeros and 48 ones, in 100 full pixels, and +1 for a zero, -1 for a one.

    Both have shape (96,), float64.
    """
    train = sample.read().train
    chosen = np.sort(
        np.concatenate([np.flatnonzero(train.labels == d)[:DIGITS_OF_EACH] for d in (0, 1)])
    )
    ink = train.pixels[chosen].sum(axis=1, dtype=np.int64) / PAGE
    return ink, np.where(train.labels[chosen] == 0, 1.0, -1.0)


@cache
def _digits_surface() -> Surface:
    """Half the mean squared error of the line w · ink + b."""
    ink, target = digits_and_ink()
    design = np.column_stack([ink, np.ones_like(ink)])
    best = np.linalg.lstsq(design, target, rcond=None)[0]

    def loss(w: np.ndarray) -> np.ndarray:
        return ((w @ design.T - target) ** 2).mean(axis=-1) / 2

    def gradient(w: np.ndarray, batch: np.ndarray | None) -> np.ndarray:
        rows, y = (design, target) if batch is None else (design[batch], target[batch])
        return rows.T @ (rows @ w - y) / len(y)

    return Surface(loss, gradient, float(loss(best)), (tuple(best),), len(ink))


class DescentPaths(Live):
    """Four optimizers on one surface, step by step.

    Attributes
    ----------
    surface : str
        ``"valley"``, ``"round"``, ``"saddle"``, ``"two"`` or ``"digits"``.
    show : str
        ``"all"``, or one of ``"sgd"``, ``"momentum"``, ``"nesterov"``, ``"adam"``.
    start_1, start_2 : float
        The weights to begin with.
    eta : float
        Learning rate of all four.
    momentum : float
        Of the methods momentum and Nesterov. Adam has its usual constants.
    batch_size : int
        Digits in a batch; only the surface of the digits has any. 96 are all of them.
    seed : int
        Of the orders in which the digits come.
    steps : int
        How many steps are seen.
    """

    script: ClassVar[str] = "descent-paths"
    settings: ClassVar[tuple[str, ...]] = (
        "surface",
        "show",
        "start_1",
        "start_2",
        "eta",
        "momentum",
        "batch_size",
        "seed",
        "steps",
    )

    surface = traitlets.Enum(SURFACES, "valley").tag(sync=True)
    show = traitlets.Enum(("all", *METHODS), "all").tag(sync=True)
    start_1 = traitlets.Float(-3.5, min=-4.0, max=4.0).tag(sync=True)
    start_2 = traitlets.Float(2.0, min=-4.0, max=4.0).tag(sync=True)
    eta = traitlets.Float(0.04, min=0.001, max=2.0).tag(sync=True)
    momentum = traitlets.Float(0.9, min=0.0, max=0.99).tag(sync=True)
    batch_size = traitlets.Int(96, min=1, max=96).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=1_000_000).tag(sync=True)
    steps = traitlets.Int(40, min=0, max=MOST_STEPS).tag(sync=True)

    def path(self, method: str, steps: int | None = None) -> np.ndarray:
        """Return the weights of one method after 0, 1, 2, … steps, as the package takes them.

        Parameters
        ----------
        method : {"sgd", "momentum", "nesterov", "adam"}
        steps : int, optional
            Instead of those on the screen.

        Returns
        -------
        numpy.ndarray, (steps + 1, 2), float64
            Shorter if the method runs away: it ends where a weight is beyond a million.
        """
        if method not in METHODS:
            raise ValueError(f"method is {method!r}, expected one of {', '.join(METHODS)}.")
        optimizer = METHODS[method][1](self.eta, self.momentum)
        surface, batches = surface_of(self.surface), self._batches()
        w = np.array([self.start_1, self.start_2])
        places = [w.copy()]
        for _ in range(self.steps if steps is None else steps):
            optimizer.step([w], [surface.gradient(w, next(batches))])
            places.append(w.copy())
            if not np.all(np.abs(w) <= FAR):
                break
        return np.array(places)

    def losses(self, method: str, steps: int | None = None) -> np.ndarray:
        """Return the loss at each place of `path`, (steps + 1,); on all digits, not a batch."""
        return surface_of(self.surface).loss(self.path(method, steps))

    def _batches(self) -> Iterator[np.ndarray | None]:
        """Samples of each step: every epoch shuffles all of them, as js does, and cuts them."""
        samples = surface_of(self.surface).samples
        epoch = 0
        while True:
            if not samples or self.batch_size >= samples:
                yield None
                continue
            order = np.argsort(normal_numbers([1000 * self.seed + epoch], samples)[0])
            for first in range(0, samples, self.batch_size):
                yield order[first : first + self.batch_size]
            epoch += 1

    def still(self) -> tuple[bytes, str]:
        """Draw the surface with the four paths, and the loss along them."""
        from mnist_course.widgets.stills import descent_paths

        surface = surface_of(self.surface)
        shown = METHODS if self.show == "all" else (self.show,)
        paths = {METHODS[name][0]: self.path(name) for name in shown}
        return descent_paths.draw(surface.loss, surface.lowest, surface.minima, paths)
