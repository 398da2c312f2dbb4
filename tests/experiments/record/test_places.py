"""Where results are looked for and recorded: never unasked in a folder of somebody else's."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import course_wheel
import pytest

from mnist_course.experiments import ResultError, load_result, result_names, results_folder
from mnist_course.experiments.record import places
from mnist_course.experiments.record.places import MARK, MARK_TEXT, claim_folder
from mnist_course.experiments.run.runner import run_experiment
from tests.experiments.experiment_dummies import dummy

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """As where only the package is installed: it holds one result, and we stand elsewhere."""
    packaged, here = tmp_path / "site" / "mnist_course" / "results", tmp_path / "here"
    packaged.mkdir(parents=True)
    here.mkdir()
    shutil.copy(run_experiment(dummy(), folder=tmp_path / "made"), packaged)
    monkeypatch.delenv("MNIST_COURSE_RESULTS", raising=False)
    monkeypatch.setattr(places, "PACKAGED", packaged)
    monkeypatch.setattr(places, "CHECKOUT", tmp_path / "site")
    monkeypatch.chdir(here)
    return packaged, here


def test_the_argument_comes_before_the_variable_and_that_before_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_COURSE_RESULTS", str(tmp_path / "env"))
    assert results_folder(tmp_path / "given") == tmp_path / "given"
    assert results_folder() == tmp_path / "env"
    monkeypatch.delenv("MNIST_COURSE_RESULTS")
    monkeypatch.chdir(tmp_path)
    assert results_folder() == ROOT / "results"


def test_the_results_of_the_repository_carry_the_mark():
    """Whoever copies the folder to another place takes the mark along."""
    assert (ROOT / "results" / MARK).read_text(encoding="utf-8") == MARK_TEXT


def test_the_installed_package_brings_its_results(installed):
    _, here = installed
    assert result_names() == ["dummy"]
    assert len(load_result("dummy").runs) == 6
    assert list(here.iterdir()) == [], "to read is not to write"


def test_an_empty_or_missing_folder_is_made_ours_and_comes_before_the_package(installed):
    packaged, here = installed
    folder = claim_folder()
    assert folder == here / "results" and (folder / MARK).exists()
    text = (packaged / "dummy.json").read_text().replace("A straight line", "A line of my own")
    (folder / "dummy.json").write_text(text)
    assert load_result("dummy").title == "A line of my own"
    (here / "below").mkdir()
    os.chdir(here / "below")
    assert results_folder() == folder, "found from a folder below"
    (folder / "dummy.json").unlink()
    assert load_result("dummy").title == "A straight line", "the rest comes from the package"


def test_a_foreign_folder_of_this_name_is_neither_read_nor_written(installed):
    packaged, here = installed
    foreign = here / "results"
    foreign.mkdir()
    (foreign / "scores.json").write_text("[1]")
    text = (packaged / "dummy.json").read_text().replace("A straight line", "Something foreign")
    (foreign / "dummy.json").write_text(text)
    assert result_names() == ["dummy"]
    assert load_result("dummy").title == "A straight line"
    with pytest.raises(ResultError, match=r"not a folder of this course.*--results FOLDER"):
        claim_folder()
    assert sorted(path.name for path in foreign.iterdir()) == ["dummy.json", "scores.json"]
    assert claim_folder(foreign) == foreign, "who names it may have it"


def test_an_unknown_name_says_where_it_was_looked_for(installed):
    packaged, _ = installed
    with pytest.raises(ResultError) as caught:
        load_result("dumy")
    assert str(packaged) in str(caught.value) and "Did you mean 'dummy'" in str(caught.value)


def test_the_wheel_holds_every_result_and_finds_them_from_an_empty_folder(tmp_path):
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(course_wheel.build(tmp_path)) as archive:
        archive.extractall(site)
    look = (
        "from mnist_course.experiments import load_result, result_names\n"
        "print(*result_names())\n"
        "print(load_result('s5-network').summary['scaled_test_median'])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "MNIST_COURSE_RESULTS"}
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=empty,
        env={**environment, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    names, number = done.stdout.splitlines()
    assert names.split() == result_names()
    assert float(number) == load_result("s5-network").summary["scaled_test_median"]
    assert list(empty.iterdir()) == []
