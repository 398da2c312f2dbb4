"""Python in the page: a place for the button below each exercise, and the files that it loads.

The files stand in ``_static/python``. Those that a reader's click loads are packed here from what
is vendored and from the package itself: from a disk a page can fetch nothing, so each is a script
that holds base64, in parts, so that one sees how far it is.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

FOLDER = "python"
PART = 1_500_000  # characters of base64 in one script
# What neither an exercise nor a short cell needs; NumPy's tests alone are a third of its wheel.
WITHOUT = ("tests", "f2py", "include", "distutils", "_pyinstaller")
ENDINGS = (".pyi", ".h", ".pxd", ".md", ".a")
OURS = (
    *("__init__.py", "metrics.py", "perceptron.py"),
    *(f"widgets/{name}.py" for name in ("__init__", "assets", "packed", "sample", "trained")),
)
ROOMS = ("book", "data", "exercises", "experiments", "ground", "nn", "plots")
# Loaded when a cell speaks of one of these names.
ON_DEMAND = {
    "results.zip": ("load_result",),
    "digits.bin": ("load_mnist", "sample"),
    "weights.bin": ("trained",),
}
MIME = "text/html"


def setup(app: Sphinx) -> None:
    """Connect what is below."""
    app.connect("html-page-context", dress, priority=610)  # after ``page.dress``
    app.connect("build-finished", write, priority=500)  # before ``folder.tidy``


def add_places(notebook: dict[str, Any]) -> None:
    """Give the cell of each exercise a further output, which `page.js` turns into a button."""
    for cell in notebook["cells"]:
        name = cell["metadata"].get("exercise")
        if name and cell["cell_type"] == "code":
            place = f'<div class="try-here" data-exercise="{name}"></div>'
            output = {"output_type": "display_data", "metadata": {}, "data": {MIME: place}}
            cell["outputs"].append(output)


def dress(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the small script on the book's pages, and that of the answers where they are shown."""
    if doctree is None or app.builder.name != "html":
        return
    app.add_js_file(f"{FOLDER}/page.js")
    if "data-answers" in context.get("body", ""):
        app.add_js_file(f"{FOLDER}/answers.js")


def exercises(source: Path) -> dict[str, list[str]]:
    """Return the names of the exercises of each page, read off the notebooks."""
    found = {}
    for path in sorted(source.glob("chapters/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        names = [
            cell["metadata"]["exercise"]
            for cell in cells
            if cell["cell_type"] == "code" and "exercise" in cell["metadata"]
        ]
        if names:
            found[f"chapters/{path.stem}"] = names
    return found


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write `_static/python` (event ``build-finished``)."""
    if exception is not None or app.builder.name != "html":
        return
    root, static = Path(app.srcdir), Path(app.outdir, "_static")
    folder = static / FOLDER
    listed = json.dumps(exercises(root), separators=(",", ":"))
    script = folder / "page.js"
    ours = (root / "_static" / FOLDER / "page.js").read_text(encoding="utf-8")
    script.write_text(
        f"window.mnistPython = {{ exercises: {listed} }};\n{ours}", encoding="utf-8", newline="\n"
    )
    for old in folder.glob("*-[0-9]*.js"):
        old.unlink()
    manifest = {}
    for name, (data, zipped) in assets(root).items():
        text = base64.b64encode(data).decode("ascii")
        manifest[name] = {"gzip": zipped, "for": ON_DEMAND.get(name, ()), "files": []}
        for number, start in enumerate(range(0, len(text), PART)):
            part = text[start : start + PART]
            file = f"{name.split('.')[0]}-{number}.js"
            (folder / file).write_text(f'mnistPython.part("{file}", "{part}");\n', encoding="ascii")
            manifest[name]["files"].append({"file": file, "bytes": len(part)})
    told = f"mnistPython.assets = {json.dumps(manifest)};\n"
    (folder / "assets.js").write_text(told, encoding="ascii")
    shutil.copyfile(root / "_static/vendor/codemirror/editor.js", folder / "editor.js")
    (folder / "worker.js").unlink(missing_ok=True)  # it is in a packed file


def assets(root: Path) -> dict[str, tuple[bytes, bool]]:
    """Return what Python in the page consists of, name to bytes and whether they are gzipped."""
    vendor = root / "_static" / "vendor"
    pyodide = vendor / "pyodide"
    data = root / "mnist_course" / "widgets" / "data"
    texts = [pyodide / "pyodide.asm.js", pyodide / "pyodide.js", root / "_static/python/worker.js"]
    worker = ";\n".join(path.read_text(encoding="utf-8") for path in texts).encode()
    return {
        "worker.js": (packed(worker), True),
        "pyodide.asm.wasm": (_wasm(pyodide / "pyodide.asm.wasm"), True),
        "python_stdlib.zip": (_stdlib(pyodide), False),
        "numpy.zip": (_numpy(next(vendor.glob("numpy/*.whl")), pyodide), False),
        "course.zip": (zipped(course(root)), False),
        "results.zip": (zipped(results(root)), False),
        **{name: ((data / name).read_bytes(), False) for name in ("digits.bin", "weights.bin")},
    }


def packed(data: bytes) -> bytes:
    """Return gzipped bytes, the same for the same input at any time."""
    return gzip.compress(data, compresslevel=9, mtime=0)


@cache
def _wasm(path: Path) -> bytes:
    return packed(path.read_bytes())


@cache
def _stdlib(pyodide: Path) -> bytes:
    """Return Python's standard library, compiled where a page imports it."""
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as whole:
        files = ((name, whole.read(name)) for name in sorted(whole.namelist()))
        return zipped(_compiled(files, "stdlib", pyodide))


@cache
def _numpy(wheel: Path, pyodide: Path) -> bytes:
    """Return NumPy without what a page never uses, its licence with it; compiled likewise."""
    with zipfile.ZipFile(wheel) as whole:
        files = (
            (name, whole.read(name))
            for name in sorted(whole.namelist())
            if not set(Path(name).parts[:-1]) & set(WITHOUT) and not name.endswith(ENDINGS)
        )
        return zipped(_compiled(files, "wheel", pyodide))


def _compiled(
    files: Iterable[tuple[str, bytes]], archive: str, pyodide: Path
) -> Iterator[tuple[str, bytes]]:
    """Put byte code in the place of texts: Python starts with half the work.

    Raises
    ------
    ExtensionError
        If the byte code was made of another text.
    """
    with zipfile.ZipFile(pyodide / "compiled.zip") as made:
        sources = json.loads(made.read("SOURCES.json"))
        for name, data in files:
            known = sources.get(f"{archive}/{name}")
            if known is None:
                yield name, data
                continue
            if known != sha256(data).hexdigest():
                raise ExtensionError(
                    f"{pyodide.name}/compiled.zip was made of another {name}; run `make vendor`."
                )
            yield f"{name}c", made.read(f"{archive}/{name}c")


def course(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the package's files that a page needs: the same text as everywhere else."""
    package = root / "mnist_course"
    paths = [package / name for name in OURS]
    paths += [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    paths += sorted((package / "data").glob("*.npz"))
    for path in paths:
        yield path.relative_to(root).as_posix(), path.read_bytes()


def results(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the recorded results, where an installed package has them."""
    folder = root / "results"
    for path in [*sorted(folder.glob("*.json")), *folder.glob("*.tag")]:
        yield f"mnist_course/results/{path.name}", path.read_bytes()


def zipped(files: Any) -> bytes:
    """Return a zip file of names and contents, the same for the same input at any time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files:
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(about, data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return made.getvalue()
