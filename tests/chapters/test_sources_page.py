"""The page that leads from the sources to the book names sections that exist."""

import re

from notebooks import FOLDER, ROOT

PAGE = ROOT / "appendix" / "sources.md"
# A chapter's link and the headings named after it, up to the next chapter.
NAMED = re.compile(r"\{ref\}`[\w ]+ <chapter-([\w-]+)>`((?:(?!\{ref\}).)*)")


def headings(chapter):
    """Headings and folds of a chapter's source."""
    text = (FOLDER / f"{chapter}.md").read_text(encoding="utf-8")
    return set(re.findall(r"^(?:#+|```\{admonition\}) (.+)$", text, flags=re.M))


def test_every_section_it_names_is_there():
    rows = [line.strip("|").rpartition("|")[2] for line in PAGE.read_text("utf-8").splitlines()]
    found = [
        (chapter, name)
        for row in rows
        for chapter, rest in NAMED.findall(row)
        for name in re.findall(r'"([^"]+)"', rest)
    ]
    assert len(found) > 60
    assert [pair for pair in found if pair[1] not in headings(pair[0])] == []


def test_every_row_says_where_or_why_not():
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            assert len([cell for cell in line.strip("|").split("|") if cell.strip()]) == 2, line
