"""Numbers in prose: ``{{ s5-network.scaled_test_median | percent }}`` becomes ``95.83 %``.

A number in a chapter, or in the ledger, comes from a cell or from ``results/``, never from a
keyboard. The place names a recorded result, one of its summary numbers (or, after ``reported``, a
number that its source reports) and, if wanted, how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mnist_course.experiments.record.records import load_result
from mnist_course.experiments.record.schema import ResultError
from mnist_course.ground.near import did_you_mean
from mnist_course.ground.numbers import number, percent, points

_PLACE = re.compile(r"\{\{\s*([\w-]+)\.([\w.]+)\s*(?:\|\s*(\w+)(?::(\d+))?\s*)?\}\}")
_ANY_PLACE = re.compile(r"\{\{.*?\}\}")


FORMATS: dict[str, Callable[..., str]] = {"percent": percent, "points": points, "number": number}
"""How to write a number, and in how many decimals if that is said."""


def fill_numbers(text: str, folder: str | Path | None = None) -> str:
    """Put recorded numbers into a text.

    Parameters
    ----------
    text : str
        Markdown with places such as ``{{ NAME.KEY }}``, ``{{ NAME.KEY | percent:1 }}`` (a share as
        a percentage), ``| points`` (the same without the sign), ``| number:0``.
    folder : path, optional
        Folder of recorded results instead of the usual one.

    Raises
    ------
    ValueError
        If a place is malformed, or names an unknown result, number or format.
    """
    filled = _PLACE.sub(partial(_look_up, folder), text)
    left = _ANY_PLACE.search(filled)
    if left:
        raise ValueError(f"{left.group()} is not of the form {{{{ RESULT.NUMBER | FORMAT }}}}")
    return filled


def _look_up(folder: str | Path | None, match: re.Match[str]) -> str:
    name, key, style, digits = match.groups()
    if style is not None and style not in FORMATS:
        raise ValueError(
            f"{match.group()}: unknown format '{style}'; use {', '.join(FORMATS)}."
            f"{did_you_mean(style, FORMATS)}"
        )
    try:
        result = load_result(name, folder)
        if key.startswith("reported."):
            value = result.reported[key.removeprefix("reported.")]
        else:
            value = result.summary[key]
    except (ResultError, KeyError) as error:
        raise ValueError(f"{match.group()}: {error}") from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{match.group()}: expected one number, got {value!r}")
    text = FORMATS[style or "number"](value, *([int(digits)] if digits else []))
    return f"−{text[1:]}" if text.startswith("-") else text  # in prose a minus is no hyphen
