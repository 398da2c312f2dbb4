"""What an answer uses of the chapter above it: imports, functions and classes, as source text.

An answer travels without its chapter, to a page's file of answers or to whoever marks it; with this
text it means the same there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence


def needed(text: str, above: Sequence[str]) -> str:
    """Return the definitions above an answer that it uses, directly or by another of them.

    Parameters
    ----------
    text
        The answer.
    above
        The code cells above it, in their order; of two definitions of a name, the later counts.

    Returns
    -------
    str
        Imports, ``def`` and ``class`` statements, in the order of the cells; nothing else is ever
        taken over. Empty if the answer uses none, or cannot be read.
    """
    found: dict[str, ast.stmt] = {}
    for cell in above:
        for statement in _statements(cell):
            for name in _defined(statement):
                found.pop(name, None)
                found[name] = statement
    wanted, open_ = [], list(_used(_statements(text)))
    seen: set[str] = set()
    while open_:
        name = open_.pop()
        if name in seen or name not in found:
            continue
        seen.add(name)
        wanted.append(found[name])
        open_ += _used([found[name]])
    order = list(dict.fromkeys(id(statement) for statement in found.values()))
    kept = {id(statement): statement for statement in wanted}
    return "\n\n".join(ast.unparse(kept[key]) for key in order if key in kept)


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except SyntaxError:
        return []


def _defined(statement: ast.stmt) -> Iterable[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(a.asname or a.name).partition(".")[0] for a in statement.names]
    return []


def _used(statements: Sequence[ast.AST]) -> Iterable[str]:
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                yield node.id
