"""Notebooks for students hold no solution, those for instructors hold what they need."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import course_wheel
import editions
import nbformat
import pytest

from mnist_course.exercises import exercise_names, get_exercise
from tests.repo.repo_files import ROOT


def notebooks():
    return [
        nbformat.read(path, as_version=4) for path in sorted((ROOT / "chapters").glob("*.ipynb"))
    ]


def text_of(notebook):
    """All that a student can read in it: sources and outputs, spaces evened out."""
    parts = []
    for cell in notebook.cells:
        parts.append(cell.source)
        for output in cell.get("outputs", ()):
            texts = [output.get("text", ""), *output.get("data", {}).values()]
            parts += [text for text in texts if isinstance(text, str)]
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize("notebook", notebooks())
def test_a_student_s_notebook_holds_no_solution_and_no_hidden_case(notebook):
    made = editions.edition_of(notebook, "student", "../html")
    said = text_of(made)
    names = {c.metadata["exercise"] for c in made.cells if "exercise" in c.metadata}
    assert names <= set(exercise_names())
    shown = re.sub(r"[`\\]", "", said)
    for name in names:
        for hint in get_exercise(name).hints:
            hint = hint.replace("`", "")
            assert hint in shown, name
            said = re.sub(r"[`\\]", "", said).replace(hint, "")  # the last tells nearly all
    for name in names:
        exercise = get_exercise(name)
        solution = " ".join(exercise.solution_code().split())
        body = solution.split('"""')[-1].strip() or solution
        assert body not in said, name
        assert " ".join(exercise.way.split()) not in said, name
        for mistake in exercise.mistakes:
            assert mistake.why not in said, name
    assert "_moved" not in said and "hidden_cases" not in said


def test_an_instructor_s_notebook_holds_solutions_mistakes_and_plan():
    for notebook in notebooks():
        made = editions.edition_of(notebook, "instructor", "../html")
        said = text_of(made).replace("\\", "")
        for name in {c.metadata["exercise"] for c in made.cells if "exercise" in c.metadata}:
            exercise = get_exercise(name)
            assert " ".join(exercise.solution_code().split()) in said, name
            assert exercise.mistakes[0].name.replace("`", "") in said.replace("`", ""), name


def test_links_lead_to_the_book_from_where_the_edition_stands():
    notebook = nbformat.v4.new_notebook()
    text = "[a](../chapters/digits.html#x) [b](../intro.html) [c](../../else) [d](digits.ipynb)"
    notebook.cells = [nbformat.v4.new_markdown_cell(text)]
    (cell,) = editions.edition_of(notebook, "student", "../book").cells
    assert cell.source == (
        "[a](../book/chapters/digits.html#x) [b](../book/intro.html) [c](../../else) "
        "[d](digits.ipynb)"
    )


def test_without_a_book_it_says_what_comes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "BOOK", tmp_path / "nothing")
    with pytest.raises(editions.EditionError, match="run `make book` first"):
        editions.make("student", tmp_path / "student")
    assert not (tmp_path / "student").exists()


def test_the_class_s_own_command_installs_the_package_without_a_network(tmp_path):
    """As it stands in the file's README; pip says what it would install, and does not do it."""
    (tmp_path / "student").mkdir()
    (tmp_path / "wheels").mkdir()
    wheel = course_wheel.build(tmp_path / "student")
    text = editions.README.format(python="3.11", wheel=f"student/{wheel.name}")
    (line,) = re.findall(r"^ +course/bin/pip (install .*)$", text, re.MULTILINE)
    command = [sys.executable, "-m", "pip", *shlex.split(line), "--dry-run", "--no-deps"]
    command += ["--ignore-installed", "--disable-pip-version-check"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Would install mnist-course" in ran.stdout
