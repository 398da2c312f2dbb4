"""Paragraphs of this book as bags of words: a data set of text that comes with the package.

The file beside this module holds, for each paragraph of seventeen chapters, which words stand in it
and how often; not the text. `tools/pack_paragraphs.py` made it. It is frozen at the edition that it
names, so that recorded results stay true when a sentence of the book changes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from mnist_course.data.tables import TEST_SHARE, VALIDATION_SHARE, Table, TableSplit

FILE = Path(__file__).with_name("paragraphs.npz")
SHA256 = "bc747b2fd9f786177d674b108d83c65b266344aa009891557335c4021cf524a2"
#: A word counts if it stands in so many training paragraphs.
LEAST_PARAGRAPHS = 2


@dataclass(frozen=True, eq=False)
class ParagraphCounts:
    """What the file holds: n paragraphs, and their words one paragraph after the other.

    Attributes
    ----------
    edition : str
        Which state of the book was counted.
    chapters, vocabulary : tuple of str
        Names of the chapters in the order of the book; all words, in alphabetical order.
    chapter, section : numpy.ndarray, shape (n,)
        Number of the chapter, and of the section in the whole book.
    sections : tuple of str
        The heading of each section.
    ends : numpy.ndarray, shape (n,)
        The words of paragraph i are entries ``ends[i-1]`` to ``ends[i] - 1`` of the next two.
    words, counts : numpy.ndarray
        Numbers in ``vocabulary``, and how often the word occurs in its paragraph.
    """

    edition: str
    chapters: tuple[str, ...]
    vocabulary: tuple[str, ...]
    chapter: np.ndarray
    section: np.ndarray
    sections: tuple[str, ...]
    ends: np.ndarray
    words: np.ndarray
    counts: np.ndarray

    def table(self) -> np.ndarray:
        """Return the counts as a table, (n, words of the vocabulary)."""
        rows = np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))
        table = np.zeros((len(self.ends), len(self.vocabulary)))
        table[rows, self.words] = self.counts
        return table

    def bags(self) -> list[tuple[str, frozenset[tuple[str, int]]]]:
        """Return each paragraph as its chapter and a set of (word, count)."""
        names = np.array(self.vocabulary)[self.words].tolist()
        pairs = list(zip(names, self.counts.tolist(), strict=True))
        starts = np.concatenate([[0], self.ends[:-1]])
        return [
            (self.chapters[chapter], frozenset(pairs[start:end]))
            for chapter, start, end in zip(self.chapter, starts, self.ends, strict=True)
        ]


def checksum() -> str:
    """Return the SHA-256 of the file."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def read_counts() -> ParagraphCounts:
    """Read the file that comes with the package.

    Raises
    ------
    ValueError
        It is not the file that this version of the package was made with.
    """
    content = FILE.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ValueError(
            f"{FILE}: this is not the file of this version of mnist-course.\n"
            f"  SHA-256 found    {found}\n"
            f"  SHA-256 expected {SHA256}\n"
            "Install the package again."
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        texts = {name: tuple(arrays[name].tolist()) for name in ("chapters", "vocabulary")}
        numbers = {
            name: arrays[name].astype(np.int64)
            for name in ("chapter", "section", "ends", "words", "counts")
        }
        return ParagraphCounts(
            edition=str(arrays["edition"]),
            sections=tuple(arrays["sections"].tolist()),
            **texts,
            **numbers,
        )


def load_paragraphs(keep_sections_whole: bool = True, seed: int = 0) -> Table:
    """Load the paragraphs of this book as counts of words; the target is the chapter.

    Parameters
    ----------
    keep_sections_whole : bool
        True: all paragraphs of a section go to the same side of the cut, so that no neighbour of a
        test paragraph was seen in training. False: paragraphs are dealt out one by one.
    seed : int
        Of the shuffle before the cut: about three fifths for training, a fifth each for validation
        and test, in every chapter.

    Returns
    -------
    Table
        ``x`` counts the words that stand in two or more training paragraphs; ``y`` is the number
        of the chapter in ``class_names``.
    """
    file = read_counts()
    pile = deal(file, keep_sections_whole, seed)
    counted = file.table()
    known = (counted[pile == 0] > 0).sum(axis=0) >= LEAST_PARAGRAPHS
    splits = [TableSplit(counted[pile == k][:, known], file.chapter[pile == k]) for k in range(3)]
    return Table(
        "paragraphs of this book",
        tuple(np.array(file.vocabulary)[known].tolist()),
        "chapter",
        *splits,
        class_names=file.chapters,
    )


def scale_counts(counts: object) -> np.ndarray:
    """Make bags of words ready for a network: logarithms of the counts, each row of length 1.

    Parameters
    ----------
    counts : array_like, shape (n, d)
        How often each word occurs, 0 or more.

    Returns
    -------
    numpy.ndarray, shape (n, d), float64
        ``log(1 + count)``, divided by the length of the row; a row without words stays 0.

    Raises
    ------
    ValueError
        Another shape, or a count below 0.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError(
            f"counts: got shape {table.shape}; expected (n, d), one row a text, numbers of 0 or "
            "more."
        )
    table = np.log1p(table)
    length = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(length > 0, length, 1)


def deal(file: ParagraphCounts, keep_sections_whole: bool, seed: int) -> np.ndarray:
    """Return the pile of each paragraph: 0 to train, 1 to validate, 2 to test."""
    rng = np.random.default_rng(seed)
    n = len(file.chapter)
    group = file.section if keep_sections_whole else np.arange(n)
    pile = np.zeros(n, dtype=int)
    for chapter in range(len(file.chapters)):
        inside = file.chapter == chapter
        sizes = {g: np.sum(group == g) for g in np.unique(group[inside])}
        order = rng.permutation(list(sizes))
        wanted = {2: TEST_SHARE * inside.sum(), 1: VALIDATION_SHARE * inside.sum()}
        dealt = {2: 0, 1: 0}
        for g in order:
            # The next group goes where it brings the pile nearer to its share; the rest train.
            for k in (2, 1):
                if dealt[k] + sizes[g] / 2 <= wanted[k]:
                    pile[group == g] = k
                    dealt[k] += sizes[g]
                    break
    return pile
