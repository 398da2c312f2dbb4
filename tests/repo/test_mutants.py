"""The tool that looks for holes in the tests: what it changes, what it runs, what it says."""

from __future__ import annotations

import ast

import covered
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


def test_each_change_is_one_and_none_is_of_what_only_people_read():
    found = list(mutants.mutants("enough.py", SOURCE))
    changed = {(m.line, m.old, m.new) for m in found}
    assert (5, "3", "4") in changed and (5, "False", "True") in changed
    assert (7, "count < 2", "(count <= 2)") in changed
    assert (9, 'print("Größe")', "pass") in changed
    assert (10, "count * 2", "((count) / (2))") in changed
    assert not {line for line, *_ in changed} & {1, 2, 6, 8}
    for mutant in found:
        assert ast.dump(ast.parse(mutant.of(SOURCE))) != ast.dump(ast.parse(SOURCE))


# A package with a hole or two, and its tests.
PART = """LIMIT = 10


class Counter:
    start = 5

    def far(self, count=2):
        if (
            count > 100
        ):
            return "far"
        return self.start + count


def until(limit=LIMIT):
    number = 0
    while number < limit:
        number += 1
    return number


def program():
    return 6 * 7


def again(number):
    return again(number + 1)


def shared():
    return [1, 2]


def never():
    return 3 - 1
"""
TESTS = """import subprocess
import sys
import time

import pytest
from pack.part import some


@pytest.fixture(scope="module")
def pair():
    return some.shared()


def test_endless():  # no trace survives it
    with pytest.raises(RecursionError):
        some.again(0)


def test_slow():
    time.sleep(0.3)
    assert some.Counter().far() == 7


def test_far():
    assert some.Counter().far(101) == "far"


@pytest.mark.parametrize("extra", [0, 1])
def test_until(extra):
    assert some.until(4 + extra) == 4 + extra


def test_first(pair):
    assert pair[0] == 1


def test_second(pair):
    assert pair[1] == 2


def test_program():
    code = "from pack.part import some; print(some.program())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "42"


def test_that_fails():
    assert some.until(1) == 2
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """What the tests above do without a change."""
    if not hasattr(covered.os, "fork"):
        pytest.skip("processes are forked")
    copy = tmp_path_factory.mktemp("mutants") / "copy"
    files = {"pack/part/some.py": PART, "tests/test_some.py": TESTS}
    for name, text in files.items():
        (copy / name).parent.mkdir(parents=True)
        (copy / name).write_text(text, encoding="utf-8")
    return covered.Record.made(copy, "pack/part", ["tests/test_some.py"])


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(PART.splitlines(), start=1) if text in line)


def test_it_is_known_which_test_executes_which_line(record):
    def names(text: str) -> list[str]:
        at = line_of(text)
        tests = record.covering("pack/part/some.py", at, at)
        return [test.partition("::")[2] for test in tests]

    assert names("count > 100") == ["test_far", "test_slow"]  # the quickest first
    assert names("self.start + count") == ["test_slow"]
    assert names("again(number + 1)") == ["test_endless"]
    # One that fails as it is tells nothing.
    assert sorted(names("number += 1")) == ["test_until[0]", "test_until[1]"]
    assert record.bad == ["tests/test_some.py::test_that_fails"]
    # A fixture is executed for whoever asks for it, a program for the test that starts it.
    assert sorted(names("[1, 2]")) == ["test_first", "test_second"]
    assert names("6 * 7") == ["test_program"]
    assert names("3 - 1") == []
    assert not (record.copy / "sitecustomize.py").exists()


def test_what_the_tests_say_of_each_change(record, monkeypatch):
    monkeypatch.setattr(covered, "LEAST", 60)  # a busy machine is no reason
    monkeypatch.setattr(covered, "TIMES", 0)
    changes = {(m.line, m.old, m.new): m for m in mutants.mutants("pack/part/some.py", PART)}

    def said(text: str, old: str, new: str) -> str:
        return mutants.tried(changes[line_of(text), old, new], record)

    assert said("self.start + count", "self.start + count", "((self.start) - (count))") == "noticed"
    assert said("count > 100", "100", "101") == "noticed"  # the statement has three lines
    assert said("start = 5", "5", "6") == "noticed"
    assert said("count=2", "2", "3") == "noticed"
    assert said("[1, 2]", "2", "3") == "noticed"
    assert said("6 * 7", "7", "8") == "noticed"
    monkeypatch.setattr(covered, "LEAST", 2)
    assert said("number += 1", "number += 1", "pass") == "noticed by its time"
    monkeypatch.setattr(covered, "LEAST", 60)
    assert said("count > 100", "count > 100", "(count >= 100)") == "not noticed"
    assert said("LIMIT = 10", "10", "11") == "not noticed"
    assert said("3 - 1", "3", "4") == "not executed"
    assert (record.copy / "pack/part/some.py").read_text(encoding="utf-8") == PART


def test_a_change_is_sought_where_it_is_executed():
    tree = ast.parse(PART)
    head, default, table = line_of("count > 100"), line_of("count=2"), line_of("LIMIT = 10")
    assert mutants.place(tree, head, 20).spans == ((head - 1, head + 1),)
    assert mutants.place(tree, default, 24).imported
    assert mutants.place(tree, default, 24).spans[:2] == ((7, 12), (4, 12))  # far, Counter
    assert mutants.place(tree, table, 8).imported


def test_a_former_run_can_be_taken_up_again(tmp_path):
    (tmp_path / "mnist_course" / "part").mkdir(parents=True)
    (tmp_path / "mnist_course" / "part" / "some.py").write_text("\n" + PART, encoding="utf-8")
    log = tmp_path / "log"
    log.write_text("not noticed: mnist_course/part/some.py:1: 10 → 11\npart: 1 not noticed\n")
    options = mutants.parser().parse_args(["part", "--again", str(log)])
    assert [str(m) for m in mutants.sample(tmp_path, "part", options)] == [
        "mnist_course/part/some.py:2: 10 → 11"
    ]


def test_a_part_is_tested_by_its_room_without_keras():
    tests = mutants.tests_of("runs")
    assert "tests/runs/test_folder.py" in tests and "tests/commands/test_door.py" in tests
    assert not [test for test in tests if "keras" in test]
    assert "tests/commands/test_data_command.py" in mutants.tests_of("data")
