"""Records: what is written is what is read; damage is named; nothing is half-written."""

import json
import math
import os
import resource
import stat

import numpy as np
import pytest

from mnist_course.experiments import (
    ResultError,
    decode_pictures,
    encode_pictures,
    load_result,
    result_names,
)
from mnist_course.experiments.ledger.describe import describe
from mnist_course.experiments.record.places import write_text
from mnist_course.experiments.record.records import tidy, write_result


def change(path, **fields):
    value = json.loads(path.read_text())
    value.update(fields)
    path.write_text(json.dumps(value))


def test_a_result_is_plain_json_with_the_promised_fields(recorded):
    _, path = recorded
    value = json.loads(path.read_text())
    promised = "title source claim settings runs summary versions data seconds date"
    assert set(promised.split()) <= set(value)
    assert value["summary"] == {"runs": 6, "largest": 6.0}
    assert value["runs"][0]["metrics"] == {"curve": [0.0, 1.0, 2.0], "last": 2.0, "broken": None}


def test_one_line_a_run_keeps_diffs_readable(recorded):
    _, path = recorded
    lines = [line for line in path.read_text().splitlines() if '"seed"' in line]
    assert len(lines) == 6


def test_load_gives_runs_summary_and_selection(recorded):
    folder, _ = recorded
    result = load_result("dummy", folder)
    assert result.name == "dummy" and len(result.runs) == 6
    assert [run.seed for run in result.select(slope=2.0)] == [0, 1, 2]
    assert result.summary["largest"] == 6.0
    assert result_names(folder) == ["dummy"]


def test_unknown_names_suggest_near_ones(recorded):
    folder, _ = recorded
    with pytest.raises(ResultError, match=r"'dumy'.*Did you mean 'dummy'\? .*experiments run dumy"):
        load_result("dumy", folder)
    result = load_result("dummy", folder)
    with pytest.raises(KeyError, match="Did you mean 'largest'"):
        result.summary["larges"]
    with pytest.raises(ValueError, match=r"no setting 'slop'.*Did you mean 'slope'"):
        result.select(slop=1.0)
    with pytest.raises(ValueError, match="no run with"):
        result.select(slope=77.0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b'{"name": "dummy", "ru', "not JSON"),
        (b"\xff\xfe\x00garbage", "cannot be read"),
        (b"[1, 2]", "expected an object"),
        (b'{"name": "dummy"}', "lacks schema"),
        (b"<html>404</html>", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"schema": ' + b"1" * 5_000 + b"}", "not JSON"),  # more digits than Python reads
    ],
)
def test_damaged_and_foreign_files_are_named(tmp_path, content, told):
    path = tmp_path / "dummy.json"
    path.write_bytes(content)
    with pytest.raises(ResultError, match=told) as caught:
        load_result("dummy", tmp_path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"schema": 99}, "'schema' is not the number 1"),
        ({"summary": {"Not Snake": 1}}, "'summary'"),
        ({"summary": {"good": "0.95"}}, "'summary'"),
        ({"summary": {"good": True}}, "'summary'"),
        ({"runs": []}, "'runs'"),
        ({"runs": [{"seed": 0}]}, "run 0 lacks settings"),
        ({"data": {"name": "x", "is_standin": False, "sha256": "short"}}, "'data'"),
        ({"extra": 1}, "unknown extra"),
        ({"name": "other"}, "holds the result 'other'"),
        ({"seconds": math.nan}, "NaN, which is not JSON"),
        ({"seconds": 10**400}, "'seconds' is not a number"),  # beyond every float
        ({"summary": {"good": 10**400}}, "'summary'"),
        ({"date": "x" * 10**6}, "'date' is not a date such as 2025-01-31"),
        ({"title": "half a sign: \ud800"}, "'title'"),  # no terminal could print it
        ({"claim": "\x1b[2J"}, "'claim'"),  # a terminal would obey it
        ({"\ud800": 1}, r"unknown '.ud800'"),
    ],
)
def test_wrong_fields_are_named(recorded, fields, told):
    folder, path = recorded
    change(path, **fields)
    with pytest.raises(ResultError, match=told):
        load_result("dummy", folder)


def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(tmp_path):
    make = {
        "folder": lambda path: path.mkdir(),
        "lost": lambda path: path.symlink_to(tmp_path / "nowhere"),
        "loop": lambda path: path.symlink_to(path),
    }
    if hasattr(os, "mkfifo"):
        make["pipe"] = os.mkfifo
    for name, make_it in make.items():
        make_it(tmp_path / f"{name}.json")
        with pytest.raises(ResultError, match=rf"{name}\.json is not a result: it .*run {name}"):
            load_result(name, tmp_path)


def test_a_file_far_larger_than_any_result_is_not_read(tmp_path):
    with (tmp_path / "dummy.json").open("wb") as file:
        file.truncate(10**10)  # a hole: it takes no room
    with pytest.raises(ResultError, match="larger than 64 MB"):
        load_result("dummy", tmp_path)


def test_whatever_stands_in_a_file_it_is_read_or_refused(recorded):
    """Bytes of a good result, changed at random: a result, or a `ResultError`, and nothing else."""
    folder, path = recorded
    good, rng = path.read_bytes(), np.random.default_rng(0)
    pieces = [
        b"",
        b"0",
        b"-1",
        b"1e999",
        b"null",
        b"{",
        b"]",
        b'"',
        b"\\ud800",
        b"9" * 4_400,
        b"\xff",
    ]
    refused = 0
    for _ in range(300):
        begin, length = rng.integers(len(good)), rng.integers(12)
        piece = pieces[rng.integers(len(pieces))]
        path.write_bytes(good[:begin] + piece + good[begin + length :])
        try:
            describe(load_result("dummy", folder)).encode()
        except ResultError as error:
            str(error).encode()
            refused += 1
    assert 200 < refused < 300, "some of the changed files are still results"


def test_a_run_counted_twice_is_refused(recorded):
    folder, path = recorded
    runs = json.loads(path.read_text())["runs"]
    change(path, runs=[*runs, runs[2]])
    with pytest.raises(ResultError, match="run 6 repeats another run"):
        load_result("dummy", folder)


def test_tidy_makes_numpy_values_plain_and_nan_null():
    value = {"a": np.float32(1 / 3), "b": np.array([1, 2]), "c": (np.inf, 1), "d": np.bool_(True)}
    plain = tidy(value)
    assert plain == {"a": 0.333333, "b": [1, 2], "c": [None, 1], "d": True}
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_writing_refuses_what_reading_would_refuse(recorded, tmp_path):
    _, path = recorded
    value = json.loads(path.read_text())
    del value["claim"]
    with pytest.raises(ResultError, match="lacks claim"):
        write_result(value, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_full_disk_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "old.json"
    write_text(path, "old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # the kernel refuses more bytes
    try:
        with pytest.raises(ResultError, match=r"cannot write .*old\.json: .*nothing was changed"):
            write_text(path, "new " * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["old.json"]


def test_no_space_left_at_the_last_moment(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResultError, match="No space left on device"):
        write_text(tmp_path / "new.json", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ResultError, match=r"cannot write .*file/results"):
        write_text(tmp_path / "file" / "results" / "a.json", "text")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(ResultError, match="Permission denied"):
        write_text(tmp_path / "a.json", "text")


def test_pictures_come_back_within_half_a_step():
    values = np.random.default_rng(0).normal(0, 3, (4, 28, 28))
    values[2] = 0
    record = encode_pictures(values)
    back = decode_pictures(tidy(record))
    step = np.abs(values).max(axis=(1, 2), keepdims=True) / 127
    assert back.shape == values.shape
    assert (np.abs(back - values) <= step / 2 + 1e-4).all()
    assert (back[2] == 0).all()


@pytest.mark.parametrize("values", [np.zeros((28, 28)), np.full((1, 2, 2), np.nan)])
def test_pictures_refuse_wrong_stacks(values):
    with pytest.raises(ValueError, match="pictures must"):
        encode_pictures(values)


@pytest.mark.parametrize(
    "spoil",
    [{"data": "###"}, {"shape": [1, 3, 3]}, {"scale": []}, {"data": "AAAA"}, {"shape": None}],
)
def test_pictures_refuse_damaged_records(spoil):
    record = encode_pictures(np.ones((1, 2, 2))) | spoil
    with pytest.raises(ValueError, match="picture record"):
        decode_pictures(record)
