"""Regions of the plane that a network gives to two or three classes, and points it never sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.data import Standardizer, fit_standardizer
from mnist_course.widgets.live import Live
from mnist_course.widgets.page_random import normal_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mnist_course.nn import Sequential

# As in js/decision-regions/sets.js, edits.js and learner.js; a test compares them.
LEARNED, HELD = 90, 180
MOST_ADDED = 60
EDGE = 2.5
MOST_STEPS = 5000
CLASSES = {"moons": 2, "circles": 2, "xor": 2, "blobs": 3, "spiral": 3}
_NOISE_SEED = 11
_EDIT = re.compile("([0-9a-z]{2})(?:x|([012])([0-9a-z]{2})([0-9a-z]{2}))")
_GAIN = {"tanh": 1.0, "sigmoid": 1.0, "relu": np.sqrt(2)}


@dataclass(frozen=True, eq=False)
class ToySet:
    """Points to learn from and points held out: x (n, 2), y (n,) from 0 to classes - 1."""

    classes: int
    x: np.ndarray
    y: np.ndarray
    held_x: np.ndarray
    held_y: np.ndarray


def toy_set(name: str, noise: float = 0.1, stretch: float = 1, edits: str = "") -> ToySet:
    """Return the points that the page draws for these settings.

    Parameters
    ----------
    name : {"moons", "circles", "xor", "blobs", "spiral"}
    noise : float
        Standard deviation of what is added to both features.
    stretch : float
        The second feature is multiplied by it.
    edits : str
        What the reader changed of the points to learn from; see `DecisionRegions`.

    Raises
    ------
    ValueError
        Edits that are no such text, or that leave fewer than two points.
    """
    classes = CLASSES[name]
    numbers = normal_numbers([_NOISE_SEED], 2 * (LEARNED + HELD)).reshape(-1, 2)
    made = []
    for count, first in ((LEARNED, 1), (HELD, LEARNED)):
        i = np.arange(count)
        y = i % classes
        t = (i // classes + 0.5) / (count / classes)
        part = numbers[:LEARNED] if first == 1 else numbers[LEARNED:]
        made += [_place(name, y, t, first + i // classes) + noise * part, y]
    x, y, held_x, held_y = made
    x, y = _with_edits(x, y, edits, classes)
    return ToySet(classes, x * [1, stretch], y, held_x * [1, stretch], held_y)


def _with_edits(
    x: np.ndarray, y: np.ndarray, edits: str, classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the points (n, 2) and classes (n,) after the edits; a class too many is the last."""
    points = {
        i: (*place, c) for i, (place, c) in enumerate(zip(x.tolist(), y.tolist(), strict=True))
    }
    for number, kind, across, up in _read_edits(edits):
        if kind:
            place = (int(k, 36) / 100 - EDGE for k in (across, up))
            points[int(number, 36)] = (*place, min(int(kind), classes - 1))
        else:
            points.pop(int(number, 36), None)
    if len(points) < 2:
        raise ValueError(f"edits leave {len(points)} points to learn from, expected two or more.")
    rows = np.array([points[i] for i in sorted(points)])
    return rows[:, :2], rows[:, 2].astype(y.dtype)


def _read_edits(text: str) -> list[tuple[str, str, str, str]]:
    """Return number, class (empty: removed) and both coordinates of each edit, to base 36.

    Raises
    ------
    ValueError
        If the text does not consist of edits, names a point that there cannot be, or a place
        outside the square.
    """
    found = _EDIT.findall(text)
    if _EDIT.sub("", text):
        raise ValueError(
            f"edits is {text[:40]!r}, expected points of seven characters, such as '0016y6y' for "
            "number 0, class 1 at (0, 0), or of three for a removed one, such as '00x'."
        )
    for number, _, *place in found:
        if int(number, 36) >= LEARNED + MOST_ADDED:
            raise ValueError(
                f"edits name point {int(number, 36)}, expected less than {LEARNED + MOST_ADDED}."
            )
        if any(k and int(k, 36) > 200 * EDGE for k in place):
            raise ValueError(
                f"edits put point {int(number, 36)} outside the square, expected coordinates from "
                f"-{EDGE} to {EDGE}, which are '00' to 'dw'."
            )
    return found


def _place(name: str, c: np.ndarray, t: np.ndarray, k: np.ndarray) -> np.ndarray:
    """Return where points of class c would lie without noise; t runs from 0 to 1."""
    if name == "moons":
        angle, side = np.pi * t, np.where(c == 0, 1, -1)
        return 1.4 * np.stack([side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)], 1)
    if name == "circles":
        radius, angle = np.where(c == 0, 0.6, 1.6), 2 * np.pi * t
    elif name == "xor":
        golden = np.array([0.7548776662466927, 0.5698402909980532])
        side = 0.1 + 1.5 * ((0.5 + golden * k[:, np.newaxis]) % 1)
        first = np.where(k % 2 == 0, 1, -1)
        return side * np.stack([first, np.where(c == 0, first, -first)], 1)
    elif name == "blobs":
        radius, angle = 1.2, np.pi / 2 + 2 * np.pi * c / 3
    else:
        radius, angle = 0.2 + 1.5 * t, 2 * np.pi * c / 3 + 3.5 * t
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)


class DecisionRegions(Live):
    """A network learns to name points of the plane; held-out points say how well it does.

    Every step uses all points. `model` trains the same network in Python.

    Attributes
    ----------
    data : str
        ``"moons"``, ``"circles"``, ``"xor"``, ``"blobs"`` or ``"spiral"``.
    noise : float
        Standard deviation of the noise on both features.
    edits : str
        What the reader changed of the points to learn from, in the order of their numbers, two
        digits to base 36 from ``00`` on: the number, the class (0, 1 or 2) and two digits for each
        coordinate, in hundredths from -2.5 on, before stretching; or the number and ``x`` for a
        point that was removed. ``"0016y6y01x"`` puts number 0 at (0, 0) with class 1 and removes
        number 1. Added points have the numbers from 90 on.
    stretch : int
        The second feature is multiplied by 1, 10 or 100.
    features : str
        ``"raw"`` or ``"standardised"``, by the points to learn from.
    layers, units : int
        Hidden layers, 0 to 3, and the units of each, 1 to 12.
    activation : str
        ``"tanh"``, ``"sigmoid"`` or ``"relu"``.
    optimizer : str
        ``"adam"`` or ``"sgd"``, which is plain gradient descent.
    learning_rate : float
    seed : int
        Which start: 0 to 99.
    steps : int
        How many steps have been taken.
    """

    script: ClassVar[str] = "decision-regions"
    settings: ClassVar[tuple[str, ...]] = (
        "data",
        "noise",
        "edits",
        "stretch",
        "features",
        "layers",
        "units",
        "activation",
        "optimizer",
        "learning_rate",
        "seed",
        "steps",
    )

    data = traitlets.Enum(tuple(CLASSES), "spiral").tag(sync=True)
    noise = traitlets.Float(0.1, min=0.0, max=1.0).tag(sync=True)
    edits = traitlets.Unicode("").tag(sync=True)
    stretch = traitlets.Enum((1, 10, 100), 1).tag(sync=True)
    features = traitlets.Enum(("raw", "standardised"), "raw").tag(sync=True)
    layers = traitlets.Int(1, min=0, max=3).tag(sync=True)
    units = traitlets.Int(8, min=1, max=12).tag(sync=True)
    activation = traitlets.Enum(("tanh", "sigmoid", "relu"), "tanh").tag(sync=True)
    optimizer = traitlets.Enum(("adam", "sgd"), "adam").tag(sync=True)
    learning_rate = traitlets.Float(0.05, min=0.0001, max=100.0).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=99).tag(sync=True)
    steps = traitlets.Int(0, min=0, max=MOST_STEPS).tag(sync=True)

    @traitlets.validate("edits")
    def _check_edits(self, proposal: Any) -> str:
        try:
            _read_edits(proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return proposal["value"]

    def points(self) -> ToySet:
        """Return the points on the screen, in their own units."""
        return toy_set(self.data, self.noise, self.stretch, self.edits)

    def standardizer(self) -> Standardizer:
        """Return what makes inputs of the features: nothing at all if they stay as they are."""
        if self.features == "raw":
            return Standardizer(np.zeros(2), np.ones(2))
        return fit_standardizer(self.points().x)

    def model(self) -> Sequential:
        """Return the network on the screen, trained in Python from the same start.

        Raises
        ------
        DivergenceError
            If the learning rate lets the weights run away.
        """
        from mnist_course.nn import SGD, Adam, Dense, Sequential

        points = self.points()
        layers = [Dense(self.units, self.activation) for _ in range(self.layers)]
        model = Sequential(
            [*layers, Dense(points.classes, "softmax")], input_shape=(2,), dtype="float64"
        )
        kernels = [layer.params["W"] for layer in model.layers]
        first = normal_numbers([self.seed], sum(W.size for W in kernels))[0]
        for W in kernels:
            own, first = first[: W.size], first[W.size :]
            W[...] = _GAIN[self.activation] / np.sqrt(len(W)) * own.reshape(W.shape)
        model.fit(
            self.standardizer().transform(points.x),
            np.eye(points.classes)[points.y],
            loss="categorical_crossentropy",
            optimizer={"adam": Adam, "sgd": SGD}[self.optimizer](self.learning_rate),
            epochs=self.steps,
            batch_size=len(points.y),
            shuffle=False,
            progress=False,
        )
        return model

    def score(self, model: Sequential) -> dict[str, float]:
        """Return loss and accuracy of a network on the points learned from and on those held out.

        Keys: ``loss``, ``accuracy``, ``held_loss``, ``held_accuracy``.
        """
        points, scale = self.points(), self.standardizer().transform
        eye = np.eye(points.classes)
        loss = "categorical_crossentropy"
        learned = model.evaluate(scale(points.x), eye[points.y], loss)
        held = model.evaluate(scale(points.held_x), eye[points.held_y], loss)
        return {**learned, **{f"held_{name}": value for name, value in held.items()}}

    def still(self) -> tuple[bytes, str]:
        """Draw three networks that have learned: two moons, three clouds, three arms."""
        from matplotlib.figure import Figure

        from mnist_course.widgets.frames import png

        figure = Figure(figsize=(7, 6.6), layout="constrained")
        axes = figure.subplot_mosaic([["moons", "blobs"], ["spiral", "bad"]])
        titles = {
            "moons": "two moons",
            "blobs": "three clouds",
            "spiral": "three arms",
            "bad": "three arms, $x_2$ × 100",
        }
        common = {"units": 8, "steps": 500}
        shown = {
            "moons": DecisionRegions(data="moons", **common),
            "blobs": DecisionRegions(data="blobs", noise=0.3, **common),
            "spiral": DecisionRegions(data="spiral", **common),
            "bad": DecisionRegions(data="spiral", stretch=100, **common),
        }
        for name, one in shown.items():
            draw_regions(axes[name], one)
            axes[name].set_title(titles[name], fontsize=12)
        words = (
            "Four networks with a hidden layer of eight tanh units, after 500 steps of Adam. "
            "Discs, squares and triangles lie on hatched regions, a hatching for each class. Two "
            "moons and three clouds are parted by smooth lines, three arms of a spiral by curved "
            "ones. In the last picture the second feature of the arms is 100 times as large, and "
            "the border runs in thin, ragged strips across the arms."
        )
        return png(figure), words


def draw_regions(ax: Axes, figure: DecisionRegions) -> None:
    """Draw the regions and the points that were learned from into ``ax``."""
    from mnist_course.plots.style import BLUE, GREEN, INK, ORANGE

    colours = (BLUE, ORANGE, GREEN)
    points, model = figure.points(), figure.model()
    across = np.linspace(-EDGE, EDGE, 161)
    up = across * figure.stretch
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    p = model.predict(figure.standardizer().transform(grid)).reshape(161, 161, -1)
    ax.grid(visible=False)
    for c in range(points.classes):
        lead = p[..., c] - np.delete(p, c, axis=2).max(axis=2)
        filled = ax.contourf(across, up, lead, levels=[0, 1], colors="none", hatches=HATCHES[c])
        filled.set(edgecolor=colours[c], linewidth=0)
        if c:
            ax.contour(across, up, lead, levels=[0], colors=[INK], linewidths=2)
        own = points.x[points.y == c]
        ax.plot(*own.T, "os^"[c], color=colours[c], markeredgecolor="white", markersize=6.5)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-EDGE, EDGE), ylim=(up[0], up[-1]))


HATCHES = (["//"], ["\\\\"], [".."])
