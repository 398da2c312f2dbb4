"""What never ends is not opened, wherever a file is read."""

import os
import sys

import pytest

from mnist_course.data import read_cifar, read_idx
from mnist_course.experiments.record.records import read_result
from mnist_course.ground.reading import NotAFileError, ordinary
from mnist_course.nn import load_model
from mnist_course.runs.record import RunError, load_record

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")


@pytest.fixture(params=["pipe", "device", "link to a device"])
def endless(request, tmp_path):
    """Give the path of something that is no file and would be waited for."""
    path = tmp_path / "model.npz"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        return "/dev/zero"
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("read", [ordinary, load_model, read_idx, read_cifar])
def test_it_is_refused_in_words(read, endless):
    with pytest.raises(NotAFileError) as refused:
        read(endless)
    assert str(refused.value) == f"{endless} is a pipe or a device, expected an ordinary file"


def test_a_run_folder_with_one_is_refused(tmp_path):
    os.mkfifo(tmp_path / "history.json")
    with pytest.raises(RunError, match=r"history\.json is a pipe or a device"):
        load_record(tmp_path)


def test_a_folder_of_results_with_one_is_refused(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(ValueError, match="no ordinary file"):
        read_result("a", tmp_path)


def test_files_folders_and_nothing_are_left_to_the_system(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path, tmp_path / "nothing"):
        assert ordinary(path) == path
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "nothing.npz")
