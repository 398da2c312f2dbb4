"""What stands on one line: LeNet-5, 1e-5, 784-30-10, 0–255, 1/√fan-in, (28, 28)."""

from __future__ import annotations

import re

WHOLE = re.compile(
    r"\b[A-Z][A-Za-z]+-\d+\b|\b\d+e-\d+\b|\b\d+(?:-\d+){2,}\b"
    r"|\b[\d.]*\d–\d+(?:\.\d+)*\b|\b\d+/√\w+(?:-\w+)*"
    r"|[(\[]\d+(?:, \d+){1,2}[)\]]"
)


def tied(title: str) -> str:
    """Return the HTML of a title in which no such name breaks."""
    return WHOLE.sub(lambda found: f'<span class="tied">{found[0]}</span>', title)
