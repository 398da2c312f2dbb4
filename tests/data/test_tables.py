"""Tables: the original files only, the known columns, a fair cut, and clear words if one lacks."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from mnist_course.data import (
    Table,
    TableError,
    TableSplit,
    load_california_housing,
    load_spambase,
)
from mnist_course.data.table_files import CALIFORNIA, SPAMBASE, read_table
from mnist_course.data.tables import split_table

pytestmark = pytest.mark.usefixtures("fresh")
LOADERS = {CALIFORNIA: load_california_housing, SPAMBASE: load_spambase}
LOADER_CASES = [pytest.param(file, id=file.folder) for file in LOADERS]


@pytest.fixture
def table(request, require_or_skip):
    try:
        return LOADERS[request.param]()
    except TableError as error:
        require_or_skip(False, f"a table is not here: {str(error)[:60]}")


def all_rows(table):
    splits = (table.train, table.validation, table.test)
    return np.concatenate([s.x for s in splits]), np.concatenate([s.y for s in splits])


@pytest.mark.parametrize("table", [CALIFORNIA], indirect=True, ids=["california"])
def test_california_is_that_of_scikit_learn(table):
    x, y = all_rows(table)
    assert x.shape == (20_640, 8)
    assert table.feature_names[:3] == ("MedInc", "HouseAge", "AveRooms")
    # The first row as scikit-learn's documentation prints it.
    first = [8.3252, 41.0, 6.98412698, 1.02380952, 322.0, 2.55555556, 37.88, -122.23]
    place = np.flatnonzero(np.isclose(x, first, rtol=0, atol=5e-9).all(axis=1))
    assert y[place].tolist() == [4.526]
    assert (y == 5.00001).sum() == 965
    # Means as pandas prints them in scikit-learn's course.
    assert y.mean() == pytest.approx(2.068558, abs=5e-7)
    assert x[:, 0].mean() == pytest.approx(3.870671, abs=5e-7)


@pytest.mark.parametrize("table", [SPAMBASE], indirect=True, ids=["spambase"])
def test_spambase_has_the_published_statistics(table):
    x, y = all_rows(table)
    assert x.shape == (4_601, 57) and len(set(table.feature_names)) == 57
    assert y.sum() == 1_813 and set(y) == {0, 1}
    # Means from the file spambase.DOCUMENTATION, which also fix the order of the columns.
    published = {
        "word_freq_make": 0.10455,
        "word_freq_you": 1.6621,
        "word_freq_hp": 0.5495,
        "word_freq_george": 0.7673,
        "word_freq_conference": 0.031869,
        "char_freq_;": 0.038575,
        "char_freq_!": 0.26907,
        "char_freq_$": 0.075811,
        "capital_run_length_average": 5.1915,
        "capital_run_length_longest": 52.173,
        "capital_run_length_total": 283.29,
    }
    for name, mean in published.items():
        assert x[:, table.feature_names.index(name)].mean() == pytest.approx(mean, rel=1e-3), name


@pytest.mark.parametrize("table", LOADERS, indirect=True, ids=lambda file: file.folder)
def test_arrays_are_read_only_and_the_same_in_each_load(table):
    loader = load_california_housing if table.name == CALIFORNIA.title else load_spambase
    assert not table.is_standin
    for name in ("train", "validation", "test"):
        for array, again in zip(
            getattr(table, name).arrays(), getattr(loader(), name).arrays(), strict=True
        ):
            assert array.dtype == np.float64
            assert (array == again).all()
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
    other = loader(seed=1)
    assert not np.array_equal(other.train.x, table.train.x)
    for mine, theirs in zip(all_rows(other), all_rows(table), strict=True):
        assert (np.sort(mine, axis=0) == np.sort(theirs, axis=0)).all()


def numbered(n):
    return split_table("count", ["i"], "i", np.arange(n)[:, None], np.arange(n))


def test_every_row_is_in_one_pile_with_its_target():
    table = numbered(103)
    assert [len(s) for s in (table.train, table.validation, table.test)] == [63, 20, 20]
    x, y = all_rows(table)
    assert (x[:, 0] == y).all() and sorted(y) == list(range(103))
    assert str(table) == "count: 63 training, 20 validation and 20 test rows of 1 features"
    assert repr(table) == f"<{table}>" and repr(table.test) == "TableSplit(20 rows of 1 features)"


@pytest.mark.parametrize(("n", "seed", "words"), [(4, 0, "4 rows"), (9, -1, "-1"), (9, 1.5, "1.5")])
def test_a_cut_that_cannot_be_made(n, seed, words):
    with pytest.raises(ValueError, match=words):
        split_table("count", ["i"], "i", np.zeros((n, 1)), np.zeros(n), seed)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([[1.0]], [1.0, 2.0], r"\(1, 1\) and \(2,\)"),
        ([1.0], [1.0], "one target a row"),
        ([[np.nan]], [1.0], "NaN"),
        ([[1.0]], [np.inf], "infinite"),
    ],
)
def test_a_split_refuses_what_is_no_table(x, y, words):
    with pytest.raises(ValueError, match=words):
        TableSplit(np.array(x), np.array(y))


def test_a_split_keeps_a_copy_and_leaves_the_callers_array_alone():
    x = np.zeros((2, 1))
    split = TableSplit(x, [0, 1])
    x[0] = 7  # still writable
    assert split.x[0] == 0


def test_names_and_columns_go_together():
    split = TableSplit(np.zeros((2, 3)), np.zeros(2))
    with pytest.raises(ValueError, match="2 feature names, but 3 columns"):
        Table("odd", ("a", "b"), "c", split, split, split)


@pytest.mark.parametrize("file", LOADER_CASES)
def test_a_missing_file_says_where_to_get_it_and_where_to_put_it(file, monkeypatch, tmp_path):
    for value, words in ((None, "not set"), (str(tmp_path), str(tmp_path))):
        monkeypatch.delenv("MNIST_COURSE_DATA", raising=False)
        if value:
            monkeypatch.setenv("MNIST_COURSE_DATA", value)
        with pytest.raises(TableError) as caught:
            LOADERS[file]()
        text = str(caught.value)
        for word in (words, file.name, file.folder, "https://", "MNIST_COURSE_DATA"):
            assert word in text


@pytest.mark.parametrize("file", LOADER_CASES)
def test_a_standin_is_announced_marked_and_cut_alike(file, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    table = LOADERS[file](or_standin=True)
    assert table.is_standin and table.name.startswith("STAND-IN")
    said = capsys.readouterr().err
    assert "STAND-IN" in said and file.name in said and "https://" in said
    classes = set(all_rows(table)[1])
    assert (classes == {0, 1}) == (file is SPAMBASE), "a yes or no must stay one, a quantity too"
    assert len(table.train) > len(table.test) == len(table.validation) > 80


def test_a_file_that_is_not_the_original_is_refused(monkeypatch, tmp_path):
    path = tmp_path / "spambase.data"
    path.write_text("1,2,3\n")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    with pytest.raises(TableError) as caught:
        load_spambase()
    for word in (str(path), SPAMBASE.sha256, hashlib.sha256(b"1,2,3\n").hexdigest(), "Get it"):
        assert word in str(caught.value)


CONTENT = b"1.5,2\n-3e2,4"
NUMBERS = [[1.5, 2], [-300, 4]]


@pytest.mark.parametrize("inner", [CONTENT, b"", b"another", None])
def test_the_sub_folder_comes_first_if_its_file_is_sound(inner, monkeypatch, tmp_path, capsys):
    file = replace(SPAMBASE, sha256=hashlib.sha256(CONTENT).hexdigest())
    places = tmp_path / file.folder / file.name, tmp_path / file.name
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    places[0].parent.mkdir()
    places[1].write_bytes(CONTENT)
    if inner is not None:
        places[0].write_bytes(inner)
    assert read_table(file).tolist() == NUMBERS
    said = capsys.readouterr().err
    if inner in (CONTENT, None):
        assert said == ""
    else:
        assert f"{places[0]}: this is not the original" in said and str(places[1]) in said


def test_what_cannot_be_read_is_a_reason(monkeypatch, tmp_path):
    (tmp_path / SPAMBASE.name).mkdir()
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    with pytest.raises(TableError, match=r"spambase\.data: no ordinary file\nGet it from"):
        read_table(SPAMBASE)
    monkeypatch.setenv("MNIST_COURSE_DATA", "~no-such-user-at-all")
    with pytest.raises(TableError, match="~no-such-user-at-all holds it"):
        read_table(SPAMBASE)
