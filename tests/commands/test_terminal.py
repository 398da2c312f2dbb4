"""Every command prints readable text on every terminal, and takes a closed or full one calmly."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course import commands
from mnist_course.commands.shared.terminal import plain

ROOT = Path(__file__).parents[2]
SCRIPT = """
import json, sys
from mnist_course.cli import main
codes = []
for words in json.loads(sys.argv[1]):
    sys.argv = ["mnist-course", *words]
    print("#" * 7, *words, flush=True)
    try:
        main()
    except SystemExit as end:
        codes.append(end.code)
print("#" * 7, "codes", codes, flush=True)
"""


def start(*words, no_data, **options):
    env = {**os.environ, **no_data, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "dumb"}
    env |= options.pop("env", {})
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([sys.executable, *words], env=env, stderr=subprocess.PIPE, **options)


@pytest.fixture(scope="session")
def print_all(runs, no_data, tmp_path_factory):
    """Give a function that runs all commands with one encoding: what they print, and exit codes."""
    folder = tmp_path_factory.mktemp("terminal")
    softmax, nielsen = str(runs["softmax"]), str(runs["nielsen"])
    words = [["--help"], *([name, "--help"] for name in commands.names())]
    words += [["data"], ["doctor"], ["train", "lenet"], ["evaluate", "nothing"]]
    words += [["evaluate", softmax, nielsen], ["plot", softmax, "--out", "a.png"]]
    words += [["predict", softmax, "--image-id", "3", "--show"]]
    words += [["predict", nielsen, "--image-id", "3"]]
    words += [["experiments", *more] for more in (["list"], ["ledger"], ["show", "s5-network"])]
    words += [["experiments", "show", "s5-netwrok"], ["experimentz"]]

    def call(encoding):
        done = start(
            "-c",
            SCRIPT,
            json.dumps(words),
            no_data=no_data,
            cwd=folder,
            env={"PYTHONIOENCODING": encoding},
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode(encoding)
        out = done.stdout.decode(encoding).replace("\r\n", "\n")
        return re.split(r"^#{7} ", out, flags=re.M)[1:], done.stderr.decode(encoding)

    return call


@pytest.fixture(scope="session")
def in_utf8(print_all):
    return print_all("utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp932", "ascii"])
def test_every_command_prints_the_same_in_plainer_signs(encoding, print_all, in_utf8):
    pages, errors = print_all(encoding)
    assert len(pages) == len(in_utf8[0])
    for page, whole in zip([*pages, errors], [*in_utf8[0], in_utf8[1]], strict=True):
        # Rich draws frames with other signs and lengths; words, numbers and exit codes are equal.
        assert words_of(page) == words_of(whole)
        assert page.count("?") == whole.count("?"), page  # no sign was lost


def words_of(text):
    return re.sub(r"[^A-Za-z0-9]+", " ", plain(text)).split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 × 28, 97.1 ± 0.2 %", "28 x 28, 97.1 +- 0.2 %"),
        ("−1 – 2 … “a” ‘b’", "-1 - 2 ... \"a\" 'b'"),
        ("η = 3, w² ≤ σ", "eta = 3, w2 <= sigma"),
        ("naïve Müller, straße", "naive Muller, strasse"),
        ("5\N{NO-BREAK SPACE}%\N{NARROW NO-BREAK SPACE}x", "5 % x"),
        ("数字 \udcff", "?? ?"),
    ],
)
def test_plain_text_says_the_same(text, expected):
    assert plain(text) == expected


UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither /dev/full nor >&-")


def in_shell(words, ending, no_data, tmp_path):
    command = f'"$0" -m mnist_course {words} {ending}'
    env = {**os.environ, **no_data, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command, sys.executable],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )


@UNIX
@pytest.mark.parametrize("words", ["--help", "experiments list", "data --verify --json", "doctor"])
@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (">/dev/full", "Error: cannot write to standard output: No space left on device\n"),
        (">&-", "Error: standard output is closed. Send it to a file, or to the null device.\n"),
    ],
)
def test_output_that_goes_nowhere_is_one_line(words, ending, message, no_data, tmp_path):
    done = in_shell(words, ending, no_data, tmp_path)
    assert (done.returncode, done.stderr) == (1, message)


@UNIX
def test_a_reader_that_goes_away_is_no_error_and_hides_none(no_data, tmp_path):
    for words, code in (("experiments list", 0), ("data --verify", 1)):
        done = in_shell(words, "| true", no_data, tmp_path)
        assert (done.returncode, done.stderr) == (code, "")


@UNIX
@pytest.mark.parametrize("words", ["--help", "train --help"])
def test_the_reader_of_a_help_page_may_go_too(words, no_data, tmp_path):
    done = in_shell(words, "| true", no_data, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@UNIX
@pytest.mark.parametrize("ending", ["2>/dev/full", "2> >(true)"])
def test_notes_that_nobody_can_take_disturb_no_result(ending, no_data, tmp_path):
    words = "train softmax_regression --epochs 2 --train-size 64 --out a --json"
    done = in_shell(words, ending, no_data, tmp_path)
    assert done.returncode == 0 and json.loads(done.stdout)["ok"]
    assert in_shell("evaluate nothing", ending, no_data, tmp_path).returncode == 1
    assert in_shell("nosuch", ending, no_data, tmp_path).returncode == 2


@UNIX
def test_closed_standard_error_disturbs_nothing(no_data, tmp_path):
    words = "train softmax_regression --epochs 1 --train-size 64 --out a --json"
    done = in_shell(words, "2>&-", no_data, tmp_path)
    assert done.returncode == 0 and json.loads(done.stdout)["ok"]
    assert {path.name for path in (tmp_path / "a").iterdir()} == {
        "model.npz",
        "history.json",
        "checkpoint.npz",
    }
