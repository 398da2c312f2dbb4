"""The book's paragraphs: what is counted, how they are cut, and how near the book still is."""

from __future__ import annotations

import numpy as np
import pack_paragraphs
import pytest

from mnist_course.data import load_paragraphs, paragraphs, scale_counts

SOURCE = """---
kernelspec: {name: python3}
---

(chapter-toy)=
# A title that does not count

The **quick** fox, see {ref}`the other chapter <chapter-other>`, jumps over the
$x_1$ lazy {term}`dogs <dog>`; `code` counts nothing, {{ result.number | percent }} neither
{cite:t}`Fox2020`.

```{admonition} No
words inside of a fence
```

## Second

| a | table |
|---|---|

$$
a + b
$$

- the item of a list and the fox
too short
"""


def test_what_is_a_paragraph_and_which_words_count(monkeypatch):
    monkeypatch.setattr(pack_paragraphs, "LEAST_WORDS", 5)
    first, second = pack_paragraphs.paragraphs_of("toy", SOURCE)
    assert " ".join(first.words) == (
        "the quick fox see the other chapter jumps over the lazy dogs counts nothing neither"
    )
    assert (first.section, second.section) == ("A title that does not count", "Second")
    assert " ".join(second.words) == "the item of list and the fox too short"


def test_the_file_is_near_the_book():
    """It is frozen; but when most sentences have changed, results on it say little of the book."""
    share = pack_paragraphs.still_there(pack_paragraphs.book())
    assert share > 0.5, (
        f"only {share:.0%} of the frozen paragraphs still stand in the book: freeze a new edition "
        "with tools/pack_paragraphs.py, and record book-paragraphs again"
    )


def test_a_changed_file_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "paragraphs.npz"
    file.write_bytes(paragraphs.FILE.read_bytes()[:-1])
    monkeypatch.setattr(paragraphs, "FILE", file)
    with pytest.raises(ValueError, match="SHA-256 expected"):
        paragraphs.read_counts.__wrapped__()


def test_the_table_counts_what_the_bags_hold():
    file = paragraphs.read_counts()
    table = file.table()
    for i in (0, 100, len(table) - 1):
        chapter, bag = file.bags()[i]
        assert chapter == file.chapters[file.chapter[i]]
        found = {(file.vocabulary[j], int(table[i, j])) for j in np.flatnonzero(table[i])}
        assert found == bag


def test_a_section_lies_on_one_side_of_the_cut_and_every_chapter_on_all():
    file = paragraphs.read_counts()
    piles = paragraphs.deal(file, True, 3)
    for section in np.unique(file.section):
        assert len(set(piles[file.section == section])) == 1
    table = load_paragraphs(seed=3)
    n = sum(len(part) for part in (table.train, table.validation, table.test))
    assert n == len(file.chapter) and len(table.class_names) == 17
    for part in (table.train, table.validation, table.test):
        assert set(part.y) == set(range(17)) and len(part) > 0.17 * n
    singly = load_paragraphs(keep_sections_whole=False, seed=3)
    assert len(singly.train) + len(singly.validation) + len(singly.test) == n


def test_only_training_paragraphs_choose_the_words():
    table = load_paragraphs(seed=1)
    assert ((table.train.x > 0).sum(axis=0) >= 2).all()
    assert table.feature_names == tuple(sorted(table.feature_names))


def test_counts_are_scaled_as_by_hand():
    scaled = scale_counts([[1, 0, 3], [0, 0, 0]])
    first = np.log([2, 1, 4])
    np.testing.assert_allclose(scaled, [first / np.sqrt(np.sum(first**2)), [0, 0, 0]])
    with pytest.raises(ValueError, match="0 or more"):
        scale_counts([[-1, 2]])
