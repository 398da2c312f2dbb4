"""Downloads against a loopback server with every bad habit a mirror can have."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mnist_course.data import DownloadError, HashError, fetch, transfer
from mnist_course.data.fetch import MIRRORS
from mnist_course.data.files import MNIST_FILES, RemoteFile, read_verified
from mnist_course.data.transfer import Patience, brief, shown

CONTENT = random.Random(0).randbytes(200_000)
FILE = RemoteFile(
    "digits-idx3-ubyte.gz",
    len(CONTENT),
    hashlib.sha256(CONTENT).hexdigest(),
    hashlib.sha256(b"unpacked").hexdigest(),
)
pytestmark = pytest.mark.usefixtures("fresh")
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


def test_a_transfer_that_is_given_up_keeps_nothing_running(mirror):
    def full_disk(data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def running() -> bool:
        return any(thread.name == "mnist_course transfer" for thread in threading.enumerate())

    url, _ = mirror(CONTENT)
    with pytest.raises(OSError, match="No space left"):
        transfer.receive(f"{url}/trickle", full_disk, hurry=False)
    end = time.monotonic() + 20
    while running() and time.monotonic() < end:
        time.sleep(0.05)
    assert not running()


def test_a_slow_disk_loses_nothing(mirror, monkeypatch):
    """The mirror is faster: what it has sent waits for the disk."""
    monkeypatch.setattr(transfer, "_CHUNK", 1000)
    url, _ = mirror(CONTENT)
    kept = []

    def slow_disk(data: bytes) -> None:
        time.sleep(0 if kept else 1.2)
        kept.append(data)

    transfer.receive(f"{url}/good", slow_disk, hurry=False)
    assert b"".join(kept) == CONTENT and len(kept) > 64


PLAIN = bytes(2) + CONTENT + bytes(50_000)
PACKED = gzip.compress(PLAIN, 9, mtime=0)
GZIP = RemoteFile(
    "digits-idx3-ubyte.gz",
    len(PACKED),
    hashlib.sha256(PACKED).hexdigest(),
    hashlib.sha256(PLAIN).hexdigest(),
)


@pytest.mark.parametrize("mood", ["good", "anew", "unpacked"])
def test_a_mirror_may_have_packed_the_file_anew_or_unpacked_it(mood, mirror, tmp_path):
    """A server in a classroom: what counts is what is in the file."""
    url, _ = mirror(PACKED)
    path = fetch.fetch(GZIP, tmp_path, [f"{url}/{mood}"])
    content = path.read_bytes()
    assert content == PLAIN if mood == "unpacked" else gzip.decompress(content) == PLAIN
    assert read_verified(path, GZIP) == (PACKED if mood == "good" else PLAIN)


@pytest.mark.parametrize("content", [gzip.compress(bytes(9_000_000)), bytes(9_000_000)])
def test_what_only_begins_like_the_file_is_refused(content, mirror, tmp_path):
    url, _ = mirror(content)
    with pytest.raises(DownloadError, match=r"SHA-256 \w+ instead of|more than [\d,]+ bytes"):
        fetch.fetch(GZIP, tmp_path, [f"{url}/good"])
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("http://ada:s3cr3t@host:80/a/b?token=s3cr3t#s3cr3t", "http://host:80/a/b"),
        ("https://host/a@b", "https://…"),
        ("http://ada:s3cr/3t@host/a", "http://…"),
        ("ada:s3cr3t@host", "…"),
        ("http://[s3cr3t", "http://…"),
    ],
)
def test_an_address_is_shown_as_far_as_it_holds_no_secret(url, printed):
    assert shown(url) == printed


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


@pytest.fixture
def impatient(monkeypatch):
    """Deadlines that a test can wait for."""
    short = Patience(answer=0.4, window=0.4, slowest=1_000_000, pause=0.01)
    monkeypatch.setattr(transfer, "PATIENCE", short)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mood", ["silent", "headers"])
def test_a_mirror_that_does_not_answer_is_left_and_not_asked_again(mood, mirror, tmp_path):
    silent, seen = mirror(CONTENT)
    good, _ = mirror(CONTENT)
    with pytest.raises(DownloadError, match=r"no answer in 0\.4 s"):
        fetch.fetch(FILE, tmp_path, [f"{silent}/{mood}"])
    with pytest.raises(DownloadError, match="gave no answer a moment ago"):
        fetch.fetch(FILE, tmp_path, [f"{silent}/{mood}"])
    fetch.fetch(FILE, tmp_path, [f"{silent}/{mood}", f"{good}/good"])
    assert seen == [mood]
    assert names(tmp_path) == [FILE.name]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mood", ["drip", "trickle"])
def test_a_slow_mirror_is_left_whatever_arrives(mood, mirror, tmp_path):
    """One byte now and then keeps every timeout of a network library waiting."""
    url, _ = mirror(CONTENT)
    with pytest.raises(DownloadError, match=r"too slow: [\d,]+ bytes in 0\.4 s"):
        fetch.fetch(FILE, tmp_path, [f"{url}/{mood}"])
    assert names(tmp_path) == []


def test_no_address_for_a_host_is_no_answer_and_remembered(mirror, tmp_path, monkeypatch):
    asked = []

    def no_address(host, *rest, **options):
        asked.append(host)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_address)
    for _ in range(2):
        with pytest.raises(DownloadError, match=r"no connection|a moment ago"):
            fetch.fetch(FILE, tmp_path, ["http://mirror.invalid"])
    assert asked == ["mirror.invalid"]


@pytest.mark.usefixtures("impatient")
def test_a_busy_server_is_asked_once_more(mirror, tmp_path):
    url, seen = mirror(CONTENT)
    fetch.fetch(FILE, tmp_path, [f"{url}/busy"])
    assert seen == ["busy", "busy"]
    (tmp_path / FILE.name).unlink()
    with pytest.raises(DownloadError, match=r"the server answers 503 .*, twice"):
        fetch.fetch(FILE, tmp_path, [f"{url}/overloaded"])
    assert seen[2:] == ["overloaded", "overloaded"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "asked"),
    [
        *[(status, 2) for status in (408, 425, 429, 500, 502, 503, 504)],
        *[(status, 1) for status in (400, 401, 403, 404, 410, 501, 505)],
    ],
)
def test_only_an_answer_that_may_change_is_asked_for_again(mirror, tmp_path, status, asked):
    url, seen = mirror(CONTENT)
    if asked == 2:
        assert fetch.fetch(FILE, tmp_path, [f"{url}/once/{status}"]).read_bytes() == CONTENT
    else:
        with pytest.raises(DownloadError, match=f"the server answers {status}"):
            fetch.fetch(FILE, tmp_path, [f"{url}/once/{status}"])
    assert seen == ["once"] * asked


def test_a_full_disk_is_the_fault_of_the_disk_and_stops_the_search(mirror, tmp_path, monkeypatch):
    url, seen = mirror(CONTENT)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DownloadError) as caught:
        fetch.fetch(FILE, tmp_path, [f"{url}/good", f"{url}/good"])
    assert str(caught.value) == (
        f"cannot read or write {tmp_path / FILE.name}: No space left on device; free some space, "
        f"or name another place (the folder {tmp_path} keeps downloads)"
    )
    assert seen == ["good"] and names(tmp_path) == []
    (tmp_path / FILE.name).write_bytes(b"of another data set")
    with pytest.raises(DownloadError, match="No space left"):
        fetch.fetch(FILE, tmp_path, [f"{url}/good"])
    assert (tmp_path / FILE.name).read_bytes() == b"of another data set"


def test_what_another_process_has_finished_meanwhile_is_taken(mirror, tmp_path, monkeypatch):
    """Windows does not let it be replaced while the other one reads it."""
    url, _ = mirror(CONTENT)

    def too_late(handle):
        (tmp_path / FILE.name).write_bytes(CONTENT)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "fsync", too_late)
    assert fetch.fetch(FILE, tmp_path, [f"{url}/good"]) == tmp_path / FILE.name
    assert names(tmp_path) == [FILE.name]


@pytest.mark.parametrize("mood", ["good", "gone", "overloaded", "truncated", "nowhere"])
def test_a_password_in_an_address_is_used_and_never_printed(mood, mirror, tmp_path, impatient):
    url, seen = mirror(CONTENT)
    host = url if mood != "nowhere" else "http://127.0.0.1:1"
    address = host.replace("//", "//ada:s3cr3t@") + f"/{mood}"
    try:
        fetch.fetch(FILE, tmp_path, [address])
    except DownloadError as error:
        assert mood != "good" and "s3cr3t" not in str(error) and "ada" not in str(error)
        assert host.removeprefix("http://") in str(error)
    else:
        assert seen == ["good"]
    assert "s3cr3t" not in shown(f"{address}/x?token=s3cr3t#s3cr3t")
    assert "s3cr3t" not in brief(ValueError(f"bad address {address}"))


@pytest.mark.parametrize(
    "address",
    [
        "http://ada:s3/cr3t@127.0.0.1:1",
        "http://ada:s3#cr3t@127.0.0.1:1",
        "http://ada:s3?cr3t@127.0.0.1:1",
        "http://ada:s3@cr3t@127.0.0.1:1",
        "http://ada:33/s3cr3t@127.0.0.1:1",
        "http://[ada:s3cr3t@127.0.0.1",
        "ada:s3cr3t@127.0.0.1",
        "ada:s3cr3t@127.0.0.1//files",
        "//ada:s3cr3t@127.0.0.1",
        "ftp://ada:s3cr3t@127.0.0.1",
    ],
)
def test_a_password_with_signs_of_an_address_is_never_printed(address, tmp_path):
    """Those signs cut it in two, and each part would stand in another part of the address."""
    with pytest.raises(
        DownloadError, match=r"no address that can be asked|no connection"
    ) as caught:
        fetch.fetch(FILE, tmp_path, [address])
    said = str(caught.value)
    assert "s3" not in said and "cr3t" not in said and "ada" not in said


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "http://", "http://127.0.0.1:99999", "http://[::1", "ftp://127.0.0.1"]
)
def test_what_is_no_address_is_told_with_what_was_expected(address, tmp_path):
    with pytest.raises(DownloadError, match=r"no address that can be asked: expected http://HOST"):
        fetch.fetch(FILE, tmp_path, [address])


def test_the_words_of_a_server_are_one_line_that_moves_nothing(mirror, tmp_path):
    url, _ = mirror(CONTENT)
    with pytest.raises(DownloadError, match="the server answers 404") as caught:
        fetch.fetch(FILE, tmp_path, [f"{url}/rude", "http://" + "a." * 5_000])
    for line in str(caught.value).splitlines():
        assert line.isprintable() and len(line) < 500


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("1", 2), ("3600", 10), ("soon", 2)])
def test_a_busy_server_gets_the_pause_it_asks_for_up_to_ten_seconds(
    mirror, tmp_path, monkeypatch, asked, waited
):
    pauses, sleep = [], time.sleep
    monkeypatch.setattr(fetch.time, "sleep", lambda s: pauses.append(s) if s > 1 else sleep(s))
    url, _ = mirror(CONTENT)
    fetch.fetch(FILE, tmp_path, [f"{url}/later/{asked}"])
    assert pauses == [waited]


@pytest.mark.usefixtures("impatient")
def test_a_pause_that_is_no_number_is_the_usual_one(mirror, tmp_path):
    url, seen = mirror(CONTENT)
    fetch.fetch(FILE, tmp_path, [f"{url}/dated"])
    assert seen == ["dated", "dated"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("truncated", r"the connection broke off \(\w+\)"),
        ("stalled", r"too slow: (nothing arrived|[\d,]+ bytes) in 0\.4 s"),
    ],
)
def test_a_transfer_that_ends_early_is_told_in_words(mood, words, mirror, tmp_path):
    url, _ = mirror(CONTENT)
    with pytest.raises(DownloadError, match=words):
        fetch.fetch(FILE, tmp_path, [f"{url}/{mood}"])


def test_another_file_in_our_cache_is_replaced_by_the_right_one(mirror, tmp_path):
    url, _ = mirror(CONTENT)
    path = tmp_path / FILE.name
    path.write_bytes(b"something else")
    with pytest.raises(DownloadError):
        fetch.fetch(FILE, tmp_path, [f"{url}/html"])
    assert path.read_bytes() == b"something else"
    assert fetch.fetch(FILE, tmp_path, [f"{url}/good"]).read_bytes() == CONTENT
    assert names(tmp_path) == [FILE.name]


def test_unpacked_files_have_their_own_hash(tmp_path):
    path = tmp_path / "digits-idx3-ubyte"
    path.write_bytes(b"unpacked")
    assert read_verified(path, FILE) == b"unpacked"
    path.write_bytes(b"unpackeD")
    with pytest.raises(HashError, match=FILE.unpacked_sha256):
        read_verified(path, FILE)


def test_a_file_packed_anew_or_padded_with_zeros_is_the_same_data(tmp_path):
    path = tmp_path / FILE.name
    for packed in (gzip.compress(b"unpacked"), gzip.compress(b"unpacked", 1) + bytes(512)):
        path.write_bytes(packed)
        assert read_verified(path, FILE) == b"unpacked"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b" <!DOCTYPE html>", "looks like a web page"),
        (gzip.compress(b"another"), "SHA-256 found"),
        (gzip.compress(b"unpacked")[:-3], "SHA-256 found"),
        (gzip.compress(b"unpacked") + b"rest", "SHA-256 found"),
        (gzip.compress(bytes(100_000_000)), "SHA-256 found"),
    ],
    ids=["empty", "page", "other", "cut", "rest", "bomb"],
)
def test_another_file_is_told_with_both_hashes(content, words, tmp_path):
    path = tmp_path / FILE.name
    path.write_bytes(content)
    with pytest.raises(HashError, match=words) as caught:
        read_verified(path, FILE)
    for part in (str(path), hashlib.sha256(content).hexdigest(), FILE.sha256):
        assert part in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match=r"cannot read or write .*file"):
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
    code = "import sys, mnist_course.data; print([m for m in ('requests', 'urllib3', 'sklearn') "
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
