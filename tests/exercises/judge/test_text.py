"""Values in few characters: what a reader sees of an answer."""

import numpy as np
import pytest

from mnist_course.exercises.judge.text import (
    describe,
    is_outlined,
    one_line,
    say,
    show,
    show_pair,
    wrap,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (np.False_, "False"),
        (3, "3"),
        (np.int8(-3), "-3"),
        (1 / 3, "0.3333"),
        (np.float32(1 / 3), "0.3333"),
        (123456.0, "1.235e+05"),
        ("no", "'no'"),
        (b"\x00\x01\x02\x03\x04", "bytes 00010203 04"),
        (bytes(17), "bytes 00000000 00000000 00000000 00000000 …"),
        (bytes(16), "bytes 00000000 00000000 00000000 00000000"),
        ((1, 2.5), "(1, 2.5)"),
        ((1,), "(1,)"),
        ([], "[]"),
        ([1], "[1]"),
        ({"a": 1, "b": 0.5}, "{'a': 1, 'b': 0.5}"),
        (list(range(16)), f"[{', '.join(map(str, range(16)))}]"),
        (list(range(17)), f"[{', '.join(map(str, range(16)))}, …]"),
        (np.array([[1.0, 0.25], [3.0, 4.0]]), "[[1, 0.25], [3, 4]]"),
        (np.zeros(16), f"[{', '.join('0' * 16)}]"),
        (np.zeros(17), "<array of shape (17,)>"),
        (np.zeros((28, 28)), "<array of shape (28, 28)>"),
        (np.array(["a"]), "<array of shape (1,)>"),
        (10**29, "1" + "0" * 29),
        (10**30, "<a very large integer>"),
        (object(), "<object>"),
    ],
)
def test_a_value_is_shown_in_few_characters(value, text):
    assert show(value) == text


def test_long_texts_are_cut():
    assert show([0.123456] * 16) == (", ".join(["[0.1235"] + ["0.1235"] * 15) + "]")[:109] + "…"
    assert one_line("a\n  b\tc") == "a b c"
    assert one_line("abcde", 5) == "abcde" and one_line("abcdef", 5) == "abcd…"

    class Silent:
        def __str__(self):
            raise ValueError

    assert one_line(Silent()) == "<Silent>"


@pytest.mark.parametrize(
    ("yours", "expected", "pair"),
    [
        (0.5, 0.25, ("0.5", "0.25")),
        (0.12345, 0.12346, ("0.12345", "0.12346")),
        (0.1234567, 0.1234568, ("0.1234567", "0.1234568")),
        (1.23456789, 1.23456788, ("1.23456789", "1.23456788")),
        (1.0, 1.0, ("1", "1")),
    ],
)
def test_two_values_get_the_digits_that_tell_them_apart(yours, expected, pair):
    assert show_pair(yours, expected) == pair


@pytest.mark.parametrize(
    ("value", "outlined"),
    [
        (np.zeros(16), False),
        (np.zeros(17), True),
        (np.array([None]), True),
        ((1, np.zeros(17)), True),
        ([np.zeros(2)], False),
        ("text", False),
    ],
)
def test_an_array_of_more_than_a_line_is_outlined(value, outlined):
    assert is_outlined(value) is outlined


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        ("a", "text ('a')"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "a dict of 1"),
        (2.5, "the single value 2.5"),
        (np.True_, "the single value True"),
    ],
)
def test_a_kind_is_described_in_words(value, text):
    assert text in describe(value)


def test_lines_fit_a_page():
    lines = wrap("word " * 60).splitlines()
    assert len(lines) > 3 and all(line.startswith("  word") for line in lines)
    assert all(72 <= len(line) <= 76 for line in lines[:-1])


class Narrow:
    """A terminal that knows few signs."""

    encoding = "ascii"

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text.encode("ascii").decode()

    def flush(self):
        pass


def test_a_terminal_that_lacks_the_signs_gets_plain_ones(monkeypatch):
    terminal = Narrow()
    monkeypatch.setattr("sys.stdout", terminal)
    say("✓ right — ✗ wrong ○ open ≥ ≤ é")
    assert terminal.text == "[ok] right - [no] wrong [--] open >= <= ?\n"
