"""The rules of the house that import-linter does not know: names, and the size of rooms."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.repo.repo_files import ROOT, tracked

PACKAGE = ROOT / "mnist_course"
MOST_MODULES = 24


def sources(*folders: str) -> dict[str, ast.Module]:
    """Every Python file of these folders, by its path, as a tree."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in tracked("*.py")
        if path.relative_to(ROOT).parts[0] in folders
    }


def private_imports(trees: dict[str, ast.Module]) -> list[str]:
    """Imports of a name, or of a module, that starts with one underscore (gettext's is but one)."""
    found = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [part for alias in node.names for part in alias.name.split(".")]
            else:
                continue
            found += [
                f"{path}:{node.lineno}: {name}"
                for name in names
                if name.startswith("_") and not name.startswith("__") and name != "_"
            ]
    return found


def test_no_file_imports_a_name_that_starts_with_an_underscore():
    trees = sources("mnist_course", "tests", "tools", "benchmarks")
    assert private_imports(trees) == []


def test_such_an_import_would_be_seen():
    text = "from __future__ import annotations\nfrom a import _b\nimport a._c\nfrom a._d import e\n"
    assert len(private_imports({"x.py": ast.parse(text)})) == 3


def test_no_room_of_the_package_has_more_modules_than_one_can_overlook():
    rooms: dict[Path, int] = defaultdict(int)
    for path in tracked("*.py"):
        if PACKAGE in path.parents:
            rooms[path.parent.relative_to(ROOT)] += path.name != "__init__.py"
    assert rooms
    assert {str(room): n for room, n in rooms.items() if n > MOST_MODULES} == {}


def test_no_two_classes_of_the_package_have_one_name():
    places = defaultdict(list)
    for path, tree in sources("mnist_course").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_tests_change_no_path_of_imports():
    """pyproject.toml says once from where tests import."""
    changed = [
        f"{path}:{node.lineno}"
        for path, tree in sources("tests").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "path"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    ]
    assert changed == []
