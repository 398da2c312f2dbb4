"""The API reference: docstrings, as Sphinx's own autodoc and napoleon read them, made readable.

Our docstrings are plain text with backticks. In them a star multiplies and an indented block is a
formula or a piece of code; reStructuredText would see emphasis and a quotation.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_CODE = re.compile(r"(``.+?``|`[^`]+`|:\w+:`[^`]+`)")
_NAMES = re.compile(r"\w+(, \w+)+(?= : |$)")
_NO_BLANK = "\u200b"
_FORMULAS = re.compile(r"(?<==)(\([^()]*\$[^()]*\)|<[^<>]* [^<>]*>)")
_SIGNS = re.compile(r"(?<!\\)([*|]|(?<=\w)_(?=[\s,.;:)]|$))")


def setup(app: Sphinx) -> None:
    """Connect the functions below, the first of them before napoleon (500)."""
    app.connect("autodoc-process-docstring", as_written, priority=400)
    app.connect("autodoc-process-signature", without_formulas)
    app.connect("autodoc-skip-member", skip)
    app.connect("doctree-read", with_blanks)


def as_written(
    app: Sphinx, what: str, name: str, owner: Any, options: Any, lines: list[str]
) -> None:
    """Change a docstring in place, so that it shows what it says (event of autodoc)."""
    if what == "module":  # the pages say in their own words what a package is for
        lines[:] = []
        return
    if inspect.isclass(owner) and owner.__doc__ is None:
        lines[:] = []  # not that of its base class
    if what in ("attribute", "data", "property") and lines:
        lines[0] = lines[0].replace(": ", " – ")  # napoleon would take what is before for a type
    lines[:] = readable(joined(lines))


def joined(lines: list[str]) -> list[str]:
    """Return a docstring whose attributes "a, b" hold no blank; Sphinx would see a type."""
    inside = False
    made = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if after.strip() and set(after.strip()) == {"-"}:
            inside = line.strip() == "Attributes"
        names = _NAMES.match(line) if inside else None
        made.append(
            names[0].replace(", ", f",{_NO_BLANK}") + line[names.end() :] if names else line
        )
    return made


def with_blanks(app: Sphinx, document: nodes.document) -> None:
    """Give the names of several attributes their blanks back (event of Sphinx)."""
    for text in list(document.findall(nodes.Text)):
        if text.startswith(_NO_BLANK):  # Sphinx has made a node of each name
            text.parent.replace(text, nodes.Text(" " + text[1:]))


def without_formulas(
    app: Sphinx, what: str, name: str, owner: Any, options: Any, signature: str | None, back: Any
) -> tuple[str | None, Any]:
    """Write "…" for a default of several formulas, such as a drawing's inputs, or an object."""
    return signature and _FORMULAS.sub(
        lambda found: "…" if found[0][0] == "<" else "(…)", signature
    ), back


def readable(lines: list[str]) -> list[str]:
    """Return the lines of a docstring with its formulas as blocks and its signs as signs."""
    made: list[str] = []
    block, outer = False, 0
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        before = next((other for other in reversed(lines[:place]) if other.strip()), "")
        if not line.strip():
            made.append(line)
            continue
        if block and indent <= outer:
            block = False
        if not block and made and not made[-1].strip():
            outer = len(before) - len(before.lstrip())
            if indent >= outer + 4:
                block = True
                if not before.rstrip().endswith("::"):
                    made += [f"{' ' * outer}::", ""]
        made.append(line if block else escaped(line))
    return made


def escaped(line: str) -> str:
    """Return a line whose stars, bars and last underscores are no markup; code stays as it is."""
    if re.match(r"\s*\*{1,2}\w+(,| :|$)", line):  # a parameter such as **settings: napoleon's work
        return line
    parts = _CODE.split(line)
    parts[::2] = [_SIGNS.sub(r"\\\1", part) for part in parts[::2]]
    return "".join(parts)


def skip(app: Sphinx, what: str, name: str, owner: Any, skipped: bool, options: Any) -> bool | None:
    """Leave out what a reader never calls: members without a docstring of their own."""
    if what == "class" and not inspect.isclass(owner) and not getattr(owner, "__doc__", None):
        return True
    return None
