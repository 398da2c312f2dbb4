"""``mnist-course data``: what is where, what is fetched, what is wrong."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course.data import sources
from tests.commands.mnist_files import NAMES, content, fill

ROOT = Path(__file__).parents[2]


def test_data_says_where_each_file_is(invoke, cache):
    fill(cache)
    result = invoke("data")
    assert result.exit_code == 0, result.output
    assert "4 of 4 files found and verified" in result.output
    for name in NAMES:
        assert str(cache / name) in result.output


def test_data_as_json(invoke, cache, monkeypatch, tmp_path):
    fill(tmp_path / "folder" / "mnist")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    report = json.loads(invoke("data", "--verify", "--json").stdout)
    assert report["ok"] is True and report["offline"] is True
    assert report["folder"] == str(tmp_path / "folder") and report["cache"] == str(cache)
    assert [f["name"] for f in report["files"]] == NAMES
    assert {f["state"] for f in report["files"]} == {"ok"}
    assert {f["where"] for f in report["files"]} == {"folder"}


def test_data_with_nothing_fails_and_says_what_to_do(invoke, cache):
    result = invoke("data", "--verify")
    assert result.exit_code == 1
    assert "0 of 4" in result.output
    assert "Run `mnist-course data`" in result.output and "stand-in" in result.output
    result = invoke("data")
    assert result.exit_code == 1
    assert "MNIST_COURSE_OFFLINE=1" in result.output
    report = json.loads(invoke("data", "--json").stdout)
    assert report["ok"] is False and "OFFLINE" in report["download"]
    assert {f["state"] for f in report["files"]} == {"missing"}


def test_data_refuses_a_wrong_file_with_both_hashes(invoke, cache):
    fill(cache)
    bad = cache / NAMES[1]
    bad.write_bytes(b"<html>")
    result = invoke("data")
    assert result.exit_code == 1
    for part in (str(bad), hashlib.sha256(b"<html>").hexdigest(), "3 of 4"):
        assert part in result.output
    assert hashlib.sha256(content(NAMES[1], True)).hexdigest() in result.output
    assert bad.read_bytes() == b"<html>"
    assert invoke("data", "--verify").exit_code == 1


def test_data_names_a_folder_that_lacks_files(invoke, cache, monkeypatch, tmp_path):
    fill(cache)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "absent"))
    result = invoke("data")
    assert result.exit_code == 0
    assert f"MNIST_COURSE_DATA names {tmp_path / 'absent'}, which is not a folder" in result.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has other limits")
@pytest.mark.parametrize("command", ["data", "doctor"])
def test_a_folder_that_cannot_be_read_is_spoken_of_once(command, invoke, cache, monkeypatch):
    """Not once for each file that is looked for in it."""
    fill(cache)
    monkeypatch.setenv("MNIST_COURSE_DATA", "x" * 300)
    output = invoke(command).output
    assert output.count("xxxx: File name too long") == 1
    assert output.count("which cannot be read: File name too long") == 1


@pytest.mark.mnist
def test_data_fetches_the_real_files_from_a_mirror_in_the_classroom(invoke, tmp_path):
    states = sources.survey()
    if not all(s.state == "ok" and s.path and s.path.suffix == ".gz" for s in states):
        pytest.skip("the real MNIST files are not here: run `mnist-course data`")
    folder = states[0].path.parent
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = server.stdout.readline().split("port ")[1].split()[0]
        env = {**os.environ, "MNIST_COURSE_CACHE": str(tmp_path), "NO_PROXY": "127.0.0.1"}
        env |= {"MNIST_COURSE_DATA": "", "MNIST_COURSE_OFFLINE": "", "PYTHONPATH": str(ROOT)}
        env["MNIST_COURSE_MIRROR"] = f"http://127.0.0.1:{port}/absent http://127.0.0.1:{port}"
        # Two at once, as in a class whose notebooks all start together.
        command = [sys.executable, "-m", "mnist_course", "data", "--json"]
        both = [
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for process in both:
            out, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors
            assert {f["where"] for f in json.loads(out)["files"]} == {"cache"}
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
        for name in NAMES:
            assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    finally:
        server.kill()
        server.communicate()
