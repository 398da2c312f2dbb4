"""Draw with characters: bars, and pictures of digits."""

from __future__ import annotations

import sys
from typing import Any


def drawable(fancy: str, plain: str) -> str:
    """Return `fancy` characters if the terminal can show them, else `plain` ones."""
    try:
        fancy.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return plain
    return fancy


def bar(share: float, width: int = 30) -> str:
    """Return a bar for a number from 0 to 1, padded to `width` characters."""
    share = min(max(share, 0.0), 1.0)
    return (drawable("█", "#") * round(share * width)).ljust(width)


def text_picture(image: Any) -> str:
    """Return a picture, ink from 0 to 255, as text: two characters a pixel."""
    shades = drawable(" ░▒▓█", " .:*#")
    step = 256 / len(shades)
    return "\n".join("".join(2 * shades[int(v / step)] for v in row).rstrip() for row in image)
