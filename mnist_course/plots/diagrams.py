"""Drawings of neurons and networks: circles for units, lines for weights."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from mnist_course.plots.style import BLUE, GREY, INK

_RADIUS = 0.3


def draw_neuron(
    ax: Axes,
    inputs: Sequence[str] = ("$x_1$", "$x_2$", "$x_3$"),
    weights: Sequence[str] = ("$w_1$", "$w_2$", "$w_3$"),
    bias: str = "$b$",
    activation: str = "$f$",
    output: str = "$a$",
) -> None:
    """One neuron: inputs on the left, weights on the lines, sum, activation, output."""
    if len(inputs) != len(weights):
        raise ValueError(f"{len(inputs)} inputs need as many weights, got {len(weights)}")
    heights = _spread(len(inputs))
    for y, name, weight in zip(heights, inputs, weights, strict=True):
        _arrow(ax, (0, y), (2.6, 0), gap=(_RADIUS, 0.5))
        ax.text(1.15, 0.56 * y + 0.14, weight, ha="center", va="bottom", color=BLUE)
        _unit(ax, (0, y), name)
    _arrow(ax, (2.6, 1.6), (2.6, 0), gap=(0.2, 0.5))
    ax.text(2.6, 1.6, bias, ha="center", va="center", color=BLUE)
    _unit(ax, (2.6, 0), r"$\Sigma$", radius=0.45)
    _arrow(ax, (2.6, 0), (4.4, 0), gap=(0.45, 0.5))
    ax.text(3.5, 0.14, "$z$", ha="center", va="bottom")
    _unit(ax, (4.4, 0), activation, radius=0.45)
    _arrow(ax, (4.4, 0), (6.1, 0), gap=(0.45, 0.3))
    ax.text(6.1, 0, output, ha="center", va="center")
    ax.set(xlim=(-0.5, 6.5), ylim=(min(heights[-1], -0.6) - 0.5, max(heights[0], 1.6) + 0.4))
    _blank(ax)


def draw_network(
    ax: Axes,
    sizes: Sequence[int],
    labels: Sequence[Sequence[str]] = (),
    most: int = 7,
    titles: Sequence[str] = (),
) -> None:
    """A fully connected network: one column of units a layer.

    A layer with more than ``most`` units shows its first and last ones, with dots between.
    ``labels`` gives the symbols inside the units, ``titles`` the words below the columns.
    """
    columns = [_shown(size, most) for size in sizes]
    places = [
        [(2.4 * c, y) for y in _spread(len(column), 0.85)] for c, column in enumerate(columns)
    ]
    for left, right, from_units, to_units in zip(
        places, places[1:], columns, columns[1:], strict=False
    ):
        for start, i in zip(left, from_units, strict=True):
            for end, j in zip(right, to_units, strict=True):
                if i is not None and j is not None:
                    ax.plot(*zip(start, end, strict=True), "-", color=GREY, linewidth=0.8, zorder=1)
    for c, (column, spots) in enumerate(zip(columns, places, strict=True)):
        for unit, spot in zip(column, spots, strict=True):
            if unit is None:
                ax.text(*spot, "⋮", ha="center", va="center", fontsize=18)
            else:
                _unit(ax, spot, labels[c][unit] if c < len(labels) and labels[c] else "")
        if c < len(titles):
            ax.text(spots[0][0], _lowest(places) - 0.75, titles[c], ha="center", va="center")
    ax.set(
        xlim=(-0.9, 2.4 * (len(sizes) - 1) + 0.9),
        ylim=(_lowest(places) - (1.1 if titles else 0.5), -_lowest(places) + 0.5),
    )
    _blank(ax)


def _shown(size: int, most: int) -> list[int | None]:
    """Indices of the units drawn; None stands for the dots."""
    if size <= most:
        return list(range(size))
    half = most // 2
    return [*range(half), None, *range(size - half, size)]


def _spread(count: int, step: float = 1.0) -> list[float]:
    """Heights of ``count`` units, from top to bottom, centred on 0."""
    return [step * ((count - 1) / 2 - i) for i in range(count)]


def _lowest(places: list[list[tuple[float, float]]]) -> float:
    return min(y for column in places for _, y in column)


def _unit(ax: Axes, xy: tuple[float, float], label: str, radius: float = _RADIUS) -> None:
    ax.add_patch(Circle(xy, radius, facecolor="white", edgecolor=INK, linewidth=1.8, zorder=3))
    ax.text(*xy, label, ha="center", va="center", zorder=4)


def _arrow(ax: Axes, start, end, gap: tuple[float, float]) -> None:
    """An arrow that stops short of the units at its two ends."""
    (x0, y0), (x1, y1) = start, end
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    ax.annotate(
        "",
        xy=(x1 - gap[1] * ux, y1 - gap[1] * uy),
        xytext=(x0 + gap[0] * ux, y0 + gap[0] * uy),
        arrowprops={
            "arrowstyle": "-|>",
            "color": GREY,
            "linewidth": 1.6,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _blank(ax: Axes) -> None:
    ax.set_aspect("equal")
    ax.axis("off")
