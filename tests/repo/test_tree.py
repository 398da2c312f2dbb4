"""What may stand in the repository: no machine's paths, no data sets, nothing unfinished."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from mnist_course.data.files import MNIST_FILES
from mnist_course.data.table_files import CALIFORNIA, SPAMBASE
from tests.repo.repo_files import ROOT, tracked

# The brackets keep these lines from finding themselves.
FORBIDDEN = {
    "a path of one machine": r"/[w]ork/|/[h]ome/\w|/[r]oot/|/[o]pt/\w|/[U]sers/\w|/[t]mp/\w",
    "the host of a package registry": r"[p]ypi\.|[p]ythonhosted\.|[n]pmjs\.|deb\.[d]ebian",
    "an unfinished mark": r"\b([T]ODO|[F]IXME|[X]XX)\b|[l]orem ipsum",
}
LONGEST = 1000  # longer lines are pictures in notebooks, and random letters spell anything


def own_text():
    """Every text file that is ours (vendored scripts belong to others), with its content."""
    for path in tracked():
        if "vendor" in path.relative_to(ROOT).parts:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def finds(pattern: str, name: str, text: str) -> list[str]:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if len(line) < LONGEST]
    return [f"{name}:{n}: {line.strip()[:100]}" for n, line in lines if re.search(pattern, line)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    found = [line for name, text in own_text() for line in finds(FORBIDDEN[what], name, text)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a path of one machine", "cd /" + "work/main"),
        ("a path of one machine", "/" + "home/someone/book"),
        ("the host of a package registry", "https://py" + "pi.org/simple"),
        ("an unfinished mark", "# TO" + "DO: later"),
    ],
)
def test_it_would_be_seen(what, line):
    assert finds(FORBIDDEN[what], "name", line)


# The book's own paragraphs as counts of words (tools/pack_paragraphs.py): no data set of others.
OURS = {"mnist_course/data/paragraphs.npz"}


def test_no_data_set_is_committed():
    """By content, so that another name or another packing does not hide a file."""
    known = {h for file in MNIST_FILES.values() for h in (file.sha256, file.unpacked_sha256)}
    known |= {CALIFORNIA.sha256, SPAMBASE.sha256}
    wrong = []
    for path in tracked():
        content = path.read_bytes()
        hashes = {hashlib.sha256(content).hexdigest()}
        if content[:2] == b"\x1f\x8b":
            hashes.add(hashlib.sha256(gzip.decompress(content)).hexdigest())
        small = "saved" in path.parts and len(content) < 50_000  # networks of earlier versions
        named = re.search(r"-ubyte|data_batch|\.pkl$" + r"|\.npz$" * (not small), path.name)
        place = path.relative_to(ROOT).as_posix()
        if hashes & known or (named and place not in OURS):
            wrong.append(place)
    assert wrong == []


def test_no_large_file_but_the_vendored():
    large = [p for p in tracked() if p.stat().st_size > 3_000_000 and "vendor" not in p.parts]
    assert large == []


@pytest.mark.parametrize(
    "name",
    [
        ".venv/bin/python",
        "_build/html/index.html",
        ".import_linter_cache/x",
        ".hypothesis/x",
        ".ruff_cache/x",
        ".pytest_cache/x",
        "chapters/.ipynb_checkpoints/x.ipynb",
        "train-images-idx3-ubyte.gz",
        "mnist_course.egg-info/PKG-INFO",
    ],
)
def test_git_ignores_what_is_made(name):
    tracked()  # skips where there is no git
    done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_git_ignores_nothing_that_is_written():
    """A room named as something that is made would be left out of every commit."""
    ours = [
        str(path.relative_to(ROOT))
        for folder in ("mnist_course", "tests", "tools", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
    ]
    tracked()  # skips where there is no git
    done = subprocess.run(
        ["git", "check-ignore", "--stdin"],
        cwd=ROOT,
        input="\n".join(ours),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""


def test_the_ci_script_can_be_run_and_is_short():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK) or os.name == "nt"
    text = script.read_text(encoding="utf-8")
    assert "MNIST_COURSE_CI=1" in text
    assert text.rstrip().endswith("make test")
    assert len(text.splitlines()) < 30
    if bash := shutil.which("bash"):
        assert subprocess.run([bash, "-n", str(script)], check=False).returncode == 0


def test_results_are_whole_json():
    for path in tracked("*.json"):
        if "results" in path.parts:
            assert json.loads(path.read_text(encoding="utf-8")), path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no executable bit")
def test_only_scripts_are_executable():
    executable = [p.relative_to(ROOT).as_posix() for p in tracked() if os.access(p, os.X_OK)]
    assert [name for name in executable if name != ".ci/run"] == []
