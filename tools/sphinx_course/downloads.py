"""The notebooks that a reader takes along: made by the build, beside the wheel they need.

A page's own notebook is written in MyST, whose roles and directives other programs show as raw
text. Its twin here says the same in plain Markdown. Cells of code, their outputs and the state of
figures stay as they are. A new first cell installs the package from its wheel, by the hash of that
file: a bare name would be looked up in a public index, where it could be anyone's.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import mimetypes
import os
import posixpath
import re
from importlib import util
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx_exercise.nodes import exercise_enumerable_node

from sphinx_course.markdown import Writer

FOLDER = "notebooks"
# Where the book is published; empty where it is read from a disk. (Jupyter Book's `baseurl:` in
# _config.yml says the same; whoever publishes a copy need not change a file.)
ADDRESS = "MNIST_COURSE_BOOK_URL"
INSTALL = """\
# Run this cell first. What is missing here of {names} is installed from the course's own file.
import importlib.util
import subprocess
import sys
from pathlib import Path

if any(importlib.util.find_spec(name) is None for name in {needed}):
    wheel = Path("{wheel}")
    address = wheel.resolve().as_uri() if wheel.exists() else "{online}"
    if not address:
        raise FileNotFoundError(
            f"Put {{wheel}} into {{Path.cwd()}} and run this cell again. The file lies beside this "
            "notebook in the folder '{folder}' of the book; the foot of each page links to it."
        )
    package = f"mnist-course{extra} @ {{address}}#sha256={digest}"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", package], check=True)
    importlib.invalidate_caches()
"""
logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Connect what is below."""
    app.connect("builder-inited", make_wheel)
    # After ``page.dress`` (600), whose button leads here.
    app.connect("html-page-context", write, priority=700)
    app.connect("build-finished", tidy)


def make_wheel(app: Sphinx) -> None:
    """Build the wheel into the folder of the notebooks, and remember its name and hash."""
    if not makes_notebooks(app):
        return
    if address := os.environ.get(ADDRESS):
        app.config["html_baseurl"] = address
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    wheel = _builder().build(folder)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    app.env.course_wheel = (wheel.name, digest)


def _builder() -> Any:
    """Load the tool that builds wheels; Sphinx knows this folder, not that of the tools."""
    spec = util.spec_from_file_location(
        "course_wheel", Path(__file__).parents[1] / "course_wheel.py"
    )
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def makes_notebooks(app: Sphinx) -> bool:
    """Whether the pages of this build have buttons: not the one long page that is printed."""
    return app.builder.name == "html"


def file_of(docname: str) -> str:
    """Return the path of a page's notebook, from the folder of the built book."""
    return f"{FOLDER}/{posixpath.basename(docname)}.ipynb"


def write(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write the notebook of a page (event ``html-page-context``)."""
    if doctree is None or not makes_notebooks(app):
        return
    source = app.env.doc2path(pagename)
    if not source.endswith(".ipynb"):
        return
    name, _ = app.env.course_wheel
    context["wheel_name"] = name
    context["wheel_url"] = context["pathto"](f"{FOLDER}/{name}", 1)
    notebook = nbformat.read(source, as_version=4)
    made = plain_notebook(app, pagename, notebook, doctree)
    target = Path(app.outdir, file_of(pagename))
    target.write_bytes(nbformat.writes(made).rstrip("\n").encode() + b"\n")


def plain_notebook(
    app: Sphinx, docname: str, notebook: NotebookNode, doctree: nodes.document
) -> NotebookNode:
    """Return a notebook that says what its page says, in plain Markdown."""
    pictures: dict[str, dict[str, dict[str, str]]] = {}
    here: list[str] = [""]  # the id of the cell that is being written

    def picture(node: nodes.Element) -> str:
        return attach(Path(app.srcdir), node["uri"], pictures.setdefault(here[0], {}))

    writer = Writer(lambda node: address(app, docname, node), numbers(app), picture)
    texts: dict[int, list[str]] = {}
    now = 0
    for node, text in writer.flat(doctree):
        line = node.get("cell_index", now) if not text else (getattr(node, "line", None) or 0)
        now = line if not text else max(now, line // 10_000 - 1)
        here[0] = str(now)
        if text:
            texts.setdefault(now, []).append(text)
    for node in writer.lost:
        logger.warning(
            "the notebook to take along has no words for %s; tools/sphinx_course/markdown.py "
            "gives them to it",
            type(node).__name__,
            location=node,
        )
    cells = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cells.append(cell)
        elif said := texts.get(number):
            made = new_markdown_cell("\n\n".join(said), id=cell.id, metadata=cell.metadata)
            if held := pictures.get(str(number)):
                made["attachments"] = held
            cells.append(made)
    made = nbformat.v4.new_notebook(metadata=copy.deepcopy(notebook.metadata))
    made.cells = [*first_cells(app, docname, notebook), *cells]
    return made


def first_cells(app: Sphinx, docname: str, notebook: NotebookNode) -> list[NotebookNode]:
    """Return what stands before the text: where it comes from, and what installs the package."""
    wheel, digest = app.env.course_wheel
    title = Writer(lambda _: "", lambda _: "", lambda _: "").escaped(
        app.env.titles[docname].astext()
    )
    base = app.config.html_baseurl.rstrip("/")
    links = "Links lead to the pages of the book"
    links += "." if base else f" and work while this file lies in its folder `{FOLDER}`."
    page = at(app, app.builder.get_target_uri(docname))
    said = (
        f"This notebook is the page [{title}]({page}) of the book *{app.config.html_title}*. "
        f"{links} The first cell installs what the code needs, if it is missing, from "
        f"[{wheel}]({at(app, f'{FOLDER}/{wheel}') if base else wheel})"
        + (", which may lie beside this file." if base else ", which must lie beside this file.")
    )
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    keras = re.search(r"\bkeras", code) is not None
    needed = ("mnist_course", "keras") if keras else ("mnist_course",)
    install = INSTALL.format(
        names=" and ".join(needed),
        needed=repr(needed),
        wheel=wheel,
        online=f"{base}/{FOLDER}/{wheel}" if base else "",
        folder=FOLDER,
        extra="[keras]" if keras else "",
        digest=digest,
    )
    return [
        new_markdown_cell(said, id="about-this-notebook"),
        new_code_cell(install.rstrip(), id="install", metadata={"tags": ["install"]}),
    ]


def at(app: Sphinx, path: str) -> str:
    """Return the address of a file of the book, as seen from the folder of the notebooks."""
    base = app.config.html_baseurl.rstrip("/")
    return f"{base}/{path}" if base else f"../{path}"


def address(app: Sphinx, docname: str, node: nodes.Element) -> str:
    """Return where a link of a page leads, as seen from the folder of the notebooks."""
    page = app.builder.get_target_uri(docname)
    if "filename" in node:  # a download
        return at(app, f"_downloads/{node['filename']}")
    if "refid" in node:
        return at(app, f"{page}#{node['refid']}")
    target = node.get("refuri", "")
    if not target or re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
        return target.replace(" ", "%20").replace(")", "%29")
    if target.startswith("#"):
        return at(app, page + target)
    return at(app, posixpath.normpath(posixpath.join(posixpath.dirname(page), target)))


def numbers(app: Sphinx) -> Any:
    """Return a function that gives a node's number as the page has it."""
    kinds = {
        nodes.figure: "figure",
        nodes.table: "table",
        nodes.container: "code-block",
        exercise_enumerable_node: "exercise",
    }

    def number(node: nodes.Element) -> str:
        if isinstance(node, nodes.math_block):
            known = SimpleNamespace(builder=app.builder)
            return get_node_equation_number(known, node) if node.get("number") else ""
        kind = next((name for cls, name in kinds.items() if isinstance(node, cls)), "")
        counted = app.builder.fignumbers.get(kind, {})
        found = next((counted[i] for i in node.get("ids", ()) if i in counted), None)
        shape = app.config.numfig_format.get(kind, "%s")
        return shape % ".".join(map(str, found)) if found else ""

    return number


def attach(root: Path, uri: str, held: dict[str, dict[str, str]]) -> str:
    """Put a picture of the book into a cell, as an attachment; return its address there."""
    path = root / uri
    kind = mimetypes.guess_type(path.name)[0]
    if kind is None or not path.is_file():
        return uri
    held[path.name] = {kind: base64.b64encode(path.read_bytes()).decode("ascii")}
    return f"attachment:{path.name}"


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Remove the notebooks in MyST, to which no page leads any more (event ``build-finished``)."""
    if exception is None and makes_notebooks(app):
        for path in Path(app.outdir, "_sources").rglob("*.ipynb"):
            path.unlink()
