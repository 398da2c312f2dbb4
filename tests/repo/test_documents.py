"""README and its companions say what is there: commands, variables, files, versions."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tomllib

import check
import pytest
import yaml
from typer.testing import CliRunner

import mnist_course
from mnist_course.cli import app
from tests.repo.repo_files import ROOT, tracked

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
INTRO = (ROOT / "intro.md").read_text(encoding="utf-8") if (ROOT / "intro.md").exists() else ""
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, flags=re.M))
CODE = re.compile(r"```console\n(.*?)```|`([^`\n]+)`", flags=re.S)


def code(text: str) -> str:
    """What stands in code: a word of prose such as "make up" is no command."""
    return "\n".join(block or inline for block, inline in CODE.findall(text))


# --- commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [README, CONTRIBUTING, INTRO], ids=["README", "CONTRIB", "intro"])
def test_every_make_target_named_is_there(text):
    named = set(re.findall(r"\bmake (?:[A-Z]+=\S+ )?([a-z]+)", code(text)))
    assert named <= TARGETS


def test_readme_names_the_two_commands_and_the_lab():
    assert {"book", "test", "lab"} <= set(re.findall(r"\bmake ([a-z]+)", code(README)))


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_subcommand_named_is_there(text):
    named = set(re.findall(r"mnist-course ((?:experiments )?[a-z]+)", code(text)))
    assert named
    for command in named:
        result = CliRunner().invoke(app, [*command.split(), "--help"])
        assert result.exit_code == 0, command


def test_every_check_named_is_there():
    named = {
        name
        for words in re.findall(r"tools[/\\]check\.py([ a-z]*)", code(README + CONTRIBUTING))
        for name in words.split()
    }
    assert {"lint", "book"} <= named <= set(check.CHECKS)
    table = set(re.findall(r"^\| `([a-z]+)` \|", CONTRIBUTING, flags=re.M))
    assert table == set(check.DEFAULT) - {"tests"}


def test_every_folder_of_tests_is_explained():
    places = [path.relative_to(ROOT / "tests").parts for path in tracked("test_*.py")]
    folders = {parts[0] for parts in places if len(parts) > 1}  # rooms of a folder go with it
    explained = set(re.findall(r"`tests/(\w+)`", CONTRIBUTING))
    assert folders <= explained


def test_the_map_shows_the_house():
    section = CONTRIBUTING.partition("## The map of the house")[2].partition("\n## ")[0]
    shown = re.findall(r"^\| `([\w./]+)` \|", section, flags=re.M)
    assert [place for place in shown if not (ROOT / place).exists()] == []
    assert len(set(shown)) == len(shown)
    # Every folder at the top, and every room and file at the top of the package.
    places = {path.relative_to(ROOT).parts for path in tracked()}
    top = {f"{parts[0]}/" for parts in places if len(parts) > 1 and parts[0][0] != "."}
    inside = {parts[1:] for parts in places if parts[0] == "mnist_course"}
    package = {
        f"mnist_course/{parts[0]}" + "/" * (len(parts) > 1)
        for parts in inside
        if not parts[0].startswith("__") and parts[0] != "py.typed"
    }
    missing = [
        place
        for place in sorted((top - {"mnist_course/"}) | package)
        if not any(row.startswith(place) for row in shown)
    ]
    assert missing == []


def test_a_lock_file_named_is_there():
    named = set(re.findall(r"[\w-]+\.lock", README + CONTRIBUTING + MAKEFILE))
    assert named == {"requirements.lock", "requirements-book.lock"}
    assert all((ROOT / name).is_file() for name in named)


def test_every_relative_link_leads_to_a_file():
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{name}: {target}"


# --- make ----------------------------------------------------------------------------------------


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell, also when these tests were started by make."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_every_target():
    done = make()
    assert {line.split()[0] for line in done.stdout.splitlines()[1:-1]} == TARGETS
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.M)[1].split()
    assert set(phony) == TARGETS


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(("version", "good"), [("3, 10", False), ("3, 11", True), ("3, 14", False)])
def test_make_refuses_a_python_outside_the_range(tmp_path, version, good):
    """With a stand-in for Python that reports another version."""
    fake = tmp_path / "python"
    fake.write_text(
        f'#!/bin/sh\nif [ "$1" = -c ]; then shift; exec {sys.executable} -c '
        f'"import sys; sys.version_info = ({version}, 0)\n$1"; fi\necho "$@"; exit 3\n'
    )
    fake.chmod(0o755)
    venv = tmp_path / "venv"
    done = make(f"PYTHON={fake}", f"VENV={venv}", f"{venv}/bin/python")
    assert done.returncode != 0  # the stand-in makes no environment in any case
    assert ("The course needs Python 3.11, 3.12 or 3.13" in done.stderr) is not good
    assert (f"-m venv {venv}" in done.stdout) is good
    assert not venv.exists()


# --- variables -----------------------------------------------------------------------------------


def test_the_table_of_variables_is_complete():
    read = set()
    for path in tracked("*.py"):
        if path.relative_to(ROOT).parts[0] in ("mnist_course", "tools"):
            read |= set(re.findall(r"MNIST_COURSE_[A-Z]+(?:_[A-Z]+)*", path.read_text("utf-8")))
    table = set(re.findall(r"^\| `(MNIST_COURSE_\w+)` \|", README, flags=re.M))
    assert table == read - {"MNIST_COURSE_NOT_CHECKED"}  # passed from one tool to another


# --- versions ------------------------------------------------------------------------------------


def test_one_version_everywhere():
    version = PROJECT["version"]
    assert mnist_course.__version__ == version
    assert CITATION["version"] == version
    assert f"version {version}" in README
    heading = re.search(
        r"^## \[(?P<version>[\d.]+)\] - (?P<date>\d{4}-\d\d-\d\d)$", CHANGELOG, re.M
    )
    assert heading["version"] == version
    assert heading["date"] == str(CITATION["date-released"])


def test_the_changelog_keeps_its_form():
    headings = re.findall(r"^## (.*)$", CHANGELOG, flags=re.M)
    dates = []
    for heading in headings:
        if heading != "[Unreleased]":
            dates.append(re.fullmatch(r"\[\d+\.\d+\.\d+\] - (\d{4}-\d\d-\d\d)", heading)[1])
    assert dates == sorted(dates, reverse=True)
    kinds = set(re.findall(r"^### (.*)$", CHANGELOG, flags=re.M))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_has_what_its_format_asks():
    assert CITATION["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type"} <= set(CITATION)
    assert CITATION["type"] in ("software", "dataset")
    assert all(set(author) <= {"name", "website", "email"} for author in CITATION["authors"])
    assert isinstance(CITATION["date-released"], datetime.date)
    assert set(CITATION["license"]) == {PROJECT["license"], "CC-BY-4.0"}
    allowed = {"abstract", "keywords", "license", "version", "date-released", "cff-version"}
    assert set(CITATION) <= allowed | {"message", "title", "authors", "type"}


def test_the_title_is_that_of_the_book():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert CITATION["title"].startswith(config["title"])
    assert CITATION["title"] in README
    assert [author["name"] for author in CITATION["authors"]] == [config["author"]]
