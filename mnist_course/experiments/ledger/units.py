"""How the ledger writes numbers: one place for all of its units."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

TIE = "\N{NO-BREAK SPACE}"  # keeps a figure and its unit on one line


def _significant(value: float, digits: int) -> str:
    """Write so many significant digits, never as a power of ten."""
    text = f"{float(f'{value:.{digits}g}'):.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _fixed(value: float) -> str:
    """Write a share in per cent with two decimals; what rounds to zero has no sign."""
    text = f"{100 * value:.2f}"
    return "0.00" if text == "-0.00" else text


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


UNITS: dict[str, tuple[Callable[[float], str], str]] = {
    "percent": (_fixed, f"{TIE}%"),
    "points": (_fixed, f"{TIE}points"),
    "count": (_count, ""),
    "number": (lambda value: _significant(value, 4 if abs(value) >= 0.001 else 1), ""),
    "seconds": (lambda value: _significant(value, 3), f"{TIE}s"),
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
        text += f" ±{TIE}{_significant(sd, 2) if unit == 'number' else figure(sd)}"
    return f"{text}{after}".replace("-", "−")


def show_runs(n: int | None) -> str:
    """Write the number of runs behind a mean; nothing for a single number."""
    return "" if n is None else f"{n} run{'' if n == 1 else 's'}"


def show_range(low: float, high: float, unit: str) -> str:
    """Write the limits between which a statement holds, without superfluous zeros."""
    scale, after = (100, UNITS[unit][1]) if unit in ("percent", "points") else (1, UNITS[unit][1])

    def limit(value: float) -> str:
        digits = _significant(scale * value, 6)
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
