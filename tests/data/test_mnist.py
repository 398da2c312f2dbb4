from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_course.data import DownloadError, HashError, load_mnist, sources
from mnist_course.data import files as listing
from mnist_course.data import mnist as loading
from mnist_course.data.files import MNIST_FILES, RemoteFile

# Images of each digit, as published with the data set (60,000 and 10,000).
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.mark.mnist
def test_mnist_is_mnist(real_files, fresh):
    dataset = load_mnist()
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (
        50_000,
        10_000,
        10_000,
    )
    assert dataset.name == "MNIST" and not dataset.is_standin
    assert str(dataset) == (
        "MNIST: 50,000 training, 10,000 validation and 10,000 test images of 28 × 28 pixels"
    )
    labels = np.concatenate([dataset.train.labels, dataset.validation.labels])
    assert np.bincount(labels).tolist() == TRAIN_COUNTS
    assert np.bincount(dataset.test.labels).tolist() == TEST_COUNTS
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert dataset.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


@pytest.mark.mnist
def test_pixels_have_the_known_mean_and_deviation(real_files, fresh):
    x = load_mnist(validation=0).train.x  # torchvision's Normalize((0.1307,), (0.3081,))
    assert x.shape == (60_000, 784) and x.dtype == np.float32
    assert x.mean(dtype=np.float64) == pytest.approx(0.1307, abs=5e-5)
    assert x.std(dtype=np.float64) == pytest.approx(0.3081, abs=5e-5)


@pytest.mark.mnist
def test_the_last_training_images_validate(real_files, fresh):
    whole = load_mnist(validation=0)
    assert len(whole.validation) == 0 and whole.validation.x.shape == (0, 784)
    images, labels = whole.train.images, whole.train.labels
    for held in (1, 10_000, 59_999):
        dataset = load_mnist(validation=held)
        assert len(dataset.train) == 60_000 - held
        assert (dataset.validation.labels == labels[60_000 - held :]).all()
        assert (dataset.validation.images[-1] == images[-1]).all()
        assert dataset.sha256 == whole.sha256  # the fingerprint is of the data, not of the cut


@pytest.mark.mnist
def test_loading_again_gives_the_same_object_and_nothing_can_change_it(real_files, fresh):
    dataset = load_mnist()
    assert load_mnist() is dataset
    split = dataset.test
    for array in (split.images, split.labels, split.x, split.one_hot, split[:5].images):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.mnist
@pytest.mark.parametrize("layout", ["gz", "unpacked", "sub-folder", "dotted", "mixed"])
def test_a_folder_may_hold_the_files_in_any_usual_way(
    layout, real_files, nowhere, monkeypatch, tmp_path, capsys
):
    folder = tmp_path / "given"
    target = folder / "mnist" if layout == "sub-folder" else folder
    target.mkdir(parents=True)
    for i, path in enumerate(real_files):
        name = path.name.removesuffix(".gz")
        packed = layout in ("gz", "sub-folder") or (layout == "mixed" and i % 2)
        if path.suffix != ".gz":
            pytest.skip("the files here are unpacked")
        if packed:
            shutil.copy(path, target / path.name)
        else:
            name = name.replace("-idx", ".idx") if layout == "dotted" else name
            (target / name).write_bytes(gzip.decompress(path.read_bytes()))
    monkeypatch.setenv("MNIST_COURSE_DATA", str(folder))
    assert not load_mnist().is_standin
    assert all(status.state == "ok" for status in sources.survey())
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("validation", [-1, 60_000, 10**9, 0.5, 10_000.0, "10", None, True])
def test_validation_out_of_range_is_named(validation):
    with pytest.raises(ValueError, match=r"validation: got .*; expected a whole number from 0 to"):
        load_mnist(validation)


# ---- The search order, with four small files in place of MNIST's. ----

IMAGES = bytes.fromhex("00000803 00000001 0000001c 0000001c") + bytes(784)
LABELS = bytes.fromhex("00000801 00000001 07")


@pytest.fixture
def small(nowhere, monkeypatch, tmp_path):
    """Four one-image files that pass for the originals; gives name → packed bytes."""
    files, packed = {}, {}
    for key, file in MNIST_FILES.items():
        content = IMAGES if "images" in key else LABELS
        data = gzip.compress(content, mtime=0)
        shas = [hashlib.sha256(c).hexdigest() for c in (data, content)]
        files[key] = RemoteFile(file.name, len(data), *shas)
        packed[file.name] = data
    for module in (listing, sources, loading):
        monkeypatch.setattr(module, "MNIST_FILES", files)
    monkeypatch.setattr(loading, "TRAINING_IMAGES", 1)
    return packed


def put(folder, packed, names=None):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or packed:
        (folder / name).write_bytes(packed[name])


def test_the_cache_serves_when_no_folder_is_set(small, nowhere, capsys):
    put(nowhere, small)
    assert not load_mnist(0).is_standin
    assert load_mnist(0).train.labels.tolist() == [7]
    assert capsys.readouterr().err == ""


def test_the_folder_comes_before_the_cache(small, nowhere, monkeypatch, tmp_path):
    put(nowhere, small)
    put(tmp_path / "folder", small)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    assert {status.where for status in sources.survey()} == {"folder"}


def test_a_folder_without_the_files_is_named_and_the_cache_used(
    small, nowhere, monkeypatch, tmp_path, capsys
):
    put(nowhere, small)
    put(tmp_path / "folder", small, list(small)[:2])
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    assert not load_mnist(0).is_standin
    said = capsys.readouterr().err
    assert str(tmp_path / "folder") in said and str(nowhere) in said
    assert "lacks t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz" in said


BAD = "train-labels-idx1-ubyte.gz"


def test_a_wrong_file_is_passed_over_for_a_sound_one_with_a_note(
    small, nowhere, monkeypatch, tmp_path, capsys
):
    put(nowhere, small)
    put(tmp_path / "folder", small)
    (tmp_path / "folder" / BAD).write_bytes(b"<html>")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    for _ in range(2):  # said once
        assert not load_mnist(0).is_standin
    said = capsys.readouterr().err
    assert said.count(f"Note: {tmp_path / 'folder' / BAD}: this is not the file it should be") == 1
    assert f"It was passed over; {nowhere / BAD} was taken instead." in said
    states = {status.name: status for status in sources.survey()}
    assert states[BAD].state == "ok" and states[BAD].where == "cache"
    assert "looks like a web page" in states[BAD].detail


def test_an_empty_packed_file_does_not_hide_the_unpacked_one(small, nowhere, capsys):
    put(nowhere, small)
    (nowhere / BAD).write_bytes(b"")
    (nowhere / BAD.removesuffix(".gz")).write_bytes(gzip.decompress(small[BAD]))
    assert not load_mnist(0).is_standin
    assert "it is empty" in capsys.readouterr().err


def test_files_packed_anew_are_the_same_data(small, nowhere, capsys):
    put(nowhere, small)
    (nowhere / BAD).write_bytes(gzip.compress(gzip.decompress(small[BAD]), 1) + bytes(100))
    assert load_mnist(0).train.labels.tolist() == [7]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("kept", ["unpacked under the packed name", "packed under the plain name"])
def test_what_is_in_a_file_counts_and_not_its_name(kept, small, nowhere, capsys):
    """Some browsers unpack what they fetch, and leave the name as it was."""
    put(nowhere, small)
    if kept.startswith("unpacked"):
        (nowhere / BAD).write_bytes(gzip.decompress(small[BAD]))
    else:
        (nowhere / BAD).rename(nowhere / BAD.removesuffix(".gz"))
    assert load_mnist(0).train.labels.tolist() == [7]
    assert capsys.readouterr().err == ""


def test_a_file_under_the_name_of_another_is_told_by_its_own(small, nowhere):
    put(nowhere, small)
    (nowhere / "t10k-labels-idx1-ubyte.gz").write_bytes(small["t10k-images-idx3-ubyte.gz"])
    with pytest.raises(HashError, match=r"it holds what belongs into \w+-images-idx3-ubyte\.gz"):
        load_mnist(0)


def test_where_no_sound_file_is_left_the_wrong_one_is_refused_and_no_standin_given(
    small, nowhere, monkeypatch, tmp_path
):
    folder = tmp_path / "folder"
    put(folder, small)
    (folder / BAD).write_bytes(b"<html>")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(folder))
    for _ in range(2):  # the second call must not remember a half-made answer
        with pytest.raises(HashError, match=r"train-labels-idx1-ubyte\.gz") as caught:
            load_mnist(0)
    assert hashlib.sha256(b"<html>").hexdigest() in str(caught.value)
    assert hashlib.sha256(small[BAD]).hexdigest() in str(caught.value)
    assert "MNIST_COURSE_OFFLINE=1" in str(caught.value)
    assert "Put a good copy in its place" in str(caught.value)  # it is somebody's folder


def test_a_wrong_file_in_our_cache_is_replaced_by_a_download(small, nowhere, mirror, monkeypatch):
    put(nowhere, small)
    (nowhere / BAD).write_bytes(b"<html>")
    with pytest.raises(HashError, match="replaces this file"):
        load_mnist(0)
    url, _ = mirror(small[BAD])
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    monkeypatch.setattr(sources, "MIRRORS", (f"{url}/good",))
    assert not load_mnist(0).is_standin
    assert (nowhere / BAD).read_bytes() == small[BAD]


@pytest.fixture
def closed(monkeypatch):
    """Give a function that closes a folder as another user's is (the tests may run as root)."""
    real_stat, real_access = os.stat, os.access

    def close(folder):
        def stat(path, *words, **options):
            if folder in Path(path).parents:
                raise PermissionError(13, "Permission denied", str(path))
            return real_stat(path, *words, **options)

        monkeypatch.setattr(os, "stat", stat)
        monkeypatch.setattr(os, "lstat", stat)
        monkeypatch.setattr(os, "access", lambda p, mode: p != folder and real_access(p, mode))

    return close


@pytest.mark.parametrize("which", ["folder", "cache"])
def test_a_folder_that_cannot_be_entered_is_a_reason_and_the_search_goes_on(
    which, small, nowhere, closed, monkeypatch, tmp_path, capsys
):
    folder = tmp_path / "folder"
    put(folder, small)
    put(nowhere, small)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(folder))
    closed(folder if which == "folder" else nowhere)
    assert not load_mnist(0).is_standin
    said = capsys.readouterr().err
    assert (f"{folder}, cannot be read: Permission denied" in said) == (which == "folder")
    assert said.count("Note: ") == (2 if which == "folder" else 0)  # once each, not for each file


@pytest.mark.parametrize("offline", [True, False])
def test_a_cache_that_cannot_be_entered_is_a_reason_for_the_standin(
    offline, small, nowhere, closed, monkeypatch, capsys
):
    put(nowhere, small)
    closed(nowhere)
    if not offline:
        monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    assert load_mnist(0).is_standin
    said = capsys.readouterr().err
    assert f"{nowhere}: Permission denied" in said
    assert (f"(the folder {nowhere} keeps downloads)" in said) != offline


@pytest.mark.skipif(os.name == "nt", reason="Windows has other limits")
def test_an_endless_path_of_the_cache_fills_no_screen(small, nowhere, monkeypatch, capsys):
    monkeypatch.setenv("MNIST_COURSE_CACHE", "/x" * 2_500)
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    assert load_mnist(0).is_standin
    said = capsys.readouterr().err
    assert "File name too long; name a shorter path" in said
    assert max(map(len, said.splitlines())) < 500


def test_where_nothing_can_be_entered_the_standin_says_why(
    small, nowhere, closed, monkeypatch, tmp_path, capsys
):
    folder = tmp_path / "folder"
    put(folder, small)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(folder))
    closed(folder)
    assert load_mnist(0).is_standin
    assert f"{folder}: Permission denied" in capsys.readouterr().err
    assert {status.state for status in sources.survey()} == {"unreadable"}


def test_a_file_that_cannot_be_read_is_passed_over(small, nowhere, monkeypatch, tmp_path, capsys):
    put(nowhere, small)
    put(tmp_path / "folder", small)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    real = Path.open

    def refuse(self, *words, **options):
        if self == tmp_path / "folder" / BAD:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *words, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert not load_mnist(0).is_standin
    assert f"Note: {tmp_path / 'folder' / BAD}: Permission denied" in capsys.readouterr().err


UNIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such links and pipes")


@UNIX
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("~no-such-user-at-all/data", "names ~no-such-user-at-all/data, which is not a folder"),
        ("x/" * 2_500, "which cannot be read: File name too long"),
        ("dangling", "dangling, which is not a folder"),
        ("loop", "loop, which"),
        ("file", "file, which is not a folder"),
        ("pipe", "pipe, which is not a folder"),
    ],
)
def test_a_strange_folder_is_a_reason_and_the_search_goes_on(
    value, words, small, nowhere, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("dangling").symlink_to("absent")
    Path("loop").symlink_to("loop")
    Path("file").touch()
    os.mkfifo("pipe")
    put(nowhere, small)
    monkeypatch.setenv("MNIST_COURSE_DATA", value)
    assert not load_mnist(0).is_standin
    assert words in capsys.readouterr().err


@UNIX
@pytest.mark.parametrize("kind", ["dangling", "loop", "folder", "pipe"])
def test_a_strange_file_is_passed_over(kind, small, nowhere, monkeypatch, tmp_path, capsys):
    folder = tmp_path / "folder"
    put(folder, small, [name for name in small if name != BAD])
    put(nowhere, small)
    if kind == "folder":
        (folder / BAD).mkdir()
    elif kind == "pipe":
        os.mkfifo(folder / BAD)
    else:
        (folder / BAD).symlink_to(folder / (BAD if kind == "loop" else "absent"))
    monkeypatch.setenv("MNIST_COURSE_DATA", str(folder))
    assert not load_mnist(0).is_standin
    assert f"Note: {folder / BAD}: " in capsys.readouterr().err


def test_offline_asks_nobody(small, nowhere, mirror, monkeypatch):
    url, seen = mirror(b"")
    monkeypatch.setenv("MNIST_COURSE_MIRROR", f"{url}/good")
    assert load_mnist(0).is_standin
    assert seen == []
    with pytest.raises(DownloadError, match="MNIST_COURSE_OFFLINE"):
        sources.obtain(next(iter(MNIST_FILES.values())))


def test_online_downloads_what_is_missing_into_the_cache(small, nowhere, mirror, monkeypatch):
    names = list(small)
    put(nowhere, small, names[:3])
    url, seen = mirror(small[names[3]])
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    monkeypatch.setattr(sources, "MIRRORS", (f"{url}/good",))
    monkeypatch.setenv("MNIST_COURSE_MIRROR", f"{url}/gone {url}/html")
    assert not load_mnist(0).is_standin
    assert seen == ["gone", "html", "good"]
    assert (nowhere / names[3]).read_bytes() == small[names[3]]


def test_the_standin_ends_when_the_files_arrive(small, nowhere, capsys):
    assert load_mnist(0).is_standin
    put(nowhere, small)
    assert not load_mnist(0).is_standin


def test_the_announcement_is_loud_complete_and_made_once(nowhere, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "absent"))
    dataset = load_mnist()
    load_mnist()
    load_mnist(5_000)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("STAND-IN DIGITS, NOT MNIST") == 1
    for part in (str(tmp_path / "absent"), str(nowhere), "MNIST_COURSE_OFFLINE=1", "mnist-course"):
        assert part in captured.err
    assert dataset.is_standin
    assert "STAND-IN" in dataset.name and "not MNIST" in dataset.name
    assert dataset.name in str(dataset)


def test_a_download_that_fails_for_all_gives_the_standin_with_the_reason(
    nowhere, mirror, monkeypatch, capsys
):
    url, seen = mirror(b"")
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    monkeypatch.setattr(sources, "MIRRORS", (f"{url}/html", f"{url}/gone"))
    assert load_mnist().is_standin
    assert seen == ["html", "gone"]  # one file is enough to know
    said = capsys.readouterr().err
    assert "web page" in said and f"{url}/gone" in said


@pytest.mark.mnist
def test_loading_does_not_hash_and_unpack_twice(real_files, fresh, monkeypatch):
    load_mnist()
    monkeypatch.setattr(sources, "read_verified", None)
    assert len(load_mnist(5_000).validation) == 5_000
