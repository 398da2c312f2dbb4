"""What a cell shows on a page: widgets become plain HTML before the page is read.

The notebook that a reader downloads stays as it is; only what Sphinx reads is changed.
"""

from __future__ import annotations

import json
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_course.explore import ExploreError, figure_html, read_figure

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
logger = logging.getLogger(__name__)


def replace_widgets(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put plain HTML in the place of each widget of a notebook (event ``source-read``)."""
    if app.env.doc2path(docname).endswith(".ipynb") and VIEW in source[0]:
        notebook = json.loads(source[0])
        for fault in replace_in(notebook):
            logger.warning(fault, location=docname)
        source[0] = json.dumps(notebook)


def replace_in(notebook: dict[str, Any]) -> list[str]:
    """Replace the widgets in the outputs of a notebook's cells; return what is wrong with them."""
    faults = []
    held = notebook["metadata"].pop("widgets", {}).get(STATE, {}).get("state", {})
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", ())]
    shown = [output["data"] for output in outputs if VIEW in output.get("data", {})]
    for number, data in enumerate(shown, start=1):
        view = data.pop(VIEW)
        try:
            figure = read_figure(view["model_id"], held)
        except ExploreError as error:
            faults.append(f"{error}.")
            continue
        data.clear()
        data["text/html"] = figure_html(figure, f"explore-{number}")
    return faults
