"""Draw the pictures of the chapter cards on the front page: ``_static/cards/CHAPTER.svg``.

    python tools/cards.py                # all of them
    python tools/cards.py convolution    # this one

Each picture is drawn from real digits (the sample that the package holds), from the networks that
it holds, or from a recorded result. The build puts it into the page, where it takes the colours of
the text and of the links, light or dark (``tools/sphinx_course/cards.py``); its ``<title>`` says
what it shows. A chapter without a picture gets a card with its number.

To add a picture, write a function below and give it the chapter's name.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from mnist_course.data import rotate
from mnist_course.data.toy import logic_gate, separable_points
from mnist_course.experiments import load_result
from mnist_course.ground.writing import whole_file
from mnist_course.perceptron import Perceptron
from mnist_course.widgets import (
    DecisionRegions,
    DeeperNetworks,
    NearestNeighbours,
    Preparation,
    StartingWeights,
    sample,
    trained,
)

FOLDER = Path(__file__).resolve().parents[1] / "_static" / "cards"
WIDTH, HEIGHT = 160, 100
LEVELS = 4  # shades of ink; more cannot be told apart at this size
# A held-out digit that the three networks of the page read differently.
DIGIT = 560

Drawing = tuple[str, str]
"""What stands inside the SVG, and what it shows."""
DRAWINGS: dict[str, Callable[[], Drawing]] = {}


def draws(chapter: str) -> Callable[[Callable[[], Drawing]], Callable[[], Drawing]]:
    """Register a function as the one that draws the card of a chapter."""

    def keep(function: Callable[[], Drawing]) -> Callable[[], Drawing]:
        DRAWINGS[chapter] = function
        return function

    return keep


# ---- shapes ----


def number(value: float) -> str:
    """Write a length with one decimal at most: a third of the bytes, the same picture."""
    return f"{value:.1f}".removesuffix(".0")


def place(inside: str, x: float, y: float, scale: float) -> str:
    """Put a drawing with its upper left corner at a point."""
    return f'<g transform="translate({number(x)} {number(y)}) scale({scale:.3f})">{inside}</g>'


def pixels(image: ArrayLike, kind: str = "ink") -> str:
    """Draw a picture (rows, columns), 0 to 1, one unit a pixel, as rows of equal shade."""
    image = np.asarray(image)
    shades = np.rint(np.clip(image, 0, 1) * LEVELS).astype(int)
    parts = []
    for level in range(1, LEVELS + 1):
        path = []
        for y, row in enumerate(shades):
            edges = np.flatnonzero(np.diff(np.r_[0, row == level, 0]))
            for start, end in zip(edges[::2], edges[1::2], strict=True):
                path.append(f"M{start} {y}h{end - start}v1h-{end - start}z")
        if path:
            shade = f' opacity="{level / LEVELS:.2f}"' if level < LEVELS else ""
            parts.append(f'<path class="{kind}"{shade} d="{"".join(path)}"/>')
    rows, columns = image.shape
    frame = f'<rect class="frame" width="{columns}" height="{rows}"/>'
    return "".join(parts) + frame


def curve(x: ArrayLike, y: ArrayLike, kind: str) -> str:
    """Draw a line through points; ``kind`` is its class: a colour, and its own dash."""
    points = zip(np.asarray(x, float), np.asarray(y, float), strict=True)
    return f'<polyline class="{kind}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'


def attributes(**values: float) -> str:
    """Return lengths as attributes of an element."""
    return " ".join(f'{name}="{number(value)}"' for name, value in values.items())


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a straight line."""
    return f'<line class="{kind}" {attributes(x1=x1, y1=y1, x2=x2, y2=y2)}/>'


def arrowhead(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a triangle in the middle of a line, pointing to its end."""
    along = np.array([x2 - x1, y2 - y1]) / np.hypot(x2 - x1, y2 - y1)
    across = np.array([-along[1], along[0]])
    middle = np.array([x1 + x2, y1 + y2]) / 2
    corners = middle + 6 * along, middle - 5 * along + 5 * across, middle - 5 * along - 5 * across
    points = "L".join(f"{number(a)} {number(b)}" for a, b in corners)
    return f'<path class="accent" d="M{points}z"/>'


def disc(x: float, y: float, r: float, kind: str) -> str:
    """Draw a disc."""
    return f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(r)}"/>'


def box(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Draw a rectangle."""
    return f'<rect class="{kind}" {attributes(x=x, y=y, width=width, height=height)}/>'


def bars(shares: ArrayLike, x: float, width: float) -> str:
    """Draw ten bars below each other, from 0 to 1; the longest has the colour of links."""
    shares = np.asarray(shares)
    made = [line(x, 6, x, 94, "thin")]
    for digit, share in enumerate(shares):
        kind = "accent" if digit == np.argmax(shares) else "ink"
        made.append(box(x, 7 + 8.7 * digit, max(width * share, 0.8), 7, kind))
    return "".join(made)


def held(index: int = DIGIT) -> tuple[np.ndarray, int]:
    """Return a held-out digit of the sample, (28, 28) from 0 to 1, and its label."""
    digits = sample.read().held
    return digits.x[index].reshape(28, 28), int(digits.labels[index])


def maps_of(model_layers: int, image: np.ndarray) -> np.ndarray:
    """Return what LeNet-5's first layers make of a digit: (rows, columns, maps), 0 to 1."""
    out = image.reshape(1, 28, 28, 1).astype(np.float32)
    for layer in trained.read()["lenet"].layers[:model_layers]:
        out = layer.forward(out)
    low, high = out.min(), out.max()
    return (out[0] - low) / (high - low)


# ---- one chapter, one picture ----


@draws("digits")
def digits() -> Drawing:
    """A digit, and four by four of its pixels as numbers."""
    image, label = held()
    top, left = 8, 12
    values = np.rint(255 * image[top : top + 4, left : left + 4]).astype(int)
    window = box(left, top, 4, 4, "accent-line")
    parts = [place(pixels(image) + window, 4, 16, 68 / 28)]
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            parts.append(f'<text x="{89.5 + 19 * c}" y="{21.5 + 19 * r}">{value}</text>')
    parts.append(box(80, 12, 76, 76, "accent-line"))
    return "".join(parts), f"A handwritten {label}, and sixteen of its pixels as numbers."


@draws("perceptron")
def perceptron() -> Drawing:
    """Points of two kinds and the line that a perceptron has found between them."""
    X, y, _ = separable_points(24, seed=4)
    model = Perceptron().fit(X, y)
    centre, half = (X.max(axis=0) + X.min(axis=0)) / 2, (X.max(axis=0) - X.min(axis=0)) / 2
    seen = (X - centre) / half * [70, -42] + [80, 50]
    parts = []
    for (a, b), sign in zip(seen, y, strict=True):
        parts.append(disc(a, b, 3.6, "accent") if sign > 0 else box(a - 3, b - 3, 6, 6, "hollow"))
    xs = centre[0] + half[0] * np.array([-1.1, 1.1])
    w, b = np.asarray(model.w, float), float(model.b)
    ys = -(w[0] * xs + b) / w[1]
    ends = (np.c_[xs, ys] - centre) / half * [70, -42] + [80, 50]
    parts.insert(0, line(*ends[0], *ends[1], "thick"))
    return "".join(parts), "Discs and squares, and the line that a perceptron found between them."


@draws("softmax-regression")
def softmax() -> Drawing:
    """A digit, and the ten probabilities of softmax regression."""
    image, label = held()
    said = trained.read()["softmax"].predict(image.reshape(1, 784))[0]
    inside = place(pixels(image), 4, 16, 68 / 28) + bars(said, 88, 66)
    best = int(np.argmax(said))
    verdict = "rightly" if best == label else "wrongly"
    words = f"A handwritten {label} and ten bars; the longest, {verdict}, is that of the {best}."
    return inside, words


@draws("linear-classifier")
def linear_classifier() -> Drawing:
    """The weights of the neurons of 0 and 3: for the digit, and against it."""
    W = trained.read()["softmax"].layers[-1].params["W"]
    limit = np.quantile(np.abs(W), 0.99)
    parts = []
    for digit, left in ((0, 6), (3, 86)):
        w = W[:, digit].reshape(28, 28) / limit
        w[np.abs(w) < 0.3] = 0  # the faint rest would be half of the file
        both = pixels(np.maximum(w, 0), "accent") + pixels(np.maximum(-w, 0))
        parts.append(place(both, left, 16, 68 / 28))
    words = "The weights of two neurons as pictures: for a 0 and for a 3, and against them."
    return "".join(parts), words


@draws("activation-functions")
def activations() -> Drawing:
    """Step, sigmoid and ReLU."""
    z = np.linspace(-4, 4, 41)
    x = 80 + 18 * z
    sigmoid = 1 / (1 + np.exp(-z))
    parts = [line(4, 78, 156, 78, "thin"), line(80, 6, 80, 94, "thin")]
    parts.append(curve([8, 80, 80, 152], [78, 78, 42, 42], "dashed"))
    parts.append(curve(x, 78 - 36 * sigmoid, "thick"))
    parts.append(curve([8, 80, 152], [78, 78, 6], "accent-thick"))
    return "".join(parts), "Three curves: a step, an S and a straight line with one bend."


@draws("multilayer-networks")
def multilayer() -> Drawing:
    """The four points of XOR, the lines of two hidden units, and the band between them."""
    inputs, answers = logic_gate("XOR")
    parts = []
    for bias in (0.5, 1.5):  # x1 + x2 = bias, a falling line
        ends = [(-0.4, bias + 0.4), (bias + 0.4, -0.4)]
        (x1, y1), (x2, y2) = (on_card(*end) for end in ends)
        parts.append(line(x1, y1, x2, y2, "thick"))
    for (a, b), answer in zip(inputs, answers, strict=True):
        x, y = on_card(a, b)
        parts.append(disc(x, y, 6, "accent") if answer > 0 else box(x - 5, y - 5, 10, 10, "hollow"))
    words = "Two discs and two squares across each other; two parallel lines hold the discs."
    return "".join(parts), words


def on_card(a: float, b: float) -> tuple[float, float]:
    """Return where the point (a, b) of the plane stands on the card, 0 to 1 in its middle."""
    return 55 + 50 * a, 75 - 50 * b


@draws("hyperparameters")
def hyperparameters() -> Drawing:
    """How the accuracy grows with three learning rates."""
    result = load_result("learning-rate-lab")
    wanted = {"hidden": 30, "initialisation": "normal"}
    runs = {
        run.settings["learning_rate"]: run.metrics["validation_accuracy"]
        for run in result.runs
        if wanted.items() <= run.settings.items() and run.seed == 0
    }
    low, middle, high = min(runs), max(runs, key=lambda rate: runs[rate][-1]), max(runs)
    parts = [line(10, 6, 10, 92, "thin"), line(10, 92, 156, 92, "thin")]
    for rate, kind in ((low, "dashed"), (high, "thick"), (middle, "accent-thick")):
        told = np.array(runs[rate])
        parts.append(curve(np.linspace(14, 154, len(told)), 92 - 84 * told, kind))
    told = ", ".join(f"{rate:g}: {100 * runs[rate][-1]:.0f} %" for rate in (low, middle, high))
    words = f"The accuracy of one network as it learns, with three learning rates. At last {told}."
    return "".join(parts), words


@draws("regularization")
def regularization() -> Drawing:
    """The loss of the training images, and that of new ones."""
    run = load_result("regularization").select(method="plain")[0].metrics
    steps = np.sqrt(np.array(run["steps"][1:], dtype=float))
    x = 8 + 144 * steps / steps[-1]
    parts = [line(8, 6, 8, 92, "thin"), line(8, 92, 156, 92, "thin")]
    for name, kind in (("train_loss", "dashed"), ("validation_loss", "accent-thick")):
        loss = np.array(run[name][1:])
        parts.append(curve(x, 92 - 100 * np.minimum(loss, 0.85), kind))
    best = x[int(np.argmin(run["validation_loss"][1:]))]
    words = (
        "Two curves of loss: one falls to zero; the other, on new images, falls, and rises again."
    )
    return line(best, 6, best, 92, "thin") + "".join(parts), words


@draws("backpropagation")
def backpropagation() -> Drawing:
    """A small network; values go forward, gradients come back."""
    columns = ([28, 72], [18, 50, 82], [50])
    nodes = [(22 + 58 * i, y) for i, column in enumerate(columns) for y in column]
    parts = []
    for x1, y1 in nodes:
        for x2, y2 in nodes:
            if x2 - x1 == 58:
                on_way = (y1, y2) in {(72, 50), (50, 50)}
                parts.append(line(x1, y1, x2, y2, "accent-dashed" if on_way else "thin"))
    parts += [disc(x, y, 8, "hollow") for x, y in nodes]
    for start, end in (((138, 50), (80, 50)), ((80, 50), (22, 72))):
        parts.append(arrowhead(*start, *end))
    words = "A network of two, three and one units; one way back through it is marked."
    return "".join(parts), words


@draws("initialization")
def initialization() -> Drawing:
    """Sums of ReLU layers, one after the other, for three scales of the first weights."""
    figure = {
        kind: StartingWeights(recipe="he", activation="relu", depth=8, scale=scale).deviations()
        for kind, scale in (("dashed", 1.3), ("accent-thick", 1.0), ("thin", 0.75))
    }
    parts = [line(10, 6, 10, 92, "thin"), line(10, 92, 156, 92, "thin")]
    for kind, layers in figure.items():
        told = np.log10([layer["z"] for layer in layers[:-1]])
        parts.append(curve(np.linspace(16, 152, len(told)), 42 - 34 * told, kind))
    words = "How far the sums of eight layers spread: growing, level or shrinking."
    return "".join(parts), words


@draws("keras")
def keras() -> Drawing:
    """Three lines of a tape, and the way back over them."""
    texts = ("u = a · a", "v = u · b", "L = v + u")
    parts = []
    for i, text in enumerate(texts):
        y = 10 + 28 * i
        parts += [box(10, y, 92, 22, "hollow"), f'<text x="56" y="{y + 11}">{text}</text>']
        parts += [disc(x, y + 11, 1.6, "accent") for x in (16, 96)]
    for i in (2, 1):
        y = 21 + 28 * i
        parts.append(curve([102, 130, 130, 104], [y, y, y - 28, y - 28], "accent-thick"))
        parts.append(arrowhead(130, y - 28, 94, y - 28))
    words = (
        "Three lines of a record, each with a small product or sum; arrows lead from the last up."
    )
    return "".join(parts), words


@draws("gradient-descent")
def gradient_descent() -> Drawing:
    """Gradient descent zigzags down a long valley; momentum rolls along its floor."""
    parts = []
    for level in (0.35, 1.4, 3.2):
        angle = np.linspace(0, 2 * np.pi, 61)
        across, up = np.sqrt(2 * level) * np.cos(angle), np.sqrt(2 * level / 12) * np.sin(angle)
        parts.append(curve(84 + 28 * across, 50 + 42 * up, "thin"))
    curvatures, start = np.array([1.0, 12.0]), np.array([-2.4, -0.85])
    for momentum, kind in ((0.0, "dashed"), (0.6, "accent-thick")):
        w, v, path = start, np.zeros(2), [start]
        for _ in range(14):
            v = momentum * v - (0.15 if not momentum else 0.08) * curvatures * w
            w = w + v
            path.append(w)
        x, y = np.array(path).T
        parts.append(curve(84 + 28 * x, 50 + 42 * y, kind))
    parts += [line(78, 50, 90, 50, "thick"), line(84, 44, 84, 56, "thick")]
    words = (
        "A long valley from above. Gradient descent zigzags across it; momentum swings along its "
        "floor to the lowest point."
    )
    return "".join(parts), words


@draws("convolution")
def convolution() -> Drawing:
    """A digit, a window of 3 × 3 pixels on it, and where its upright edges are."""
    image, label = held()
    kernel = np.array([[1, 0, -1]] * 3)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    edges = np.abs((windows * kernel).sum(axis=(2, 3))) / 3
    r, c = 9, 8
    left = pixels(image) + box(c, r, 3, 3, "accent-line")
    right = pixels(edges) + box(c, r, 1, 1, "accent-line")
    scale, top = 68 / 28, 16
    ends = [(4 + scale * (c + 3), top + scale * (r + i)) for i in (0, 3)]
    goal = (88 + scale * c, top + scale * (r + 0.5))
    inside = place(left, 4, top, scale) + place(right, 88, top, scale)
    inside += "".join(line(*end, *goal, "accent-hair") for end in ends)
    return inside, f"A handwritten {label}, a window on it, and the map of its upright edges."


@draws("pooling")
def pooling() -> Drawing:
    """A digit, and the largest of every two by two of its pixels."""
    image, label = held()
    pooled = image.reshape(14, 2, 14, 2).max(axis=(1, 3))
    inside = place(pixels(image), 4, 10, 80 / 28) + place(pixels(pooled), 108, 26, 48 / 14)
    return inside, f"A handwritten {label} of 28 by 28 pixels, and the same in 14 by 14."


@draws("lenet")
def lenet() -> Drawing:
    """A digit, the six maps of LeNet-5's first pooling, and its answer."""
    image, label = held()
    maps = maps_of(2, image)
    said = trained.read()["lenet"].predict(image.reshape(1, 28, 28, 1))[0]
    parts = [place(pixels(image), 2, 28, 44 / 28)]
    for i in range(6):
        x, y = 53 + 33 * (i % 2), 3 + 32 * (i // 2)
        parts.append(place(pixels(maps[..., i]), x, y, 30 / 14))
    parts.append(bars(said, 122, 34))
    best = int(np.argmax(said))
    words = f"A handwritten {label}, six maps that LeNet-5 makes of it, and its answer: {best}."
    return "".join(parts), words


@draws("lenet-experiments")
def lenet_experiments() -> Drawing:
    """Validation accuracy of LeNet-5 with two optimizers, epoch by epoch."""
    result = load_result("s4-optimizers")
    runs: dict[str, list[float]] = {}
    for run in result.runs:
        runs.setdefault(run.settings["optimizer"], run.metrics["validation_accuracy"])
    low, high = 0.85, 1.0
    parts = [line(10, 6, 10, 92, "thin"), line(10, 92, 156, 92, "thin")]
    for name, kind in (("sgd", "dashed"), ("adam", "accent-thick")):
        told = np.clip((np.array(runs[name]) - low) / (high - low), 0, 1)
        parts.append(curve(np.linspace(14, 154, len(told)), 92 - 84 * told, kind))
    names = {"adam": "Adam", "sgd": "SGD"}
    told = " and ".join(f"{names[n]} ({100 * runs[n][-1]:.1f} %)" for n in names)
    return "".join(parts), f"The accuracy of LeNet-5 over ten epochs, trained by {told}."


@draws("robustness")
def robustness() -> Drawing:
    """One digit, turned further and further, and what LeNet-5 reads."""
    image, label = held(6)
    lenet, parts, answers = trained.read()["lenet"], [], []
    for k, angle in enumerate((0, 60, 120)):
        turned = rotate(image[np.newaxis].astype(np.float32), angle)
        p = lenet.predict(turned[..., np.newaxis])[0]
        answers.append(int(p.argmax()))
        parts.append(place(pixels(turned[0]), 8 + 51 * k, 8, 1.5))
        parts.append(place(bars(p, 0, 95), 8 + 51 * k, 54, 0.44))
    told = ", ".join(map(str, answers))
    return "".join(parts), f"A {label}, upright and turned twice; LeNet-5 reads {told}."


@draws("beyond-lenet")
def beyond_lenet() -> Drawing:
    """The gradient of every layer, plain and with shortcuts, in a network of 26 layers."""
    figure = DeeperNetworks(blocks=12)
    parts = [line(10, 6, 10, 92, "thin"), line(10, 92, 156, 92, "thin")]
    for name, kind in (("plain", "dashed"), ("with shortcuts", "accent-thick")):
        powers = np.log10(figure.sizes()[name]["gradients"])
        parts.append(curve(np.linspace(16, 152, len(powers)), 10 - 7.4 * powers, kind))
    words = "The gradient in the layers of a deep network: level with shortcuts, lost without them."
    return "".join(parts), words


@draws("baselines")
def baselines() -> Drawing:
    """A digit, its three nearest neighbours, and lines to them."""
    figure = NearestNeighbours(k=3)
    train = sample.read().train
    parts = [place(pixels(figure.image / 255), 6, 28, 1.6)]
    for i, place_number in enumerate(figure.neighbours):
        y = 4 + 32 * i
        parts.append(line(53, 50, 102, y + 14, "thin" if i else "accent-thick"))
        parts.append(place(pixels(train.pixels[place_number].reshape(28, 28) / 255), 106, y, 1.0))
    labels = train.labels[figure.neighbours]
    return "".join(parts), (
        f"A handwritten {figure.label} and its three nearest neighbours, labelled "
        f"{labels[0]}, {labels[1]} and {labels[2]}"
    )


@draws("other-data")
def other_data() -> Drawing:
    """The regions that a network gives to three arms of points, by the live figure's own means."""
    figure = DecisionRegions(steps=500)
    points, model = figure.points(), figure.model()
    side, edge, left = 48, 2.0, 30
    across = (np.arange(side) + 0.5) / side * 2 * edge - edge
    grid = np.stack(np.meshgrid(across, -across), axis=-1).reshape(-1, 2)
    classes = model.predict(grid).argmax(axis=1).reshape(side, side)
    shades = np.array([0.0, 0.25, 0.5])[classes]
    parts = [place(pixels(shades), left, 0, 100 / side)]
    inside = [(x, c) for x, c in zip(points.x[::2], points.y[::2], strict=True)]
    for (x1, x2), c in inside:
        x, y = left + 50 + 50 * x1 / edge, 50 - 50 * x2 / edge
        parts.append(disc(x, y, 2.4, "accent") if c == 0 else box(x - 2, y - 2, 4, 4, "ink"))
    words = "Three regions that a network gives to three classes, and some points of each."
    return "".join(parts), words


@draws("your-digits")
def your_digits() -> Drawing:
    """A small 4 in the corner of a sheet, as it stands and prepared, and what is read."""
    four = Preparation()
    sheet = Preparation(cut=False, scale=False, centre="off").image / 255
    parts = [place(pixels(sheet), 6, 22, 2), place(pixels(four.image / 255), 92, 22, 2)]
    parts.append(line(68, 50, 86, 50, "thin") + line(81, 45, 86, 50, "thin"))
    parts.append(line(81, 55, 86, 50, "thin"))
    best = int(four.probabilities["lenet"].argmax())
    words = f"A small {best} in the corner of a sheet, and beside it the same, large and centred."
    return "".join(parts), words


# ---- files ----


def svg(inside: str, words: str) -> str:
    """Return a whole picture; colours come from the page's styles (``.card-picture`` there)."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="card-picture" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><title>{html.escape(words)}</title>{inside}</svg>\n'
    )


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=f"of {', '.join(DRAWINGS)}")
    chosen = parser.parse_args(arguments).chapters or list(DRAWINGS)
    if unknown := [name for name in chosen if name not in DRAWINGS]:
        parser.error(f"no picture for {', '.join(unknown)}; there are: {', '.join(DRAWINGS)}")
    for name in chosen:
        with whole_file(FOLDER / f"{name}.svg") as file:
            file.write(svg(*DRAWINGS[name]()).encode("utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
