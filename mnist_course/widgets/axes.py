"""The controls of a widget: what values they take and what the reader sees beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

MAX_AXES = 3
MAX_FRAMES = 150
_NUMBER = re.compile(r"[-−+]?\d")
_KEYS = ("label", "values", "labels", "start")


@dataclass(frozen=True)
class Axis:
    """One control: a name for ``draw``, a label for the reader, and the values it takes.

    ``start`` is the index of the value that is shown first.
    """

    name: str
    label: str
    values: tuple[Any, ...]
    labels: tuple[str, ...]
    start: int = 0

    @property
    def numeric(self) -> bool:
        """Whether the reader sees numbers, which have an order: a slider, not buttons."""
        return all(_NUMBER.match(text) for text in self.labels)


def make_axes(specs: Mapping[str, Any]) -> tuple[Axis, ...]:
    """Turn the keyword arguments of ``explore`` into axes.

    Parameters
    ----------
    specs : mapping
        Name to a sequence of values, or to a mapping with ``values`` and, if wanted, ``label``,
        ``labels`` and ``start``.

    Raises
    ------
    ValueError
        If there is no axis, more than three, a malformed one, or more than 150 frames in all.
    """
    if not specs:
        raise ValueError(
            "explore() got no axis, expected one to three. "
            "Name what the slider changes, for example explore(draw, learning_rate=[0.1, 1, 10])."
        )
    if len(specs) > MAX_AXES:
        raise ValueError(
            f"explore() got {len(specs)} axes ({', '.join(specs)}), expected at most {MAX_AXES}. "
            "Fix the others inside draw, or make a second widget."
        )
    axes = tuple(_make_axis(name, spec) for name, spec in specs.items())
    _check_frames(axes)
    return axes


def describe(axes: tuple[Axis, ...], indices: Iterable[int]) -> str:
    """Return one setting in words, for example ``learning rate 0.1, hidden units 30``."""
    return ", ".join(f"{a.label} {a.labels[i]}" for a, i in zip(axes, indices, strict=True))


def _check_frames(axes: tuple[Axis, ...]) -> None:
    frames = math.prod(len(axis.values) for axis in axes)
    if frames <= MAX_FRAMES:
        return
    longest = max(axes, key=lambda axis: len(axis.values))
    sizes = " × ".join(f"{len(axis.values)} ({axis.name})" for axis in axes)
    others = frames // len(longest.values)
    if (room := MAX_FRAMES // others) >= 2:
        advice = f"Give {longest.name!r} at most {room} values."
    else:
        advice = f"Shorten the axes, {longest.name!r} first, or leave one out."
    raise ValueError(
        f"explore() would draw {sizes} = {frames} frames, expected at most {MAX_FRAMES}. {advice}"
    )


def _make_axis(name: str, spec: Any) -> Axis:
    if not isinstance(spec, Mapping):
        spec = {"values": spec}
    if unknown := [key for key in spec if key not in _KEYS]:
        raise ValueError(
            f"axis {name!r} has the unknown key {unknown[0]!r}, "
            f"expected some of {', '.join(_KEYS)}."
        )
    values = _values(name, spec.get("values"))
    labels = _labels(name, spec.get("labels"), values)
    label = str(spec.get("label") or name.replace("_", " "))
    return Axis(name, label, values, labels, _start(name, spec.get("start", 0), len(values)))


def _values(name: str, values: Any) -> tuple[Any, ...]:
    if values is None or isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(
            f"axis {name!r} got {values!r}, expected a sequence of values "
            f"or a dict such as dict(label=..., values=[...])."
        )
    values = tuple(values)
    if len(values) < 2:
        raise ValueError(
            f"axis {name!r} has {len(values)} value(s), expected at least 2. "
            "A slider with one position moves nothing: fix the value inside draw."
        )
    return values


def _labels(name: str, labels: Any, values: tuple[Any, ...]) -> tuple[str, ...]:
    if labels is None:
        texts = tuple(_text(value) for value in values)
    elif isinstance(labels, str) or not isinstance(labels, Iterable):
        raise ValueError(f"axis {name!r} has labels={labels!r}, expected a list of texts.")
    else:
        texts = tuple(str(text) for text in labels)
    if len(texts) != len(values):
        raise ValueError(
            f"axis {name!r} has {len(values)} values and {len(texts)} labels, expected as many."
        )
    if twice := [text for text in texts if texts.count(text) > 1]:
        raise ValueError(
            f"axis {name!r} shows the label {twice[0]!r} for two values, expected different "
            "labels. Give the reader labels=[...] that tell them apart."
        )
    return texts


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, Real) or isinstance(value, Integral):
        return str(value)
    return f"{float(value):g}"


def _start(name: str, start: Any, count: int) -> int:
    if isinstance(start, bool) or not isinstance(start, Integral) or not 0 <= start < count:
        raise ValueError(
            f"axis {name!r} has start={start!r}, expected an index from 0 to {count - 1}."
        )
    return int(start)
