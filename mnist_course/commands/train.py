"""``mnist-course train``: train a network of the book and keep it in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)
from mnist_course.ground.numbers import percent
from mnist_course.runs.recipes import RECIPES
from mnist_course.runs.settings import settle

if TYPE_CHECKING:
    from mnist_course.runs.job import Job

app = new_app()

NETWORKS = "\n".join(
    f"- `{name}`: {entry.epochs} epochs of about {entry.seconds:g} s, {entry.optimizer} with "
    f"learning rate {entry.learning_rate:g}, batches of {entry.batch_size}"
    for name, entry in RECIPES.items()
)

EPILOG = f"""\
Networks, with what is done if nothing else is asked for:

{NETWORKS}

Examples:

```
mnist-course train lenet5 --epochs 1
mnist-course train nielsen --hidden 100 --learning-rate 1 --out runs/wide
mnist-course train mlp_128_64 --optimizer sgd --momentum 0.9
mnist-course train --resume runs/lenet5-1 --epochs 20
```

{EXIT_CODES}
"""

GUESSING = 0.1  # ten digits: one in ten answers is right by chance

WITH_RESUME = {"resume", "model", "epochs", "as_json"}


@app.command(epilog=EPILOG)
def train(
    ctx: typer.Context,
    model: Annotated[
        str | None, typer.Argument(help="The network, such as lenet5.", show_default=False)
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="How often each image is shown.")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Length of a step.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Images for one step.")] = None,
    optimizer: Annotated[
        Literal["sgd", "rmsprop", "adam"] | None, typer.Option(help="The rule of a step.")
    ] = None,
    momentum: Annotated[float, typer.Option(min=0, max=1, help="For sgd.")] = 0.0,
    hidden: Annotated[int | None, typer.Option(min=1, help="Hidden units, for nielsen.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Fixes weights and order of images.")] = 0,
    train_size: Annotated[
        int | None, typer.Option(min=1, help="Use the first N training images, for a trial.")
    ] = None,
    engine: Annotated[
        Literal["numpy", "keras"], typer.Option(help="The book's own engine, or Keras.")
    ] = "numpy",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the run.", show_default="runs/MODEL-1, -2, ...")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run in that folder.")] = False,
    resume: Annotated[
        Path | None, typer.Option(help="Go on with this run, with its own settings.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a network on handwritten digits and keep it in a folder.

    It learns from the 50,000 training images. After each epoch the 10,000 validation images tell
    how well it reads digits it has not seen; the folder keeps the best epoch. Test images are not
    touched: they are for `mnist-course evaluate`.

    Ctrl-C stops; finished epochs are kept.
    """
    if resume is not None:
        for name in ctx.params:
            source = ctx.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE" and name not in WITH_RESUME:
                raise typer.BadParameter(
                    "a run goes on with its own settings; with --resume, only --epochs can change",
                    param_hint=f"--{name.replace('_', '-')}",
                )
        with plain_errors(as_json):
            from mnist_course.runs.training import resumed_job

            run_and_tell(resumed_job(resume, model, epochs), as_json)
        return

    if model is None:
        raise typer.BadParameter(f"which network? One of {', '.join(RECIPES)}", param_hint="MODEL")
    try:
        settings = settle(
            model,
            engine=engine,
            learning_rate=learning_rate,
            hidden=hidden,
            epochs=epochs,
            batch_size=batch_size,
            optimizer=optimizer,
            momentum=momentum,
            seed=seed,
            train_size=train_size,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with plain_errors(as_json):
        from mnist_course.runs.training import new_job

        run_and_tell(new_job(settings, out, force), as_json)


def run_and_tell(job: Job, as_json: bool) -> None:
    """Train; say what is kept and what can be done next. Exit code 130 if stopped by hand."""
    from mnist_course.commands.shared.progress import TrainingProgress
    from mnist_course.nn import DivergenceError
    from mnist_course.runs.training import run_job

    try:
        say(_plan(job))
        run_job(job, TrainingProgress)
        _tell(job, as_json)
    except DivergenceError as error:
        raise DivergenceError(f"{error}{_kept(job)}") from None
    except OSError:
        if job.folder.published:
            say(_kept(job).strip())
        raise
    finally:
        job.folder.close()


def _tell(job: Job, as_json: bool) -> None:
    stopped = job.record.status == "interrupted"
    if not job.folder.published:
        say("Stopped before the first epoch was done: there is nothing to keep.")
        raise typer.Exit(130)
    if stopped:
        say(
            f"Stopped after {job.record.epochs_done} of {job.settings.epochs} epochs. What was "
            "learned is kept."
        )
        if job.settings.engine == "numpy":
            say(f"Go on with: mnist-course train --resume {job.folder.place}")
    finish(_summary(job), _text(job), as_json)
    if stopped:
        raise typer.Exit(130)


def _plan(job: Job) -> str:
    chosen, data = job.settings, job.dataset
    momentum = f", momentum {chosen.momentum:g}" if chosen.momentum else ""
    return (
        f"{chosen.model}: {job.record.parameters:,} parameters, {chosen.loss.replace('_', ' ')}, "
        f"{chosen.optimizer} with learning rate {chosen.learning_rate:g}{momentum}, "
        f"batches of {chosen.batch_size}, seed {chosen.seed}\n"
        f"{data.name}: {chosen.train_size:,} training images, {len(data.validation):,} validation "
        "images\n"
    )


def _kept(job: Job) -> str:
    from mnist_course.runs.record import load_record

    if not job.folder.published:
        return ""
    # What is on the disk counts, not what was meant.
    best = load_record(job.folder.place).best_epoch
    return f" {job.folder.place} keeps epoch {best}, the best so far."


def _summary(job: Job) -> dict[str, Any]:
    record, best = job.record, job.record.best_epoch - 1
    curves = record.curves
    return {
        "run": str(job.folder.place),
        "model": record.settings.model,
        "engine": record.settings.engine,
        "status": record.status,
        "parameters": record.parameters,
        "data": record.data["name"],
        "is_standin": record.data["is_standin"],
        "epochs": record.epochs_done,
        "best_epoch": record.best_epoch,
        "train": {"loss": curves["loss"][best], "accuracy": curves["accuracy"][best]},
        "validation": {"loss": curves["val_loss"][best], "accuracy": curves["val_accuracy"][best]},
        "seconds": record.seconds,
    }


def _text(job: Job) -> str:
    record, place = job.record, job.folder.place
    accuracy = record.curves["val_accuracy"][record.best_epoch - 1]
    lines = [
        "",
        f"{place} keeps epoch {record.best_epoch} of {record.epochs_done}, the one with the lowest "
        "validation loss.",
        f"It reads {percent(accuracy)} of the validation images.",
    ]
    if accuracy < 2 * GUESSING:
        lines.append("That is hardly better than guessing. Try a lower --learning-rate.")
    lines += [
        f"Next: mnist-course evaluate {place}",
        f"      mnist-course predict {place} --image-id 3",
    ]
    return "\n".join(lines)
