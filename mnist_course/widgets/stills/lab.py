"""The training lab on paper: a short run of the same settings, trained and drawn in Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.widgets import frames, sample
from mnist_course.widgets.lab_network import build, optimizer

EPOCHS = 8
UNITS = 14  # pictures of hidden units, in two rows


def draw(settings: dict[str, Any]) -> tuple[bytes, str]:
    """Return a PNG of curves and hidden units, and what it shows.

    The words hold no digit that depends on the processor: accuracies are given as "above 80 %".
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots.style import BLUE, ORANGE

    epochs = min(EPOCHS, settings["epochs"])
    curves, weights = short_run(settings, epochs)
    train, held = curves["accuracy"], curves["val_accuracy"]
    with mpl.rc_context({"font.size": 12, "axes.labelsize": 12, "figure.titlesize": 12}):
        figure = Figure(figsize=(7, 5.4), layout="constrained")
        top, bottom = figure.subfigures(2, 1, height_ratios=[3, 2])
        axes = top.subplots()
        axes.plot(100 * train, "--", color=ORANGE, label="training digits")
        axes.plot(100 * held, color=BLUE, label="held-out digits")
        axes.set(xlabel="epoch", ylabel="accuracy (%)", ylim=(0, 100), xlim=(0, epochs))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#E4E4E4")
        axes.legend(frameon=False, loc="lower right")
        shown = min(UNITS, weights.shape[1])
        rows = 2 if shown > UNITS // 2 else 1
        bottom.suptitle(f"What {shown} of the {settings['hidden_units']} hidden units look for")
        for i, ax in enumerate(np.ravel(bottom.subplots(rows, -(-shown // rows), squeeze=False))):
            ax.axis("off")
            if i < shown:
                show_unit(ax, weights[:, i].reshape(28, 28))
        picture = frames.png(figure)
    words = (
        f"A network [784, {settings['hidden_units']}, 10] learns with learning rate "
        f"{settings['learning_rate']:g} for {epochs} epochs: accuracy on held-out digits climbs "
        f"to above {_floor(held[-1])} %, on training digits to above {_floor(train[-1])} %. Below, "
        f"the incoming weights of {shown} hidden units as pictures."
    )
    return picture, words


def short_run(settings: dict[str, Any], epochs: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Train the settings' network in Python.

    Returns
    -------
    curves : dict of str to numpy.ndarray, shape (epochs + 1,)
        ``loss``, ``accuracy`` (of at most 1,000 training digits), ``val_loss``, ``val_accuracy``,
        before training and after each epoch.
    weights : numpy.ndarray, shape (784, hidden_units)
    """
    from mnist_course.nn import DivergenceError

    digits = sample.read()
    count = settings["training_images"]
    x, labels = digits.train.x[:count], digits.train.labels[:count]
    model = build(settings)
    points: list[dict[str, float]] = []

    def look(*_: Any) -> None:
        point = {}
        pairs = ("", x[:1000], labels[:1000]), ("val_", digits.held.x, digits.held.labels)
        for name, images, truth in pairs:
            y = np.eye(10, dtype=np.float32)[truth]
            found = model.evaluate(images, y, settings["loss"])
            point |= {f"{name}{key}": value for key, value in found.items()}
        points.append(point)

    look()
    try:
        model.fit(
            x,
            np.eye(10, dtype=np.float32)[labels],
            loss=settings["loss"],
            optimizer=optimizer(settings),
            epochs=epochs,
            batch_size=settings["batch_size"],
            seed=settings["seed"],
            callbacks=[look],
            progress=False,
        )
    except DivergenceError:
        points += [points[-1]] * (epochs + 1 - len(points))
    curves = {key: np.array([point[key] for point in points]) for key in points[0]}
    return curves, next(iter(model.params.values()))


def show_unit(ax: Any, weights: np.ndarray) -> None:
    """One picture in the figure's own colours: light is negative, dark positive."""
    from matplotlib.colors import LinearSegmentedColormap

    # The stops of js/kit/pictures.js; a test holds them equal.
    stops = [tuple(v / 255 for v in c) for c in ((255, 214, 153), (150, 150, 150), (8, 35, 94))]
    limit = float(np.abs(weights).max()) or 1.0
    colours = LinearSegmentedColormap.from_list("weights", stops)
    ax.imshow(weights, cmap=colours, vmin=-limit, vmax=limit, interpolation="nearest")


def _floor(share: float) -> int:
    """Round down to tens of percent, with half a percent of room for other processors."""
    return max(0, int(10 * (share - 0.005))) * 10
