"""The commands ``mnist-course experiments list | run | show | verify | summarize``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mnist_course.experiments.records import Result, ResultError, load_result, results_folder

app = typer.Typer(
    help="Run, show and verify the recorded experiments of the book.", no_args_is_help=True
)

Names = Annotated[list[str], typer.Argument(help="Names of experiments, see `list`.")]
Folder = Annotated[
    Path | None,
    typer.Option("--results", help="Folder of recorded results instead of the usual one."),
]


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn the errors a user can mend into one line and exit code 1."""
    try:
        yield
    except ValueError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None


@app.command("list")
def list_experiments(results: Folder = None) -> None:
    """List the experiments: name, number of runs, whether a result is recorded."""
    from mnist_course.experiments.registry import EXPERIMENTS

    width = max(map(len, EXPERIMENTS))
    for name, experiment in EXPERIMENTS.items():
        try:
            state = f"recorded {load_result(name, results).date}"
        except ResultError:
            state = "not recorded"
        count = len(experiment.points())
        typer.echo(f"{name:{width}}  {count:3d} runs  {state:20}  {experiment.title}")


@app.command()
def run(
    names: Names,
    seeds: Annotated[
        int | None, typer.Option(min=1, help="Seeds of each variation instead of the declared.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes to use; -1 uses every core.")] = 1,
    results: Folder = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget what an interrupted run has kept.")
    ] = False,
    standin: Annotated[
        bool, typer.Option("--standin", help="Allow the offline stand-in digits (for a trial).")
    ] = False,
) -> None:
    """Run experiments and record them. Ctrl-C keeps finished runs; the same command resumes."""
    from mnist_course.experiments.registry import get_experiment
    from mnist_course.experiments.runner import local_executor, run_experiment

    with _plain_errors():
        chosen = [get_experiment(name) for name in names]
        if standin and results is None:
            raise ValueError("--standin needs --results FOLDER: keep trials away from the record")
        for experiment in chosen:
            try:
                path = run_experiment(
                    experiment,
                    seeds=seeds,
                    executor=local_executor(jobs),
                    folder=results,
                    fresh=fresh,
                    allow_standin=standin,
                )
            except KeyboardInterrupt:
                typer.echo(
                    f"Stopped. Finished runs of {experiment.name} are kept; "
                    "the same command goes on from there.",
                    err=True,
                )
                raise typer.Exit(130) from None
            typer.echo(f"{experiment.name}: recorded in {path}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a recorded result.")],
    as_json: Annotated[bool, typer.Option("--json", help="The whole file, for programs.")] = False,
    results: Folder = None,
) -> None:
    """Show a recorded result: claim, the source's numbers, ours."""
    with _plain_errors():
        result = load_result(name, results)
        if as_json:
            path = results_folder(results) / f"{name}.json"
            typer.echo(json.dumps(json.loads(path.read_text(encoding="utf-8"))))
        else:
            typer.echo(describe(result))


def describe(result: Result) -> str:
    """Return a result as a page of text."""
    lines = [f"{result.title} ({result.name})", f"Source: {result.source}", result.claim, ""]
    reported = {k: v for k, v in result.reported.items() if not isinstance(v, list)}
    width = max(map(len, [*reported, *result.summary]), default=0)
    if reported:
        lines += ["The source reports", *(f"  {k:{width}}  {v:g}" for k, v in reported.items())]
    lines += ["We measured", *(f"  {k:{width}}  {v:g}" for k, v in result.summary.items())]
    versions = ", ".join(f"{k} {v}" for k, v in result.versions.items())
    lines += [
        "",
        f"{len(result.runs)} runs, {result.seconds:.0f} s in all, {result.date}, "
        f"{result.data['name']}; {versions}",
    ]
    return "\n".join(lines)


@app.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of experiments; default all recorded.")
    ] = None,
    results: Folder = None,
) -> None:
    """Measure one cheap point of each experiment again and compare with the record."""
    from mnist_course.experiments.registry import EXPERIMENTS, get_experiment
    from mnist_course.experiments.verify import verify_result

    failed = 0
    with _plain_errors():
        for experiment in [get_experiment(name) for name in names or EXPERIMENTS]:
            compared = verify_result(experiment, results)
            typer.echo(f"{experiment.name}: {len(compared)} numbers compared")
            for comparison in compared:
                if not comparison.ok or not comparison.what.startswith("summary"):
                    typer.echo(f"  {comparison}")
                failed += not comparison.ok
    if failed:
        typer.echo(f"{failed} numbers differ by more than the tolerance", err=True)
        raise typer.Exit(1)


@app.command()
def summarize(names: Names, results: Folder = None) -> None:
    """Compute the summary anew from recorded runs (after a change of the declaration)."""
    from mnist_course.experiments.registry import get_experiment
    from mnist_course.experiments.runner import summarize_again

    with _plain_errors():
        for experiment in [get_experiment(name) for name in names]:
            typer.echo(f"{experiment.name}: {summarize_again(experiment, results)}")
