import subprocess
import sys

import pytest

from mnist_course.ground.locks import LockedError, hold

HOLDER = """
import sys
from pathlib import Path
from mnist_course.ground.locks import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_and_a_killed_one_frees_the_lock(tmp_path):
    path = tmp_path / "run.lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=rf"process {other.pid} since \d\d:\d\d:\d\d"):
            hold(path).__enter__()
        other.kill()
    with hold(path), pytest.raises(LockedError), hold(path):
        pass
    assert not path.exists()


def test_a_folder_that_is_not_there_is_an_error_of_its_own(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OSError, match="file"), hold(file / "run.lock"):
        pass
