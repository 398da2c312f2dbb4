"""The two containers of the course: a split (images and labels) and a dataset (three splits)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from mnist_course.data.transforms import check_labels, flatten, one_hot, scale
from mnist_course.ground.arrays import as_array


def frozen(array: np.ndarray) -> np.ndarray:
    """Return a read-only view: shared arrays must not change under another cell's feet."""
    view = array.view()
    view.flags.writeable = False
    return view


def _as_pixels(images: np.ndarray) -> str:
    """Say how numbers become pixels, if they can."""
    if images.dtype.kind not in "fiu" or not images.size:
        return ""
    low, high = images.min(), images.max()
    if images.dtype.kind == "f" and low >= 0 and high <= 1:
        return " From 0 to 1: (255 * images).round().astype('uint8')."
    return " Whole numbers: images.astype('uint8')." if low >= 0 and high <= 255 else ""


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Images with their labels. All arrays are read-only; take ``.copy()`` to change one.

    Attributes
    ----------
    images : numpy.ndarray, shape (n, 28, 28), uint8
        Ink from 0 (none) to 255.
    labels : numpy.ndarray, shape (n,), int64
        Digits from 0 to 9.

    Raises
    ------
    ValueError
        Wrong shape or dtype, lengths that differ, or a label out of range.
    """

    images: np.ndarray
    labels: np.ndarray
    image_shape: ClassVar[tuple[int, ...]] = (28, 28)

    def __post_init__(self) -> None:
        images = as_array(self.images, "images")
        if images.dtype != np.uint8:
            raise ValueError(
                f"images: got dtype {images.dtype}; expected uint8, 0 to 255.{_as_pixels(images)}"
            )
        if not images.ndim or images.shape[1:] != self.image_shape:
            expected = ", ".join(map(str, self.image_shape))
            raise ValueError(f"images: got shape {images.shape}; expected (n, {expected}).")
        labels = check_labels(self.labels)
        if len(images) != len(labels):
            raise ValueError(
                f"{len(images)} images but {len(labels)} labels; expected one label per image."
            )
        object.__setattr__(self, "images", frozen(images))
        object.__setattr__(self, "labels", frozen(labels))

    @cached_property
    def x(self) -> np.ndarray:
        """Pixels as network input, shape (n, 784), float32 in [0, 1]."""
        return frozen(flatten(scale(self.images)))

    @cached_property
    def one_hot(self) -> np.ndarray:
        """Labels as network targets, shape (n, 10), float32."""
        return frozen(one_hot(self.labels))

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: slice | np.ndarray | list[int]) -> Self:
        """Select images: ``split[:1000]``, or ``split[split.labels == 3]``."""
        if isinstance(index, int | np.integer):
            raise ValueError(
                f"split[{index}]: a split is cut by slices or index arrays. For one image use "
                f"split.images[{index}] and split.labels[{index}]."
            )
        return type(self)(self.images[index], self.labels[index])

    def __repr__(self) -> str:
        size = " × ".join(map(str, self.image_shape))
        return f"{type(self).__name__}({len(self):,} images of {size} pixels)"


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training, validation and test images.

    Attributes
    ----------
    name : str
        What the images are; a stand-in says so.
    is_standin : bool
        True if these are not the real MNIST digits.
    train, validation, test : Split
        Fit on the first, choose on the second, report on the third.
    """

    name: str
    is_standin: bool
    train: Split
    validation: Split
    test: Split

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of all images and labels in order, whatever the split and the packing."""
        digest = hashlib.sha256()
        for part in ("images", "labels"):
            for split in (self.train, self.validation, self.test):
                array = np.ascontiguousarray(getattr(split, part))
                digest.update(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
        return digest.hexdigest()

    def __str__(self) -> str:
        return (
            f"{self.name}: {len(self.train):,} training, {len(self.validation):,} validation "
            f"and {len(self.test):,} test images of 28 × 28 pixels"
        )

    def __repr__(self) -> str:
        return f"<{self}>"
