"""What every test shares: how a missing tool or data set is treated.

A user without the real MNIST files or without a browser must not see failures: such a test is
skipped, with its reason, and the reasons close the report in one block, "Not checked here".
Where ``MNIST_COURSE_CI=1`` is set, everything must be there, so the same skip is a failure.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports TensorFlow: no log lines, and kernels whose sums do not vary.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

# The same examples in every run, and nothing is timed: neither luck nor a slow machine may fail a
# test. To look for new examples: pytest --hypothesis-profile=default
settings.register_profile(
    "course", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("course")

NO_MNIST = "the real MNIST files are not here (run `mnist-course data`, or set MNIST_COURSE_DATA)"


def strict() -> bool:
    """Return whether everything must be there (``MNIST_COURSE_CI=1``)."""
    return os.environ.get("MNIST_COURSE_CI", "") not in ("", "0")


@cache
def lack_of_mnist() -> str:
    """Return why tests of the real digits cannot run; empty if they can. Downloads nothing."""
    from mnist_course.data import sources

    states = [status.state for status in sources.survey()]
    return "" if all(state == "ok" for state in states) else NO_MNIST


@cache
def lack_of_browser() -> str:
    """Return why tests of the pages cannot run; empty if a Chromium and its driver are here."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright is not installed (pip install playwright)"
    from mnist_course.ground.chromium import FIX, find_chromium

    return "" if find_chromium() else f"no browser is here ({FIX})"


LACKS = {"mnist": lack_of_mnist, "browser": lack_of_browser}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test that lacks what its mark asks for."""
    for mark, lack in LACKS.items():
        if item.get_closest_marker(mark) and (reason := lack()):
            pytest.skip(reason)


PARTS = 3
PAGES = "tests/book/test_pages.py"
# The first of these builds the book; meanwhile the other processes do what needs none.
FIRST = (
    f"{PAGES}-0",
    "tests/experiments/catalogue/test_recorded_results.py",
    "tests/widgets/test_every_figure.py",
)
BROWSER = ("tests/book/", "tests/widgets/")


def group_of(nodeid: str) -> str:
    """Return the name of the group that a test belongs to: those run in one process.

    That is its file: what a file shares (a trained network, a browser) is made once. But the tests
    of the pages are as many as those of many other files: they are three groups.
    """
    file, _, name = nodeid.partition("::")
    if file != PAGES:
        return file
    page = name.partition("[")[2]
    return f"{file}-{len(page) % PARTS}"


@pytest.hookimpl(optionalhook=True)  # pytest-xdist may be missing, or switched off
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out among several processes by `group_of`, in the order of their files.

    (Not ``--dist loadgroup``: pytest 9.2 keeps names of tests where pytest-xdist 3.8 does not look
    for them, so that every test would be a group of its own.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes longest come first, if several processes share the tests."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return

    def place(item: pytest.Item) -> tuple[int, bool]:
        group = group_of(item.nodeid)
        first = FIRST.index(group) if group in FIRST else len(FIRST)
        return first, not group.startswith(BROWSER)

    items.sort(key=place)


@pytest.fixture(scope="session")
def require_or_skip() -> Callable[[object, str], None]:
    """Give a function: ``require_or_skip(condition, reason)`` skips unless the condition holds."""

    def require(condition: object, reason: str) -> None:
        if not condition:
            pytest.skip(reason)

    return require


@pytest.fixture(scope="session")
def no_data(tmp_path_factory) -> dict[str, str]:
    """The environment of a computer without MNIST and without a network."""
    cache = str(tmp_path_factory.mktemp("cache"))
    return {"MNIST_COURSE_DATA": "", "MNIST_COURSE_CACHE": cache, "MNIST_COURSE_OFFLINE": "1"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a process: playwright cannot be started twice in one."""
    from chromium import BrowserMissingError, chromium

    try:
        with chromium() as started:
            yield started
    except BrowserMissingError as error:
        told = f"pages are not tested in a browser: {error}"
        if strict():
            pytest.fail(told)
        pytest.skip(told)


def _refuse(report: Any, reason: str) -> None:
    report.outcome = "failed"
    report.longrepr = f"Skipped, which MNIST_COURSE_CI=1 does not allow: {reason}"


def _reason(report: Any) -> str:
    # pytest keeps a skip as (file, line, "Skipped: reason").
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail on a skip where all must run; ``skipif`` marks stay, they speak of the platform."""
    report = yield
    by_platform = item.get_closest_marker("skipif")
    if strict() and report.skipped and not hasattr(report, "wasxfail") and not by_platform:
        _refuse(report, _reason(report))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Fail on a whole module skipped by ``importorskip`` where all must run."""
    report = yield
    if strict() and report.skipped:
        _refuse(report, _reason(report))
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Close with one block: what was not checked, and why."""
    if hasattr(config, "workerinput"):
        return  # a worker of pytest-xdist; the process that collects all reports writes the block
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(_reason(report) for report in skipped)
    if not reasons:
        return
    terminalreporter.section("Not checked here")
    lines = [f"{count} × {reason}" for reason, count in sorted(reasons.items())]
    for line in lines:
        terminalreporter.write_line(line)
    if target := os.environ.get("MNIST_COURSE_NOT_CHECKED"):  # tools/check.py repeats them
        with Path(target).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
