import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_course.ground.writing import sweep, whole_file, write_whole


def test_a_file_appears_whole_readable_for_all_and_with_nothing_beside_it(tmp_path):
    write_whole(tmp_path / "a.txt", "η = 3\n")
    assert (tmp_path / "a.txt").read_bytes() == "η = 3\n".encode()
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_block_that_raises_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.bin"]


def test_a_killed_writer_leaves_the_old_file_and_the_sweep_takes_the_rest_later(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    code = (
        "import os, sys\n"
        "from mnist_course.ground.writing import whole_file\n"
        "with whole_file(sys.argv[1]) as file:\n"
        "    file.write(b'half'); file.flush(); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    assert path.read_bytes() == b"old"
    (left,) = (item for item in tmp_path.iterdir() if item != path)
    sweep(tmp_path)
    assert left.exists()  # it may be a file at work
    old = time.time() - 100_000
    os.utime(left, (old, old))
    os.utime(path, (old, old))
    sweep(tmp_path)
    assert not left.exists()
    assert path.exists()


def test_an_error_names_the_file_that_was_meant(tmp_path):
    meant = tmp_path / "missing" / "a.txt"
    with pytest.raises(FileNotFoundError) as info:
        write_whole(meant, "a")
    assert info.value.filename == str(meant)


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as info:
        write_whole(tmp_path / "a.txt", "a")
    assert info.value.filename == str(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no devices or pipes among its files")
@pytest.mark.parametrize("kind", ["folder", "device", "pipe"])
def test_what_is_no_ordinary_file_is_never_replaced(kind, tmp_path):
    place = Path(os.devnull) if kind == "device" else tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    with pytest.raises(OSError, match="no ordinary file"):
        write_whole(place, "a")
    assert not place.is_file()
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_stays_a_link_and_its_file_is_written(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("old")
    (tmp_path / "a.txt").symlink_to(tmp_path / "real" / "a.txt")
    write_whole(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_text() == "new"
