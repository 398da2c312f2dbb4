"""The commands ``mnist-course experiments list | run | show | verify | summarize``."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_course.commands.shared.output import AsJson, give, plain_errors, say

app = typer.Typer(
    help="Run, show and verify the recorded experiments of the book.\n\n"
    "An experiment repeats what a source reports, or answers a question of ours. Its result is one "
    "file, results/NAME.json; the chapters take their numbers from there.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    epilog="First steps: `mnist-course experiments list`, then `... show s5-network`.",
)

Names = Annotated[list[str], typer.Argument(help="Names of experiments, see `list`.")]
Folder = Annotated[
    Path | None,
    typer.Option("--results", help="Folder of recorded results instead of the usual one."),
]


@app.command("list")
def list_experiments(as_json: AsJson = False, results: Folder = None) -> None:
    """List the experiments: name, number of runs, whether a result is recorded."""
    from mnist_course.experiments.ledger.describe import line, overview

    rows = overview(results)
    if as_json:
        give(json.dumps({"ok": True, "experiments": rows}))
    else:
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            give(line(row, width))


@app.command()
def run(
    names: Names,
    seeds: Annotated[
        int | None, typer.Option(min=1, help="Seeds of each variation instead of the declared.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(help="Processes to use on this machine; -1 uses every core.")
    ] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler that you trust: run on its workers."),
    ] = None,
    results: Folder = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget what an interrupted run has kept.")
    ] = False,
    standin: Annotated[
        bool, typer.Option("--standin", help="Allow stand-in data (for a trial).")
    ] = False,
) -> None:
    """Run experiments and record them. Ctrl-C keeps finished runs; the same command resumes.

    A trial with one seed, kept away from the record:

        mnist-course experiments run s5-network --seeds 1 --results trial

    Every run, on all cores, recorded in results/s5-network.json:

        mnist-course experiments run s5-network --jobs -1

    On a Dask cluster (the course, its data and its extra `cluster` on each machine):

        dask scheduler
        dask worker tcp://HOST:8786 --nthreads 1
        mnist-course experiments run s5-network --scheduler tcp://HOST:8786

    The first prints its address; start the second once for each core, on any machine.

    Exit code 1: something failed; the message says what is kept. 130: Ctrl-C.
    """
    from mnist_course.experiments.registry import get_experiment

    again = {"--seeds": seeds, "--jobs": jobs if jobs != 1 else None, "--scheduler": scheduler}
    again["--results"] = results
    # Without --fresh: to go on is not to forget again.
    words = [part for key, value in again.items() if value for part in (key, str(value))]
    words += ["--standin"] * standin
    options = {"seeds": seeds, "folder": results, "fresh": fresh, "allow_standin": standin}
    with plain_errors():
        chosen = [get_experiment(name) for name in dict.fromkeys(names)]
        if standin and results is None:
            raise ValueError("--standin needs --results FOLDER: keep trials away from the record")
        with _executor(jobs, scheduler) as executor:
            good = _run_each(chosen, words, executor=executor, **options)
    raise typer.Exit(0 if good else 1)


def _run_each(chosen: Sequence[Any], words: Sequence[str], **options: Any) -> bool:
    """Run experiments one after the other; whatever stops them, say how to go on."""
    from mnist_course.experiments.run.runner import FailedRunsError, UnfinishedError, run_experiment

    failed: list[str] = []

    def go_on(*names: str) -> str:
        return "Go on with: mnist-course experiments run " + shlex.join([*names, *words])

    for index, experiment in enumerate(chosen):
        left = [*failed, *(other.name for other in chosen[index:])]
        try:
            path = run_experiment(experiment, **options)
        except KeyboardInterrupt as stop:
            told = f"Stopped: {stop}." if str(stop) else "Stopped."
            say(f"{told} {go_on(*left)}")
            raise typer.Exit(130) from None
        except FailedRunsError as error:  # of this experiment: the others can be run
            say(f"Error: {error}.")
            failed.append(experiment.name)
        except UnfinishedError as error:
            raise ValueError(f"{error}. {go_on(*left)}") from error
        else:
            give(f"{experiment.name}: recorded in {path}")
    if failed:
        say(f"First mend what failed. {go_on(*failed)}")
    return not failed


@contextmanager
def _executor(jobs: int, scheduler: str | None) -> Iterator[Any]:
    if scheduler is None:
        from mnist_course.experiments.run.executors import local_executor

        yield local_executor(jobs)
    elif jobs != 1:
        raise ValueError("--jobs is for this machine; with --scheduler the workers are the jobs")
    else:
        from mnist_course.experiments.run.cluster import cluster_executor

        with cluster_executor(scheduler) as executor:
            yield executor


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of a recorded result.")],
    as_json: Annotated[bool, typer.Option("--json", help="The whole file, for programs.")] = False,
    results: Folder = None,
) -> None:
    """Show a recorded result: claim, settings, the source's numbers, ours as mean ± sd.

    All numbers, by a program such as jq:

        mnist-course experiments show s5-network --json | jq .summary
    """
    from mnist_course.experiments.ledger.describe import describe
    from mnist_course.experiments.record.records import load_result, read_result

    with plain_errors(as_json):
        result = load_result(name, results)
        if as_json:
            give(json.dumps(read_result(name, results)))
        else:
            give(describe(result))


@app.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of experiments; default all.")
    ] = None,
    as_json: AsJson = False,
    results: Folder = None,
) -> None:
    """Measure one cheap point of each experiment again and compare with the record.

    Without names every experiment is verified, as continuous integration does:

        mnist-course experiments verify

    Exit code 1: a number differs by more than its tolerance, or a result is missing or damaged.
    """
    from mnist_course.experiments.registry import EXPERIMENTS, get_experiment
    from mnist_course.experiments.run.verify import Agreement, verify_all

    def tell(verdict: Agreement) -> None:
        if not as_json:
            give(str(verdict))

    with plain_errors(as_json):
        verdicts = verify_all([get_experiment(n) for n in names or EXPERIMENTS], results, tell)
    good = all(verdict.ok for verdict in verdicts)
    if as_json:
        give(json.dumps({"ok": good, "experiments": [v.record() for v in verdicts]}))
    elif not good:
        wrong = ", ".join(verdict.name for verdict in verdicts if not verdict.ok)
        say(f"Not as recorded: {wrong}")
    raise typer.Exit(0 if good else 1)


@app.command()
def summarize(names: Names, as_json: AsJson = False, results: Folder = None) -> None:
    """Compute the summary anew from recorded runs (after a change of the declaration)."""
    from mnist_course.experiments.record.records import load_result
    from mnist_course.experiments.registry import get_experiment
    from mnist_course.experiments.run.runner import summarize_again

    done = []
    with plain_errors(as_json):
        for experiment in [get_experiment(name) for name in names]:
            path = summarize_again(experiment, results)
            summary = load_result(experiment.name, results).summary
            done.append({"name": experiment.name, "path": str(path), "summary": summary})
            if not as_json:
                give(f"{experiment.name}: {path}")
    if as_json:
        give(json.dumps({"ok": True, "experiments": done}))


@app.command()
def ledger(as_json: AsJson = False, results: Folder = None) -> None:
    """Show every reported number beside the recorded one: holds or does not hold, and why."""
    from mnist_course.experiments.ledger.rows import show_ledger

    with plain_errors(as_json):
        give(show_ledger(results, as_json))
