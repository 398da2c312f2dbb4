"""Write the tables of ``appendix/ledger.md`` from the recorded results.

    python tools/ledger.py            # bring the page up to date
    python tools/ledger.py --check    # change nothing, fail if the page is out of date

The prose of the page is written by people. What stands between the marks comes from ``results/``
and from the declarations, and is never edited.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml
from notebooks import ROOT

from mnist_course.experiments.ledger.page import rows_markdown, slips_markdown
from mnist_course.experiments.ledger.picture import picture_markdown
from mnist_course.experiments.ledger.rows import ledger_rows
from mnist_course.experiments.ledger.slips import SLIPS

PAGE = ROOT / "appendix" / "ledger.md"
BEGIN = "% begin {} (written by `make execute`; do not edit)"
END = "% end {}"


def book_chapters(root: Path = ROOT) -> list[str]:
    """Names of the chapters that _toc.yml lists, in their order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    files = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [name.removeprefix("chapters/") for name in files if name.startswith("chapters/")]


def quoted_in(experiments: set[str], root: Path = ROOT) -> dict[str, list[str]]:
    """For each experiment, the chapters that show a number or a curve of its result."""
    found: dict[str, list[str]] = {}
    for chapter in book_chapters(root):
        text = (root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
        names = set(re.findall(r"\{\{\s*([\w-]+)\.", text))
        names |= set(re.findall(r"load_result\(\s*\"([\w-]+)\"", text))
        for name in sorted(names & experiments):
            found.setdefault(name, []).append(chapter)
    return found


def fill(text: str, parts: dict[str, str]) -> str:
    """Put each part between its two marks.

    Raises
    ------
    ValueError
        If a mark is missing, or stands there twice.
    """
    for name, part in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
            raise ValueError(
                f"{PAGE.name}: expected one line '{begin}' and, below it, one line '{end}'"
            )
        before, after = text.split(begin)[0], text.split(end)[1]
        text = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return text


def page_text(root: Path = ROOT) -> str:
    """The page as it should be: its prose as it stands, the tables from the results at hand."""
    rows = ledger_rows()
    experiments = {row.experiment for row in rows}
    parts = {
        "picture": picture_markdown(rows),
        "rows": rows_markdown(rows, quoted_in(experiments, root)),
        "slips": slips_markdown(SLIPS, book_chapters(root), experiments),
    }
    return fill(PAGE.read_text(encoding="utf-8"), parts)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words not in ([], ["--check"]):
        print("usage: python tools/ledger.py [--check]", file=sys.stderr)
        return 2
    fresh = page_text()
    if fresh == PAGE.read_text(encoding="utf-8"):
        print("The ledger agrees with the results.")
    elif words:
        print("appendix/ledger.md is out of date with results/. Run: make execute")
        return 1
    else:
        PAGE.write_text(fresh, encoding="utf-8")
        print("appendix/ledger.md: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
