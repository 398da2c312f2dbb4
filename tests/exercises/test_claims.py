"""claim prints one stable line and never raises."""

import io
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.book import claim

STANDIN = SimpleNamespace(is_standin=True)
REAL = SimpleNamespace(is_standin=False)


@pytest.mark.parametrize("ok", [True, np.True_, np.array(True), np.array([True])])
def test_a_true_claim(ok, capsys):
    claim("accuracy ≥ 92 %", ok)
    assert capsys.readouterr().out == "✓ accuracy ≥ 92 %\n"


@pytest.mark.parametrize("ok", [False, np.False_, np.array(False)])
def test_a_false_claim(ok, capsys):
    claim("accuracy ≥ 92 %", ok, REAL)
    assert capsys.readouterr().out == "✗ accuracy ≥ 92 %\n"


@pytest.mark.parametrize("ok", [True, False, None, np.nan])
def test_a_standin_is_never_judged(ok, capsys):
    claim("accuracy ≥ 92 %", ok, STANDIN)
    assert capsys.readouterr().out == "○ accuracy ≥ 92 % — not checked (stand-in digits)\n"


@pytest.mark.parametrize(
    ("ok", "says"),
    [
        (None, "nothing (None)"),
        (float("nan"), "NaN"),
        (np.float32("nan"), "NaN"),
        (np.array([True, True]), "2 answers; use .all() or .any()"),
        (np.array([]), "array of shape (0,)"),
        (0.97, "float"),
        (1, "int"),
        ("yes", "text"),
        ([True], "list"),
    ],
)
def test_anything_else_is_no_clear_answer(ok, says, capsys):
    claim("a statement", ok)
    out = capsys.readouterr().out
    assert out.startswith("✗ a statement — no ")
    assert says in out
    assert out.count("\n") == 1


class Hostile:
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __bool__ = __len__ = __str__

    @property
    def is_standin(self):
        raise RuntimeError("no data")


def test_hostile_arguments_do_not_raise(capsys):
    claim(Hostile(), True, Hostile())
    claim("a\nb", Hostile())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "✓ <Hostile>"
    assert lines[1].startswith("✗ a b — no clear yes or no")


def test_a_terminal_without_the_signs(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="cp1252", write_through=True))
    claim("accuracy ≥ 92 %", True)
    assert raw.getvalue().decode("cp1252").strip() == "[ok] accuracy >= 92 %"
