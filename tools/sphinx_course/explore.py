"""The figures of ``explore`` as plain HTML: what a notebook holds for ipywidgets, without it.

A notebook keeps an ``explore`` as the state of some hundred ipywidgets: a box, sliders, nested
stacks of frames. A page needs a picture, some inputs and a list of the other pictures. The
pictures stand as data in the HTML here; ``pictures.py`` makes files of them.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CONTROLS = ("SelectionSliderModel", "ToggleButtonsModel")
REFERENCE = "IPY_MODEL_"
NUMBER = re.compile(r"[-−+]?\d")
FRAME = re.compile(
    r'<img src="(?P<src>[^"]+)" alt="(?P<alt>[^"]*)" '
    r'width="(?P<width>\d+)" height="(?P<height>\d+)"[^>]*>'
    r"(?:<figcaption[^>]*>(?P<caption>.*?)</figcaption>)?",
    re.DOTALL,
)


class ExploreError(ValueError):
    """A widget that a page without a kernel cannot show."""


@dataclass(frozen=True)
class Axis:
    """What one control changes: its label, the texts of its values, the one shown first."""

    label: str
    options: tuple[str, ...]
    start: int

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers, which have an order: a slider, not buttons."""
        return all(NUMBER.match(option) for option in self.options)


@dataclass(frozen=True)
class Frame:
    """One picture: its address, its size in CSS pixels, and its words (the caption is HTML)."""

    src: str
    alt: str
    caption: str
    width: int
    height: int


@dataclass(frozen=True)
class Figure:
    """A whole ``explore``; the frames stand in the order of ``itertools.product`` of the axes."""

    title: str
    axes: tuple[Axis, ...]
    frames: tuple[Frame, ...]

    @property
    def first(self) -> int:
        """The position of the frame that the author chose to be shown first."""
        position = 0
        for axis in self.axes:
            position = position * len(axis.options) + axis.start
        return position


def read_figure(model_id: str, state: Mapping[str, Any]) -> Figure:
    """Read an ``explore`` from a notebook's widget state.

    Parameters
    ----------
    model_id : str
        The widget that a cell shows.
    state : mapping
        Model id to ``{"model_name": ..., "state": {...}}``, as Jupyter saves it.

    Raises
    ------
    ExploreError
        If the widget is not saved in the notebook, or is no ``explore``.
    """
    if model_id not in state:
        raise ExploreError("a widget is shown whose state is not saved; run `make execute`")
    box = state[model_id]
    if "explore" not in box["state"].get("_dom_classes", ()):
        raise ExploreError(f"a {box['model_name']} needs a kernel; use explore or a live figure")
    parts = [_model(reference, state) for reference in box["state"]["children"]]
    title = "".join(part["value"] for name, part in parts if name == "HTMLModel")
    axes = tuple(
        Axis(part["description"], tuple(part["_options_labels"]), part["index"])
        for name, part in parts
        if name in CONTROLS
    )
    stacks = [part for name, part in parts if name == "StackModel"]
    frames = tuple(_frames(stacks[0], state))
    if len(frames) != (wanted := len([*itertools.product(*(a.options for a in axes))])):
        raise ExploreError(f"an explore holds {len(frames)} frames for {wanted} settings")
    return Figure(html.unescape(re.sub(r"<[^>]+>", "", title)), axes, frames)


def figure_html(figure: Figure, name: str) -> str:
    """Return an ``explore`` as HTML that shows its first frame and moves with ``explore.js``.

    ``name`` is unique on the page; it names the groups of buttons.
    """
    shown = figure.frames[figure.first]
    data = {
        "sizes": [len(axis.options) for axis in figure.axes],
        "frames": [[frame.src, frame.alt, frame.caption] for frame in figure.frames],
    }
    held = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    title = html.escape(figure.title or "A figure with controls")
    parts = [
        f'<div class="explore" role="group" aria-label="{title}" data-explore>',
        f'<p class="explore-title">{title}</p>' if figure.title else "",
        '<div class="explore-controls">',
        *(_control(axis, f"{name}-{i}") for i, axis in enumerate(figure.axes)),
        "</div>",
        f'<figure class="explore-frame" data-alt="{html.escape(shown.alt)}">',
        f'<img src="{shown.src}" alt="{html.escape(shown.alt)}" '
        f'width="{shown.width}" height="{shown.height}">',
        f"<figcaption>{shown.caption}</figcaption>" if shown.caption else "",
        "</figure>",
        '<p class="explore-said" aria-live="polite"></p>',
        f"<noscript><p>{html.escape(_still(figure))}</p></noscript>",
        f'<script type="application/json">{held}</script>',
        "</div>",
    ]
    return "".join(parts)


def _still(figure: Figure) -> str:
    """Say what a reader without JavaScript sees, and what is missing."""
    setting = ", ".join(f"{axis.label} {axis.options[axis.start]}" for axis in figure.axes)
    return (
        f"This figure shows one of {len(figure.frames)} settings: {setting}. "
        "The controls that change it need JavaScript."
    )


def _control(axis: Axis, name: str) -> str:
    return _slider(axis) if axis.numeric else _buttons(axis, name)


def _slider(axis: Axis) -> str:
    options = html.escape(json.dumps(axis.options, ensure_ascii=False))
    text = html.escape(axis.options[axis.start])
    return (
        f'<label class="explore-slider"><span class="explore-label">{html.escape(axis.label)}'
        f'</span><input type="range" min="0" max="{len(axis.options) - 1}" step="1" '
        f'value="{axis.start}" aria-valuetext="{text}" data-options="{options}" '
        f'autocomplete="off"><output aria-hidden="true">{text}</output></label>'
    )


def _buttons(axis: Axis, name: str) -> str:
    buttons = "".join(
        f'<label><input type="radio" name="{name}" value="{i}" autocomplete="off"'
        f"{' checked' if i == axis.start else ''}><span>{html.escape(option)}</span></label>"
        for i, option in enumerate(axis.options)
    )
    return (
        f'<fieldset class="explore-choice"><legend class="explore-label">'
        f"{html.escape(axis.label)}</legend>{buttons}</fieldset>"
    )


def _model(reference: str, state: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    model = state[reference.removeprefix(REFERENCE)]
    return model["model_name"], model["state"]


def _frames(stack: Mapping[str, Any], state: Mapping[str, Any]) -> Iterator[Frame]:
    """Yield the frames of nested stacks from the first to the last."""
    for reference in stack["children"]:
        name, model = _model(reference, state)
        if name == "StackModel":
            yield from _frames(model, state)
            continue
        found = FRAME.search(model["value"])
        if found is None:
            raise ExploreError("a frame of an explore holds no picture")
        alt, caption = html.unescape(found["alt"]), found["caption"] or ""
        yield Frame(found["src"], alt, caption, int(found["width"]), int(found["height"]))
