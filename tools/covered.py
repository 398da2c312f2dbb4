"""Which test executes which line of a part: looked at once, for `mutants.py`.

`Record.made` runs the tests of a room twice without a change: once plainly, for how long each test
takes and whether it passes, and once traced, for the lines that it executes. What a fixture of a
module or session executes counts for every test that asks for it, what a file of tests executes
while it is collected for all its tests; and what a program executes that a test starts counts, too.
Every run is a process of its own, forked from one that has imported the libraries: Linux and macOS.
"""

from __future__ import annotations

import compileall
import gc
import json
import math
import os
import py_compile
import select
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from line_tracer import CONTEXT, FOLDER, NOTES, Tracer

# Python imports a module of this name before a program; the tests have the copy on their path.
AT_THE_START = "sitecustomize.py"
TRACE = f"""import sys
sys.path.append({str(Path(__file__).resolve().parent)!r})
import line_tracer
line_tracer.trace_a_program()
"""
# A test may take so many seconds, and so many times what it took unchanged; more where others work
# on the same machine, or a crowd would be taken for a change that was noticed.
LEAST, TIMES = 10, 5
MEMORY = 8 << 30  # bytes: a list that grows for ever ends its own process, not the machine


class Watch:
    """A plugin of pytest: how long tests and shared fixtures take, who passes, who executes."""

    def __init__(self, copy: Path, target: Path, tracer: Tracer | None = None) -> None:
        self.copy, self.target, self.tracer = copy, target, tracer
        self.seconds: Counter[str] = Counter()
        self.shared: Counter[str] = Counter()
        self.uses: dict[str, list[str]] = {}
        self.collecting = 0.0
        self.bad: set[str] = set()

    @contextmanager
    def _context(self, name: str) -> Iterator[None]:
        before = os.environ.get(CONTEXT, "")
        os.environ[CONTEXT] = name
        if self.tracer:
            self.tracer.enter(name)
        try:
            yield
        finally:
            os.environ[CONTEXT] = before
            if self.tracer:
                self.tracer.enter(before)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        """Lines that a file executes while it is collected count for its tests."""
        began = time.monotonic()
        path = collector.path
        name = path.relative_to(self.copy).as_posix() if path != self.copy else ""
        with self._context(f"file {name}"):
            result = yield
        self.collecting += time.monotonic() - began
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Lines from here on are this test's."""
        self.uses[item.nodeid] = list(item.fixturenames)
        with self._context(item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Lines of a shared fixture count for all who ask for it."""
        if fixturedef.scope == "function":
            return (yield)
        began, test = time.monotonic(), os.environ[CONTEXT]
        with self._context(f"fixture {fixturedef.argname}"):
            result = yield
        seconds = time.monotonic() - began
        self.shared[fixturedef.argname] += seconds
        self.seconds[test] -= seconds
        return result

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add up what a test takes; one that is skipped is as little use as one that fails."""
        self.seconds[report.nodeid] += report.duration
        if not report.passed:
            self.bad.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write down what was seen, for the process that asked."""
        passing = {k: v for k, v in self.seconds.items() if k not in self.bad}
        told = {"seconds": passing, "shared": self.shared, "uses": self.uses}
        told |= {"bad": sorted(self.bad), "collecting": self.collecting}
        self.target.write_text(json.dumps(told), encoding="utf-8")


class Chosen:
    """A plugin of pytest: run these tests in this order, and tell each before it begins."""

    def __init__(self, tests: list[str], known: Collection[str], pipe: int) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.functions = {test.partition("[")[0] for test in tests}
        self.known, self.pipe = known, pipe

    def _place(self, test: str) -> int | None:
        # A table of the package can name the cases of a test; a change of it brings new names.
        new = test not in self.known and test.partition("[")[0] in self.functions
        return self.order.get(test, len(self.order) if new else None)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the chosen tests, in the order chosen."""
        wanted = [item for item in items if self._place(item.nodeid) is not None]
        items[:] = sorted(wanted, key=lambda item: self._place(item.nodeid))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell that a test begins."""
        os.write(self.pipe, f"{nodeid}\n".encode())


@dataclass
class Record:
    """What the tests of a room do without a change.

    Attributes
    ----------
    copy
        The checkout they run in.
    seconds
        What each test that passes takes, by its id, without the fixtures that it shares.
    shared
        What each fixture of a module or session takes.
    uses
        The fixtures that each test asks for.
    lines
        Ids of the tests that execute a line, by file (from the top of the checkout) and number.
    collecting
        Seconds to collect all of them.
    bad
        Ids of the tests that fail or are skipped as it is; nothing can be learnt from them.
    """

    copy: Path
    seconds: dict[str, float]
    shared: dict[str, float]
    uses: dict[str, list[str]]
    lines: dict[str, dict[int, set[str]]]
    collecting: float = 0.0
    bad: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, copy: Path, part: str, tests: list[str]) -> Record:
        """Run tests (files, from the top of the checkout) as they are, twice."""
        # By what a file holds, not by its time and size: a mutant can have both of the original.
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        package = copy / Path(part).parts[0]
        compileall.compile_dir(package, quiet=2, force=True, invalidation_mode=by_hash)
        with _work(copy) as work:
            plain, traced, notes = work / "plain.json", work / "traced.json", work / "notes"
            _in_a_child(copy, lambda pipe: _run(copy, tests, Watch(copy, plain)))
            told = json.loads(plain.read_text(encoding="utf-8"))

            def trace(pipe: int) -> int:
                folder = str(copy / part)
                os.environ |= {FOLDER: folder, NOTES: str(notes), CONTEXT: ""}
                tracer = Tracer(folder, str(notes), "")
                return _run(copy, tests, Watch(copy, traced, tracer))

            start = copy / AT_THE_START
            start.write_text(TRACE, encoding="utf-8")
            notes.touch()
            _in_a_child(copy, trace)
            start.unlink()
            seen = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
        lines = cls._by_line(copy, seen, told["uses"], told["seconds"])
        return cls(copy, lines=lines, **told)

    @staticmethod
    def _by_line(
        copy: Path,
        seen: list[tuple[str, str, int]],
        uses: dict[str, list[str]],
        passing: Collection[str],
    ) -> dict[str, dict[int, set[str]]]:
        tests: dict[str, set[str]] = defaultdict(set)  # of each context
        for test in passing:
            tests[test].add(test)
            tests[f"file {test.partition('::')[0]}"].add(test)
            for name in uses[test]:
                tests[f"fixture {name}"].add(test)
        lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for context, path, line in seen:
            lines[Path(path).relative_to(copy).as_posix()][line] |= tests.get(context, set())
        return lines

    def covering(self, path: str, first: int, last: int) -> list[str]:
        """Return the tests that execute one of the lines, the quickest first."""
        of_file = self.lines.get(path, {})
        return self.quickest(set().union(*(of_file.get(n, ()) for n in range(first, last + 1))))

    def quickest(self, tests: Iterable[str]) -> list[str]:
        """Sort tests by what they cost, each alone."""
        return sorted(tests, key=lambda test: (self.cost([test]), test))

    def cost(self, tests: Collection[str]) -> float:
        """Return what tests take together, in seconds."""
        fixtures = {name for test in tests for name in self.uses[test]}
        shared = sum(self.shared.get(name, 0) for name in fixtures)
        return shared + sum(self.seconds[test] for test in tests)

    def outcome(self, tests: list[str]) -> tuple[str, str]:
        """Run tests until one fails; return ``passed``, ``failed`` or ``timeout``, and the last."""
        if not tests:
            return "passed", ""
        files = sorted({test.partition("::")[0] for test in tests})

        def run(pipe: int) -> int:
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            plugin = Chosen(tests, {*self.seconds, *self.bad}, pipe)
            return _run(self.copy, files, plugin, "-x")

        with _work(self.copy):
            code, last = _in_a_child(self.copy, run, self._patience)
        if code is None:
            return "timeout", last
        # 5: the cases of the tests are gone, so nothing ran.
        return ("passed" if code in (0, 5) else "failed"), last

    def _patience(self, test: str) -> float:
        known = self.cost([test]) if test in self.seconds else self.collecting
        return max(LEAST, TIMES * known) * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _run(copy: Path, tests: list[str], plugin: object, *options: str) -> int:
    options += ("-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", "not keras and not browser")
    options += (f"--rootdir={copy}", f"--basetemp={_place(copy) / 'tmp'}")
    return int(pytest.main([*options, *tests], [plugin]))


def _place(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}-work")


@contextmanager
def _work(copy: Path) -> Iterator[Path]:
    """Give an empty folder beside the copy, and remove it with all that tests leave in it."""
    _place(copy).mkdir()
    try:
        yield _place(copy)
    finally:
        shutil.rmtree(_place(copy), ignore_errors=True)


def _limit_memory() -> None:
    import resource  # not on Windows, where this file is imported, too

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _in_a_child(
    copy: Path, work: Callable[[int], int], patience: Callable[[str], float] = lambda test: math.inf
) -> tuple[int | None, str]:
    """Call ``work`` in a forked process; return its exit code, None if it took too long.

    The child tells each test that it begins in a pipe; ``patience`` says how long it may take.
    """
    read, write = os.pipe()
    gc.collect()
    child = os.fork()
    if child == 0:
        gc.freeze()  # what a library such as TensorFlow left must not be collected in here
        code = 70
        try:
            os.setsid()
            os.chdir(copy)
            _limit_memory()
            null = os.open(os.devnull, os.O_RDWR)
            for number in range(3):
                os.dup2(null, number)
            sys.path[:0] = [str(copy), str(copy / "tools"), str(copy / "benchmarks")]
            os.environ["PYTHONPATH"] = os.pathsep.join([str(copy), str(copy / "tools")])
            code = work(write)
        finally:
            os._exit(code)
    os.close(write)
    test, end = "", time.monotonic() + patience("")
    code = None
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            break
        if select.select([read], [], [], 0.02)[0]:
            if told := os.read(read, 1 << 16).decode():
                test = told.splitlines()[-1]
                end = time.monotonic() + patience(test)
            else:
                time.sleep(0.02)
    os.close(read)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # and what the tests have started
    if code is None:
        os.waitpid(child, 0)
    return code, test
