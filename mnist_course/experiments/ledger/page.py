"""The ledger as Markdown, for a page of the book: tables of rows, and the table of slips.

The functions know nothing of the book's folders: which chapters there are, and which of them quote
an experiment, is told to them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from mnist_course.experiments.ledger.rows import (
    FAILS,
    HOLDS,
    OPEN,
    SIGNS,
    Row,
    count_states,
)
from mnist_course.experiments.ledger.slips import Slip
from mnist_course.experiments.ledger.units import TIE
from mnist_course.experiments.sources import SOURCES, Source

HEADS = ("What it says, and the setting", "Reported", "Measured", "Verdict", "Why")
WIDTHS = (31, 11, 15, 16, 27)
SLIP_HEADS = ("What it says", "What is right", "Where the book shows it")
SLIP_WIDTHS = (35, 40, 25)
TO_COME = "a chapter to come"


def escape(text: str) -> str:
    """Keep Markdown from reading signs of the text as its own; `code` stays code.

    Numbers get the minus sign of print, and stay on one line with their per cent sign.
    """
    parts = re.split(r"(`[^`]*`)", text)
    parts[::2] = [re.sub(r"([\\*_\[\]<>$~{}|])", r"\\\1", _set(part)) for part in parts[::2]]
    # At the beginning of a cell, "1. " would start a list, "# " a heading.
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", re.sub(r"^([-+#])", r"\\\1", "".join(parts)))


def _set(text: str) -> str:
    return re.sub(r"(?<=\d) (?=%)", TIE, re.sub(r"(?<![\w-])-(?=\d)", "−", text))


def list_table(
    heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], name: str
) -> str:
    """Return a `list-table` directive; the first cell of a row is its header.

    A cell may hold several paragraphs, separated by empty lines.
    """
    lines = [
        "```{list-table}",
        ":header-rows: 1",
        ":stub-columns: 1",
        f":class: ledger {name}",
        f":widths: {' '.join(map(str, widths))}",
        "",
    ]
    for row in (heads, *rows):
        for number, cell in enumerate(row):
            bullet = "* - " if number == 0 else "  - "
            first, *more = cell.split("\n")
            lines.append(f"{bullet}{first}".rstrip())
            lines += [f"    {line}".rstrip() for line in more]
    return "\n".join([*lines, "```"])


def link(chapter: str, role: str = "ref") -> str:
    """Return a link to a chapter of the book: its title, or (role ``numref``) its number."""
    return f"{{{role}}}`chapter-{chapter}`"


def rows_markdown(rows: Sequence[Row], quoted_in: Mapping[str, Sequence[str]]) -> str:
    """Return a sentence of counts, then a section with a table for each source.

    Parameters
    ----------
    rows : sequence of Row
    quoted_in : mapping
        For the name of an experiment, the names of the chapters that quote its result.
    """
    parts = [_counts(rows)]
    named = list(zip(rows, anchors(rows), strict=True))
    for source in SOURCES.values():
        own = [(row, name) for row, name in named if row.source == source.key]
        if own:
            cells = [_cells(row, quoted_in.get(row.experiment, ()), name) for row, name in own]
            parts += [f"### {escape(source.title)}", *_cited(source)]
            parts.append(list_table(HEADS, WIDTHS, cells, "ledger-rows"))
    return "\n\n".join(parts)


def anchors(rows: Sequence[Row]) -> list[str]:
    """Return the address of each row: ``ledger-NAME``, then ``ledger-NAME-2`` and so on."""
    counts: dict[str, int] = {}
    names = []
    for row in rows:
        count = counts[row.experiment] = counts.get(row.experiment, 0) + 1
        names.append(f"ledger-{row.experiment}" + (f"-{count}" if count > 1 else ""))
    return names


def _cited(source: Source) -> list[str]:
    """Return a line that says what a source is and leads to the bibliography; none for ours."""
    within = source.within[:1].upper() + source.within[1:]
    return [f"{escape(within)}: {{cite:t}}`{source.citation}`."] if source.citation else []


def _counts(rows: Sequence[Row]) -> str:
    counts = count_states(rows)
    parts = [f"{counts[HOLDS]} hold", f"{counts[FAILS]} do not hold"]
    if counts[OPEN]:
        parts.append(f"{counts[OPEN]} {'is' if counts[OPEN] == 1 else 'are'} not recorded yet")
    return f"Of {len(rows)} rows, {', '.join(parts[:-1])} and {parts[-1]}."


def _cells(row: Row, chapters: Sequence[str], anchor: str) -> list[str]:
    texts = row.texts()
    where = ", ".join([f"`{row.experiment}`", *(link(name, "numref") for name in chapters)])
    measured = "\n\n".join(filter(None, (texts["measured"], texts["runs"])))
    verdict = f"{SIGNS[row.state]} {row.state}"
    if row.state == FAILS:
        verdict = f"**{verdict}**"
    return [
        f"({anchor})=\n\n{escape(row.statement)}\n\n{where}",
        escape(texts["reported"]),
        escape(measured),
        f"{verdict}\n\nexpected: {escape(texts['expected'])}",
        escape(row.why) or "–",
    ]


def places(slip: Slip, chapters: Collection[str], experiments: Collection[str]) -> list[str]:
    """Return links to the places that show a slip, of those that are there.

    Parameters
    ----------
    chapters, experiments : collection of str
        The names of the chapters of the book, and of the experiments with rows in the ledger.
    """
    found = [link(name) for name in slip.chapters if name in chapters]
    found += [f"the rows of `{name}` above" for name in slip.experiments if name in experiments]
    found += [f"`{path}`" for path in slip.files]
    return found


def _brief(key: str) -> str:
    return SOURCES[key].brief or SOURCES[key].title


def slips_markdown(
    slips: Sequence[Slip], chapters: Collection[str], experiments: Collection[str]
) -> str:
    """Return the table of slips; for parameters see `places`."""
    cells = [
        [
            f"{escape(_brief(slip.source))}: {escape(slip.says)}",
            escape(slip.right),
            ", ".join(places(slip, chapters, experiments)) or TO_COME,
        ]
        for slip in slips
    ]
    return list_table(SLIP_HEADS, SLIP_WIDTHS, cells, "ledger-slips")
