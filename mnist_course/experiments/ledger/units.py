"""How the ledger writes numbers: one place for all of its units."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from mnist_course.ground.numbers import points, significant

TIE = "\N{NO-BREAK SPACE}"  # keeps a figure and its unit on one line


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


UNITS: dict[str, tuple[Callable[[float], str], str]] = {
    "percent": (points, f"{TIE}%"),
    "points": (points, f"{TIE}points"),
    "count": (_count, ""),
    "number": (lambda value: significant(value, 4 if abs(value) >= 0.001 else 1), ""),
    "seconds": (lambda value: significant(value, 3), f"{TIE}s"),
}
"""For each unit, how its figure is written and what follows; see `Reproduction.unit`."""


def show(value: float, unit: str) -> str:
    """Write one number with its unit: ``show(0.9476, "percent")`` gives ``94.76 %``.

    All spaces within a number and its unit are no-break spaces.
    """
    figure, after = UNITS[unit]
    return f"{figure(value)}{after}".replace("-", "−")


def show_mean(mean: float, sd: float | None, n: int | None, unit: str) -> str:
    """Write a mean with its standard deviation, as far as it is known.

    ``show_mean(0.93144, 0.04, 5, "percent")`` gives ``93.14 ± 4.00 %``. A narrow column may break
    it before the sign ±. The deviation of a single run says nothing and is left out.
    """
    figure, after = UNITS[unit]
    text = figure(mean)
    if sd is not None and n != 1:
        text += f" ±{TIE}{significant(sd, 2) if unit == 'number' else figure(sd)}"
    return f"{text}{after}".replace("-", "−")


def show_runs(n: int | None) -> str:
    """Write the number of runs behind a mean; nothing for a single number."""
    return "" if n is None else f"{n} run{'' if n == 1 else 's'}"


def show_range(low: float, high: float, unit: str) -> str:
    """Write the limits between which a statement holds, without superfluous zeros."""
    scale, after = (100, UNITS[unit][1]) if unit in ("percent", "points") else (1, UNITS[unit][1])

    def limit(value: float) -> str:
        digits = significant(scale * value, 6)
        return f"{float(digits):,.0f}" if abs(float(digits)) >= 1_000 else digits

    if low == high:
        text = f"exactly {limit(low)}{after}"
    elif not isfinite(high):
        text = f"at least {limit(low)}{after}" if isfinite(low) else "any"
    elif not isfinite(low):
        text = f"at most {limit(high)}{after}"
    else:
        text = f"{limit(low)} to {limit(high)}{after}"
    return text.replace("-", "−")
