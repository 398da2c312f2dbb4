"""Predictions: a choice, or a choice for each of several questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mnist_course.exercises.compare import Compare, Difference
from mnist_course.exercises.text import describe, show


class Choices(Compare):
    """Predictions: one choice, or a named choice for each key.

    Parameters
    ----------
    keys
        The questions, in order; empty for a single choice.
    options
        The words to choose from, where the choice is a word.
    """

    reveals = False

    def __init__(self, *keys: str, options: Sequence[str] = ()) -> None:
        self.keys = keys
        self.options = tuple(options)

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return which choices are right and which to think about again."""
        wanted = self._read(expected)
        answers = self._read(got)
        if isinstance(answers, str):
            return Difference("type", answers)
        unknown = [v for v in answers.values() if isinstance(v, str) and v not in self._words()]
        if unknown and self.options:
            words = ", ".join(self.options)
            return Difference("type", f"{show(unknown[0])} is not one of: {words}")
        wrong = [key for key in wanted if not _equal_choice(answers[key], wanted[key])]
        if not wrong:
            return None
        if not self.keys:
            return Difference("value", f"{show(got)} is not the one")
        right = ", ".join(key for key in wanted if key not in wrong) or "none"
        return Difference("value", f"right: {right}. Look again at: {', '.join(wrong)}")

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether ``got`` makes all choices of ``other``, which may hold only some."""
        answers = self._read(got)
        if isinstance(answers, str):
            return False
        wanted = other if self.keys else {"": other}
        return all(_equal_choice(answers[key], _plain(value)) for key, value in wanted.items())

    def _words(self) -> tuple[str, ...]:
        return tuple(word.casefold() for word in self.options)

    def _read(self, got: Any) -> dict[str, Any] | str:
        """Return the choices by key, or a sentence that says why they cannot be read."""
        if not self.keys:
            return {"": _plain(got)}
        if isinstance(got, np.ndarray) and got.size <= _MOST:
            got = got.tolist()
        if isinstance(got, tuple | list):
            if len(got) != len(self.keys):
                return f"expected {len(self.keys)} choices ({', '.join(self.keys)}); got {len(got)}"
            got = dict(zip(self.keys, got, strict=True))
        if not isinstance(got, dict):
            return f"expected a dict with {', '.join(self.keys)}; got {describe(got)}"
        given = {str(key).strip(): _plain(value) for key, value in got.items()}
        # Exact names first: "X @ W" and "x @ W" may both be asked for.
        folded = {key.casefold(): value for key, value in given.items() if key not in self.keys}
        found = {key: given.get(key, folded.get(key.casefold(), _ABSENT)) for key in self.keys}
        missing = [key for key, value in found.items() if value is _ABSENT]
        return f"no choice for: {', '.join(missing)}" if missing else found


_MOST = 100  # a choice holds few items
_ABSENT = object()
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        word = " ".join(value.split()).casefold()
        return _YES_NO.get(word, word)
    if isinstance(value, np.ndarray) and value.size > _MOST:
        return None  # never unpack a huge array: it may not fit into memory
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value[:_MOST])
    if isinstance(value, np.generic):
        return value.item()
    return value


def _equal_choice(a: Any, b: Any) -> bool:
    if type(a) is not type(b) and not (isinstance(a, int | float) and isinstance(b, int | float)):
        return False
    return bool(a == b)
