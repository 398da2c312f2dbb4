"""Make a training, new or to go on with, and run it to its end."""

from __future__ import annotations

import contextlib
import platform
from dataclasses import replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mnist_course.data import Dataset, load_mnist
from mnist_course.nn import DivergenceError
from mnist_course.runs.folder import RunFolder, new_folder, reopen
from mnist_course.runs.job import Job, MakeWatcher, make_network
from mnist_course.runs.record import CHECKPOINT, Record, RunError, load_record
from mnist_course.runs.settings import Settings


def new_job(settings: Settings, place: Path | None = None, force: bool = False) -> Job:
    """Make a training of a new network. Its folder must be closed: ``job.folder.close()``.

    Parameters
    ----------
    settings : Settings
    place : Path, optional
        The run folder; the next free one below ``runs``, if it is not given.
    force : bool
        Replace a run that is there.

    Raises
    ------
    RunError
        If the place is taken.
    ValueError
        If there are fewer images than asked for.
    """
    folder = new_folder(place, settings.model, force)
    try:
        dataset = load_mnist()
        images = len(dataset.train)
        if (settings.train_size or 0) > images:
            raise ValueError(
                f"--train-size {settings.train_size}: there are {images:,} training images"
            )
        settings = replace(settings, train_size=settings.train_size or images)
        return Job(settings, dataset, folder, new_record(settings, dataset))
    except BaseException:
        folder.close()
        raise


def resumed_job(place: Path, model: str | None = None, epochs: int | None = None) -> Job:
    """Make a training that goes on with a run that was stopped, killed, or shall last longer.

    Parameters
    ----------
    place : Path
        The run folder.
    model : str, optional
        The network that it must be a run of.
    epochs : int, optional
        Epochs in all, instead of those planned.

    Raises
    ------
    RunError
        If the run cannot go on, has all its epochs, or another training goes on with it.
    """
    load_record(place)  # no lock beside what is no run
    folder = reopen(place)
    try:
        return _resume(folder, load_record(place), model, epochs)
    except BaseException:
        folder.close()
        raise


def _resume(folder: RunFolder, record: Record, model: str | None, epochs: int | None) -> Job:
    place = folder.place
    settings = replace(record.settings, epochs=epochs or record.settings.epochs)
    if model not in (None, settings.model):
        raise RunError(
            f"{place} is a run of {settings.model}, so it cannot go on as {model}. Leave the name "
            f"out to go on with {settings.model}, or train {model} anew: mnist-course train {model}"
        )
    if settings.engine != "numpy":
        raise RunError(
            f"{place} was trained with Keras, and such a training cannot go on. Start it anew: "
            f"mnist-course train {settings.model} --engine keras"
        )
    if not (place / CHECKPOINT).is_file():
        raise RunError(f"{place} holds no {CHECKPOINT} to go on from; start a new training")
    record.epoch_of(place / CHECKPOINT)
    if record.epochs_done >= settings.epochs:
        raise RunError(
            f"{place} has its epochs ({record.epochs_done}). To train longer, give the number of "
            f"epochs in all, such as --epochs {2 * record.epochs_done}"
        )
    dataset = load_mnist()
    if dataset.sha256 != record.data.get("sha256"):
        raise RunError(f"{place} was trained on {record.data['name']}; here is {dataset.name}")
    settings = replace(settings, train_size=settings.train_size or len(dataset.train))
    if settings.train_size > len(dataset.train):
        raise RunError(f"{place} was trained on {settings.train_size:,} images; here are fewer")
    record.settings = settings
    return Job(settings, dataset, folder, record, resume=True)


def new_record(settings: Settings, dataset: Dataset) -> Record:
    """Return a record without epochs."""
    data = {
        "name": dataset.name,
        "is_standin": bool(dataset.is_standin),
        "sha256": dataset.sha256,
        "validation": len(dataset.validation),
    }
    packages = ["mnist-course", "numpy"]
    packages += ["keras", "tensorflow"] if settings.engine == "keras" else []
    versions = {"python": platform.python_version()}
    for package in packages:
        with contextlib.suppress(PackageNotFoundError):
            versions[package] = version(package)
    count = make_network(settings).count
    return Record(settings, count, data, versions, date.today().isoformat())


def run_job(job: Job, watch: MakeWatcher) -> None:
    """Train to the end, to Ctrl-C or to divergence; the folder is kept up to date throughout.

    Afterwards ``job.record.status`` is "finished" or "interrupted".

    Raises
    ------
    DivergenceError
        If the weights ran away; the epochs before are kept.
    """
    if job.settings.engine == "keras":
        from mnist_course.runs.keras_engine import fit_keras as fit
    else:
        from mnist_course.runs.numpy_engine import fit_numpy as fit
    job.record.status = "running"
    try:
        interrupted = fit(job, watch)
    except DivergenceError:
        _end(job, "diverged")
        raise
    _end(job, "interrupted" if interrupted else "finished")


def _end(job: Job, status: str) -> None:
    job.record.status = status
    if job.folder.published:
        job.folder.write_history(job.record)
