"""CIFAR-10: batches made by hand, random bytes, and where the files are looked for."""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course.data import DownloadError, HashError, cifar, cifar_files
from mnist_course.data.cifar import ColourSplit, load_cifar10
from mnist_course.data.cifar_files import BATCHES, RemoteFile, read_batches
from mnist_course.data.cifar_format import CIFARError, read_cifar

RECORD = 3073


def batch(*labels, seed=0):
    rng = np.random.default_rng(seed)
    return b"".join(bytes([label]) + rng.bytes(RECORD - 1) for label in labels)


# ---- The reader ----


def test_planes_become_pixels():
    red, green, blue = bytearray(1024), bytearray(1024), bytearray(1024)
    red[0], green[1], blue[32] = 10, 20, 30  # first pixel; the one beside it; the one below
    images, labels = read_cifar(bytes([7]) + bytes(red) + bytes(green) + bytes(blue))
    assert images.shape == (1, 32, 32, 3) and images.dtype == np.uint8
    assert labels.tolist() == [7] and labels.dtype == np.int64
    assert images[0, 0, 0].tolist() == [10, 0, 0]
    assert images[0, 0, 1].tolist() == [0, 20, 0]
    assert images[0, 1, 0].tolist() == [0, 0, 30]
    assert images.sum() == 60


def test_packed_or_not_from_a_file_or_from_memory(tmp_path):
    content = batch(3, 0, 9)
    (tmp_path / "plain").write_bytes(content)
    (tmp_path / "packed").write_bytes(lzma.compress(content))  # told by content, not by name
    for source in (content, memoryview(content), tmp_path / "plain", str(tmp_path / "packed")):
        images, labels = read_cifar(source)
        assert labels.tolist() == [3, 0, 9]
        assert images[2].transpose(2, 0, 1).tobytes() == content[2 * RECORD + 1 :]


PACKED = lzma.compress(batch(1, 2))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (batch(1)[:-1], "3,072 bytes are 0 images of 3,073 bytes and 3,072 bytes more"),
        (batch(1) + b"x", "and 1 bytes more"),
        (b"<!DOCTYPE html><p>moved", "looks like a web page"),
        (batch(4, 10), "image 1 has the label 10; expected 0 to 9"),
        (PACKED[:-1], "xz data are cut short"),
        (PACKED[:500] + bytes([PACKED[500] ^ 1]) + PACKED[501:], "xz data are damaged"),
        (PACKED + b"x", "more data follow"),
        (lzma.compress(b""), "empty"),
    ],
)
def test_faults_are_named(content, words, tmp_path):
    with pytest.raises(CIFARError, match=words):
        read_cifar(content)
    (tmp_path / "odd").write_bytes(content)
    with pytest.raises(CIFARError, match=f"{tmp_path / 'odd'}: .*{words}"):
        read_cifar(tmp_path / "odd")


def test_a_bomb_does_not_go_off():
    bomb = lzma.compress(bytes(5_000_000))  # less than 1 kB
    with pytest.raises(CIFARError, match="more than the 1,000,000 bytes"):
        read_cifar(bomb, max_bytes=1_000_000)
    with pytest.raises(CIFARError, match="more than the 3,072 bytes"):
        read_cifar(batch(1), max_bytes=3_072)


def test_a_file_that_is_not_there_is_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_cifar(tmp_path / "nothing")


@given(
    st.one_of(
        st.binary(max_size=4_000),
        st.binary(max_size=200).map(lambda tail: b"\xfd7zXZ\x00" + tail),
        st.binary(max_size=100).map(lzma.compress),
        st.tuples(st.integers(0, len(PACKED) - 1), st.integers(1, 255)).map(
            lambda at: PACKED[: at[0]] + bytes([PACKED[at[0]] ^ at[1]]) + PACKED[at[0] + 1 :]
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_images_or_a_clear_error(content):
    try:
        images, labels = read_cifar(content)
    except CIFARError as error:
        assert "CIFAR-10 data: " in str(error)
    else:
        assert len(images) == len(labels) > 0 and labels.max() <= 9


# ---- Where it is found, with five batches of two pictures in place of the real ones. ----


@pytest.fixture
def small(nowhere, monkeypatch):
    """Five small batches that pass for the originals; gives name → plain content."""
    contents = {name: batch(i, i + 1, seed=i) for i, name in enumerate(BATCHES)}
    hashes = {name: hashlib.sha256(c).hexdigest() for name, c in contents.items()}
    monkeypatch.setattr(cifar_files, "BATCHES", hashes)
    monkeypatch.setattr(cifar_files, "IMAGES_PER_BATCH", 2)
    monkeypatch.setattr(cifar, "_TRAINING_IMAGES", 8)
    return contents


def put(folder, contents, packed=False):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / (f"{name}.xz" if packed else name)
        path.write_bytes(lzma.compress(content) if packed else content)


def archive(contents, monkeypatch):
    """Make the published archive of these contents, and let it pass for the original."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for name, content in {"readme.html": b"hello", **contents}.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    data = target.getvalue()
    remote = RemoteFile("cifar-10-binary.tar.gz", len(data), hashlib.sha256(data).hexdigest(), "")
    monkeypatch.setattr(cifar_files, "ARCHIVE", remote)
    return data


@pytest.mark.parametrize("layout", ["sub-folder", "folder", "packed", "mixed", "archive"])
def test_a_folder_may_hold_it_in_any_usual_way(layout, small, monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    place = tmp_path if layout == "folder" else tmp_path / "cifar-10-batches-bin"
    if layout == "archive":
        (tmp_path / "cifar-10-binary.tar.gz").write_bytes(archive(small, monkeypatch))
    elif layout == "mixed":
        names = list(small)
        put(place, {name: small[name] for name in names[:2]})
        put(place, {name: small[name] for name in names[2:]}, packed=True)
    else:
        put(place, small, packed=layout == "packed")
    dataset = load_cifar10(3)
    assert dataset.train.labels.tolist() == [0, 1, 1, 2, 2]
    assert dataset.validation.labels.tolist() == [3, 3, 4]
    assert dataset.held_out.labels.tolist() == [4, 5]
    last = list(small.values())[4]
    assert dataset.held_out.images[1].transpose(2, 0, 1).tobytes() == last[RECORD + 1 :]
    assert str(dataset) == (
        "CIFAR-10: 5 training, 3 validation and 2 held-out images of 32 × 32 × 3 pixels"
    )
    assert repr(dataset) == f"<{dataset}>"
    assert repr(dataset.train) == "ColourSplit(5 images of 32 × 32 × 3 pixels)"


def test_what_is_loaded_cannot_change_and_is_loaded_once(small, monkeypatch, tmp_path):
    put(tmp_path / "cifar-10-batches-bin", small)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    dataset = load_cifar10(0)
    assert len(dataset.validation) == 0 and dataset.validation.x.shape == (0, 32, 32, 3)
    assert dataset.class_names[dataset.train.labels[0]] == "airplane"
    assert dataset.train.x.dtype == np.float32 and 0.9 < dataset.train.x.max() <= 1
    assert dataset.held_out.one_hot[1].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    split = dataset.held_out
    for array in (split.images, split.labels, split.x, split.one_hot):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert not split.images.base.flags.writeable
    for path in (tmp_path / "cifar-10-batches-bin").iterdir():
        path.write_bytes(b"")  # the second load reads nothing
    assert load_cifar10(1).train.images.base is dataset.train.images.base


def test_absent_says_where_to_get_it(small, nowhere, monkeypatch, tmp_path):
    with pytest.raises(DownloadError) as caught:
        load_cifar10(0)
    for part in (
        "no stand-in",
        str(nowhere),
        "MNIST_COURSE_OFFLINE=1",
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        "MNIST_COURSE_DATA",
    ):
        assert part in str(caught.value)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    put(tmp_path / "cifar-10-batches-bin", dict(list(small.items())[:4]))
    with pytest.raises(DownloadError, match=r"lacks data_batch_5\.bin\n") as caught:
        load_cifar10(0)
    assert str(tmp_path) in str(caught.value)


def test_a_bomb_in_place_of_a_batch_is_refused(small, monkeypatch, tmp_path):
    folder = tmp_path / "cifar-10-batches-bin"
    put(folder, small, packed=True)
    (folder / "data_batch_2.bin.xz").write_bytes(lzma.compress(bytes(5_000_000)))
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    with pytest.raises(HashError, match=r"data_batch_2\.bin\.xz: more than the 12,292 bytes"):
        load_cifar10(0)


@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_batch_is_refused(packed, small, monkeypatch, tmp_path):
    folder = tmp_path / "cifar-10-batches-bin"
    put(folder, {**small, "data_batch_3.bin": batch(5, 5)}, packed)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    for _ in range(2):
        with pytest.raises(HashError, match=r"data_batch_3\.bin") as caught:
            load_cifar10(0)
    assert hashlib.sha256(batch(5, 5)).hexdigest() in str(caught.value)
    assert hashlib.sha256(small["data_batch_3.bin"]).hexdigest() in str(caught.value)


def test_a_wrong_archive_is_refused(small, nowhere, monkeypatch):
    data = archive(small, monkeypatch)
    nowhere.mkdir()
    (nowhere / "cifar-10-binary.tar.gz").write_bytes(data[:-1])
    with pytest.raises(HashError, match=r"(?s)cifar-10-binary\.tar\.gz.*toronto"):
        load_cifar10(0)
    lacking = {name: small[name] for name in list(small)[:4]}
    (nowhere / "cifar-10-binary.tar.gz").write_bytes(archive(lacking, monkeypatch))
    with pytest.raises(HashError, match=r"data_batch_5\.bin"):
        load_cifar10(0)


def test_a_download_is_checked_and_kept_in_the_cache(small, nowhere, mirror, monkeypatch):
    data = archive(small, monkeypatch)
    url, seen = mirror(data)
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    monkeypatch.setattr(cifar_files, "HOME", f"{url}/good/")
    monkeypatch.setenv("MNIST_COURSE_MIRROR", f"{url}/html {url}/flipped")
    assert load_cifar10(0).held_out.labels.tolist() == [4, 5]
    assert seen == ["html", "flipped", "good"]
    assert (nowhere / "cifar-10-binary.tar.gz").read_bytes() == data
    assert nowhere / "cifar-10-binary.tar.gz" in cifar_files.state()
    load_cifar10(2)
    assert len(seen) == 3
    monkeypatch.setattr(cifar_files, "HOME", f"{url}/gone/")
    (nowhere / "cifar-10-binary.tar.gz").unlink()
    with pytest.raises(DownloadError, match=r"(?s)web page.*gone.*Get "):
        load_cifar10(0)


@pytest.mark.parametrize("validation", [-1, 40_000, 0.5, True, None, "5"])
def test_validation_out_of_range_is_named(validation):
    with pytest.raises(ValueError, match=r"validation: got .*; expected a whole number from 0 to"):
        load_cifar10(validation)


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((1, 32, 32), dtype=np.uint8), [0], "expected \\(n, 32, 32, 3\\)"),
        (np.zeros((1, 32, 32, 3)), [0], "dtype float64"),
        (np.zeros((2, 32, 32, 3), dtype=np.uint8), [0], "2 images but 1 labels"),
        (np.zeros((1, 32, 32, 3), dtype=np.uint8), [10], "label 10"),
    ],
)
def test_a_colour_split_names_what_does_not_fit(images, labels, words):
    with pytest.raises(ValueError, match=words):
        ColourSplit(images, labels)


def test_the_real_batch_has_the_published_hash(require_or_skip):
    try:
        batches = read_batches()
    except DownloadError:
        batches = []
    require_or_skip(batches, "the CIFAR-10 batches are not here (set MNIST_COURSE_DATA)")
    images, labels = read_cifar(batches[4])
    assert images.shape == (10_000, 32, 32, 3)
    assert np.bincount(labels).sum() == 10_000 and set(labels) == set(range(10))


@pytest.mark.parametrize("elsewhere", ["same folder", "outer folder", "archive", "download"])
def test_a_wrong_batch_is_passed_over_for_a_sound_one(
    elsewhere, small, nowhere, mirror, monkeypatch, tmp_path, capsys
):
    inner, wrong = tmp_path / "cifar-10-batches-bin", "data_batch_3.bin"
    put(inner, {**small, wrong: batch(5, 5)})
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    if elsewhere == "same folder":
        put(inner, {wrong: small[wrong]}, packed=True)
    elif elsewhere == "outer folder":
        put(tmp_path, {wrong: small[wrong]})
    elif elsewhere == "archive":
        (tmp_path / "cifar-10-binary.tar.gz").write_bytes(archive(small, monkeypatch))
    else:
        url, _ = mirror(archive(small, monkeypatch))
        monkeypatch.delenv("MNIST_COURSE_OFFLINE")
        monkeypatch.setattr(cifar_files, "HOME", f"{url}/good/")
    assert read_batches() == list(small.values())
    assert f"Note: {inner / wrong}: it is not what it should be" in capsys.readouterr().err


def test_a_wrong_archive_in_the_cache_is_replaced(small, nowhere, mirror, monkeypatch):
    data = archive(small, monkeypatch)
    nowhere.mkdir()
    (nowhere / "cifar-10-binary.tar.gz").write_bytes(data[:-1])
    url, _ = mirror(data)
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    monkeypatch.setattr(cifar_files, "HOME", f"{url}/good/")
    assert read_batches() == list(small.values())


def test_what_cannot_be_read_is_a_reason(small, nowhere, monkeypatch, tmp_path):
    (tmp_path / "cifar-10-batches-bin").write_text("a file in place of the folder")
    (tmp_path / "data_batch_1.bin").symlink_to("nowhere")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path))
    with pytest.raises(DownloadError, match=r"data_batch_1\.bin: a link that leads nowhere"):
        read_batches()
