"""Data that are not digits: tables with one sample a row, and the containers that hold them.

`load_california_housing` and `load_spambase` read the original files from the folder that
MNIST_COURSE_DATA names. A table is small and its file is plain text, so nothing is downloaded:
where a file is missing, the error says where to get it and where to put it; or, on request, a small
table that scikit-learn carries stands in, announced, so that every cell runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from mnist_course.data.places import announce
from mnist_course.data.table_files import (
    CALIFORNIA,
    SPAMBASE,
    TableError,
    TableFile,
    read_table,
    table_candidates,
)

VALIDATION_SHARE, TEST_SHARE = 0.2, 0.2


def _frozen(values: object, dtype: type) -> np.ndarray:
    array = np.array(values, dtype=dtype)  # a copy: nobody else can change it
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False, repr=False)
class TableSplit:
    """Rows of a table with their targets. Both arrays are read-only copies.

    Attributes
    ----------
    x : numpy.ndarray, shape (n, d), float64
        One sample a row, in the units of the file (see `fit_standardizer`).
    y : numpy.ndarray, shape (n,), float64
        The quantity to predict, or 0 and 1 for no and yes.

    Raises
    ------
    ValueError
        Wrong shape, lengths that differ, or a value that is not finite.
    """

    x: np.ndarray
    y: np.ndarray

    def __post_init__(self) -> None:
        x, y = _frozen(self.x, np.float64), _frozen(self.y, np.float64)
        if x.ndim != 2 or y.ndim != 1 or len(x) != len(y):
            raise ValueError(
                f"x, y: got shapes {x.shape} and {y.shape}; expected (n, d) and (n,), one target "
                "a row."
            )
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError("x, y: some values are NaN or infinite; expected finite numbers.")
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return ``(x, y)``: what a fingerprint of the data is made from."""
        return self.x, self.y

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"TableSplit({len(self):,} rows of {self.x.shape[1]} features)"


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A table cut into three: fit on the first, choose on the second, report on the third.

    Attributes
    ----------
    name : str
    feature_names : tuple of str
        One for each column of ``x``.
    target_name : str
        What ``y`` is.
    train, validation, test : TableSplit
    is_standin : bool
        Whether other data only stand in for these (see `load_california_housing`).
    class_names : tuple of str
        What the classes 0, 1, … of ``y`` are called; empty where ``y`` is a quantity.
    """

    name: str
    feature_names: tuple[str, ...]
    target_name: str
    train: TableSplit
    validation: TableSplit
    test: TableSplit
    is_standin: bool = False
    class_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for split in (self.train, self.validation, self.test):
            if split.x.shape[1] != len(self.feature_names):
                raise ValueError(
                    f"{self.name}: {len(self.feature_names)} feature names, but "
                    f"{split.x.shape[1]} columns; expected one name a column."
                )

    def __str__(self) -> str:
        return (
            f"{self.name}: {len(self.train):,} training, {len(self.validation):,} validation and "
            f"{len(self.test):,} test rows of {len(self.feature_names)} features"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def split_table(
    name: str,
    feature_names: Sequence[str],
    target_name: str,
    x: np.ndarray,
    y: np.ndarray,
    seed: int = 0,
) -> Table:
    """Shuffle the rows and cut them: a fifth for the test, a fifth for validation, the rest.

    The rows of both files are sorted (by place, and spam first), so an unshuffled cut would train
    on one kind and test on another.

    Parameters
    ----------
    x : array_like, shape (n, d)
    y : array_like, shape (n,)
    seed : int
        The same seed gives the same cut.

    Raises
    ------
    ValueError
        Fewer than five rows, or a negative seed.
    """
    n = len(y)
    if n < 5:
        raise ValueError(f"{name}: {n} rows; expected 5 or more, to cut them into three.")
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed: got {seed!r}; expected a whole number, 0 or more.")
    order = np.random.default_rng(seed).permutation(n)
    x, y = np.asarray(x)[order], np.asarray(y)[order]
    test, held = int(n * TEST_SHARE), int(n * VALIDATION_SHARE)
    cut = n - test - held
    parts = [slice(None, cut), slice(cut, n - test), slice(n - test, None)]
    splits = [TableSplit(x[part], y[part]) for part in parts]
    return Table(name, tuple(feature_names), target_name, *splits)


def load_california_housing(seed: int = 0, *, or_standin: bool = False) -> Table:
    """Load California housing: 20,640 block groups of the census of 1990, 8 features.

    The features are those of scikit-learn's `fetch_california_housing`, in its order: totals
    become averages per household. The target is the median house value in 100,000 dollars.

    Parameters
    ----------
    seed : int
        Of the shuffle before the cut into 12,384 training, 4,128 validation and 4,128 test rows.
    or_standin : bool
        Without the file, give scikit-learn's 442 patients with diabetes instead (10 features; the
        target is how far the disease has gone on after a year), and say so; ``is_standin`` is True.

    Raises
    ------
    TableError
        The file is not here, or is not the original; the message says what to do.

    Notes
    -----
    Values above 500,000 dollars were cut off at 500,001: 965 rows hold that number.
    Source: Pace and Barry (1997), Sparse spatial autoregressions, Statistics & Probability
    Letters 33, 291-297.
    """
    try:
        rows = _rows(CALIFORNIA)
    except TableError as error:
        if not or_standin:
            raise
        return _standin(CALIFORNIA, "load_diabetes", seed, error)
    longitude, latitude, age, rooms, bedrooms, population, households, income, value = rows.T
    per_household = [rooms / households, bedrooms / households]
    occupancy = population / households
    x = np.stack([income, age, *per_household, population, occupancy, latitude, longitude], axis=1)
    return split_table(
        CALIFORNIA.title, CALIFORNIA.feature_names, CALIFORNIA.target_name, x, value / 1e5, seed
    )


def load_spambase(seed: int = 0, *, or_standin: bool = False) -> Table:
    """Load Spambase: 4,601 e-mails of which 1,813 are spam, 57 features, target 0 or 1.

    48 features are the share of a word among all words in per cent, 6 that of a sign, and 3 are
    average, longest and total length of runs of capital letters.

    Parameters
    ----------
    seed : int
        Of the shuffle before the cut into 2,761 training, 920 validation and 920 test rows.
    or_standin : bool
        Without the file, give scikit-learn's 569 samples of breast tissue instead (30 features;
        the target is 1 for a tumour that is not malignant), and say so; ``is_standin`` is True.

    Raises
    ------
    TableError
        The file is not here, or is not the original; the message says what to do.

    Notes
    -----
    391 rows are copies of other rows (target included), so a test row may have been seen in
    training. Source: Hopkins, Reeber, Forman and Suermondt (1999), UCI.
    """
    try:
        rows = _rows(SPAMBASE)
    except TableError as error:
        if not or_standin:
            raise
        return _standin(SPAMBASE, "load_breast_cancer", seed, error)
    return split_table(
        SPAMBASE.title,
        SPAMBASE.feature_names,
        SPAMBASE.target_name,
        rows[:, :-1],
        rows[:, -1],
        seed,
    )


def _standin(file: TableFile, loader: str, seed: int, error: TableError) -> Table:
    """Give a table that scikit-learn carries, cut in the same way, and say so."""
    from sklearn import datasets

    load: Callable[[], dict] = getattr(datasets, loader)
    found = load()
    name = f"STAND-IN table (scikit-learn's {loader}, not {file.title})"
    announce(
        f"*** {name} ***\n"
        "The cells run on it; numbers will differ from the text of the course. Why:\n"
        f"{error}"
    )
    columns = [str(column) for column in found["feature_names"]]
    table = split_table(name, columns, "target", found["data"], found["target"], seed)
    return replace(table, is_standin=True)


def _rows(file: TableFile) -> np.ndarray:
    """Return all numbers of a file; read and checked once for the files that are there."""
    return _read(file, tuple(str(candidate) for candidate in table_candidates(file)))


@lru_cache(maxsize=4)
def _read(file: TableFile, here: tuple[str, ...]) -> np.ndarray:
    rows = read_table(file)
    rows.flags.writeable = False
    return rows
