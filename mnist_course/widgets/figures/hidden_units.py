"""One hidden layer that learns XOR, two moons or a curve while one watches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.live import Live
from mnist_course.widgets.page_random import normal_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mnist_course.nn import Sequential

# As in js/hidden-units/tasks.js and learner.js; a test compares them.
MOST_UNITS, MOST_STEPS = 16, 20_000
OUTPUT_START = 0.5
MOON, NOISE, SEED = 30, 0.12, 7
_BEFORE = re.compile(r"(?:\d+x\d+(?:_\d+x\d+)*)?")


@dataclass(frozen=True)
class Task:
    """What is to be learned: samples x (n, d), targets y (n,), and how."""

    x: np.ndarray
    y: np.ndarray
    low: float
    high: float
    loss: str
    output: str | None


def task(name: str) -> Task:
    """Return the task ``"xor"``, ``"moons"`` or ``"curve"``, as the page has it."""
    if name == "curve":
        x = -2 + np.arange(41) / 10
        return Task(x[:, np.newaxis], target(x), -2, 2, "mean_squared_error", None)
    if name == "moons":
        t = np.pi * np.arange(MOON) / (MOON - 1)
        first = np.column_stack([np.cos(t), np.sin(t)])
        second = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
        noise = NOISE * normal_numbers([SEED], 4 * MOON).reshape(-1, 2)
        x = np.round(np.concatenate([first, second]) + noise, 3)
        y = np.repeat([0.0, 1.0], MOON)
        return Task(x, y, -1.5, 2.5, "binary_crossentropy", "sigmoid")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return Task(x, np.array([0.0, 1, 1, 0]), -0.5, 1.5, "binary_crossentropy", "sigmoid")


def target(x: np.ndarray) -> np.ndarray:
    """Return the curve that is to be learned."""
    return np.sin(0.75 * np.pi * x)


class HiddenUnits(Live):
    """A small network learns; hidden units are added and taken away, their lines are drawn.

    Each step is plain gradient descent on all samples. `model` trains the same network in Python.

    Attributes
    ----------
    data : str
        ``"xor"``, ``"moons"`` or ``"curve"``.
    units : int
        Hidden units, 1 to 16.
    activation : str
        ``"tanh"``, ``"sigmoid"`` or ``"relu"``.
    learning_rate : float
    seed : int
        Which start: 0 to 99.
    before : str
        What was trained before with other numbers of units: ``"2x500_3x100"`` means 500 steps with
        2 units, then 100 with 3.
    steps : int
        Steps since then.
    """

    script: ClassVar[str] = "hidden-units"
    settings: ClassVar[tuple[str, ...]] = (
        "data",
        "units",
        "activation",
        "learning_rate",
        "seed",
        "before",
        "steps",
    )

    data = traitlets.Enum(("xor", "moons", "curve"), "xor").tag(sync=True)
    units = traitlets.Int(2, min=1, max=MOST_UNITS).tag(sync=True)
    activation = traitlets.Enum(("tanh", "sigmoid", "relu"), "tanh").tag(sync=True)
    learning_rate = traitlets.Float(0.5, min=0.0001, max=100.0).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=99).tag(sync=True)
    before = traitlets.Unicode("").tag(sync=True)
    steps = traitlets.Int(0, min=0, max=MOST_STEPS).tag(sync=True)

    @traitlets.validate("before")
    def _check_before(self, proposal: Any) -> str:
        text = proposal["value"]
        if not _BEFORE.fullmatch(text):
            raise traitlets.TraitError(
                f'before is {text[:40]!r}, expected pairs of units and steps such as "2x500_3x100".'
            )
        return text

    def model(self) -> Sequential:
        """Return the network on the screen, trained in Python from the same start.

        Raises
        ------
        DivergenceError
            If the learning rate lets the weights run away.
        """
        pairs = [part.split("x") for part in self.before.split("_") if part]
        plan = [(int(units), int(steps)) for units, steps in pairs]
        first = normal_numbers([self.seed], 4 * MOST_UNITS).reshape(MOST_UNITS, 4)
        model = None
        for units, steps in [*plan, (self.units, self.steps)]:
            model = self._network(units, first, model)
            self._train(model, steps)
        assert model is not None
        return model

    def _network(self, units: int, first: np.ndarray, old: Sequential | None) -> Sequential:
        """Build a network of so many units; those of the old one keep what they have learned."""
        from mnist_course.nn import Dense, Sequential

        goal = task(self.data)
        d = goal.x.shape[1]
        layers = [Dense(units, self.activation), Dense(1, goal.output)]
        model = Sequential(layers, input_shape=(d,), dtype="float64")
        hidden, output = (layer.params for layer in model.layers)
        hidden["W"][...] = first[:units, :d].T
        hidden["b"][...] = first[:units, 2]
        if old is None:
            output["W"][:, 0] = OUTPUT_START * first[:units, 3]
            return model
        before, output_before = (layer.params for layer in old.layers)
        kept = min(units, len(before["b"]))
        hidden["W"][:, :kept] = before["W"][:, :kept]
        hidden["b"][:kept] = before["b"][:kept]
        output["W"][...] = 0  # a unit that joins says nothing yet
        output["W"][:kept] = output_before["W"][:kept]
        output["b"][...] = output_before["b"]
        return model

    def _train(self, model: Sequential, steps: int) -> None:
        from mnist_course.nn import SGD

        goal = task(self.data)
        model.fit(
            goal.x,
            goal.y[:, np.newaxis],
            loss=goal.loss,
            optimizer=SGD(self.learning_rate),
            epochs=steps,
            batch_size=len(goal.y),
            shuffle=False,
            progress=False,
        )

    def still(self) -> tuple[bytes, str]:
        """Draw three networks that have learned: XOR, the two moons, the curve."""
        from matplotlib.figure import Figure

        from mnist_course.widgets.frames import png

        figure = Figure(figsize=(7, 7.2), layout="constrained")
        axes = figure.subplot_mosaic([["xor", "moons"], ["curve", "curve"]])
        shown = {
            "xor": HiddenUnits(data="xor", units=2, seed=XOR_SEED, steps=1000),
            "moons": HiddenUnits(data="moons", units=4, seed=MOONS_SEED, steps=4000),
            "curve": HiddenUnits(
                data="curve", units=6, learning_rate=0.1, seed=CURVE_SEED, steps=4000
            ),
        }
        for name, one in shown.items():
            draw_state(axes[name], one)
        axes["xor"].set_title("XOR, 2 hidden units", fontsize=12)
        axes["moons"].set_title("two moons, 4 hidden units", fontsize=12)
        axes["curve"].set_title("a curve, 6 hidden units", fontsize=12)
        words = (
            "Three networks with a hidden layer of tanh units, after learning. For XOR two dashed "
            "lines, those of the two units; the boundary leaves both discs on the shaded side and "
            "both squares on the other. For the two moons four dashed lines, and a bent boundary "
            "between the moons. For the curve six units, some of whose bends are marked by upright "
            "dashed lines; the network's answer follows the wave."
        )
        return png(figure), words


XOR_SEED, MOONS_SEED, CURVE_SEED = 1, 3, 3


def draw_state(ax: Axes, figure: HiddenUnits) -> None:
    """Draw the samples, the network's answer and each unit's line into ``ax``."""
    from mnist_course.plots.plane import plot_line, plot_points
    from mnist_course.plots.style import BLUE, GREY, INK

    goal, model = task(figure.data), figure.model()
    W, b = (model.layers[0].params[name] for name in ("W", "b"))
    ax.grid(color="#E4E4E4")
    across = np.linspace(goal.low, goal.high, 201)
    if figure.data == "curve":
        for j in range(len(b)):
            if goal.low < -b[j] / W[0, j] < goal.high:
                ax.axvline(-b[j] / W[0, j], color=GREY, linestyle="--", linewidth=1.5)
        ax.plot(goal.x[:, 0], goal.y, "o", color="white", markeredgecolor=BLUE, markersize=5)
        ax.plot(across, model.predict(across[:, np.newaxis])[:, 0], color=INK, linewidth=2.5)
        ax.set(xlabel="$x$", ylim=(-1.6, 1.6))
        return
    ax.set(xlim=(goal.low, goal.high), ylim=(goal.low, goal.high), aspect="equal")
    grid = np.stack(np.meshgrid(across, across), axis=-1)
    answers = model.predict(grid.reshape(-1, 2)).reshape(201, 201)
    ax.contourf(across, across, answers, levels=[0.5, 2], colors=["#E9ECEF"])
    ax.contour(across, across, answers, levels=[0.5], colors=[INK], linewidths=2.5)
    for j in range(len(b)):
        plot_line(ax, W[:, j], b[j], arrow=False, color=GREY, linestyle="--", linewidth=1.5)
    plot_points(ax, goal.x, 2 * goal.y - 1, size=90 if len(goal.y) < 10 else 30)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
