"""What a cell shows on a page: widgets become plain HTML before the page is read.

The notebook that a reader downloads stays as it is; only what Sphinx reads is changed.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_course import night, python
from sphinx_course.explore import ExploreError, figure_html, read_figure

VIEW = "application/vnd.jupyter.widget-view+json"
LIVE = "application/vnd.mnist-course.live+json"
STATE = "application/vnd.jupyter.widget-state+json"
logger = logging.getLogger(__name__)


def replace_widgets(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put plain HTML in the place of each widget of a notebook (event ``source-read``)."""
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = json.loads(source[0])
        for fault in replace_in(notebook):
            logger.warning(fault, location=docname)
        python.add_places(notebook)
        if app.builder.name == "html":
            night.write_dark_pictures(notebook, Path(app.outdir, app.builder.imagedir))
        source[0] = json.dumps(notebook)


def replace_in(notebook: dict[str, Any]) -> list[str]:
    """Replace the widgets in the outputs of a notebook's cells; return what is wrong with them."""
    faults: list[str] = []
    seen: Counter[str] = Counter()
    held = notebook["metadata"].pop("widgets", {}).get(STATE, {}).get("state", {})
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", ())]
    shown = [output["data"] for output in outputs if VIEW in output.get("data", {})]
    for number, data in enumerate(shown, start=1):
        if LIVE in data:
            made = live_html(data, seen)
        else:
            try:
                figure = read_figure(data[VIEW]["model_id"], held)
            except ExploreError as error:
                faults.append(f"{error}.")
                continue
            made = figure_html(figure, f"explore-{number}")
        data.clear()
        data["text/html"] = made
    return faults


def live_html(data: dict[str, Any], seen: Counter[str]) -> str:
    """Return a live figure as the package writes it for pages; its id is unique on the page."""
    from mnist_course.widgets import page  # imports nothing but the standard library

    name = data[LIVE]["name"]
    seen[name] += 1
    return page.figure_html(data, name if seen[name] == 1 else f"{name}-{seen[name]}")


def live_files(static: Path) -> None:
    """Write the scripts and data of all live figures below the built book's ``_static``."""
    from mnist_course.widgets import page

    page.write_page_files(static / page.FOLDER)
