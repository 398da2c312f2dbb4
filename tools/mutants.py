"""Look for holes in the tests: change one thing in the package, and see whether a test notices.

    python tools/mutants.py nn --count 100              # a hundred changes in mnist_course/nn
    python tools/mutants.py runs data --count 40 --seed 2

For developers; no step of `make test`. Each mutant is one small change (a sign, a comparison, a
default, a statement left out) in a copy of the checkout. The tests that name the changed file, or
something that it defines, run on it until one fails, then the others of its room; none that needs
Keras. What no test noticed is listed: look at each, whether a user could notice it.
tests/mutation.md keeps what was found. (Processes are forked, so it does not run on Windows.)
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Imported once, before each mutant's process is forked. Nothing of the package itself.
LIBRARIES = ("numpy", "scipy.ndimage", "pytest", "hypothesis", "requests", "PIL.Image", "sklearn")
ROOMS = {"runs": ("runs", "commands")}  # where a part is tested, if not in its own folder alone
LONGEST = 120  # seconds for the tests of one mutant; a loop without end is noticed, too

COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
COMPARED |= {ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}
COMPUTED = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/"}
COMPUTED |= {ast.Mod: "//", ast.Pow: "*", ast.MatMult: "*"}


@dataclass(frozen=True)
class Mutant:
    """One change: of a file, from one offset to another, into other text."""

    path: Path
    line: int
    start: int
    end: int
    new: str

    def of(self, source: str) -> str:
        """Return the source with the change made."""
        return source[: self.start] + self.new + source[self.end :]

    def told(self, source: str) -> str:
        """Say what was changed, on one line."""
        old = " ".join(source[self.start : self.end].split())
        where = self.path.relative_to(ROOT).as_posix()
        return f"{where}:{self.line}: {old[:70]} → {' '.join(self.new.split())[:70]}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every single change of a file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        text = source[starts[line - 1] : starts[line]]
        return starts[line - 1] + len(text.encode()[:column].decode())

    def made(node: ast.AST, new: str) -> Mutant:
        start = offset(node.lineno, node.col_offset)
        return Mutant(path, node.lineno, start, offset(node.end_lineno, node.end_col_offset), new)

    for node in _changeable(ast.parse(source)):
        for new in _changes(node):
            yield made(node, new)


def _changeable(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk over the code, without what only people and type checkers read."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _only_read(child):
                continue
            yield child
            yield from _changeable(child)


def _only_read(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Assert):
        return True
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return True
    if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0]):
        return True
    words = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return words or (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _changes(node: ast.AST) -> Iterator[str]:
    """Yield what may stand in the place of a node."""
    text = ast.unparse
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sign = COMPARED[type(node.ops[0])]
        yield f"({text(node.left)} {sign} {text(node.comparators[0])})"
    elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        yield f"(({text(node.left)}) {COMPUTED[type(node.op)]} ({text(node.right)}))"
    elif isinstance(node, ast.BoolOp):
        sign = " or " if isinstance(node.op, ast.And) else " and "
        yield f"({sign.join(f'({text(value)})' for value in node.values)})"
        yield f"({text(node.values[0])})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield f"({text(node.operand)})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield repr(node.value + 1)
        if isinstance(node.value, float) and node.value:
            yield repr(node.value / 2)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "return None"
    elif isinstance(node, ast.IfExp):
        yield f"({text(node.body)})"
        yield f"({text(node.orelse)})"
    elif isinstance(node, ast.Break):
        yield "continue"
    elif isinstance(node, ast.Continue):
        yield "break"
    elif isinstance(node, ast.Expr | ast.AugAssign):
        yield "pass"


def tests_for(path: Path) -> tuple[list[str], list[str]]:
    """Name the tests of a file's room: those that name it or what it defines, and the others."""
    names = {path.stem}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            names.add(node.name)
    part = path.relative_to(ROOT / "mnist_course").parts[0]
    rooms = [ROOT / "tests" / name for name in ROOMS.get(part, (part,))]
    word = re.compile(rf"\b(?:{'|'.join(sorted(names))})\b")
    every = [test for room in rooms for test in sorted(room.rglob("test_*.py"))]
    every = [test for test in every if "keras" not in test.stem]
    named = [
        test
        for test in every
        if path.stem in test.stem or word.search(test.read_text(encoding="utf-8"))
    ]
    # The likeliest first: the first failure is enough.
    named.sort(key=lambda test: (path.stem.rstrip("s") not in test.stem, test.stat().st_size))
    others = [test for test in every if test not in named]
    return _shown(named), _shown(others)


def _shown(tests: list[Path]) -> list[str]:
    return [test.relative_to(ROOT).as_posix() for test in tests]


def passes(copy: Path, tests: list[str]) -> str:
    """Run tests in the copy in a process of its own; say ``passed``, ``failed`` or ``timeout``."""
    if not tests:
        return "passed"
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(copy)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.path[:0] = [str(copy), str(copy / "tools"), str(copy / "benchmarks")]
        os.environ["PYTHONPATH"] = str(copy)
        import pytest

        options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", "not keras"]
        os._exit(int(pytest.main([*options, *tests])))
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "passed" if os.waitstatus_to_exitcode(status) == 0 else "failed"
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def copy_of_the_checkout(folder: Path) -> Path:
    """Copy what git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns 0 if every mutant was noticed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="+", metavar="PART", help="nn, data, exercises, runs ...")
    parser.add_argument("--count", type=int, default=100, help="mutants of each part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="begin none after this time")
    parser.add_argument("--without", default="", metavar="TEXT", help="no file whose path holds it")
    options = parser.parse_args(arguments)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        importlib.import_module(name)
    unnoticed = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        copy = copy_of_the_checkout(Path(made))
        for part in options.parts:
            files = sorted((ROOT / "mnist_course" / part).rglob("*.py"))
            if options.without:
                files = [path for path in files if options.without not in path.as_posix()]
            every = [mutant for path in files for mutant in mutants(path)]
            chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))
            tally: dict[str, int] = {}
            sound: dict[Path, bool] = {}  # whether the tests pass without a change
            for number, mutant in enumerate(chosen, start=1):
                if time.monotonic() - began > 60 * options.minutes:
                    print(f"{part}: time is up before number {number}", flush=True)
                    break
                if mutant.path not in sound:
                    sound[mutant.path] = passes(copy, tests_for(mutant.path)[0]) == "passed"
                if not sound[mutant.path]:
                    print(f"{mutant.path.name}: its tests do not pass as it is", flush=True)
                    continue
                source = mutant.path.read_text(encoding="utf-8")
                target = copy / mutant.path.relative_to(ROOT)
                target.write_text(mutant.of(source), encoding="utf-8")
                outcome = "passed"
                for tests in filter(None, tests_for(mutant.path)):
                    outcome = passes(copy, tests) if outcome == "passed" else outcome
                target.write_text(source, encoding="utf-8")
                tally[outcome] = tally.get(outcome, 0) + 1
                if outcome == "passed":
                    print(f"not noticed: {mutant.told(source)}", flush=True)
            unnoticed += tally.get("passed", 0)
            told = ", ".join(f"{count} {word}" for word, count in sorted(tally.items()))
            print(f"{part}: {len(every)} possible; {told}", flush=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
