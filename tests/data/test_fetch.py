"""Downloads against a loopback server with every bad habit a mirror can have."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_course.data import DownloadError, HashError, fetch
from mnist_course.data.fetch import MIRRORS
from mnist_course.data.files import MNIST_FILES, RemoteFile, read_verified

CONTENT = random.Random(0).randbytes(200_000)
FILE = RemoteFile(
    "digits-idx3-ubyte.gz",
    len(CONTENT),
    hashlib.sha256(CONTENT).hexdigest(),
    hashlib.sha256(b"unpacked").hexdigest(),
)
BAD = ["html", "longhtml", "gone", "truncated", "short", "flipped"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_good_mirror_delivers_and_nothing_else_remains(mirror, tmp_path):
    url, seen = mirror(CONTENT)
    path = fetch.fetch(FILE, tmp_path / "new" / "cache", [f"{url}/good/"])
    assert path.read_bytes() == CONTENT
    assert names(path.parent) == [FILE.name]
    assert fetch.fetch(FILE, path.parent, [f"{url}/good"]) == path
    assert seen == ["good"]  # the second call asked nobody


@pytest.mark.parametrize("mood", BAD)
def test_a_bad_mirror_is_left_for_the_next(mood, mirror, tmp_path):
    url, seen = mirror(CONTENT)
    path = fetch.fetch(FILE, tmp_path, [f"{url}/{mood}", f"{url}/good"])
    assert path.read_bytes() == CONTENT
    assert seen == [mood, "good"]
    assert names(tmp_path) == [FILE.name]


def test_if_all_fail_each_is_named_and_nothing_remains(mirror, tmp_path):
    url, _ = mirror(CONTENT)
    mirrors = [f"{url}/{mood}" for mood in BAD] + ["http://127.0.0.1:1/closed", "nonsense://x"]
    with pytest.raises(DownloadError, match="no mirror delivered") as caught:
        fetch.fetch(FILE, tmp_path, mirrors)
    for each in mirrors:
        assert f"{each}/{FILE.name}" in str(caught.value)
    assert str(caught.value).count("web page") == 2  # html and longhtml
    assert "more than 200,000 bytes arrived" in str(caught.value)  # longhtml was cut off
    assert "404" in str(caught.value)
    assert names(tmp_path) == []


def test_a_silent_mirror_times_out(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "_READ_SECONDS", 0.2)
    url, seen = mirror(CONTENT)
    fetch.fetch(FILE, tmp_path, [f"{url}/silent", f"{url}/good"])
    assert seen == ["silent", "good"]


def test_a_trickling_mirror_is_left(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "_GRACE_SECONDS", 0.3)
    monkeypatch.setattr(fetch, "_SLOWEST", 1e6)
    url, _ = mirror(CONTENT)
    with pytest.raises(DownloadError, match="too slow"):
        fetch.fetch(FILE, tmp_path, [f"{url}/trickle"])
    assert names(tmp_path) == []


def test_a_file_with_the_wrong_hash_is_refused_not_replaced(mirror, tmp_path):
    url, seen = mirror(CONTENT)
    path = tmp_path / FILE.name
    path.write_bytes(b"something else")
    with pytest.raises(HashError) as caught:
        fetch.fetch(FILE, tmp_path, [f"{url}/good"])
    for part in (str(path), FILE.sha256, hashlib.sha256(b"something else").hexdigest(), "Delete"):
        assert part in str(caught.value)
    assert path.read_bytes() == b"something else" and seen == []


def test_unpacked_files_have_their_own_hash(tmp_path):
    path = tmp_path / "digits-idx3-ubyte"
    path.write_bytes(b"unpacked")
    assert read_verified(path, FILE) == b"unpacked"
    path.write_bytes(b"unpackeD")
    with pytest.raises(HashError, match=FILE.unpacked_sha256):
        read_verified(path, FILE)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match=r"cannot write to the folder .*file"):
        fetch.fetch(FILE, tmp_path / "file" / "cache", [])


def test_old_remains_are_swept_young_ones_left(mirror, tmp_path):
    url, _ = mirror(CONTENT)
    for name, age in (("old", 2 * 86_400), ("young", 60)):
        part = tmp_path / f"{name}.part"
        part.write_bytes(b"half")
        os.utime(part, (time.time() - age,) * 2)
    fetch.fetch(FILE, tmp_path, [f"{url}/good"])
    assert names(tmp_path) == [FILE.name, "young.part"]


CHILD = """
import sys, time
from pathlib import Path
from mnist_course.data.fetch import fetch
from mnist_course.data.files import RemoteFile
folder, start, name, size, sha, *mirrors = sys.argv[1:]
print("ready", flush=True)
while not Path(start).exists():
    time.sleep(0.005)
fetch(RemoteFile(name, int(size), sha, ""), Path(folder), mirrors)
"""


def child(folder: Path, start: Path, env: dict[str, str], mirrors: list[str]) -> subprocess.Popen:
    about = [FILE.name, str(FILE.size), FILE.sha256]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(start), *about, *mirrors],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_at_once_do_not_harm_each_other(mirror, tmp_path, child_env):
    url, seen = mirror(CONTENT)
    folder, start = tmp_path / "cache", tmp_path / "start"
    plans = [["trickle"], ["html", "good"], ["truncated", "trickle"], ["good"]]
    children = [
        child(folder, start, child_env, [f"{url}/{mood}" for mood in plan]) for plan in plans
    ]
    for process in children:
        assert process.stdout.readline() == "ready\n"
    start.touch()
    for process in children:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert (folder / FILE.name).read_bytes() == CONTENT
    assert names(folder) == [FILE.name]
    assert "trickle" in seen


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one child")
@pytest.mark.parametrize(("blow", "remains"), [("SIGINT", 0), ("SIGKILL", 1)])
def test_an_interrupted_download_never_looks_finished(blow, remains, mirror, tmp_path, child_env):
    url, _ = mirror(CONTENT)
    folder, start = tmp_path / "cache", tmp_path / "start"
    start.touch()
    process = child(folder, start, child_env, [f"{url}/trickle"])
    until = time.monotonic() + 30
    while not any(part.stat().st_size for part in folder.glob("*.part")):
        assert time.monotonic() < until, "the download did not begin"
        time.sleep(0.01)
    process.send_signal(getattr(signal, blow))
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not (folder / FILE.name).exists()
    assert len(list(folder.glob("*.part"))) == remains
    assert fetch.fetch(FILE, folder, [f"{url}/good"]).read_bytes() == CONTENT


def test_importing_and_reading_do_not_load_the_network_stack(child_env):
    code = "import sys, mnist_course.data; print([m for m in ('pooch', 'requests', 'sklearn') "
    code += "if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env=child_env, capture_output=True)
    assert done.stdout.strip() == b"[]", done.stderr


def test_there_are_several_hosts_and_all_use_https():
    hosts = {url.split("/")[2] for url in MIRRORS}
    assert len(hosts) >= 3
    assert all(url.startswith("https://") and url.endswith("/") for url in MIRRORS)


# As torchvision publishes them (torchvision.datasets.MNIST.resources).
MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}


@pytest.mark.mnist
def test_our_hashes_are_those_of_the_published_files(real_files):
    for path, file in zip(real_files, MNIST_FILES.values(), strict=True):
        if path.suffix != ".gz":
            pytest.skip("the files here are unpacked; the published ones are compressed")
        content = path.read_bytes()
        assert len(content) == file.size
        assert hashlib.md5(content).hexdigest() == MD5[file.name]
        assert hashlib.sha256(content).hexdigest() == file.sha256
