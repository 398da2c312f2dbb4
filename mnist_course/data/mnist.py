"""`load_mnist`: the 70,000 digits of the course, checked, split and ready."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mnist_course.data import sources
from mnist_course.data.fetch import DownloadError
from mnist_course.data.files import MNIST_FILES
from mnist_course.data.idx import read_idx
from mnist_course.data.places import announce, announce_passed_over, cache_folder
from mnist_course.data.splits import Dataset, Split
from mnist_course.data.standin import load_standin
from mnist_course.ground.faults import short

TRAINING_IMAGES = 60_000


def load_mnist(validation: int = 10_000) -> Dataset:
    """Load MNIST: real where it can be had, otherwise a stand-in that says so.

    Looks in the folder of MNIST_COURSE_DATA, then in the user's cache, then downloads (unless
    MNIST_COURSE_OFFLINE=1). What cannot be read, or is not the original, is passed over with a note
    on standard error. If all fail, it announces the stand-in and gives scikit-learn's digits in the
    same format.

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
        Files are there, but none of that name is the original, and a good one cannot be
        downloaded; the message says what to do.

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
    return _load(int(validation), sources.state())


@lru_cache(maxsize=1)
def _load(validation: int, state: tuple[object, ...]) -> Dataset:
    # The state is the cache's key: new files or settings mean a new load.
    try:
        train_x, train_y, test_x, test_y = _arrays(state)
    except DownloadError as error:
        _announce_standin(error)
        return load_standin(validation)
    cut = TRAINING_IMAGES - validation
    return Dataset(
        "MNIST",
        False,
        Split(train_x[:cut], train_y[:cut]),
        Split(train_x[cut:], train_y[cut:]),
        Split(test_x, test_y),
    )


@lru_cache(maxsize=1)
def _arrays(state: tuple[object, ...]) -> tuple[np.ndarray, ...]:
    found = {file.name: sources.obtain(file) for file in MNIST_FILES.values()}
    if lack := sources.explain_folder({name: one.path for name, one in found.items()}):
        announce(f"Note: {lack}. MNIST was taken from the cache {short(cache_folder())} instead.")
    for one in found.values():
        announce_passed_over(one.obstacles, one.path)
    arrays = tuple(read_idx(one.content) for one in found.values())
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _announce_standin(error: DownloadError) -> None:
    lack = sources.explain_folder({})
    reasons = [lack] if lack else []
    reasons += [f"the cache {short(cache_folder())} does not hold all files", str(error)]
    lines = "\n".join(f"  - {reason}" for reason in reasons)
    announce(
        "*** STAND-IN DIGITS, NOT MNIST ***\n"
        "The real MNIST files could not be had, so you work with scikit-learn's 1,797 digits,\n"
        "enlarged from 8 x 8 to 28 x 28 pixels. Numbers will differ from the text of the course.\n"
        f"Why:\n{lines}\n"
        "To get MNIST: run `mnist-course data` with a network connection, or set\n"
        "MNIST_COURSE_DATA to a folder that holds the four files."
    )
