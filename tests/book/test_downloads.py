"""The notebooks that a reader takes along: plain Markdown, whole, able to install the course."""

from __future__ import annotations

import hashlib
import html.parser
import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import nbformat
import pytest
from course_wheel import install
from docutils import nodes
from markdown_it import MarkdownIt
from nbclient import NotebookClient
from sphinx_course import downloads

from tests.book.book_pages import SOURCE, listed_pages

PAGES = [name for name in listed_pages() if (SOURCE / f"{name}.ipynb").exists()]
MYST = re.compile(
    r"\{[a-zA-Z][\w:-]*\}`"  # a role
    r"|^[ >]*(?:`{3,}|~{3,}|:{3,})\s*\{"  # a directive
    r"|^\([\w-]+\)=|\{\{ [\w.-]+|^%",  # a label, a substitution, a comment
    re.MULTILINE,
)
FENCED = re.compile(r"^( *)(`{3,}).*?^\1\2\s*$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def taken(book):
    """A function: the path of a page's notebook in the built book."""
    return lambda page: book.html / "notebooks" / f"{posixpath.basename(page)}.ipynb"


def markdown_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_is_valid_and_holds_no_myst(taken, page):
    notebook = nbformat.read(taken(page), as_version=4)
    nbformat.validate(notebook)
    shown = [
        output["data"]["text/markdown"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "text/markdown" in output.get("data", {})
    ]
    for text in [*markdown_of(notebook), *shown]:
        whole = re.sub(r"^ *`{3,}[a-z]*\n.*?\n *`{3,}$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert not (found := MYST.search(whole)), found[0]


def test_the_look_for_myst_sees_it():
    for text in ("a {ref}`b`", "```{note}\nx\n```", "> :::{tip}", "(here)=\n# A", "{{ a.b }}"):
        assert MYST.search(text), text


@pytest.mark.parametrize("page", PAGES)
def test_code_outputs_and_figures_are_those_of_the_page(taken, page):
    ours = nbformat.read(SOURCE / f"{page}.ipynb", as_version=4)
    made = nbformat.read(taken(page), as_version=4)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    assert code[0].id == "install" and not code[0].outputs
    assert code[1:] == [cell for cell in ours.cells if cell.cell_type == "code"]
    assert made.metadata == ours.metadata, "the state of the figures"


class Words(html.parser.HTMLParser):
    """The words of a page's text, without code cells, formulas and what theme and build add."""

    void = frozenset(("img", "br", "hr", "input", "meta", "link", "col", "wbr", "source"))
    skipped = frozenset(("svg", "script", "style", "button", "math", "noscript"))
    classes = frozenset(("cell", "math", "headerlink", "eqno", "section-number", "ledger-links"))

    def __init__(self, text: str, within: str = "") -> None:
        super().__init__()
        self.open: list[bool] = []
        self.within, self.inside, self.words = within, not within, Counter()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in self.void:
            return
        names = set((dict(attrs).get("class") or "").split())
        above = self.open[-1] if self.open else False
        self.inside |= tag == self.within
        self.open.append(above or tag in self.skipped or bool(names & self.classes))

    def handle_endtag(self, tag):
        if tag in self.void or not self.open:
            return
        self.open.pop()
        if tag == self.within:
            self.inside = False

    def handle_data(self, data):
        if self.inside and not (self.open and self.open[-1]):
            self.words.update(re.findall(r"[^\W_]+", data))


@pytest.mark.parametrize("page", PAGES)
def test_no_word_of_the_page_is_lost(taken, book, page):
    shown = Words((book.html / f"{page}.html").read_text(encoding="utf-8"), "article").words
    plain = MarkdownIt("commonmark").enable("table")
    notebook = nbformat.read(taken(page), as_version=4)
    said: Counter[str] = Counter()
    for text in markdown_of(notebook):
        without = FENCED.sub(lambda m: m[0].replace("$", ""), text)
        without = re.sub(r"(?<!\\)\$\$.*?\$\$|(?<!\\)\$[^$\n]+?\$", " ", without)
        said += Words(plain.render(without)).words
    assert sum(shown.values()) > 100
    assert shown - said == Counter()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page_of_the_book_and_a_place_there(taken, page):
    path = taken(page)
    tokens = MarkdownIt("commonmark").enable("table")
    links = re.findall(
        r'href="([^"]+)"',
        "".join(tokens.render(text) for text in markdown_of(nbformat.read(path, 4))),
    )
    inner = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert any(link.startswith(f"../{page}.html") for link in inner), "back to its page"
    for link in inner:
        name, _, place = link.partition("#")
        target = path.parent / name
        assert target.is_file(), link
        if place:
            assert f'id="{place}"' in target.read_text(encoding="utf-8"), link


# --- the first cell ------------------------------------------------------------------------------


PIP = """
import json, pathlib, sys
pathlib.Path(__file__).with_name("asked.json").write_text(json.dumps(sys.argv[1:]))
"""


def run_first_cell(code, folder, fake):
    """Run the cell where nothing but Python's own library is; ``pip`` writes what it is asked."""
    (fake / "pip.py").write_text(PIP)
    (folder / "cell.py").write_text(code)
    return subprocess.run(
        [sys.executable, "-S", "cell.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(fake)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(book):
    (found,) = (book.html / "notebooks").glob("*.whl")
    return found


def first_cell(taken):
    notebook = nbformat.read(taken(PAGES[-1]), as_version=4)
    return next(cell.source for cell in notebook.cells if cell.id == "install")


def test_the_first_cell_installs_the_wheel_beside_it_by_its_hash(taken, wheel, tmp_path):
    here, fake = tmp_path / "with spaces", tmp_path / "fake"
    here.mkdir()
    fake.mkdir()
    (here / wheel.name).write_bytes(wheel.read_bytes())
    done = run_first_cell(first_cell(taken), here, fake)
    assert done.returncode == 0, done.stderr
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    asked = (fake / "asked.json").read_text()
    assert f"{wheel.name}#sha256={digest}" in asked
    assert (here / wheel.name).resolve().as_uri() in asked
    # And pip itself takes exactly this file, and no other of that name.
    package = re.search(r'"(mnist-course[^"]*)"\]$', asked)[1]
    alone = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *alone, "--target", str(tmp_path / "site")]
    subprocess.run([*command, package], check=True)
    assert (tmp_path / "site" / "mnist_course" / "__init__.py").is_file()
    (here / wheel.name).write_bytes(wheel.read_bytes() + b"changed")
    refused = subprocess.run([*command, package], capture_output=True, text=True)
    assert refused.returncode != 0 and "HASH" in refused.stderr.upper()


def test_without_the_wheel_the_first_cell_says_where_it_is(taken, wheel, tmp_path):
    (tmp_path / "fake").mkdir()
    done = run_first_cell(first_cell(taken), tmp_path, tmp_path / "fake")
    assert done.returncode == 1
    assert f"Put {wheel.name} into {tmp_path.resolve()}" in done.stderr
    assert not (tmp_path / "fake" / "asked.json").exists(), "nothing is looked for by its name"


def test_a_notebook_runs_from_an_empty_folder(taken, wheel, tmp_path, monkeypatch):
    """The shortest; the code of the others is that of the chapters, which are run in full."""
    notebooks = {page: nbformat.read(taken(page), as_version=4) for page in PAGES}
    page = min(notebooks, key=lambda name: len(notebooks[name].cells))
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    install(wheel, site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")
    where = nbformat.v4.new_code_cell("import mnist_course\nprint(mnist_course.__file__)")
    notebooks[page].cells.insert(2, where)
    resources = {"metadata": {"path": str(empty)}}
    NotebookClient(notebooks[page], timeout=120, resources=resources).execute()
    assert str(site) in where.outputs[0].text
    outputs = [o for cell in notebooks[page].cells for o in cell.get("outputs", ())]
    assert all(output.output_type != "error" for output in outputs)


PUBLISHED = "https://book.example/digits"


@pytest.mark.parametrize("base", ["", PUBLISHED, f"{PUBLISHED}/"])
def test_where_the_book_is_published_links_lead_there(base):
    """And a notebook opened elsewhere takes the wheel from there, by its hash."""
    builder = SimpleNamespace(get_target_uri=lambda name: f"{name}.html")
    config = SimpleNamespace(html_baseurl=base, html_title="Digits")
    env = SimpleNamespace(course_wheel=("course.whl", "0" * 64))
    env.titles = {"chapters/lenet": nodes.title("", "LeNet")}
    app = SimpleNamespace(builder=builder, config=config, env=env)
    code = nbformat.v4.new_code_cell("from mnist_course import keras_models")
    notebook = nbformat.v4.new_notebook(cells=[code])
    about, install = downloads.first_cells(app, "chapters/lenet", notebook)
    root = PUBLISHED if base else ".."
    assert f"[LeNet]({root}/chapters/lenet.html)" in about.source
    online = f'"{root}/notebooks/course.whl"' if base else '""'
    assert f"wheel.exists() else {online}\n" in install.source
    assert "mnist-course[keras] @ {address}#sha256=" + "0" * 64 in install.source
    assert "('mnist_course', 'keras')" in install.source
    links = {"refuri": "../appendix/glossary.html#term-pixel"}, {"refid": "eq-1"}
    places = [downloads.address(app, "chapters/lenet", nodes.reference(**link)) for link in links]
    assert places == [
        f"{root}/appendix/glossary.html#term-pixel",
        f"{root}/chapters/lenet.html#eq-1",
    ]
    outside = nodes.reference(refuri="https://x.example/a (b)")
    assert downloads.address(app, "chapters/lenet", outside) == "https://x.example/a%20(b%29"
