# ruff: noqa: NPY002  (the legacy random numbers are what an answer may disturb)
"""What an answer changes for everybody else is put back, and said."""

import builtins
import copy
import decimal
import gc
import io
import locale
import logging
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade, grade_text
from mnist_course.exercises.judge.compare import Arrays
from mnist_course.exercises.judge.world import keep_world
from mnist_course.nn import Dense

NAME = "perceptron.update"
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")


def right(*args):
    return get_exercise(NAME).reference(*args)


def new_file():
    """Return the rights of a new file."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "new").touch()
        return Path(folder, "new").stat().st_mode


def with_effect(effect):
    def update(w, b, x, y, eta):
        effect()
        return right(w, b, x, y, eta)

    return update


def judged(effect):
    outcome = grade(get_exercise(NAME), with_effect(effect))
    return outcome, " ".join(outcome.feedback.split())


@pytest.mark.parametrize(
    ("effect", "state", "says"),
    [
        (lambda: os.chdir("/"), Path.cwd, "another working folder"),
        (lambda: np.random.seed(3), lambda: np.random.get_state()[1][:5].tolist(), "NumPy's"),
        (lambda: np.random.rand(), lambda: np.random.get_state()[2], "NumPy's global"),
        (lambda: random.seed(3), random.getstate, "Python's global random numbers"),
        (lambda: os.environ.update(COURSE="1"), lambda: dict(os.environ), "environment variables"),
        (lambda: np.set_printoptions(precision=2), np.get_printoptions, "NumPy prints arrays"),
        (
            lambda: np.random.set_bit_generator(np.random.PCG64(1)),
            lambda: (np.random.get_bit_generator(), np.random.get_state()[2]),
            "NumPy's global",
        ),
        (
            lambda: vars(sys)["path"].insert(0, "elsewhere"),
            lambda: list(vars(sys)["path"]),
            "looks for modules",
        ),
        (lambda: sys.modules.pop("colorsys", 0), lambda: set(sys.modules), "takes modules away"),
        (
            lambda: mpl.rcParams.update({"figure.dpi": 33}),
            lambda: mpl.rcParams["figure.dpi"],
            "matplotlib",
        ),
        (lambda: mpl.use("svg"), mpl.get_backend, "matplotlib"),
        (lambda: sys.setrecursionlimit(5000), sys.getrecursionlimit, "settings of Python"),
        (lambda: setattr(sys, "displayhook", print), lambda: sys.displayhook, "settings of Python"),
        (gc.disable, gc.isenabled, "settings of Python"),
        (
            lambda: logging.basicConfig(force=True, level=10),
            lambda: (list(logging.root.handlers), logging.root.level),
            "log messages",
        ),
        (
            lambda: signal.signal(signal.SIGINT, lambda *_: None),
            lambda: signal.getsignal(signal.SIGINT),
            "stop button",
        ),
        pytest.param(
            lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"),
            lambda: locale.setlocale(locale.LC_ALL),
            "dates",
            marks=UNIX,
        ),
        (
            lambda: setattr(decimal.getcontext(), "prec", 3),
            lambda: decimal.Decimal(1) / 3,
            "decimal numbers",
        ),
        (
            lambda: decimal.getcontext().traps.update({decimal.Inexact: True}),
            lambda: str(decimal.getcontext()),
            "decimal",
        ),
        pytest.param(lambda: os.umask(0o333), new_file, "new files", marks=UNIX),
        pytest.param(lambda: signal.alarm(60), lambda: signal.alarm(0), "alarm", marks=UNIX),
        pytest.param(
            lambda: signal.signal(signal.SIGALRM, lambda *_: None),
            lambda: signal.getsignal(signal.SIGALRM),
            "alarm",
            marks=UNIX,
        ),
    ],
)
def test_a_setting_is_put_back_and_named(effect, state, says):
    import colorsys  # noqa: F401  a module that nothing else here needs

    before = state()
    outcome, feedback = judged(effect)
    assert state() == before
    assert outcome.status == "right"
    assert says in feedback


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (np, "allclose"),
        (np, "array_equal"),
        (np.linalg, "norm"),
        (builtins, "len"),
        (Arrays, "difference"),
        (Arrays, "same"),
        (np.fft, "fft"),
        (time, "sleep"),
        (copy, "deepcopy"),
        (Dense, "forward"),
    ],
)
def test_a_replaced_function_is_put_back_and_the_answer_is_not_right(owner, name):
    before = vars(owner)[name]
    original = getattr(owner, name)
    outcome, feedback = judged(lambda: setattr(owner, name, lambda *a, **k: original(*a, **k)))
    assert vars(owner)[name] is before
    assert (outcome.status, outcome.mistake) == ("wrong", "replaces what others use")
    assert f"{owner.__name__}.{name}" in feedback


@pytest.mark.parametrize(
    "cheat",
    [
        lambda: setattr(np, "allclose", lambda *a, **k: True),
        lambda: setattr(Arrays, "difference", lambda *a: None),
        lambda: setattr(get_exercise(NAME).compare, "rtol", np.inf),
        lambda: vars(get_exercise(NAME)).update(reference=lambda *a: (0, 0)),
        lambda: setattr(builtins, "any", lambda items: False),
        lambda: setattr(Arrays.difference, "__code__", (lambda *a, **k: None).__code__),
        lambda: get_exercise(NAME).cases[0][0].__setitem__(0, 99.0),
    ],
)
def test_a_wrong_answer_that_changes_the_judge_stays_wrong(cheat):
    def update(w, b, x, y, eta):
        cheat()
        return 0, 0

    assert grade(get_exercise(NAME), update).status == "wrong"
    assert grade(get_exercise(NAME), lambda w, b, x, y, eta: (0, 0)).status == "wrong"
    assert grade(get_exercise(NAME), right).status == "right"


def test_a_value_that_changes_the_judge_while_it_is_read_is_not_right():
    class Cheat:
        def __array__(self, *args, **kwargs):
            np.isclose = lambda *a, **k: True
            return np.array(225.0)

    before = np.isclose
    outcome = grade(get_exercise("perceptron.margin"), Cheat())
    assert np.isclose is before
    assert (outcome.status, outcome.mistake) == ("wrong", "replaces what others use")


def test_numpy_replaced_before_the_check_does_not_help(monkeypatch):
    for name in ("allclose", "isclose"):
        monkeypatch.setattr(np, name, lambda *a, **k: True)
    assert grade(get_exercise(NAME), lambda w, b, x, y, eta: (w + 1, b)).status == "wrong"
    assert grade(get_exercise("perceptron.margin"), 7).status == "wrong"


def test_an_error_inside_does_not_keep_things_changed():
    with pytest.raises(ZeroDivisionError), keep_world() as world:
        np.random.seed(1)
        np.allclose, kept = None, np.allclose
        raise ZeroDivisionError
    assert np.allclose is kept
    assert world.replaced == ["numpy.allclose"]


def test_a_folder_that_is_gone_is_no_reason_to_fail(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert grade(get_exercise(NAME), right).status == "right"


def test_what_is_replaced_is_named_though_it_stops_with_an_error():
    outcome, feedback = judged(lambda: setattr(builtins, "int", str) or 1 / 0)
    assert outcome.mistake == "replaces what others use"
    assert "builtins.int" in feedback and "ZeroDivisionError" in feedback


def test_float_errors_set_by_a_text_do_not_stay():
    before = np.geterr()
    text = "np.seterr(all='raise')\nmargin = 225"
    grade_text(get_exercise("perceptron.margin"), text)
    assert np.geterr() == before


def test_what_an_answer_leaves_writing_stops_nobody_later():
    kept = []
    outcome, _ = judged(lambda: kept.append(sys.stdout))
    assert outcome.status == "right"
    for _ in range(3):
        kept[0].write("x" * 1_000_000)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: input("n? "),
        lambda: sys.stdin.readline(),
        lambda: next(iter(sys.stdin)),
        lambda: sys.stdin.read(),
    ],
)
def test_nobody_is_asked(ask, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("7\n"))
    outcome, feedback = judged(ask)
    assert outcome.status == "wrong"
    assert "waits for somebody to type" in feedback and "Leave out input()" in feedback
    assert sys.stdin.read() == "7\n", "the reader's own input is not touched"


def test_a_text_asks_nobody_either(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("7\n"))
    judged_text = grade_text(get_exercise("perceptron.margin"), "margin = float(input())")
    assert "waits for somebody to type" in judged_text.outcome.feedback


class Shell:
    """A notebook's: to leave it is to tell its kernel."""

    left = False

    def ask_exit(self):
        self.left = True


def test_leaving_a_notebook_does_not_end_its_kernel(monkeypatch):
    shell = Shell()
    ipython = type(sys)("IPython")
    ipython.get_ipython = lambda: shell
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    outcome, feedback = judged(lambda: shell.ask_exit())
    assert outcome.status == "wrong" and "Leave out exit() and quit()" in feedback
    assert not shell.left
    shell.ask_exit()
    assert shell.left, "afterwards it works again"
