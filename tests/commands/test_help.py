"""``--help`` teaches: examples that work, exit codes, and nothing heavy to wait for."""

import importlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mnist_course import cli

ROOT = Path(__file__).parents[2]


def examples(name):
    epilog = importlib.import_module(cli.SINGLE[name]).EPILOG
    block = epilog.split("```")[1]
    return [line for line in block.splitlines() if line]


@pytest.mark.parametrize("name", cli.SINGLE)
def test_help_has_examples_and_exit_codes(run, name):
    done = run(name, "--help")
    assert done.exit_code == 0
    for line in examples(name):
        assert line in done.output
    for word in ("Exit codes: 0 done; 1 ", "; 2 ", "; 130 "):
        assert word in done.output


@pytest.mark.parametrize(
    "line", [line for name in cli.SINGLE for line in examples(name)], ids=lambda line: line[13:]
)
def test_every_example_is_understood(line):
    program, name, *words = shlex.split(line)
    assert program == "mnist-course"
    command = typer.main.get_command(importlib.import_module(cli.SINGLE[name]).app)
    command.make_context(name, words)  # raises a usage error otherwise


def test_the_overview_lists_the_commands_and_loads_no_engine():
    code = (
        "import sys\n"
        "from mnist_course.cli import app\n"
        "try:\n    app(['--help'])\n"
        "finally:\n    print({'mnist_course.nn', 'matplotlib', 'tensorflow'} & set(sys.modules))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    for name in (*cli.SINGLE, *cli.LAZY, "data", "doctor"):
        assert f" {name} " in done.stdout
    assert done.stdout.splitlines()[-1] == "set()"


def test_a_command_without_its_words_says_what_is_missing(run):
    for name in ("evaluate", "plot", "predict"):
        done = run(name)
        assert done.exit_code == 2 and "Missing argument" in done.stderr
