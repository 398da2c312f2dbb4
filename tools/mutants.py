"""Look for holes in the tests: change one thing in the package, and see whether a test notices.

    python tools/mutants.py nn --count 100              # a hundred changes in mnist_course/nn
    python tools/mutants.py runs data --count 40 --seed 2
    python tools/mutants.py nn --again nn.log           # those that a former run listed
    python tools/mutants.py nn --again nn.log --tests tests/nn/test_new.py   # in seconds

For developers; no step of `make test`. Each mutant is one small change (a sign, a comparison, a
default, a statement left out) in a copy of the checkout. `covered.py` looks once which test of the
room executes which line; then, for each mutant, those that execute its line run, the quickest
first, until one fails. If none does, the others of the room get their chance, unless they take too
long. What no test noticed is listed, and at once what no test executes: look at each, whether a
user could notice it. tests/mutation.md keeps what was found. None of the tests needs Keras or a
browser. (Processes are forked, so it does not run on Windows.)
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from covered import Record

ROOT = Path(__file__).resolve().parents[1]
# Imported once, before each mutant's process is forked. Nothing of the package itself.
LIBRARIES = (
    *("numpy", "scipy.ndimage", "scipy.special", "sklearn.datasets", "PIL.Image", "requests"),
    *("pytest", "hypothesis.extra.numpy", "matplotlib.pyplot", "typer.testing", "rich.progress"),
    *("IPython", "ipywidgets", "platformdirs", "filelock", "threadpoolctl", "joblib", "tqdm"),
)
# Where a part is tested, if not in its own folder alone.
ROOMS = {
    "data": ("data", "commands/test_data_command.py", "commands/test_predict_command.py"),
    "runs": ("runs", "commands"),
}
FIRST = 15  # tests that run before the rest of those that execute a line
CHEAP = 20  # seconds that the tests that do not execute a mutant's line may take

COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
COMPARED |= {ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}
COMPUTED = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/"}
COMPUTED |= {ast.Mod: "//", ast.Pow: "*", ast.MatMult: "*"}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Mutant:
    """One change: of a file, from one offset to another, into other text."""

    path: str  # from the top of the checkout
    line: int
    column: int
    start: int
    end: int
    old: str
    new: str

    def of(self, source: str) -> str:
        """Return the source with the change made."""
        return source[: self.start] + self.new + source[self.end :]

    def __str__(self) -> str:
        old, new = (" ".join(text.split())[:70] for text in (self.old, self.new))
        return f"{self.path}:{self.line}: {old} → {new}"


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield every single change of a file, in the order of its lines."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        text = source[starts[line - 1] : starts[line]]
        return starts[line - 1] + len(text.encode()[:column].decode())

    def made(node: ast.AST, new: str) -> Mutant:
        start = offset(node.lineno, node.col_offset)
        end = offset(node.end_lineno, node.end_col_offset)
        return Mutant(path, node.lineno, node.col_offset, start, end, source[start:end], new)

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
        if node.value + 1 != node.value:
            yield repr(node.value + 1)
        if isinstance(node.value, float) and node.value:
            yield repr(node.value / 2)
    elif isinstance(node, ast.Return) and node.value and text(node.value) != "None":
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


@dataclass(frozen=True)
class Place:
    """Where a change stands: the lines whose execution it can alter, likeliest first.

    ``imported`` is true of what is executed when the file is imported, such as a default or a
    table: no test executes it, and those that use it stand in other lines.
    """

    spans: tuple[tuple[int, int], ...]
    imported: bool


def place(tree: ast.Module, line: int, column: int) -> Place:
    """Find the statement that a change stands in, and whether it is part of a function's body."""
    around = list(_around(tree, line, column))
    function = next((node for node in reversed(around) if isinstance(node, FUNCTIONS)), None)
    if function is None or not _in_body(function, line, column):
        named = [(node.lineno, node.end_lineno) for node in reversed(around) if _has_body(node)]
        return Place((*named, (1, 10**6)), imported=True)
    if isinstance(function, ast.Lambda):
        return Place(((function.lineno, function.end_lineno),), imported=False)
    statement = next(node for node in reversed(around) if isinstance(node, ast.stmt))
    last = statement.end_lineno
    if isinstance(body := getattr(statement, "body", None), list):
        last = max(statement.lineno, body[0].lineno - 1)  # the head of an if, a loop, a with
    return Place(((statement.lineno, last),), imported=False)


def _around(node: ast.AST, line: int, column: int) -> Iterator[ast.AST]:
    """Yield the nodes around a place, from the outside."""
    for child in ast.iter_child_nodes(node):
        if not hasattr(child, "lineno"):  # arguments, comprehension
            yield from _around(child, line, column)
        elif (
            (child.lineno, child.col_offset)
            <= (line, column)
            < (child.end_lineno, child.end_col_offset)
        ):
            yield child
            yield from _around(child, line, column)


def _has_body(node: ast.AST) -> bool:
    return isinstance(node, (*FUNCTIONS, ast.ClassDef))


def _in_body(function: ast.AST, line: int, column: int) -> bool:
    first = function.body if isinstance(function, ast.Lambda) else function.body[0]
    return (line, column) >= (first.lineno, first.col_offset)


def tests_of(part: str) -> list[str]:
    """Name the files of tests of a part, without those that need Keras."""
    tests = []
    for name in ROOMS.get(part, (part,)):
        path = ROOT / "tests" / name
        tests += [path] if path.is_file() else sorted(path.rglob("test_*.py"))
    return [test.relative_to(ROOT).as_posix() for test in tests if "keras" not in test.stem]


def tried(mutant: Mutant, record: Record) -> str:
    """Make the change, run the tests, take it back; say how it went."""
    path = record.copy / mutant.path
    source = path.read_text(encoding="utf-8")
    where = place(ast.parse(source), mutant.line, mutant.column)
    likely: list[str] = []
    for first, last in where.spans:
        found = record.covering(mutant.path, first, last)
        likely += [test for test in found if test not in likely]
    if not likely and not where.imported:
        return "not executed"
    others = record.quickest(record.seconds.keys() - set(likely))
    if record.cost(others) > CHEAP and not where.imported:
        others = []
    path.write_text(mutant.of(source), encoding="utf-8")
    try:
        # In parts, because the files of tests that are not needed need not be collected.
        for tests in (likely[:FIRST], likely[FIRST:], others):
            outcome, _ = record.outcome(tests)
            if outcome != "passed":
                return "noticed" if outcome == "failed" else "noticed by its time"
    finally:
        path.write_text(source, encoding="utf-8")
    return "not noticed"


def copy_of_the_checkout(folder: Path) -> Path:
    """Copy what git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def sample(copy: Path, part: str, options: argparse.Namespace) -> list[Mutant]:
    """Choose mutants of a part: by chance, or those that a former run listed."""
    every = []
    for path in sorted((copy / "mnist_course" / part).rglob("*.py")):
        name = path.relative_to(copy).as_posix()
        if not (options.without and options.without in name):
            every += mutants(name, path.read_text(encoding="utf-8"))
    print(f"{part}: {len(every):,} possible", flush=True)
    if options.again:
        listed = _without_line(options.again.read_text(encoding="utf-8")).splitlines()
        told = [line.partition(": ")[2] for line in listed if line.startswith("not ")]
        return [mutant for mutant in every if _without_line(str(mutant)) in told]
    return random.Random(options.seed).sample(every, min(options.count, len(every)))


def _without_line(text: str) -> str:
    return re.sub(r"\.py:\d+: ", ".py: ", text)  # the lines may have moved since


def parser() -> argparse.ArgumentParser:
    """Say what can be asked for."""
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    made.add_argument("parts", nargs="+", metavar="PART", help="nn, data, exercises, runs ...")
    made.add_argument("--count", type=int, default=100, help="mutants of each part")
    made.add_argument("--skip", type=int, default=0, help="so many of them were tried before")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--minutes", type=float, default=60, help="begin none after this time")
    made.add_argument("--without", default="", metavar="TEXT", help="no file whose path holds it")
    made.add_argument("--again", type=Path, metavar="FILE", help="those that this output lists")
    made.add_argument("--tests", nargs="+", metavar="FILE", help="these instead of the room's")
    return made


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns 0 if every mutant was noticed."""
    options = parser().parse_args(arguments)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["MPLBACKEND"] = "agg"
    for name in LIBRARIES:
        importlib.import_module(name)
    began = time.monotonic()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        copy = copy_of_the_checkout(Path(made).resolve() / "copy")
        for part in options.parts:
            chosen = sample(copy, part, options)
            record = Record.made(copy, f"mnist_course/{part}", options.tests or tests_of(part))
            seconds = f"{record.cost(record.seconds):.0f} s"
            print(f"{part}: {len(record.seconds)} tests, {seconds} without a change", flush=True)
            for test in record.bad:
                print(f"{part}: left out, as it does not pass unchanged: {test}", flush=True)
            tally: Counter[str] = Counter()
            for number, mutant in enumerate(chosen[options.skip :], start=options.skip + 1):
                if time.monotonic() - began > 60 * options.minutes:
                    print(f"{part}: time is up before number {number}", flush=True)
                    break
                outcome = tried(mutant, record)
                tally[outcome] += 1
                if outcome.startswith("not "):
                    print(f"{outcome}: {mutant}", flush=True)
                if number % 20 == 0:
                    print(f"{part}: {number} of {len(chosen)} tried", flush=True)
            told = ", ".join(f"{count} {word}" for word, count in sorted(tally.items()))
            minutes = (time.monotonic() - began) / 60
            print(f"{part}: {told}; {minutes:.0f} minutes so far", flush=True)
            total += tally
    return 1 if total["not noticed"] + total["not executed"] else 0


if __name__ == "__main__":
    sys.exit(main())
