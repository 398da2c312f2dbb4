"""The data of live figures: packed digits and trained weights, as package data.

Only the standard library is used here: the book's build reads this file too.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def names() -> list[str]:
    """Return the names of all data files."""
    return sorted(path.stem for path in FOLDER.glob("*.bin"))


def read(name: str) -> bytes:
    """Return the bytes of a data file.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    if name not in names():
        raise KeyError(f"no live figure's data are called {name!r}; there are {', '.join(names())}")
    return (FOLDER / f"{name}.bin").read_bytes()
