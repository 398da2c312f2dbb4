"""Turn sources into executed notebooks: ``NAME.md`` → ``NAME.ipynb``.

These are the chapters, ``intro``, and the pages of the appendix that hold code cells.

    python tools/execute.py                 # the pages whose notebook differs from its source
    python tools/execute.py perceptron      # these
    python tools/execute.py --all
    python tools/execute.py --words keras   # its text changed, its code did not: nothing is run
    python tools/execute.py --check         # change nothing, fail if something is out of date

The way leads in one direction only. Nobody edits a notebook by hand; nothing flows back.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import re
import sys
import time
from hashlib import sha1
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from notebooks import (
    APPENDIX,
    FOLDER,
    ROOT,
    defects,
    disagreements,
    executed_pages,
    notebook_from_source,
    read_notebook,
)
from PIL import Image

from mnist_course.ground.writing import whole_file
from mnist_course.widgets.frames import palette_png

CELL_TIMEOUT = 300  # seconds; a chapter as a whole should stay under 90


def problems(path: Path) -> list[str]:
    """Why the notebook of a source is not up to date; empty if it is."""
    product = path.with_suffix(".ipynb")
    if not product.exists():
        return ["has no notebook"]
    notebook = read_notebook(product)
    try:
        source = notebook_from_source(path)
    except ValueError as error:
        return [f"cannot be compared with its source: {error}"]
    return disagreements(source, notebook) + defects(notebook)


def execute(path: Path) -> NotebookNode:
    """Run a source from top to bottom and return the notebook with its outputs and widgets."""
    notebook = notebook_from_source(path)
    os.environ["MNIST_COURSE_QUIET"] = "1"
    # With this name set, the kernel treats output as it does when the notebooks are checked.
    os.environ["PYTEST_CURRENT_TEST"] = "execute"
    quiet = ["--log-level=ERROR"]
    here = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, timeout=CELL_TIMEOUT, resources=here, record_timing=False, extra_arguments=quiet
    ).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    merge_streams(notebook)
    shrink_pictures(notebook)
    return with_counted_widgets(notebook, path.stem)


def merge_streams(notebook: NotebookNode) -> None:
    """Join what a cell printed: where the kernel cuts it depends on how busy the machine was."""
    for cell in notebook.cells:
        merged: list[NotebookNode] = []
        for output in cell.get("outputs", []):
            stream = output.name if output.output_type == "stream" else None
            if stream and merged and merged[-1].get("name") == stream:
                merged[-1].text += output.text
            else:
                merged.append(output)
        if "outputs" in cell:
            cell.outputs = merged


def shrink_pictures(notebook: NotebookNode) -> None:
    """Give every figure a palette: a third of the bytes, and no difference that one can see."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            encoded = output.get("data", {}).get("image/png")
            if encoded:
                with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
                    small = palette_png(picture)
                output["data"]["image/png"] = base64.b64encode(small).decode("ascii")


def with_counted_widgets(notebook: NotebookNode, name: str) -> NotebookNode:
    """Give widgets ids that are the same in each run, so that a change in git is a real change."""
    state = notebook.metadata.get("widgets", {})
    ids = [key for view in state.values() for key in view.get("state", {})]
    if not ids:
        return notebook
    steady = {old: sha1(f"{name}/{i}".encode()).hexdigest()[:32] for i, old in enumerate(ids)}
    text = re.sub("|".join(ids), lambda match: steady[match.group()], json.dumps(notebook))
    return nbformat.reads(text, as_version=4)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write the whole notebook or nothing."""
    with whole_file(path) as file:
        file.write(nbformat.writes(notebook).rstrip("\n").encode("utf-8") + b"\n")


def make(path: Path) -> bool:
    """Execute one source and write its notebook, unless something in it went wrong."""
    started = time.perf_counter()
    print(f"{path.stem}: running …", flush=True)
    try:
        notebook = execute(path)
    except (CellExecutionError, CellTimeoutError, ValueError) as error:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        print(f"{path.stem}: NOT written\n{plain}")
        return False
    found = defects(notebook)
    for text in found:
        print(f"{path.stem}: {text}")
    if found:
        print(f"{path.stem}: NOT written; repair the source and run this again")
        return False
    write(notebook, path.with_suffix(".ipynb"))
    print(f"{path.stem}: written after {time.perf_counter() - started:.0f} s")
    return True


def reword(path: Path) -> bool:
    """Take over text and tags from a source whose code is that of its notebook."""
    product = path.with_suffix(".ipynb")
    if not product.exists():
        print(f"{path.stem}: there is no notebook yet; run this without --words")
        return False
    source, notebook = notebook_from_source(path), read_notebook(product)
    if _code(source) != _code(notebook):
        print(f"{path.stem}: its code changed; run this without --words")
        return False
    made = iter(cell for cell in notebook.cells if cell.cell_type == "code")
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = (old := next(made)).outputs, old.execution_count
    notebook.cells = source.cells
    write(notebook, product)
    print(f"{path.stem}: text written")
    return True


def _code(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def check(paths: list[Path]) -> bool:
    """Say which notebooks are out of date."""
    good = True
    for path in paths:
        for text in problems(path):
            print(f"{path.with_suffix('.ipynb').relative_to(ROOT)} {text}")
            good = False
    known = {path.stem for path in executed_pages()}
    for product in sorted([*FOLDER.glob("*.ipynb"), *APPENDIX.glob("*.ipynb")]):
        if product.stem not in known:
            print(f"{product.relative_to(ROOT)} has no source {product.stem}.md")
            good = False
    print("All notebooks agree with their sources." if good else "Run: make execute")
    return good


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Execute the chapters and the front page.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="chapters, e.g. perceptron")
    parser.add_argument("--all", action="store_true", help="also those that are up to date")
    parser.add_argument(
        "--words", action="store_true", help="run nothing: the code of these did not change"
    )
    parser.add_argument("--check", action="store_true", help="change nothing, only report")
    options = parser.parse_args(arguments)
    known = {path.stem: path for path in executed_pages()}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"no page {', '.join(unknown)}; there are: {', '.join(known)}")
    chosen = [known[name] for name in options.names] or list(known.values())
    if options.check:
        return 0 if check(chosen) else 1
    if not options.names and not options.all:
        chosen = [path for path in chosen if problems(path)]
    if options.words:
        done = [reword(path) for path in chosen]
        return 0 if all(done) else 1
    print(f"{len(chosen)} of {len(known)} pages to execute")
    made = [make(path) for path in chosen]  # all of them, also after a failure
    return 0 if all(made) else 1


if __name__ == "__main__":
    sys.exit(main())
