"""Reported beside measured, for every row of the ledger that has a figure: one picture.

Percentages, counts and losses have nothing in common but the limits within which they hold. So each
row gets an axis of its own, on which these limits fill the same band. The words beside each strip
say everything that it shows; the strip itself is drawn for the eye alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import isfinite

from mnist_course.experiments.ledger.page import anchors, escape
from mnist_course.experiments.ledger.rows import FAILS, SIGNS, Row
from mnist_course.experiments.sources import SOURCES

WIDTH, HEIGHT, EDGE = 300, 26, 14
BAND = 1 / 3  # the share of a strip that the limits fill
LONGEST = 74  # characters of a statement beside its strip


def place(value: float, low: float, high: float) -> float:
    """Return where a value stands on a strip: the band runs from 1/3 to 2/3, the ends are 0 and 1.

    What lies beyond an end is moved to just outside of it, at -0.02 or 1.02. Limits that are one
    number make a narrow band: anything else lies outside of it.
    """
    middle, half = (low + high) / 2, (high - low) / 2
    half = half or 0.02 * abs(middle) or 1.0
    share = 0.5 + BAND / 2 * (value - middle) / half
    return min(max(share, -0.02), 1.02)


def strip(row: Row) -> str:
    """Return one row as SVG: band, reported (a diamond), measured (a dot with its deviation)."""

    def at(value: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * place(value, row.low, row.high)

    y = HEIGHT / 2
    left, right = (EDGE + (WIDTH - 2 * EDGE) * share for share in ((1 - BAND) / 2, (1 + BAND) / 2))
    parts = [
        f'<path class="axis" d="M0 {y:g}H{WIDTH}"/>',
        f'<rect class="band" x="{left:.1f}" y="3" width="{right - left:.1f}" '
        f'height="{HEIGHT - 6}"/>',
    ]
    if row.sd:
        ends = [at(row.value + sign * row.sd) for sign in (-1, 1)]
        parts.append(f'<path class="spread" d="M{ends[0]:.1f} {y:g}H{ends[1]:.1f}"/>')
    fails = " fails" if row.state == FAILS else ""
    parts.append(f'<circle class="measured{fails}" cx="{at(row.value):.1f}" cy="{y:g}" r="5"/>')
    x = at(row.reported)
    parts.append(f'<path class="reported" d="M{x:.1f} {y - 8:g}l7 8l-7 8l-7-8z"/>')
    return (
        f'<svg class="ledger-strip" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def has_figure(row: Row) -> bool:
    """Whether a row can be drawn: the source prints a number, we have one, and both limits."""
    numbers = (row.reported, row.value, row.low, row.high)
    return all(number is not None and isfinite(number) for number in numbers)


def words(row: Row, anchor: str) -> str:
    """Return what the strip of a row shows, in Markdown, with a link to the row itself."""
    texts = row.texts()
    short = textwrap.shorten(row.statement.replace("`", ""), LONGEST, placeholder=" …")
    return (
        f"{{ref}}`{short.translate(str.maketrans('<>', '‹›'))} <{anchor}>` {SIGNS[row.state]} "
        f"{row.state}: reported {escape(texts['reported'])}, measured "
        f"{escape(texts['measured'])}, limits {escape(texts['expected'])}"
    )


def picture_markdown(rows: Sequence[Row]) -> str:
    """Return a sentence of counts, then for each source a list with a strip in each item.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the ledger, in its order; those without a figure are left out.
    """
    drawn = [(row, name) for row, name in zip(rows, anchors(rows), strict=True) if has_figure(row)]
    inside = sum(row.state != FAILS for row, _ in drawn)
    parts = [
        f"{len(drawn)} of the {len(rows)} rows have a figure that can be drawn; in {inside} of "
        "them the dot lies in the band."
    ]
    for source in SOURCES.values():
        own = [(row, name) for row, name in drawn if row.source == source.key]
        if own:
            parts.append(f"**{escape(source.title)}**")
            items = [f"- {words(row, name)}\n\n  {raw(strip(row))}" for row, name in own]
            parts.append("{.ledger-picture}\n" + "\n".join(items))
    return "\n\n".join(parts)


def raw(html: str) -> str:
    """Return HTML as a directive inside a list item."""
    return f"```{{raw}} html\n  {html}\n  ```"
