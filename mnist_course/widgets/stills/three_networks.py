"""Three networks on paper: a digit of MNIST, and the ten probabilities of each network."""

from __future__ import annotations

import numpy as np

from mnist_course.widgets import frames, sample, trained


def draw(number: int, networks: dict[str, str]) -> tuple[bytes, str]:
    """Return a PNG for a held-out digit and networks (name to title), and what it shows."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots.style import BLUE, GREY

    digits, models = sample.read().held, trained.read()
    x, label = digits.x[number], int(digits.labels[number])
    words = [f"A {label} from MNIST that no network has trained on, and three charts of ten bars."]
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        figure = Figure(figsize=(7, 3.4), layout="constrained")
        left, *panels = figure.subplots(1, 4, width_ratios=[1.5, 1, 1, 1])
        left.imshow(x.reshape(28, 28), cmap="gray_r", interpolation="nearest")
        left.spines[:].set_visible(True)
        left.set(xticks=[], yticks=[], title="a digit")
        for ax, (name, title) in zip(panels, networks.items(), strict=True):
            said = models[name].predict(x.reshape(1, *models[name].input_shape))[0]
            best = int(np.argmax(said))
            colours = [BLUE if digit == best else GREY for digit in range(10)]
            ax.barh(range(10), said, color=colours)
            ax.set(xlim=(0, 1), yticks=range(10), xticks=[], ylim=(9.6, -0.6))
            ax.set_title(f"{title.replace(' ', chr(10))}\nsays {best}", loc="left")
            ax.spines[["top", "right", "bottom"]].set_visible(False)
            # Rounded down: no network is 100 % sure.
            words.append(f"{title} says {best} and is {int(100 * said[best])} % sure.")
        picture = frames.png(figure)
    return picture, " ".join(words)
