"""The engine is a text of the course: no function too long to follow."""

from __future__ import annotations

import ast

from tests.repo.repo_files import ROOT

ENGINE = sorted((ROOT / "mnist_course" / "nn").rglob("*.py"))


def code_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first = function.body[0]
    text = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - text


def test_no_function_of_the_engine_is_longer_than_40_lines():
    assert ENGINE
    long = [
        f"{path.relative_to(ROOT)}: {node.name} has {code_lines(node)}"
        for path in ENGINE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and code_lines(node) > 40
    ]
    assert long == []
