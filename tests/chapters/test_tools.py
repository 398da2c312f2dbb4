"""The tools that turn a source into a notebook, on small sources of their own."""

import base64
import io
import re

import execute as tool
import nbformat
import pytest
from format_cells import formatted
from notebooks import defects, disagreements, notebook_from_source, read_notebook
from PIL import Image

from mnist_course.experiments import load_result
from mnist_course.experiments.record.prose import fill_numbers

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""


def source(folder, body):
    path = folder / "sample.md"
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def cell(code, tags=""):
    head = f":tags: [{tags}]\n\n" if tags else ""
    return f"```{{code-cell}} ipython3\n{head}{code}\n```\n\n"


def test_a_number_in_prose_is_the_recorded_one():
    share = load_result("s5-network").summary["scaled_test_median"]
    assert fill_numbers("so {{ s5-network.scaled_test_median | percent }} of") == (
        f"so {100 * share:.2f} % of"
    )
    assert fill_numbers("{{s5-network.scaled_seeds}} starts") == "5 starts"
    assert fill_numbers("{{ s5-network.reported.final_test | percent:1 }}") == "94.8 %"


def test_a_negative_number_in_prose_has_a_minus_sign_and_no_hyphen():
    gain = load_result("batch-neighbours").summary["left_out_power_32_gain_mean"]
    assert gain < 0
    place = "{{ batch-neighbours.left_out_power_32_gain_mean | points:2 }}"
    assert fill_numbers(place) == f"−{100 * -gain:.2f}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ s5-netwrk.scaled_seeds }}", "s5-network"),
        ("{{ s5-network.scaled_seed }}", "scaled_seeds"),
        ("{{ s5-network.scaled_seeds | per_cent }}", "unknown format"),
        ("{{ s5-network }}", "not of the form"),
        ("{{ s5-network.reported.test_accuracy }}", "expected one number"),
    ],
)
def test_a_number_that_does_not_exist_is_an_error(text, says):
    with pytest.raises(ValueError, match=says):
        fill_numbers(text)


def test_execute_writes_outputs_and_then_agrees_with_the_source(tmp_path):
    path = source(tmp_path, "# Title\n\n" + cell("x = 2\nprint(x + 2)"))
    assert tool.make(path)
    notebook = read_notebook(path.with_suffix(".ipynb"))
    assert notebook.cells[1].outputs[0].text == "4\n"
    assert tool.problems(path) == []
    path.write_text(path.read_text().replace("x = 2", "x = 3"))
    assert tool.problems(path) == ["cell 2 differs from its source"]


def test_new_words_alone_run_nothing(tmp_path, capsys):
    """A comma costs no minute, and what was computed stands as it was."""
    first = "# Title\n\n" + cell("import time\nprint(time.time_ns())")
    path = source(tmp_path, first)
    assert not tool.reword(path)  # there is nothing to keep yet
    assert tool.make(path)
    outputs = read_notebook(path.with_suffix(".ipynb")).cells[1].outputs
    path.write_text(path.read_text().replace("# Title", "# Another title\n\nWith a text."))
    assert tool.reword(path) and tool.problems(path) == []
    assert read_notebook(path.with_suffix(".ipynb")).cells[1].outputs == outputs
    path.write_text(path.read_text().replace("time_ns()", "time()"))
    assert not tool.reword(path) and "code changed" in capsys.readouterr().out
    assert tool.problems(path) == ["cell 2 differs from its source"]


def test_two_runs_give_the_same_file_widgets_included(tmp_path):
    path = source(tmp_path, cell("import ipywidgets") + cell("ipywidgets.IntSlider(3)"))
    products = []
    for _ in range(2):
        assert tool.make(path)
        products.append(path.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert products[0] == products[1]
    assert "IntSliderModel" in products[0]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; print('careful', file=sys.stderr)", "wrote to stderr: careful"),
        ("print('✗ two is three')", "✗ two is three"),
    ],
)
def test_nothing_is_written_when_something_went_wrong(tmp_path, capsys, code, says):
    path = source(tmp_path, cell(code))
    assert not tool.make(path)
    assert says in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["sample.md"]


def test_figures_are_small_and_keep_their_colours(tmp_path):
    code = (
        "import matplotlib.pyplot as plt\n"
        "fig, ax = plt.subplots()\n"
        "ax.set_facecolor('#0072B2')\n"
        "plt.show()"
    )
    path = source(tmp_path, cell(code))
    assert tool.make(path)
    output = read_notebook(path.with_suffix(".ipynb")).cells[0].outputs[0]
    with Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))) as picture:
        assert picture.mode == "P"
        colours = picture.convert("RGB")
        middle = colours.getpixel((picture.width // 2, picture.height // 2))
        assert colours.getpixel((0, 0)) == (255, 255, 255)
    assert max(abs(a - b) for a, b in zip(middle, (0, 0x72, 0xB2), strict=True)) <= 4


def test_a_shown_mistake_is_allowed(tmp_path):
    path = source(tmp_path, cell("print('✗ two is three')", tags="shows-mistake"))
    assert tool.make(path)


def test_an_edited_product_is_noticed(tmp_path):
    path = source(tmp_path, "Text.\n\n" + cell("print(1)") + cell("print(2)"))
    assert tool.make(path)
    good = read_notebook(path.with_suffix(".ipynb"))

    reworded = nbformat.from_dict(good)
    reworded.cells[0].source = "Other text."
    assert disagreements(notebook_from_source(path), reworded) == ["cell 1 differs from its source"]

    shorter = read_notebook(path.with_suffix(".ipynb"))
    del shorter.cells[2]
    assert "has 2 cells, but its source has 3" in disagreements(notebook_from_source(path), shorter)

    skipped = read_notebook(path.with_suffix(".ipynb"))
    skipped.cells[1].execution_count = None
    assert defects(skipped) == ["cell 2 was executed as number None, not 1"]


def test_a_widget_without_its_state_is_a_defect(tmp_path):
    path = source(tmp_path, cell("import ipywidgets") + cell("ipywidgets.IntSlider(3)"))
    assert tool.make(path)
    notebook = read_notebook(path.with_suffix(".ipynb"))
    del notebook.metadata["widgets"]
    assert defects(notebook) == ["shows a widget, but its state was not saved"]


TASK = "# Title\n\n" + cell("from mnist_course import check") + "The task.\n\n"
DIRECTIVE = "```{exercise-cells} perceptron.margin\n```\n\n"


def test_an_exercise_becomes_its_cells_and_the_notebook_agrees_with_its_source(tmp_path):
    path = source(tmp_path, TASK + DIRECTIVE + "After it.\n\n" + cell("print(1)"))
    assert tool.make(path)
    cells = read_notebook(path.with_suffix(".ipynb")).cells
    kinds = "markdown code markdown code markdown markdown code"
    assert " ".join(cell.cell_type for cell in cells) == kinds
    work, help_ = cells[3:5]
    assert work.id == "exercise-perceptron-margin"
    assert work.metadata == {"exercise": "perceptron.margin", "tags": ["exercise"]}
    assert work.outputs[0].text == "○ perceptron.margin — not attempted yet.\n"
    assert help_.id == "exercise-help-perceptron-margin"
    assert help_.source.startswith("<details ")
    assert tool.problems(path) == []
    path.write_text(path.read_text().replace("perceptron.margin", "hyperparameters.choose"))
    assert tool.problems(path) == [f"cell {n} differs from its source" for n in (4, 5)]


@pytest.mark.parametrize(
    ("edition", "solution", "mistakes"),
    [("book", True, False), ("student", False, False), ("instructor", True, True)],
)
def test_a_source_gives_three_editions(tmp_path, edition, solution, mistakes):
    path = source(tmp_path, TASK + DIRECTIVE)
    notebook = notebook_from_source(path, edition)
    nbformat.validate(notebook)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "Hint 3 of 3" in text
    assert ("(1.5 / 0.1) ** 2" in text) == solution
    assert ("gamma twice" in text) == mistakes


def test_an_exercise_that_does_not_exist_is_named_with_its_place(tmp_path):
    path = source(tmp_path, TASK + DIRECTIVE.replace("margin", "margi"))
    says = r"sample\.md, cell 3: there is no .*perceptron\.margin"
    with pytest.raises(ValueError, match=says):
        notebook_from_source(path)
    assert not tool.make(path)
    path.with_suffix(".ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    (problem,) = tool.problems(path)
    assert re.search(says, problem)


def test_what_a_cell_prints_is_one_output_however_the_kernel_cuts_it(tmp_path):
    code = "import sys\nprint(1)\nsys.stdout.flush()\nprint(2)"
    path = source(tmp_path, cell(code))
    assert tool.make(path)
    (output,) = read_notebook(path.with_suffix(".ipynb")).cells[0].outputs
    assert output.text == "1\n2\n"


def test_only_code_cells_are_formatted():
    text = (
        "Prose  with = [1,2].\n\n" + cell("x = [1,2]", tags="hide-input") + "```python\ny=1\n```\n"
    )
    assert formatted(text) == text.replace("x = [1,2]", "x = [1, 2]")


def test_a_long_line_of_code_is_broken_at_the_width_of_a_page():
    call = "draw(" + ", ".join(f"argument_{i}={i}" for i in range(8)) + ")"
    assert max(map(len, formatted(cell(call)).splitlines())) <= 76


def test_a_cell_that_is_no_python_is_named():
    with pytest.raises(SystemExit, match="ruff cannot read"):
        formatted(cell("x = = 1"))
