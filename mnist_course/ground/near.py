"""What somebody may have meant by a name that is not known: one rule, one wording."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE = 0.6  # difflib's measure from 0 to 1: from here on, two names are near


def nearest(name: object, known: Iterable[object], most: int = 3) -> list[str]:
    """Return the known names that are near to one, the nearest first.

    Case and the kind of separator ("-", "_", space) do not count. A name is near if it is spelled
    nearly so, or if it holds what was given as a whole word or its beginning ("update" finds
    "perceptron.update").

    Parameters
    ----------
    name : object
        What was given; what is no text has nothing near.
    known : iterable
        The names that there are.
    most : int
        How many to return at most.
    """
    wanted = _plain(name) if isinstance(name, str) else ""
    if not wanted:
        return []
    scored = []
    for place, option in enumerate(map(str, known)):
        plain = _plain(option)
        likeness = SequenceMatcher(None, wanted, plain).ratio()
        if len(wanted) > 2 and f" {wanted}" in f" {plain}":
            likeness = max(likeness, LIKE)
        if likeness >= LIKE:
            scored.append((-likeness, place, option))
    return [option for _, _, option in sorted(scored)[:most]]


def did_you_mean(name: object, known: Iterable[object], most: int = 3) -> str:
    """Return ``" Did you mean 'adam'?"`` to put behind an error's first sentence, or nothing."""
    return suggestion(nearest(name, known, most))


def suggestion(names: list[str]) -> str:
    """Return the question for names found in another way; nothing for none."""
    return f" Did you mean {' or '.join(map(repr, names))}?" if names else ""


def _plain(name: str) -> str:
    for sign in "-_.":
        name = name.replace(sign, " ")
    return " ".join(name.casefold().split())
