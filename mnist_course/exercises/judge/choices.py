"""Predictions: a choice, or a choice for each of several questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from mnist_course.exercises.judge.compare import Compare, Difference
from mnist_course.exercises.judge.sentences import sentence
from mnist_course.exercises.judge.text import describe, show


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
        for key in wanted:
            complaint = self._wrong_kind(key, answers[key], wanted[key])
            if complaint:
                return Difference("type", complaint)
        wrong = [key for key in wanted if not _equal_choice(answers[key], wanted[key])]
        if not wrong:
            return None
        if not self.keys:
            return Difference("value", sentence("choice.wrong", value=show(got)))
        look_again = ", ".join(wrong)
        if len(wrong) == len(wanted):
            return Difference("value", sentence("choice.none", wrong=look_again))
        right = ", ".join(key for key in wanted if key not in wrong)
        return Difference("value", sentence("choice.some", right=right, wrong=look_again))

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether ``got`` makes all choices of ``other``, which may hold only some."""
        answers = self._read(got)
        if isinstance(answers, str):
            return False
        wanted = other if self.keys else {"": other}
        return all(_equal_choice(answers[key], _plain(value)) for key, value in wanted.items())

    def _wrong_kind(self, key: str, answer: Any, wanted: Any) -> str:
        """Return a sentence if this is another kind of thing than was asked for, else nothing."""
        if self.options:
            return self._wrong_word(key, answer)
        if isinstance(answer, str) and _is_number(answer):
            return sentence("choice.number", key=key, got=describe(answer))
        if isinstance(wanted, bool) and not (isinstance(answer, bool) or answer in (0, 1)):
            return sentence("choice.yes-no", key=key, got=describe(answer))
        if isinstance(wanted, tuple) and isinstance(answer, str):
            return sentence("choice.shape-text", key=key)
        if isinstance(wanted, tuple) and not isinstance(answer, tuple | list):
            return sentence("choice.shape-number", key=key)
        return ""

    def _wrong_word(self, key: str, answer: Any) -> str:
        options = ", ".join(self.options)
        if isinstance(answer, str):
            known = answer in (word.casefold() for word in self.options)
            return "" if known else sentence("choice.unknown", value=show(answer), options=options)
        if not self.keys:
            return sentence("choice.one", options=options, got=describe(answer))
        return sentence(
            "choice.word", key=key, options=options, example=self.options[0], got=describe(answer)
        )

    def _read(self, got: Any) -> dict[str, Any] | str:
        """Return the choices by key, or a sentence that says why they cannot be read."""
        if not self.keys:
            return {"": _plain(got)}
        keys = ", ".join(self.keys)
        if isinstance(got, np.ndarray) and got.size <= _MOST:
            got = got.tolist()
        if isinstance(got, tuple | list):
            if len(got) != len(self.keys):
                return sentence("choice.count", count=len(self.keys), keys=keys, got=len(got))
            got = dict(zip(self.keys, got, strict=True))
        if not isinstance(got, dict):
            return sentence("choice.dict", keys=keys, got=describe(got))
        given = {str(key).strip(): _plain(value) for key, value in got.items()}
        # Exact names first: "X @ W" and "x @ W" may both be asked for.
        folded = {key.casefold(): value for key, value in given.items() if key not in self.keys}
        found = {key: given.get(key, folded.get(key.casefold(), _ABSENT)) for key in self.keys}
        missing = [key for key, value in found.items() if value is _ABSENT]
        return sentence("choice.missing", keys=", ".join(missing)) if missing else found


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
        return type(value)(_plain(item) for item in value[:_MOST])
    if isinstance(value, np.generic):
        return value.item()
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _equal_choice(a: Any, b: Any) -> bool:
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(_equal_choice, a, b))
    if type(a) is not type(b) and not (isinstance(a, int | float) and isinstance(b, int | float)):
        return False
    if isinstance(a, float) or isinstance(b, float):  # a share that was computed
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b)
