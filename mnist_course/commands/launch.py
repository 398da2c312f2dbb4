"""Start a training, or go on with one, and tell how it ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from mnist_course.commands.keeping import RunFolder, check_place, free_place
from mnist_course.commands.output import finish, percent, say
from mnist_course.commands.recipes import Settings
from mnist_course.commands.runs import CHECKPOINT, RunError, load_record
from mnist_course.commands.training import Job, new_record, run_job
from mnist_course.data import load_mnist
from mnist_course.nn import DivergenceError

GUESSING = 0.1  # ten digits: one in ten answers is right by chance


def start(settings: Settings, out: Path | None, force: bool, as_json: bool) -> None:
    """Train anew, into `out` or the next free folder."""
    place = out or free_place(settings.model)
    check_place(place, force)
    dataset = load_mnist()
    images = len(dataset.train)
    if (settings.train_size or 0) > images:
        raise ValueError(
            f"--train-size {settings.train_size}: there are {images:,} training images"
        )
    settings = replace(settings, train_size=settings.train_size or images)
    folder = RunFolder(place, force=force, numbered=out is None)
    try:
        run_and_tell(Job(settings, dataset, folder, new_record(settings, dataset)), as_json)
    finally:
        folder.close()


def go_on(place: Path, model: str | None, epochs: int | None, as_json: bool) -> None:
    """Go on with a run that was stopped, killed, or shall be trained for longer.

    Raises
    ------
    RunError
        If the run cannot go on, or has all its epochs.
    """
    record = load_record(place)
    settings = replace(record.settings, epochs=epochs or record.settings.epochs)
    if model not in (None, settings.model):
        raise RunError(f"{place} is a run of {settings.model}, not of {model}")
    if settings.engine != "numpy":
        raise RunError("a training with Keras cannot go on; start a new one")
    if not (place / CHECKPOINT).is_file():
        raise RunError(f"{place} holds no {CHECKPOINT} to go on from; start a new training")
    if record.epochs_done >= settings.epochs:
        raise RunError(
            f"{place} has its epochs ({record.epochs_done}). To train longer, give the number of "
            f"epochs in all, such as --epochs {2 * record.epochs_done}"
        )
    dataset = load_mnist()
    if dataset.sha256 != record.data.get("sha256"):
        raise RunError(f"{place} was trained on {record.data['name']}; here is {dataset.name}")
    record.settings = settings
    run_and_tell(Job(settings, dataset, RunFolder.reopen(place), record), as_json, resume=True)


def run_and_tell(job: Job, as_json: bool, resume: bool = False) -> None:
    """Train; say what is kept and what can be done next. Exit code 130 if stopped by hand."""
    say(_plan(job))
    try:
        run_job(job, resume)
    except DivergenceError as error:
        raise DivergenceError(f"{error}{_kept(job)}") from None
    except OSError:
        if job.folder.published:
            say(_kept(job).strip())
        raise
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
    if not job.folder.published:
        return ""
    best = load_record(
        job.folder.place
    ).best_epoch  # what is on the disk counts, not what was meant
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
        "train": {"cost": curves["loss"][best], "accuracy": curves["accuracy"][best]},
        "validation": {"cost": curves["val_loss"][best], "accuracy": curves["val_accuracy"][best]},
        "seconds": record.seconds,
    }


def _text(job: Job) -> str:
    record, place = job.record, job.folder.place
    accuracy = record.curves["val_accuracy"][record.best_epoch - 1]
    lines = [
        "",
        f"{place} keeps epoch {record.best_epoch} of {record.epochs_done}, the one with the lowest "
        "validation cost.",
        f"It reads {percent(accuracy)} of the validation images.",
    ]
    if accuracy < 2 * GUESSING:
        lines.append("That is hardly better than guessing. Try a lower --learning-rate.")
    lines += [
        f"Next: mnist-course evaluate {place}",
        f"      mnist-course predict {place} --image-id 3",
    ]
    return "\n".join(lines)
