"""Draw with characters: bars, and pictures of digits.

Where a terminal lacks these characters, `terminal` writes plainer ones in their places.
"""

from __future__ import annotations

from typing import Any

SHADES = " ░▒▓█"


def bar(share: float, width: int = 30) -> str:
    """Return a bar for a number from 0 to 1, padded to `width` characters."""
    share = min(max(share, 0.0), 1.0)
    return ("█" * round(share * width)).ljust(width)


def text_picture(image: Any) -> str:
    """Return a picture, ink from 0 to 255, as text: two characters a pixel."""
    step = 256 / len(SHADES)
    return "\n".join("".join(2 * SHADES[int(v / step)] for v in row).rstrip() for row in image)
