"""The command ``mnist-course``: a door to the commands in ``mnist_course.commands``."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperGroup

from mnist_course import commands
from mnist_course.commands.shared import terminal
from mnist_course.ground.faults import sentence
from mnist_course.ground.near import did_you_mean


class CommandFolder(TyperGroup):
    """A group whose commands are the modules of a folder, each imported when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands."""
        return commands.names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the module of a command and return it; say so if there is none."""
        if cmd_name not in commands.names():
            ctx.fail(f"No such command {cmd_name!r}.{did_you_mean(cmd_name, commands.names())}")
        module = importlib.import_module(f"{commands.__name__}.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=CommandFolder,
    help="Tools of the course on neural networks and handwritten digits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _main() -> None:
    """Tools of the course on neural networks and handwritten digits."""


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    terminal.prepare()
    try:
        app(prog_name="mnist-course")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.__context__, BrokenPipeError):  # the reader of a help page has gone
            code = 0
    except OSError as error:
        told = error.filename is not None
        code = terminal.complain(sentence(error)) if told else terminal.give_up(error)
    raise SystemExit(terminal.settle(code))


if __name__ == "__main__":
    main()
