"""A digit and its nearest neighbours on paper: pictures, votes, and one difference."""

from __future__ import annotations

import numpy as np

from mnist_course.widgets import frames

_SHOWN = 8


def draw(
    image: np.ndarray,
    label: int,
    neighbours: np.ndarray,
    labels: np.ndarray,
    distances: np.ndarray,
    votes: np.ndarray,
    compared: int,
) -> tuple[bytes, str]:
    """Return a PNG of the figure and what it shows.

    Parameters
    ----------
    image : ndarray, (28, 28)
        What is asked about, pixels from 0 to 255.
    label : int
        Its label; -1 if nobody knows it.
    neighbours, labels, distances : ndarray, (n, 28, 28), (n,), (n,)
        The nearest training digits, the nearest first.
    votes : ndarray, (10,)
    compared : int
        Which of them is drawn beside the digit.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots import BLUE, GREY, show_weights

    k, answer = int(votes.sum()), int(votes.argmax())
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        page = Figure(figsize=(7, 6.6), layout="constrained")
        top, middle, bottom = page.subfigures(3, 1, height_ratios=[1.75, 1, 1])
        digit, other, apart = top.subplots(1, 3)
        digit.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        digit.set_title("the digit")
        other.imshow(neighbours[compared], cmap="gray_r", vmin=0, vmax=255)
        other.set_title(f"neighbour {compared + 1}, a {labels[compared]}")
        show_weights(apart, (image.astype(float) - neighbours[compared]) / 255, limit=1)
        apart.set_title("digit minus neighbour")
        apart.set_xlabel("dark: only the digit’s ink\nlight: only the neighbour’s")
        row = middle.subplots(1, _SHOWN)
        for i, ax in enumerate(row):
            ax.imshow(neighbours[i], cmap="gray_r", vmin=0, vmax=255)
            ax.set_title(f"{labels[i]}\n{distances[i]:.2f}")
            for side in ax.spines.values():
                side.set_linewidth(3 if i < k else 0.5)
        for ax in (digit, other, apart, *row):
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(True)
        ax = bottom.subplots()
        ax.bar(range(10), votes, color=[BLUE if d == answer else GREY for d in range(10)])
        ax.set(xticks=range(10), yticks=[0, k], ylabel="votes")
        ax.spines[["top", "right"]].set_visible(False)
        picture = frames.png(page)
    who = "A drawing" if label < 0 else f"A handwritten {label}"
    verdict = "" if label < 0 else ", which is right" if answer == label else ", which is wrong"
    words = (
        f"{who}, one of its neighbours, a {labels[compared]}, and the difference of the two, pixel "
        f"by pixel: dark where only the digit has ink, light where only the neighbour has. Below, "
        f"the {_SHOWN} nearest training digits, labelled {', '.join(map(str, labels[:_SHOWN]))}; "
        f"the votes of the {k} nearest, in thick frames, name it {answer}{verdict}."
        if k > 1
        else f"{who}, one of its neighbours, a {labels[compared]}, and the difference of the two, "
        "pixel by pixel: dark where only the digit has ink, light where only the neighbour has. "
        f"Below, the {_SHOWN} nearest training digits, labelled "
        f"{', '.join(map(str, labels[:_SHOWN]))}; the nearest, in a thick frame, names it "
        f"{answer}{verdict}."
    )
    return picture, words
