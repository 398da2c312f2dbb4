"""Numbers as the figures write them, read back."""

from __future__ import annotations


def number(text: str) -> float:
    """Read a number such as 0.31 or 4.5 · 10⁻⁴."""
    digits, _, power = text.partition(" · 10")
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    return float(digits.replace("−", "-")) * 10.0 ** int((power or "⁰").translate(raised))
