"""``mnist-course progress``: from notebooks and from what the pages export."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from mnist_course.cli import app
from mnist_course.exercises import exercise_names, get_exercise


def run(*words):
    return CliRunner().invoke(app, ["progress", *map(str, words)])


def test_done_and_open_from_both_kinds_of_files(tmp_path):
    right, wrong = get_exercise("perceptron.update"), get_exercise("perceptron.margin")
    cells = [new_code_cell(f'{right.solution_code()}\n\ncheck("perceptron.update", update)')]
    nbformat.write(new_notebook(cells=cells), tmp_path / "perceptron.ipynb")
    answers = {"perceptron.margin": {"code": "bound = 15.0"}, "perceptron.no-such": {"code": "x"}}
    exported = {"format": "mnist-course-answers", "version": 1, "answers": answers}
    (tmp_path / "answers.json").write_text(json.dumps(exported))
    done = run(tmp_path, "--json")
    status = json.loads(done.stdout)["exercises"]
    assert (status["perceptron.update"], status["perceptron.margin"]) == ("right", "wrong")
    assert list(status.values()).count("not attempted") == len(exercise_names()) - 2
    assert "no exercise 'perceptron.no-such'" in done.stderr
    text = run(tmp_path).stdout
    assert "✓ update" in text and "✗ margin" in text
    assert f"1 of {len(exercise_names())} exercises done." in text
    assert wrong.kind == "compute"


def test_what_is_not_there_is_one_line(tmp_path):
    done = run(tmp_path / "nowhere")
    assert done.exit_code == 1 and "is not there" in done.stderr
    assert "no notebook" in run(tmp_path).stderr
    (tmp_path / "bad.ipynb").write_text("{")
    assert "not JSON" in run(tmp_path).stderr
