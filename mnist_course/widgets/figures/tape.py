"""The tape of a small expression: recorded line by line, played back from its end."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from mnist_course.widgets.live import Live

Line = tuple[str, ...]


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


OPERATIONS: dict[str, tuple[Callable[..., float], Callable[..., tuple[float, ...]], str]] = {
    "add": (lambda a, b: a + b, lambda a, b: (1.0, 1.0), "{} + {}"),
    "subtract": (lambda a, b: a - b, lambda a, b: (1.0, -1.0), "{} − {}"),
    "multiply": (lambda a, b: a * b, lambda a, b: (b, a), "{} · {}"),
    "divide": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2), "{} / {}"),
    "square": (lambda a: a * a, lambda a: (2 * a,), "{}²"),
    "exp": (math.exp, lambda a: (math.exp(a),), "exp({})"),
    "negative_log": (lambda a: -math.log(a), lambda a: (-1 / a,), "−log({})"),
    "sigmoid": (_sigmoid, lambda a: (_sigmoid(a) * (1 - _sigmoid(a)),), "σ({})"),
}
"""By name: the value, its slopes along the inputs, how it is written."""

PROGRAMS: dict[str, tuple[tuple[str, ...], tuple[Line, ...]]] = {
    "sum": (("a", "b", "c"), (("u", "multiply", "a", "b"), ("L", "add", "u", "c"))),
    "twice": (("a", "b"), (("u", "multiply", "a", "a"), ("L", "multiply", "u", "b"))),
    "neuron": (
        ("w", "x", "bias", "y"),
        (
            ("u", "multiply", "w", "x"),
            ("z", "add", "u", "bias"),
            ("a", "sigmoid", "z"),
            ("e", "subtract", "a", "y"),
            ("L", "square", "e"),
        ),
    ),
    "softmax": (
        ("z1", "z2"),
        (
            ("u", "exp", "z1"),
            ("v", "exp", "z2"),
            ("s", "add", "u", "v"),
            ("p", "divide", "u", "s"),
            ("L", "negative_log", "p"),
        ),
    ),
}
"""By name: the inputs, and the lines: a result, an operation, what goes in."""

SHOWN = {"bias": "b", "z1": "z₁", "z2": "z₂"}


class Tape(Live):
    """Record the tape of a small expression line by line, and play it back.

    Attributes
    ----------
    expression : str
        ``"sum"``, a · b + c; ``"twice"``, a · a · b; ``"neuron"``, (σ(w · x + b) − y)²;
        ``"softmax"``, the cross-entropy of the softmax of two scores, the first being right.
    a, b, c, w, x, bias, y, z1, z2 : float
        The inputs; an expression uses those that stand in it.
    place : int
        How far the walk has come: lines recorded, then one for the start at the end, then lines
        played back.
    """

    script: ClassVar[str] = "tape"
    settings: ClassVar[tuple[str, ...]] = (
        "expression", "a", "b", "c", "w", "x", "bias", "y", "z1", "z2", "place",
    )  # fmt: skip

    expression = traitlets.Enum(tuple(PROGRAMS), "twice").tag(sync=True)
    a = traitlets.Float(3.0).tag(sync=True)
    b = traitlets.Float(2.0).tag(sync=True)
    c = traitlets.Float(-1.0).tag(sync=True)
    w = traitlets.Float(2.0).tag(sync=True)
    x = traitlets.Float(0.5).tag(sync=True)
    bias = traitlets.Float(-2.0).tag(sync=True)
    y = traitlets.Float(1.0).tag(sync=True)
    z1 = traitlets.Float(1.0).tag(sync=True)
    z2 = traitlets.Float(2.0).tag(sync=True)
    place = traitlets.Int(2, min=0, max=11).tag(sync=True)

    def values(self) -> dict[str, float]:
        """Return the value of every input and every line, by name, ``L`` last."""
        inputs, lines = PROGRAMS[self.expression]
        found = {name: float(getattr(self, name)) for name in inputs}
        for name, operation, *sources in lines:
            found[name] = OPERATIONS[operation][0](*(found[source] for source in sources))
        return found

    def slopes(self) -> dict[str, float]:
        """Return the slope of L along every input and every line, from the tape played back."""
        found = self.values()
        slopes = dict.fromkeys(found, 0.0) | {"L": 1.0}
        for name, operation, *sources in reversed(PROGRAMS[self.expression][1]):
            local = OPERATIONS[operation][1](*(found[source] for source in sources))
            for source, slope in zip(sources, local, strict=True):
                slopes[source] += slopes[name] * slope
        return slopes

    def still(self) -> tuple[bytes, str]:
        """Draw the whole tape with all values and slopes."""
        from mnist_course.widgets.frames import png

        inputs, lines = PROGRAMS[self.expression]
        values, slopes = self.values(), self.slopes()
        texts = {name: SHOWN.get(name, name) for name in inputs}
        for name, operation, *sources in lines:
            form = OPERATIONS[operation][2]
            texts[name] = f"{name} = " + form.format(*(SHOWN.get(s, s) for s in sources))
        rows = [[texts[n], _short(values[n]), _short(slopes[n])] for n in values]
        told = "; ".join(f"{text}: value {value}, slope {slope}" for text, value, slope in rows)
        words = (
            "A table with a row for each input and each line of the tape, and three columns: the "
            f"line, its value, and the slope of L along it. {told}."
        )
        return png(_draw(rows)), words


def _draw(rows: list[list[str]]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 0.42 * (len(rows) + 1) + 0.2), layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    places = [(0.03, "left"), (0.62, "right"), (0.95, "right")]
    for r, row in enumerate([["line", "value", "slope of L"], *rows]):
        for (x, side), text in zip(places, row, strict=True):
            ax.text(x, -r, text, ha=side, va="center", fontsize=12, color="black")
        ax.axhline(-r - 0.5, color="black" if r == 0 else "#c8c8c8", linewidth=1.5 if r == 0 else 1)
    ax.set(xlim=(0, 1), ylim=(-len(rows) - 0.6, 0.7))
    ax.axis("off")
    return figure


def _short(value: float) -> str:
    return f"{float(f'{value:.3g}') + 0:g}".replace("-", "−")
