"""The engine is a text of the course: no file too long to read, no function too long to follow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "mnist_course").rglob("*.py"))
ENGINE = [path for path in FILES if path.parent.name == "nn"]


def code_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first = function.body[0]
    text = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_250_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.name)
def test_no_function_of_the_engine_is_longer_than_40_lines(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    long = {function.name: code_lines(function) for function in functions}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}
