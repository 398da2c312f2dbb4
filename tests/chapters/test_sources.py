"""What every chapter must hold, read from its source and its executed notebook."""

import ast
import re

import pytest
from notebooks import (
    APPENDIX,
    FOLDER,
    WIDGET_VIEW,
    defects,
    disagreements,
    executed_appendices,
    executed_pages,
    notebook_from_source,
    read_notebook,
    sources,
)

from mnist_course.exercises import exercise_names, get_exercise

CHAPTERS = [pytest.param(path, id=path.stem) for path in sources()]
PAGES = [pytest.param(path, id=path.stem) for path in executed_pages()]
ROOMS = ["The idea", "The code", "The experiment", "Turn the knob", "Claims checked"]
ROOMS += ["Exercises", "Summary"]


def code_cells(path):
    return [c.source for c in notebook_from_source(path).cells if c.cell_type == "code"]


@pytest.mark.parametrize("path", PAGES)
def test_the_notebook_is_the_executed_source(path):
    notebook = read_notebook(path.with_suffix(".ipynb"))
    assert disagreements(notebook_from_source(path), notebook) == []
    assert defects(notebook) == []


def test_no_notebook_without_source():
    assert {p.stem for p in FOLDER.glob("*.ipynb")} == {p.stem for p in sources()}
    assert {p.stem for p in APPENDIX.glob("*.ipynb")} == {p.stem for p in executed_appendices()}


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_rooms_stand_in_their_order(path):
    text = path.read_text(encoding="utf-8")
    rooms = re.findall(r"^## ([^\n:]+)", text, flags=re.M)
    assert rooms == ROOMS
    assert text.index("What you will be able to do") < text.index("## The idea")
    summary = text[text.index("## Summary") :]
    assert "**What comes next.**" in summary
    assert "**Sources.**" in summary


def exercises(path):
    """Return the exercises that a chapter's source asks for, in order."""
    return re.findall(r"^```\{exercise-cells\} (\S+)$", path.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("path", CHAPTERS)
def test_claims_exercises_and_a_widget_are_there(path):
    code = "\n".join(code_cells(path))
    assert "claim(" in code
    assert re.search(r"import [^\n(]*\bhint\b|import \([^)]*\bhint\b", code), "check names it"
    cells = read_notebook(path.with_suffix(".ipynb")).cells
    assert any(WIDGET_VIEW in out.get("data", {}) for c in cells for out in c.get("outputs", []))
    asked = exercises(path)
    assert 3 <= len(asked) <= 6
    assert {name.split(".")[0] for name in asked} == {path.stem}
    labels = re.findall(r"^:label: ex-(\S+)$", path.read_text(encoding="utf-8"), re.M)
    assert labels == [name.replace(".", "-") for name in asked], "each task above its own cells"


def test_every_exercise_of_the_bank_is_asked_once():
    asked = [name for path in sources() for name in exercises(path)]
    assert sorted(asked) == list(exercise_names())


@pytest.mark.parametrize("path", CHAPTERS)
def test_an_exercise_that_nobody_solves_disturbs_no_cell(path):
    """No later cell uses an answer, and no stub takes the name of a function of the chapter."""
    answers, functions = set(), set()
    for cell in notebook_from_source(path).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        loaded, stored, defined = names_in(tree)
        if "exercise" in cell.metadata:
            answer = get_exercise(cell.metadata["exercise"]).answer_name
            assert answer not in functions, f"{answer}: the chapter has a function of this name"
            answers.add(answer)
        else:
            assert not (loaded - stored) & answers, cell.source
            functions |= defined


def names_in(tree):
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    stored = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            defined |= {alias.asname or alias.name for alias in node.names}
    return loaded, stored | defined, defined


def pictures_of(cell):
    return [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


@pytest.mark.parametrize("path", PAGES)
def test_every_figure_has_a_described_picture(path):
    notebook = read_notebook(path.with_suffix(".ipynb"))
    pictures = [cell for cell in notebook.cells if pictures_of(cell)]
    assert pictures
    for cell in pictures:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        of_its_own = [o.metadata.get("image/png", {}).get("alt", "") for o in pictures_of(cell)]
        assert alt or all(of_its_own), cell.source  # a live figure describes its still picture
        assert all(len(text) > 30 for text in [alt or "", *of_its_own] if text), cell.source


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_cell_whose_text_is_not_compared_asserts_its_range(path):
    for cell in notebook_from_source(path).cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            assert "assert " in cell.source, cell.source


@pytest.mark.parametrize("path", PAGES)
def test_no_network_no_tensorflow_no_widget_that_dies_without_a_kernel(path):
    code = "\n".join(code_cells(path))
    words = {"import tensorflow", "import keras", "requests", "urlopen", "interact(", "!pip"}
    if path.stem == "keras":  # its subject; `load_keras` says what to install before
        assert code.index("load_keras()") < code.index("import tensorflow")
        words.remove("import tensorflow")
    for word in words:
        assert word not in code
