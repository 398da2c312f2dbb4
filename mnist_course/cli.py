"""The command ``mnist-course``: its own commands, and those that live in modules of their own."""

from __future__ import annotations

import dataclasses
import importlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

#: Commands that live in a module of their own, loaded when they are asked for: single commands,
#: and groups of commands.
SINGLE = {
    name: f"mnist_course.commands.{name}" for name in ("train", "evaluate", "plot", "predict")
}
LAZY = {"experiments": "mnist_course.experiments.cli"}

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]


class LazyGroup(TyperGroup):
    """A group of commands that imports a sub-application only when it is named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands, those of other modules included."""
        others = (name for name, module in {**SINGLE, **LAZY}.items() if _exists(module))
        return [*super().list_commands(ctx), *others]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; for a lazy one, import its module first."""
        if cmd_name in SINGLE and _exists(SINGLE[cmd_name]):
            return typer.main.get_command(importlib.import_module(SINGLE[cmd_name]).app)
        if cmd_name in LAZY and _exists(LAZY[cmd_name]):
            command = typer.main.get_group(importlib.import_module(LAZY[cmd_name]).app)
            command.name = cmd_name
            return command
        return super().get_command(ctx, cmd_name)


def _exists(module: str) -> bool:
    # A look at the file: importlib.util.find_spec would import the parent package.
    return Path(__file__).parent.joinpath(*module.split(".")[1:]).with_suffix(".py").is_file()


app = typer.Typer(
    cls=LazyGroup,
    help="Tools of the course on neural networks and handwritten digits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _main() -> None:
    """Tools of the course on neural networks and handwritten digits."""


@app.command()
def data(
    verify: Annotated[
        bool, typer.Option("--verify", help="Look and verify; download nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the MNIST files that are missing, verify all, say what is where.

    Exit code 1: a file is missing, unreadable or not the original.
    """
    from mnist_course.data import sources

    failure = "" if verify else _fetch_missing()
    states = sources.survey()
    good = all(status.state == "ok" for status in states)
    if as_json:
        report = {
            "ok": good,
            "folder": _text(sources.data_folder()),
            "cache": str(sources.cache_folder()),
            "offline": sources.offline(),
            "files": [
                {**dataclasses.asdict(status), "path": _text(status.path)} for status in states
            ],
            "download": failure,
        }
        typer.echo(json.dumps(report, indent=2))
    else:
        typer.echo(_describe(states, failure, verify))
    raise typer.Exit(0 if good else 1)


def _fetch_missing() -> str:
    from mnist_course.data import sources
    from mnist_course.data.fetch import DownloadError
    from mnist_course.data.files import MNIST_FILES, HashError

    for file in MNIST_FILES.values():
        try:
            sources.obtain(file)
        except DownloadError as error:
            return str(error)  # what stopped one file stops the others: do not wait for each
        except HashError:
            continue  # the survey that follows tells of it
    return ""


def _describe(states: list[Any], failure: str, verify: bool) -> str:
    from mnist_course.data import sources

    good = sum(status.state == "ok" for status in states)
    folder = sources.data_folder()
    lines = [
        f"MNIST: {good} of {len(states)} files found and verified.",
        f"  folder (MNIST_COURSE_DATA): {folder or 'not set'}",
        f"  cache: {sources.cache_folder()}",
    ]
    for status in states:
        lines.append(f"  {status.name:27}  {status.state:10}  {status.path or 'not found'}")
    lines += [status.detail for status in states if status.detail]
    lack = sources.explain_folder()
    if lack:
        lines.append(f"Note: {lack}.")
    if failure:
        lines.append(f"No download: {failure}")
    if any(status.state == "missing" for status in states):
        if verify:
            lines.append("Run `mnist-course data` with a network connection to fetch the rest.")
        lines.append("Until then load_mnist() gives stand-in digits, and says so.")
    return "\n".join(lines)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check Python, packages, data, JupyterLab and browser, and say what to fix.

    Exit code 1: something is broken. Notes and warnings name what you can do without.
    """
    from mnist_course.doctor import examine

    findings = examine()
    broken = sum(finding.level == "error" for finding in findings)
    if as_json:
        report = {"ok": not broken, "findings": [dataclasses.asdict(f) for f in findings]}
        typer.echo(json.dumps(report, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{finding.level:7}  {finding.topic}: {finding.text}")
            if finding.fix:
                typer.echo(f"         fix: {finding.fix}")
        typer.echo(f"{broken} errors." if broken else "Ready.")
    raise typer.Exit(1 if broken else 0)


if __name__ == "__main__":
    app()
