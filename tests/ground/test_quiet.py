import io
import sys
import types

import pytest

from mnist_course.ground.quiet import is_quiet, is_terminal, shows_bars


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.delenv("MNIST_COURSE_QUIET", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def kernel(monkeypatch):
    shell = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))


def test_a_bar_moves_in_a_terminal_that_can_redraw_and_nowhere_else(monkeypatch):
    closed = io.StringIO()
    closed.close()
    assert shows_bars(Terminal())
    assert not shows_bars(io.StringIO())
    assert not is_terminal(closed)
    assert not is_terminal(None)
    monkeypatch.setenv("TERM", "dumb")
    assert not shows_bars(Terminal())


@pytest.mark.usefixtures("kernel")
def test_a_bar_moves_in_a_notebook_but_not_in_one_that_pytest_compares(monkeypatch):
    assert not shows_bars(io.StringIO())  # this test's own variable is the one that nbval passes on
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    assert shows_bars(io.StringIO())


@pytest.mark.parametrize(
    ("value", "quiet"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_the_variable_asks_for_quiet(value, quiet, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_QUIET", value)
    assert is_quiet() == quiet
    assert shows_bars(Terminal()) != quiet
