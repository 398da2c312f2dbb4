"""The perceptron on points that the reader moves: line, weights, corrections and their bound."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from mnist_course.data.toy import GATES, logic_gate
from mnist_course.perceptron import Perceptron, Update, novikoff_bound
from mnist_course.widgets.live import Live

# As in js/perceptron/samples.js and learning.js; a test compares them. Eighths, and learning rates
# that are powers of two, make all sums exact: "a score of exactly zero" is the same in both.
LOW, HIGH, STEP, MOST = -1.5, 2.5, 1 / 8, 40
ETAS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
MOST_EPOCHS = 100
CLOUDS = "lopqhpnipcenhrppqpk7n6cnhgnolp9cnidnsjphanlmpa8nnspbbn"
DIGITS = "0123456789abcdefghijklmnopqrstuvw"
_SAMPLES = re.compile("(?:[0-9a-w][0-9a-w][pn])*")


class PerceptronPlane(Live):
    """Rosenblatt's perceptron, one look at one sample after the other.

    Besides the settings below it takes ``points``, (n, 2), with ``labels``, (n,) of -1 and +1:
    they are rounded to eighths and become ``samples``.

    Attributes
    ----------
    data : str
        ``"AND"``, ``"OR"``, ``"NAND"``, ``"XOR"``, ``"clouds"``, or ``"own"``: those of `samples`.
    samples : str
        The reader's points, three characters each: the two coordinates in eighths from -1.5 on, to
        base 36, and ``p`` (+1) or ``n`` (-1). ``"ckn"`` is (0, 1) with label -1.
    eta : float
        Learning rate: 0.125, 0.25, 0.5, 1, 2 or 4.
    start_w1, start_w2, start_b : float
        The line to start with.
    looks : int
        How many samples have been looked at so far; more than a run holds mean its end.
    """

    script: ClassVar[str] = "perceptron"
    settings: ClassVar[tuple[str, ...]] = (
        "data",
        "samples",
        "eta",
        "start_w1",
        "start_w2",
        "start_b",
        "looks",
    )

    data = traitlets.Enum((*GATES, "clouds", "own"), "AND").tag(sync=True)
    samples = traitlets.Unicode("").tag(sync=True)
    eta = traitlets.Enum(ETAS, 1.0).tag(sync=True)
    start_w1 = traitlets.Float(0.0, min=-3.0, max=3.0).tag(sync=True)
    start_w2 = traitlets.Float(0.0, min=-3.0, max=3.0).tag(sync=True)
    start_b = traitlets.Float(0.0, min=-3.0, max=3.0).tag(sync=True)
    looks = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(
        self, points: ArrayLike | None = None, labels: ArrayLike | None = None, **settings: Any
    ) -> None:
        if (points is None) != (labels is None):
            raise TypeError("points and labels belong together: give both or neither.")
        if points is not None and labels is not None:
            settings = {"data": "own", "samples": write_samples(points, labels), **settings}
        super().__init__(**settings)

    @traitlets.validate("samples")
    def _check_samples(self, proposal: Any) -> str:
        text = proposal["value"]
        if not _SAMPLES.fullmatch(text) or len(text) > 3 * MOST:
            raise traitlets.TraitError(
                f"samples is {text[:40]!r}, expected at most {MOST} points of three characters: "
                'two coordinates (0 to w) and p or n, such as "ckn".'
            )
        return text

    # What the reader made of it.

    @property
    def points(self) -> np.ndarray:
        """The points on the screen, (n, 2)."""
        return self._samples()[0]

    @property
    def labels(self) -> np.ndarray:
        """Their labels, (n,) of -1 and +1."""
        return self._samples()[1]

    @property
    def updates(self) -> list[Update]:
        """The corrections so far, as `Perceptron` keeps them."""
        n = len(self.labels)
        return [u for u in self._run().updates if u.epoch * n + u.sample < self.looks]

    @property
    def corrections(self) -> int:
        """How many corrections there were so far."""
        return len(self.updates)

    @property
    def w(self) -> np.ndarray:
        """The weights after `looks` looks, (2,)."""
        return self._line()[0]

    @property
    def b(self) -> float:
        """The bias after `looks` looks."""
        return self._line()[1]

    @property
    def mistakes_per_epoch(self) -> list[int]:
        """Mistakes of each epoch so far; the last one may not be over."""
        n = len(self.labels)
        run = self._run()
        begun = min(-(-self.looks // n), len(run.mistakes_per_epoch))
        counts = [0] * begun
        for update in self.updates:
            counts[update.epoch] += 1
        return counts

    @property
    def bound(self) -> float | None:
        """Novikoff's bound for a start at zero, from the widest margin; None if not separable."""
        line = widest_line(self.points, self.labels)
        return None if line is None else novikoff_bound(self.points, self.labels, *line)

    def _samples(self) -> tuple[np.ndarray, np.ndarray]:
        if self.data == "own" and self.samples:
            return read_samples(self.samples)
        if self.data == "clouds":
            return read_samples(CLOUDS)
        return logic_gate("AND" if self.data == "own" else self.data)

    def _run(self) -> Perceptron:
        learner = Perceptron(eta=self.eta, max_epochs=MOST_EPOCHS)
        return learner.fit(*self._samples(), [self.start_w1, self.start_w2], self.start_b)

    def _line(self) -> tuple[np.ndarray, float]:
        if updates := self.updates:
            return updates[-1].w, float(updates[-1].b)
        return np.array([self.start_w1, self.start_w2]), self.start_b

    def still(self) -> tuple[bytes, str]:
        """Draw points and line, the way of the weights, and the mistakes of each epoch."""
        from matplotlib.figure import Figure

        from mnist_course.plots.plane import plot_line, plot_points
        from mnist_course.widgets.frames import png

        X, y = self._samples()
        run = self._run()
        start = np.array([self.start_w1, self.start_w2])
        figure = Figure(figsize=(7, 6), layout="constrained")
        axes = figure.subplot_mosaic(
            [["points", "weights"], ["mistakes"] * 2], height_ratios=[3, 2]
        )
        ax = axes["points"]
        ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
        ax.set(xticks=range(-1, 3), yticks=range(-1, 3))
        plot_points(ax, X, y, size=80)
        plot_line(ax, run.w, run.b)
        ax.set_title("the points and the last line", fontsize=12)
        ax = axes["weights"]
        way = np.array([start, *(u.w for u in run.updates)])
        limit = 1.15 * max(1.0, float(np.abs(way).max()))
        ax.set(xlim=(-limit, limit), ylim=(-limit, limit), xlabel="$w_1$", ylabel="$w_2$")
        ax.set_aspect("equal")
        ax.plot(*way.T, "o-", color="0.5", markersize=4)
        ax.annotate("", way[-1], (0, 0), arrowprops={"arrowstyle": "-|>", "linewidth": 2.5})
        ax.set_title("the way of the weights w", fontsize=12)
        ax = axes["mistakes"]
        counts = run.mistakes_per_epoch[:20]
        ax.bar(range(1, len(counts) + 1), counts, color="#CCCCCC", edgecolor="black")
        ax.set(xlabel="epoch", ylabel="mistakes", xticks=range(1, len(counts) + 1))
        ax.spines[["top", "right"]].set_visible(False)
        names = {"clouds": "Two clouds of points", "own": "Points"}
        end = (
            f"after {len(run.updates)} corrections an epoch without a mistake, and a line that "
            "parts the discs from the squares, its arrow on the side of the discs"
            if run.converged
            else f"no rest after {MOST_EPOCHS} epochs"
        )
        words = (
            f"{names.get(self.data, f'The four points of {self.data}')}, discs for +1 and squares "
            f"for -1. The perceptron learns them with learning rate {self.eta:g}: {end}. Beside "
            "it, the way of the two weights; below, bars with the mistakes of each epoch."
        )
        return png(figure), words


def read_samples(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return points (n, 2) and labels (n,) of their short text."""
    triples = [text[i : i + 3] for i in range(0, len(text), 3)]
    places = [[LOW + STEP * DIGITS.index(c) for c in t[:2]] for t in triples]
    labels = [1 if t[2] == "p" else -1 for t in triples]
    return np.array(places, dtype=float).reshape(-1, 2), np.array(labels, dtype=np.int64)


def write_samples(points: ArrayLike, labels: ArrayLike) -> str:
    """Return the short text of points (n, 2), rounded to eighths, with labels (n,) of -1 and +1.

    Raises
    ------
    ValueError
        Shapes that do not fit, labels other than -1 and +1, a point outside the square, or more
        points than the figure holds.
    """
    X, y = np.asarray(points, dtype=float), np.asarray(labels)
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != (len(X),):
        raise ValueError(
            f"points has shape {X.shape} and labels {y.shape}, expected (n, 2) and (n,)."
        )
    if not 1 <= len(X) <= MOST:
        raise ValueError(f"points holds {len(X)} points, expected 1 to {MOST}.")
    if not np.isin(y, (-1, 1)).all():
        raise ValueError(f"labels holds {np.unique(y)[:5]}, expected -1 and +1 only.")
    if not ((LOW <= X) & (HIGH >= X)).all():
        raise ValueError(f"points must lie between {LOW} and {HIGH} in both directions.")
    places = np.rint((X - LOW) / STEP).astype(int)
    return "".join(
        DIGITS[a] + DIGITS[b] + ("p" if label > 0 else "n")
        for (a, b), label in zip(places, y, strict=True)
    )


def widest_line(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Return (w, b) with the widest margin in the plane, or None if no line separates the points.

    The bias counts as a weight on an input that is always 1, as in `novikoff_bound`. In these three
    dimensions at most three samples lie on the edge of the widest margin, so each subset of one to
    three is tried: the shortest v = (w, b) that gives all of them y z = 1.
    """
    A = y[:, None] * np.column_stack([X, np.ones(len(X))])
    best, widest = None, 1e-9
    for size in range(1, min(3, len(A)) + 1):
        subsets = A[list(combinations(range(len(A)), size))]
        lines = np.linalg.pinv(subsets) @ np.ones(size)
        lengths = np.linalg.norm(lines, axis=1)
        margins = (lines @ A.T).min(axis=1) / np.where(lengths > 0, lengths, 1.0)
        if margins.max() > widest:
            best, widest = lines[margins.argmax()], float(margins.max())
    return None if best is None else (best[:2], float(best[2]))
