"""A page's source and its executed notebook: where they are, and whether they agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from mnist_course.exercises.editions import Edition, expand
from mnist_course.experiments.record.prose import fill_numbers

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "chapters"
FRONT = ROOT / "intro.md"  # the front page: executed like a chapter, and no chapter
APPENDIX = ROOT / "appendix"  # some of its pages are executed too: those that begin as notebooks

# A cell that shows what a wrong answer looks like prints ✗ on purpose.
SHOWS_MISTAKE = "shows-mistake"
# What the two cells of an exercise are tagged with, and their ids begin with.
CELL_TAGS = {"code": "exercise", "markdown": "exercise-help"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def sources(folder: Path = FOLDER) -> list[Path]:
    """All chapter sources, sorted by name."""
    return sorted(folder.glob("*.md"))


def executed_pages() -> list[Path]:
    """All sources that have a notebook: the front page, the chapters, pages of the appendix."""
    return [FRONT, *sources(), *executed_appendices()]


def executed_appendices(folder: Path = APPENDIX) -> list[Path]:
    """The pages of the appendix that hold code cells, sorted by name."""
    pages = sorted(folder.glob("*.md"))
    return [path for path in pages if path.read_text("utf-8").startswith("---\njupytext:")]


def notebook_from_source(path: Path, edition: Edition = "book") -> NotebookNode:
    """The notebook of a source, not executed: exercises expanded, numbers filled in.

    Parameters
    ----------
    path
        The source.
    edition
        For whom the exercises are made: "book", "student" or "instructor".

    Raises
    ------
    ValueError
        If there is no such exercise, or if a number in the prose cannot be found; the message
        names the chapter and the cell of the source.
    """
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        try:
            cells += _expanded(cell, edition) if cell.cell_type == "markdown" else [cell]
        except ValueError as error:
            raise ValueError(f"{path.name}, cell {number}: {error}") from error
    for number, cell in enumerate(cells, start=1):
        cell["id"] = _cell_id(cell) or f"cell-{number}"
    notebook.cells = cells
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = NotebookNode(kernelspec=kernel, language_info={"name": "python"})
    return notebook


def _expanded(cell: NotebookNode, edition: Edition) -> list[NotebookNode]:
    """A Markdown cell with its numbers, cut where exercises stand in it."""
    made = []
    for piece in expand(fill_numbers(cell.source), edition):
        new = new_code_cell if piece.kind == "code" else new_markdown_cell
        made.append(new(piece.source))
        if piece.exercise:
            # The name tells a grader, and the script of the page, which exercise this is.
            made[-1].metadata = NotebookNode(exercise=piece.exercise, tags=[CELL_TAGS[piece.kind]])
        else:
            made[-1].metadata = cell.metadata.copy()
    return made


def _cell_id(cell: NotebookNode) -> str:
    """The id of an exercise's cell, the same wherever it stands; nothing for other cells."""
    exercise = cell.metadata.get("exercise", "").replace(".", "-")
    return f"{CELL_TAGS[cell.cell_type]}-{exercise}" if exercise else ""


def read_notebook(path: Path) -> NotebookNode:
    """An executed notebook from disk."""
    return nbformat.read(path, as_version=4)


def disagreements(source: NotebookNode, product: NotebookNode) -> list[str]:
    """What an executed notebook says differently from its source; empty if nothing."""
    found = []
    if len(source.cells) != len(product.cells):
        found.append(f"has {len(product.cells)} cells, but its source has {len(source.cells)}")
    for number, (ours, theirs) in enumerate(zip(source.cells, product.cells, strict=False), 1):
        if _content(ours) != _content(theirs):
            found.append(f"cell {number} differs from its source")
    return found


def _content(cell: NotebookNode) -> tuple[Any, ...]:
    return cell.cell_type, cell.source.strip(), dict(cell.metadata)


def defects(notebook: NotebookNode) -> list[str]:
    """What must not stand in an executed notebook: gaps, errors, warnings, failed claims."""
    found = []
    code = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    for position, (number, cell) in enumerate(code, start=1):
        if cell.execution_count != position:
            count = cell.execution_count
            found.append(f"cell {number} was executed as number {count}, not {position}")
        found += [f"cell {number} {text}" for text in _output_defects(cell)]
    shows_widget = any(
        WIDGET_VIEW in output.get("data", {}) for _, cell in code for output in cell.outputs
    )
    if shows_widget and not notebook.metadata.get("widgets"):
        found.append("shows a widget, but its state was not saved")
    return found


def _output_defects(cell: NotebookNode) -> list[str]:
    found = []
    for output in cell.outputs:
        if output.output_type == "error":
            found.append(f"raised {output.ename}: {output.evalue}")
        elif output.output_type == "stream" and output.name == "stderr":
            found.append(f"wrote to stderr: {output.text.strip().splitlines()[0]}")
        elif output.output_type == "stream" and SHOWS_MISTAKE not in cell.metadata.get("tags", []):
            failed = [line for line in output.text.splitlines() if line.startswith("✗")]
            found += [f"has a failed line: {line}" for line in failed]
    return found
