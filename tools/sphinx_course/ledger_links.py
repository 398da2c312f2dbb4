"""From a chapter to the ledger: a line below its summary names the experiments that it quotes.

Which chapter quotes which experiment is read off the ledger's own page, where each row names its
chapters; so both ways lead to each other, or neither does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

LEDGER = "appendix/ledger"
_ROW = re.compile(r"^    `([\w-]+)`((?:, \{numref\}`chapter-[\w-]+`)+)$", re.MULTILINE)
_CHAPTER = re.compile(r"chapter-([\w-]+)")


@cache
def experiments(page: Path) -> dict[str, list[str]]:
    """Return for each chapter the experiments whose rows name it, in the ledger's order."""
    found: dict[str, list[str]] = {}
    for name, chapters in _ROW.findall(page.read_text(encoding="utf-8")):
        for chapter in _CHAPTER.findall(chapters):
            if name not in found.setdefault(chapter, []):
                found[chapter].append(name)
    return found


def with_links(body: str, pagename: str, root: Path, pathto: Callable[[str], str]) -> str:
    """Add the line to the end of a chapter's last section; other pages stay as they are."""
    page = root / f"{LEDGER}.md"
    chapter = pagename.removeprefix("chapters/")
    if chapter == pagename or not page.is_file() or "</section>" not in body:
        return body
    names = experiments(page).get(chapter, [])
    if not names:
        return body
    target = pathto(LEDGER)
    links = ", ".join(
        f'<a class="reference internal" href="{target}#ledger-{name}">'
        f"<code>{html.escape(name)}</code></a>"
        for name in names
    )
    line = (
        '<p class="ledger-links"><strong>In the ledger.</strong> What the sources report beside '
        f"what we measured, for the experiments of this chapter: {links}.</p>\n"
    )
    last = body.rindex("</section>")
    inner = body.rfind("</section>", 0, last)  # the summary stands inside the page's own section
    place = inner if inner >= 0 and not body[inner + len("</section>") : last].strip() else last
    return body[:place] + line + body[place:]
