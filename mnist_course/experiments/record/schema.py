"""What a recorded result must look like, in one page, checked without a schema library."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import category

SCHEMA = 1
"""Version of the file format; raised when an old reader would misread a new file."""

MOST_SIGNS = 500
"""Of a complaint about a file: whatever stands in it, the complaint can be read."""


class ResultError(ValueError):
    """A result that cannot be read, checked or written; the text says which and what to do."""


def _is_number(value: Any) -> bool:
    try:
        return (
            isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        )
    except OverflowError:  # an integer beyond every float
        return False


def _is_line(value: Any) -> bool:
    """Accept text that can be printed: no control characters, no halves of a character."""
    return isinstance(value, str) and not any(category(sign) in ("Cc", "Cs") for sign in value)


def _is_text(value: Any) -> bool:
    return _is_line(value) and value != ""


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_line, value))


def _is_series(value: Any) -> bool:
    """Accept a number, null (not finite when measured), or nested lists of these."""
    if isinstance(value, list):
        return all(_is_series(item) for item in value)
    return value is None or _is_number(value)


def _is_setting(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_setting(item) for item in value)
    return _is_line(value) or isinstance(value, bool) or value is None or _is_number(value)


def _is_metrics(value: Any) -> bool:
    return _is_mapping(value) and all(_is_series(item) for item in value.values())


def _is_settings(value: Any) -> bool:
    return _is_mapping(value) and all(_is_setting(item) for item in value.values())


def _is_summary(value: Any) -> bool:
    return _is_mapping(value) and all(
        key.isidentifier() and key == key.lower() and _is_number(item)
        for key, item in value.items()
    )


def _is_versions(value: Any) -> bool:
    return _is_mapping(value) and all(_is_text(item) for item in value.values())


def _is_data(value: Any) -> bool:
    return (
        _is_mapping(value)
        and set(value) == {"name", "is_standin", "sha256"}
        and _is_text(value["name"])
        and isinstance(value["is_standin"], bool)
        and isinstance(value["sha256"], str)
        and len(value["sha256"]) == 64
    )


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


Rule = tuple[Callable[[Any], bool], str]

RESULT_FIELDS: dict[str, Rule] = {
    "schema": (lambda value: value == SCHEMA, f"the number {SCHEMA}"),
    "name": (_is_text, "a name"),
    "title": (_is_text, "a line of text"),
    "source": (_is_text, "a line of text"),
    "claim": (_is_text, "a line of text"),
    "reported": (_is_metrics, "numbers by name: what the source printed"),
    "settings": (_is_settings, "settings by name"),
    "runs": (lambda value: isinstance(value, list) and len(value) > 0, "a list of runs"),
    "summary": (_is_summary, "finite numbers by snake_case name"),
    "versions": (_is_versions, "version texts by package"),
    "data": (_is_data, "name, is_standin and sha256 (64 digits)"),
    "seconds": (_is_number, "a number of seconds"),
    "date": (_is_date, "a date such as 2025-01-31"),
}
RUN_FIELDS: dict[str, Rule] = {
    "settings": (_is_settings, "settings by name"),
    "seed": (lambda value: isinstance(value, int) and _is_number(value), "an integer"),
    "seconds": (_is_number, "a number of seconds"),
    "metrics": (_is_metrics, "numbers, lists of numbers or nulls by name"),
    "pictures": (_is_mapping, "picture records by name"),
}


def _check_fields(value: Any, fields: Mapping[str, Rule], where: str) -> None:
    if not isinstance(value, Mapping):
        raise ResultError(f"{where} is {type(value).__name__}, expected an object with fields")
    missing = [name for name in fields if name not in value]
    foreign = [n if _is_line(n) else ascii(n) for n in value if n not in fields]
    if missing or foreign:
        told = [f"lacks {', '.join(missing)}"] if missing else []
        told += [f"has unknown {', '.join(foreign)}"] if foreign else []
        raise ResultError(f"{where} {' and '.join(told)}"[:MOST_SIGNS])
    for name, (fits, expected) in fields.items():
        if not fits(value[name]):
            raise ResultError(f"{where}: field '{name}' is not {expected}")


def check_run(value: Any, where: str = "the run") -> None:
    """Raise `ResultError` unless ``value`` (plain JSON values) is a whole, well-formed run."""
    _check_fields(value, RUN_FIELDS, where)


def check_result(value: Any) -> None:
    """Raise `ResultError` unless ``value`` (parsed JSON) is a whole, well-formed result.

    Two runs with equal settings and seed are refused: each run counts once.
    """
    _check_fields(value, RESULT_FIELDS, "the result")
    seen: set[str] = set()
    for index, run in enumerate(value["runs"]):
        check_run(run, f"run {index}")
        identity = f"{sorted(run['settings'].items())} seed {run['seed']}"
        if identity in seen:
            raise ResultError(f"run {index} repeats another run: {identity}")
        seen.add(identity)
