"""Code on a page: only what has a colour of its own stands in an element of its own.

Pygments puts each name, bracket and space into an element, also where it looks like the text around
it; that was a fifth of the elements of a chapter, and a browser styles and lays out each of them.
"""

from __future__ import annotations

import re

#: Pygments' short names of tokens that have the colour of the code itself, in both our styles.
PLAIN = ("n", "nn", "p", "w")
LISTING = re.compile(r"<pre>(?P<inside><span></span>.*?)</pre>", re.DOTALL)
TOKEN = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def without_plain_tokens(body: str) -> str:
    """Return the HTML of a page with the text of such tokens alone."""

    def change(found: re.Match[str]) -> str:
        inside = TOKEN.sub(r"\1", found["inside"])
        return f"<pre>{inside}</pre>"

    return LISTING.sub(change, body)
