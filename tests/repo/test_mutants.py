"""The tool that looks for holes in the tests: what it changes, and which tests it runs."""

from __future__ import annotations

import ast

import mutants
import pytest

SOURCE = '''"""Text."""
from pathlib import Path


def enough(count: int = 3, *, strict: bool = False) -> bool:
    """Say whether it is enough."""
    if not strict and count < 2:
        raise ValueError(f"{count + 1} is too few")
    print("Größe")
    return count * 2 >= 10
'''


def test_each_change_is_one_and_none_is_of_what_only_people_read(tmp_path, monkeypatch):
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    path = tmp_path / "enough.py"
    path.write_text(SOURCE, encoding="utf-8")
    found = list(mutants.mutants(path))
    changed = {(m.line, SOURCE[m.start : m.end], m.new) for m in found}
    assert (5, "3", "4") in changed and (5, "False", "True") in changed
    assert (7, "count < 2", "(count <= 2)") in changed
    assert (9, 'print("Größe")', "pass") in changed
    assert (10, "count * 2", "((count) / (2))") in changed
    assert not {line for line, *_ in changed} & {1, 2, 6, 8}
    for mutant in found:
        assert ast.dump(ast.parse(mutant.of(SOURCE))) != ast.dump(ast.parse(SOURCE))


def test_the_likeliest_tests_come_first_and_no_test_of_the_room_is_left_out():
    named, others = mutants.tests_for(mutants.ROOT / "mnist_course" / "nn" / "callbacks.py")
    assert named[0] == "tests/nn/test_schedules_callbacks.py"
    assert "tests/nn/test_zoo.py" in others
    assert not set(named) & set(others)
    assert not [test for test in named + others if "keras" in test]


@pytest.mark.skipif(not hasattr(mutants.os, "fork"), reason="processes are forked")
def test_a_failing_test_is_seen(tmp_path):
    (tmp_path / "test_good.py").write_text("def test_good(): pass\n")
    (tmp_path / "test_bad.py").write_text("def test_bad(): raise ValueError\n")
    assert mutants.passes(tmp_path, ["test_good.py"]) == "passed"
    assert mutants.passes(tmp_path, ["test_good.py", "test_bad.py"]) == "failed"
