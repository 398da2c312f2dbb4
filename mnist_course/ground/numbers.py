"""Numbers as text: shares, figures and durations are written in one way everywhere."""

from __future__ import annotations


def fixed(value: float, digits: int) -> str:
    """Write a number with so many decimals; what rounds to zero has no sign."""
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def percent(share: float, digits: int = 2, space: str = " ") -> str:
    """Write a share from 0 to 1 in per cent: 0.9712 becomes ``97.12 %``.

    Parameters
    ----------
    share : float
    digits : int
        Decimals.
    space : str
        What stands before the sign; a no-break space where lines are broken.
    """
    return f"{fixed(100 * share, digits)}{space}%"


def points(difference: float, digits: int = 2) -> str:
    """Write a difference of two shares in percentage points, without a unit: 0.03 is ``3.00``."""
    return fixed(100 * difference, digits)


def number(value: float, digits: int | None = None) -> str:
    """Write a number, thousands set apart, with so many decimals or as many as it has (up to 6)."""
    return f"{value:,g}" if digits is None else fixed(value, digits)


def significant(value: float, digits: int) -> str:
    """Write so many significant digits, never as a power of ten: 0.012345 to 3 is ``0.0123``."""
    text = f"{float(f'{value:.{digits}g}'):.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def duration(seconds: float) -> str:
    """Write a time as people say it: ``8 s``, ``3 min 20 s``, ``25 min``, ``2 h 5 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{whole // 60} min {whole % 60} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
