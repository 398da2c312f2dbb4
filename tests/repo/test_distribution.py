"""What is handed on: the source distribution, and the workflows for GitHub."""

from __future__ import annotations

import re
import shutil
import tarfile
import zipfile

import course_wheel
import pytest
import yaml

from tests.repo.repo_files import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_source_distribution_is_whole_and_holds_no_part_of_the_tests(tmp_path):
    """setuptools takes some tests of its own accord; without their helpers they are of no use."""
    root, made = tmp_path / "root", tmp_path / "made"
    made.mkdir()
    for name in course_wheel.FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=course_wheel.without_caches)
    for name in course_wheel.FILES:
        shutil.copy(ROOT / name, root)
    with tarfile.open(course_wheel.build(made, "sdist")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        # Before 3.11.4, which Debian 12 has not, Python knows no filter.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "unpacked", **safely)
    assert not [name for name in names if name.startswith("tests")]
    assert {*course_wheel.FILES} <= names
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    (tmp_path / "again").mkdir()
    again, direct = course_wheel.build(tmp_path / "again", root=unpacked), course_wheel.build(made)
    with zipfile.ZipFile(again) as ours, zipfile.ZipFile(direct) as theirs:
        content = {name: ours.read(name) for name in ours.namelist()}
        assert content == {name: theirs.read(name) for name in theirs.namelist()}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_asks_for_little_and_names_exact_versions(path):
    text = path.read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    assert found["permissions"] == {"contents": "read"}
    assert "secrets." not in text and "pull_request_target" not in text
    for job in found["jobs"].values():
        assert job["timeout-minutes"] <= 90
        assert not {"contents", "actions", "packages"} & {
            name for name, right in job.get("permissions", {}).items() if right == "write"
        }
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", step["uses"])


def test_the_workflows_call_what_is_there():
    lines = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)$", lines, re.MULTILINE):
        assert f"\n{target}:" in makefile
    for script in re.findall(r"(?:tools/\S+\.py|\.ci/run|requirements\S*\.lock)", lines):
        assert (ROOT / script).exists(), script
    assert "run: .ci/run" in lines and "make book" in lines
