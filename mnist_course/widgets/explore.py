"""A figure with one to three controls that lives in a notebook and in a page without a kernel.

Python draws every frame ahead. The browser switches between them (an ipywidgets ``Stack`` linked
to each control), so the same object works in JupyterLab and in the built book, with no JavaScript
of our own.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from mnist_course.widgets.axes import Axis, describe, make_axes
from mnist_course.widgets.frames import frame_html, png, split_drawn

Text = Callable[..., str]
Control = widgets.SelectionSlider | widgets.ToggleButtons


class Explore(widgets.VBox):
    """The widget that ``explore`` returns: controls above a stack of frames.

    Attributes
    ----------
    axes : tuple of Axis
        What the controls change.
    controls : tuple of SelectionSlider or ToggleButtons
        One per axis: a slider for numbers, buttons for named choices. ``control.index`` is the
        position, ``control.label`` the text of the value.
    alts : dict
        Index tuple to the alt text of that frame, for tests and for print.
    """

    def __init__(
        self,
        axes: tuple[Axis, ...],
        controls: tuple[Control, ...],
        stack: widgets.Stack,
        alts: dict[tuple[int, ...], str],
        title: str,
    ) -> None:
        self.axes, self.controls, self.alts, self.title = axes, controls, alts, title
        heading = (
            [widgets.HTML(f"<strong>{html.escape(title, quote=False)}</strong>")] if title else []
        )
        super().__init__([*heading, *controls, stack])
        self.add_class("explore")
        stack.add_class("explore-frames")

    @property
    def values(self) -> dict[str, Any]:
        """The setting that is shown now, name to value."""
        return {a.name: a.values[s.index] for a, s in zip(self.axes, self.controls, strict=True)}

    def __repr__(self) -> str:
        """One line that never changes between runs: notebooks compare it."""
        knobs = " × ".join(f"{axis.label} ({len(axis.values)})" for axis in self.axes)
        return f"{self.title or 'Explore'}: {knobs}, {len(self.alts)} frames"


def explore(
    draw: Callable[..., Any],
    *,
    title: str = "",
    alt: Text | None = None,
    caption: Text | None = None,
    **axes: Any,
) -> Explore:
    """Draw a figure for every combination of values and put controls above it.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns a matplotlib Figure, or ``(Figure, alt_text)``. Use the same
        ``figsize`` in every call: 7 inches fill the text column of the book.
    title : str
        Name of the widget, shown above the controls.
    alt, caption : callable, optional
        ``alt(**values)`` returns the alt text of a frame, ``caption(**values)`` a sentence that
        stands under it. An alt text that comes from ``draw`` wins.
    **axes
        One to three controls: a sequence of values, or a dict with ``values`` and, if wanted,
        ``label``, ``labels`` (what the reader sees) and ``start`` (index shown first).

    Returns
    -------
    Explore
        An ipywidgets widget; let it be the last line of a cell.

    Raises
    ------
    ValueError
        For no axis, more than three, an axis with fewer than two values, more than 150 frames in
        all, or a ``draw`` that returns no figure.

    Examples
    --------
    >>> explore(draw, learning_rate=[0.1, 1, 10], hidden=dict(label="hidden units",
    ...         values=[10, 30, 100], start=1))  # doctest: +SKIP
    """
    if not callable(draw):
        raise ValueError(
            f"explore() got draw={draw!r}, expected a function that returns a figure. "
            "Write explore(draw, ...), not explore(draw(), ...)."
        )
    made = make_axes(axes)
    pages: dict[tuple[int, ...], widgets.HTML] = {}
    alts: dict[tuple[int, ...], str] = {}
    # One layout and one style for all frames: a page carries the state of each widget.
    shared: dict[str, Any] = {"layout": widgets.Layout(width="auto")}
    for indices in itertools.product(*(range(len(axis.values)) for axis in made)):
        content, alts[indices] = _frame(draw, title, alt, caption, made, indices)
        pages[indices] = widgets.HTML(content, **shared)
        shared.setdefault("style", pages[indices].style)
    controls = tuple(_control(axis) for axis in made)
    return Explore(made, controls, _stack(made, controls, pages, ()), alts, title)


def _frame(
    draw: Callable[..., Any],
    title: str,
    alt: Text | None,
    caption: Text | None,
    axes: tuple[Axis, ...],
    indices: tuple[int, ...],
) -> tuple[str, str]:
    """Draw one frame; leave no figure open, even when ``draw`` fails."""
    from matplotlib import pyplot as plt

    values = {axis.name: axis.values[i] for axis, i in zip(axes, indices, strict=True)}
    call = f"draw({', '.join(f'{name}={value!r}' for name, value in values.items())})"
    open_before = set(plt.get_fignums())
    try:
        figure, words = split_drawn(draw(**values), call)
        words = words or (str(alt(**values)).strip() if alt else "")
        words = words or f"{title or 'Figure'}: {describe(axes, indices)}."
        picture, size = png(figure), tuple(figure.get_size_inches())
        plt.close(figure)
    finally:
        for number in set(plt.get_fignums()) - open_before:
            plt.close(number)
    return frame_html(picture, size, words, str(caption(**values)) if caption else ""), words


def _control(axis: Axis) -> Control:
    """Return a slider, or buttons; the value is the index, so any Python value may be shown."""
    shared: dict[str, Any] = {
        "options": [(text, i) for i, text in enumerate(axis.labels)],
        "index": axis.start,
        "description": axis.label,
    }
    if not axis.numeric:
        style = {"description_width": "initial", "button_width": "auto"}
        return widgets.ToggleButtons(**shared, style=style)
    slider = widgets.SelectionSlider(
        **shared,
        style={"description_width": "initial"},
        layout={"width": "100%", "max_width": "40rem"},
    )
    slider.add_class("explore-slider")
    return slider


def _stack(
    axes: tuple[Axis, ...],
    controls: tuple[Control, ...],
    pages: dict[tuple[int, ...], widgets.HTML],
    chosen: tuple[int, ...],
) -> widgets.Stack:
    """Nest one stack per axis; ``chosen`` holds the positions of the axes further out."""
    depth = len(chosen)
    inner = [(*chosen, i) for i in range(len(axes[depth].values))]
    last = depth == len(axes) - 1
    children = [pages[key] if last else _stack(axes, controls, pages, key) for key in inner]
    stack = widgets.Stack(children, selected_index=axes[depth].start)
    widgets.jslink((controls[depth], "index"), (stack, "selected_index"))
    return stack
