"""A live figure as plain HTML, and the files its page needs. For the book's build.

Only the standard library is used here, so that building the pages imports neither NumPy nor a
widget library.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnist_course.widgets import assets, bundle

#: The output of a cell that shows a live figure holds this beside the notebook's widget.
MIME = "application/vnd.mnist-course.live+json"
#: Where the book's build puts `page_files`, seen from ``_static``.
FOLDER = "live"

#: Pixels of a still frame for one pixel of CSS, as ``frames.png`` draws them.
SHARPNESS = 1.6

NO_SCRIPT = (
    "This figure computes in the page, which needs JavaScript; here is a still picture of it."
)


def page_html(
    name: str,
    state: Mapping[str, Any],
    still: bytes,
    alt: str,
    *,
    identity: str = "",
    lock: list[str] | None = None,
    caption: str = "",
) -> str:
    """Return the figure that ``live.js`` brings to life.

    Parameters
    ----------
    name : str
        Which figure: the name of its script.
    state : mapping
        The settings that differ from the script's defaults.
    still : bytes
        A PNG of its most telling moment: for paper, and where no script runs.
    alt : str
        What that picture shows.
    identity : str
        The element's id, which a link to a set-up names; the figure's name unless it stands twice
        on a page.
    lock : list of str, optional
        Settings that the reader cannot turn.
    caption : str
        A sentence below the figure.

    Raises
    ------
    bundle.BundleError
        If there is no such figure.
    """
    scripts = " ".join(bundle.page_scripts(name))
    wide, phone = bundle.heights(name)
    quoted = {
        "id": identity or name,
        "style": f"--ml-wide: {wide}px; --ml-phone: {phone}px",
        "data-live": name,
        "data-scripts": scripts,
        "data-state": json.dumps(dict(state), ensure_ascii=False, sort_keys=True),
        "data-lock": json.dumps(lock or []),
    }
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in quoted.items())
    picture = base64.b64encode(still).decode("ascii")
    words = f"<figcaption>{html.escape(caption, quote=False)}</figcaption>" if caption else ""
    return (
        f'<figure class="mnist-live" {attributes}>'
        f'<div class="ml-still"><img src="data:image/png;base64,{picture}" '
        f'alt="{html.escape(alt)}" loading="lazy"{_size(still)}></div>'
        f'<noscript><p class="ml-note">{html.escape(NO_SCRIPT)}</p></noscript>'
        f"{words}</figure>"
    )


def figure_html(data: Mapping[str, Any], identity: str = "") -> str:
    """Return the HTML for the output of a cell, read from its MIME bundle.

    ``data`` maps MIME types to contents, as in a notebook file; it holds `MIME` and
    ``image/png``.
    """
    live = data[MIME]
    return page_html(
        live["name"],
        live["state"],
        base64.b64decode(data["image/png"]),
        live["alt"],
        identity=identity,
        lock=live.get("lock"),
        caption=live.get("caption", ""),
    )


def page_files() -> dict[str, str]:
    """Return all files that pages with live figures need, path to text, for ``_static/live``.

    ``live.js`` stands at the end of every page's body, ``live.css`` in its head; the rest is loaded
    by ``live.js`` when a figure comes near.
    """
    names = bundle.figures()
    scripts = {script for name in names for script in bundle.page_scripts(name)}
    files = {f"{script}.js": bundle.page_script(script) for script in sorted(scripts)}
    files["live.js"] = bundle.page_loader()
    files["live.css"] = bundle.style(*names)
    for name in assets.names():
        text = base64.b64encode(assets.read(name)).decode("ascii")
        files[f"data/{name}.js"] = f'window.mnistCourse.asset("{name}", "{text}");\n'
    return files


def write_page_files(folder: Path) -> list[Path]:
    """Write `page_files` below a folder, only those that differ; return all paths."""
    paths = []
    for name, text in page_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _size(png: bytes) -> str:
    """Return width and height as attributes, so that the page keeps room for the picture."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return ""
    width, height = (int.from_bytes(png[i : i + 4]) for i in (16, 20))
    return f' width="{round(width / SHARPNESS)}" height="{round(height / SHARPNESS)}"'
