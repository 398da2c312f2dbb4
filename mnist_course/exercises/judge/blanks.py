"""Blanks: what a stub leaves for the reader to fill."""

from __future__ import annotations

from typing import Any


def is_blank(value: Any) -> bool:
    """Return whether a value is ``...``, None, empty text, or a container of only these."""
    if value is None or value is ... or (isinstance(value, str) and not value.strip()):
        return True
    items = _items(value)
    return bool(items) and all(is_blank(item) for item in items)


def contains_blank(value: Any) -> bool:
    """Return whether a ``...`` is left somewhere in the answer."""
    return value is ... or any(contains_blank(item) for item in _items(value))


def _items(value: Any) -> list[Any]:
    """Return the items of a short container; long ones hold data, not blanks."""
    if isinstance(value, dict):
        value = list(value.values())
    return list(value) if isinstance(value, tuple | list) and len(value) <= 100 else []
