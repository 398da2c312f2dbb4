"""`load_cifar10`: 50,000 colour pictures of ten kinds of things, checked, split and ready."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

import numpy as np

from mnist_course.data.cifar_files import IMAGES_PER_BATCH, read_batches, state
from mnist_course.data.cifar_format import parse
from mnist_course.data.splits import Split, frozen
from mnist_course.data.transforms import scale

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
"""The names that belong to the labels 0 to 9. Source: Krizhevsky (2009)."""

_TRAINING_IMAGES = 4 * IMAGES_PER_BATCH


@dataclass(frozen=True, eq=False, repr=False)
class ColourSplit(Split):
    """Colour pictures with their labels; otherwise as :class:`Split`.

    Attributes
    ----------
    images : numpy.ndarray, shape (n, 32, 32, 3), uint8
        Red, green and blue from 0 to 255.
    labels : numpy.ndarray, shape (n,), int64
        Classes from 0 to 9, see `CIFAR10_CLASSES`.
    """

    image_shape: ClassVar[tuple[int, ...]] = (32, 32, 3)

    @cached_property
    def x(self) -> np.ndarray:
        """Pixels as network input, shape (n, 32, 32, 3), float32 in [0, 1]."""
        return frozen(scale(self.images))


@dataclass(frozen=True, eq=False, repr=False)
class ColourDataset:
    """Training, validation and held-out pictures.

    Attributes
    ----------
    name : str
    is_standin : bool
        Always False: there is no stand-in for CIFAR-10.
    train, validation, held_out : ColourSplit
        Fit on the first, choose on the second, report on the third.
    class_names : tuple of str
        The names of the labels 0 to 9.
    """

    name: str
    is_standin: bool
    train: ColourSplit
    validation: ColourSplit
    held_out: ColourSplit
    class_names: tuple[str, ...] = CIFAR10_CLASSES

    @property
    def test(self) -> ColourSplit:
        """The held-out pictures, by the name that all data sets of the course share."""
        return self.held_out

    def __str__(self) -> str:
        return (
            f"{self.name}: {len(self.train):,} training, {len(self.validation):,} validation "
            f"and {len(self.held_out):,} held-out images of 32 × 32 × 3 pixels"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def load_cifar10(validation: int = 5_000) -> ColourDataset:
    """Load the 50,000 published training pictures of CIFAR-10.

    Looks in the folder of MNIST_COURSE_DATA, then in the user's cache, then downloads the archive
    of 162 MiB from the authors' page (unless MNIST_COURSE_OFFLINE=1).

    Parameters
    ----------
    validation : int
        How many of the last training pictures to set aside, from 0 to 39,999.

    Returns
    -------
    ColourDataset
        Batches 1 to 4 train and validate, batch 5 is held out; the published test batch is not
        used. Loaded once per process; its arrays are read-only.

    Raises
    ------
    ValueError
        `validation` is out of range.
    DownloadError
        CIFAR-10 is not here and cannot be fetched; the message says where to get it.
    HashError
        Files are there, but none is the original, and a good one cannot be downloaded.

    Notes
    -----
    Source: Krizhevsky (2009).
    """
    whole = isinstance(validation, int | np.integer) and not isinstance(validation, bool)
    if not whole or not 0 <= validation < _TRAINING_IMAGES:
        raise ValueError(
            f"validation: got {validation!r}; expected a whole number from 0 to "
            f"{_TRAINING_IMAGES - 1:,} (some of the {_TRAINING_IMAGES:,} must remain to train on)."
        )
    images, labels = _arrays(state())
    cut = _TRAINING_IMAGES - int(validation)
    cuts = slice(cut), slice(cut, _TRAINING_IMAGES), slice(_TRAINING_IMAGES, None)
    return ColourDataset("CIFAR-10", False, *(ColourSplit(images[c], labels[c]) for c in cuts))


@lru_cache(maxsize=1)
def _arrays(state: tuple[object, ...]) -> tuple[np.ndarray, np.ndarray]:
    batches = [parse(content, "CIFAR-10") for content in read_batches()]
    images, labels = (np.concatenate(arrays) for arrays in zip(*batches, strict=True))
    images.flags.writeable = labels.flags.writeable = False
    return images, labels
