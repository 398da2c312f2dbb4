"""What every chapter must hold, read from its source and its executed notebook."""

import re

import pytest
from notebooks import FOLDER, defects, disagreements, notebook_from_source, read_notebook, sources

from mnist_course.exercises import exercise_names

CHAPTERS = [pytest.param(path, id=path.stem) for path in sources()]
ROOMS = ["The idea", "The code", "The experiment", "Turn the knob", "Claims checked"]
ROOMS += ["Exercises", "Summary"]


def code_cells(path):
    return [c.source for c in notebook_from_source(path).cells if c.cell_type == "code"]


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_notebook_is_the_executed_source(path):
    notebook = read_notebook(path.with_suffix(".ipynb"))
    assert disagreements(notebook_from_source(path), notebook) == []
    assert defects(notebook) == []


def test_no_notebook_without_source():
    assert {p.stem for p in FOLDER.glob("*.ipynb")} == {p.stem for p in sources()}


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_rooms_stand_in_their_order(path):
    text = path.read_text(encoding="utf-8")
    rooms = re.findall(r"^## ([^\n:]+)", text, flags=re.M)
    assert rooms == ROOMS
    assert text.index("What you will be able to do") < text.index("## The idea")
    summary = text[text.index("## Summary") :]
    assert "**What comes next.**" in summary
    assert "**Sources.**" in summary


@pytest.mark.parametrize("path", CHAPTERS)
def test_claims_exercises_and_a_widget_are_there(path):
    code = "\n".join(code_cells(path))
    assert "claim(" in code
    assert "explore(" in code
    asked = re.findall(r'check\(\s*"([\w.-]+)"', code)
    assert 3 <= len(asked) <= 6
    assert set(asked) <= set(exercise_names())
    for name in asked:
        assert code.count(f'hint("{name}")') == 1
        assert code.count(f'solution("{name}")') == 1


def test_every_exercise_of_the_bank_is_asked_once():
    code = "\n".join(cell for path in sources() for cell in code_cells(path))
    asked = re.findall(r'check\(\s*"([\w.-]+)"', code)
    assert sorted(asked) == sorted(exercise_names())


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_figure_has_a_described_picture(path):
    notebook = read_notebook(path.with_suffix(".ipynb"))
    pictures = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code"
        and any("image/png" in output.get("data", {}) for output in cell.outputs)
    ]
    assert pictures
    for cell in pictures:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert len(alt) > 30, cell.source


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_cell_whose_text_is_not_compared_asserts_its_range(path):
    for cell in notebook_from_source(path).cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            assert "assert " in cell.source, cell.source


@pytest.mark.parametrize("path", CHAPTERS)
def test_no_network_no_tensorflow_no_widget_that_dies_without_a_kernel(path):
    code = "\n".join(code_cells(path))
    for word in ("import tensorflow", "import keras", "requests", "urlopen", "interact(", "!pip"):
        assert word not in code
