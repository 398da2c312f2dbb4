"""``mnist-course`` itself: its list of commands is the folder; nothing heavy to wait for."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mnist_course import cli, commands

ROOT = Path(__file__).parents[2]
SHORT = [name for name in commands.names() if name != "experiments"]


def examples(name):
    epilog = __import__(f"mnist_course.commands.{name}", fromlist=["EPILOG"]).EPILOG
    block = epilog.split("```")[1]
    return [line for line in block.splitlines() if line]


def loaded(words):
    """Run the door in a process of its own; return its output and which heavy modules it loaded."""
    code = (
        "import sys\nfrom mnist_course.cli import app\n"
        f"try:\n    app({words!r}, standalone_mode=False)\n"
        "finally:\n    heavy = {'numpy', 'matplotlib', 'tensorflow', 'mnist_course.nn',"
        " 'mnist_course.data', 'mnist_course.experiments'}\n"
        "    print(sorted(heavy & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    return done.stdout.rsplit("\n", 2)


def test_the_folder_listing_is_the_help_page():
    files = {path.stem for path in (ROOT / "mnist_course/commands").glob("*.py")} - {"__init__"}
    assert set(commands.names()) == files
    page, heavy, _ = loaded(["--help"])
    for name in files:
        assert f" {name} " in page
    assert heavy == "[]"


@pytest.mark.parametrize("name", commands.names())
def test_the_help_of_a_command_loads_nothing_heavy(name):
    _, heavy, _ = loaded([name, "--help"])
    assert heavy == "[]"


def test_a_new_file_is_a_new_command(monkeypatch, tmp_path, invoke):
    (tmp_path / "greet.py").write_text(
        "import typer\napp = typer.Typer()\n"
        "@app.command()\ndef anything(name: str):\n    print(f'hello {name}')\n"
    )
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    result = invoke("greet", "Ada")
    assert result.exit_code == 0 and result.output == "hello Ada\n"
    assert "greet" in invoke("--help").output
    assert "Usage: root greet" in invoke("greet", "--help").output


def test_unknown_commands_and_options_are_refused(invoke):
    unknown = invoke("experiment")
    assert unknown.exit_code == 2 and "Did you mean 'experiments'?" in unknown.output
    assert invoke("shared").exit_code == 2
    assert invoke("data", "--no-such-option").exit_code == 2


@pytest.mark.parametrize("name", SHORT)
def test_help_has_examples_and_exit_codes(run, name):
    done = run(name, "--help")
    assert done.exit_code == 0
    for line in examples(name):
        assert line in done.output
    for word in ("Exit codes: 0 done; 1 ", "; 2 ", "; 130 "):
        assert word in done.output


@pytest.mark.parametrize(
    "line", [line for name in SHORT for line in examples(name)], ids=lambda line: line[13:]
)
def test_every_example_is_understood(line):
    program, *words = shlex.split(line)
    assert program == "mnist-course"
    context = typer.main.get_command(cli.app).make_context(program, words)
    name, command, rest = context.command.resolve_command(context, context._protected_args)
    command.make_context(name, [*rest, *context.args])  # raises a usage error otherwise


def test_a_command_without_its_words_says_what_is_missing(run):
    for name in ("evaluate", "plot", "predict"):
        done = run(name)
        assert done.exit_code == 2 and "Missing argument" in done.stderr
