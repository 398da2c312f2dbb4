"""How the ledger writes numbers: one place for all of its units."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite


def _significant(value: float, digits: int) -> str:
    """Write so many significant digits, never as a power of ten."""
    text = f"{float(f'{value:.{digits}g}'):.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


UNITS: dict[str, tuple[Callable[[float], str], str]] = {
    "percent": (lambda value: f"{100 * value:.2f}", " %"),
    "points": (lambda value: f"{100 * value:.2f}", " points"),
    "count": (_count, ""),
    "number": (lambda value: _significant(value, 4), ""),
    "seconds": (lambda value: _significant(value, 3), " s"),
}
"""For each unit, how its figure is written and what follows; see `Reproduction.unit`."""


def show(value: float, unit: str) -> str:
    """Write one number with its unit: ``show(0.9476, "percent")`` gives ``94.76 %``."""
    figure, after = UNITS[unit]
    return f"{figure(value)}{after}".replace("-", "−")


def show_measured(value: float, sd: float | None, n: int | None, unit: str) -> str:
    """Write a mean with its standard deviation and number of runs, as far as they are known.

    ``show_measured(0.93144, 0.04, 5, "percent")`` gives ``93.14 ± 4.00 %, 5 runs``. The deviation
    of a single run says nothing and is left out.
    """
    figure, after = UNITS[unit]
    text = figure(value)
    if sd is not None and n != 1:
        text += f" ± {_significant(sd, 2) if unit == 'number' else figure(sd)}"
    runs = "" if n is None else f", {n} run{'' if n == 1 else 's'}"
    return f"{text}{after}{runs}".replace("-", "−")


def show_range(low: float, high: float, unit: str) -> str:
    """Write the limits between which a statement holds, without superfluous zeros."""
    scale, after = (100, UNITS[unit][1]) if unit in ("percent", "points") else (1, UNITS[unit][1])

    def limit(value: float) -> str:
        digits = _significant(scale * value, 6)
        return f"{float(digits):,.0f}" if abs(float(digits)) >= 10_000 else digits

    if low == high:
        text = f"exactly {limit(low)}{after}"
    elif not isfinite(high):
        text = f"at least {limit(low)}{after}" if isfinite(low) else "any"
    elif not isfinite(low):
        text = f"at most {limit(high)}{after}"
    else:
        text = f"{limit(low)} to {limit(high)}{after}"
    return text.replace("-", "−")
