"""`load_mnist`: the 70,000 digits of the course, checked, split and ready."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

from mnist_course.data import sources
from mnist_course.data.fetch import DownloadError
from mnist_course.data.files import MNIST_FILES, read_verified
from mnist_course.data.idx import read_idx
from mnist_course.data.splits import Dataset, Split
from mnist_course.data.standin import load_standin

TRAINING_IMAGES = 60_000

_announced: set[str] = set()


def load_mnist(validation: int = 10_000) -> Dataset:
    """Load MNIST: real where it can be had, otherwise a stand-in that says so.

    Looks in the folder of MNIST_COURSE_DATA, then in the user's cache, then downloads (unless
    MNIST_COURSE_OFFLINE=1). If all fail, it announces the stand-in on standard error and gives
    scikit-learn's digits in the same format.

    Parameters
    ----------
    validation : int
        How many of the last training images to set aside, from 0 to 59,999. With the default,
        the first 50,000 train and the last 10,000 validate, the split of Nielsen (2015).

    Returns
    -------
    Dataset
        Loaded once per process; its arrays are read-only.

    Raises
    ------
    ValueError
        `validation` is out of range.
    HashError
        A file is there but is not the original; the message says what to do.

    Notes
    -----
    Source: LeCun, Bottou, Bengio and Haffner (1998); the split: Nielsen (2015), chapter 1.
    """
    whole = isinstance(validation, int | np.integer) and not isinstance(validation, bool)
    if not whole or not 0 <= validation < TRAINING_IMAGES:
        raise ValueError(
            f"validation: got {validation!r}; expected a whole number from 0 to "
            f"{TRAINING_IMAGES - 1:,} (some of the {TRAINING_IMAGES:,} must remain to train on)."
        )
    found = tuple(sources.find(file)[0] for file in MNIST_FILES.values())
    return _load(int(validation), found, sources.cache_folder(), sources.offline())


@lru_cache(maxsize=1)
def _load(validation: int, found: tuple[Path | None, ...], cache: Path, off: bool) -> Dataset:
    # The other arguments are the cache's key: new files or settings mean a new load.
    lack = sources.explain_folder()
    try:
        paths = [sources.obtain(file) for file in MNIST_FILES.values()]
    except DownloadError as error:
        _announce_standin(lack, error)
        return load_standin(validation)
    if lack:
        _announce(f"Note: {lack}. MNIST was taken from the cache {cache} instead.")
    train_x, train_y, test_x, test_y = _arrays(tuple(paths))
    cut = TRAINING_IMAGES - validation
    return Dataset(
        "MNIST",
        False,
        Split(train_x[:cut], train_y[:cut]),
        Split(train_x[cut:], train_y[cut:]),
        Split(test_x, test_y),
    )


@lru_cache(maxsize=1)
def _arrays(paths: tuple[Path, ...]) -> tuple[np.ndarray, ...]:
    files = MNIST_FILES.values()
    arrays = tuple(
        read_idx(read_verified(path, file)) for path, file in zip(paths, files, strict=True)
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _announce_standin(lack: str, error: DownloadError) -> None:
    reasons = [lack] if lack else []
    reasons += [f"the cache {sources.cache_folder()} does not hold all files", str(error)]
    lines = "\n".join(f"  - {reason}" for reason in reasons)
    _announce(
        "*** STAND-IN DIGITS, NOT MNIST ***\n"
        "The real MNIST files could not be had, so you work with scikit-learn's 1,797 digits,\n"
        "enlarged from 8 x 8 to 28 x 28 pixels. Numbers will differ from the text of the course.\n"
        f"Why:\n{lines}\n"
        "To get MNIST: run `mnist-course data` with a network connection, or set\n"
        "MNIST_COURSE_DATA to a folder that holds the four files."
    )


def _announce(text: str) -> None:
    """Print once per process, on standard error: seen in a notebook, out of a pipe's way."""
    if text not in _announced:
        _announced.add(text)
        print(text, file=sys.stderr, flush=True)
