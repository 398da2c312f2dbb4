"""The pages that _toc.yml lists, and how one is opened in the browser.

(Not in conftest.py: a module of that name is a different one in each folder of tests.)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.book import checks

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(os.environ.get("MNIST_COURSE_BOOK_SOURCE") or ROOT).resolve()
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
PAPER = {"width": 718, "height": 1000}  # A4 without its margins


def listed_pages() -> list[str]:
    """The pages of _toc.yml as paths without a suffix, in the order of the book."""
    toc = yaml.safe_load((SOURCE / "_toc.yml").read_text(encoding="utf-8"))

    def walk(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(node[key]) for key in ("root", "file") if key in node)
            for key in ("parts", "chapters", "sections", "entries", "subtrees"):
                yield from walk(node.get(key))
        elif isinstance(node, list):
            for child in node:
                yield from walk(child)

    return [name.removesuffix(".md").removesuffix(".ipynb") for name in walk(toc)]


@dataclass
class Visit:
    """An open page and all that went wrong on it since it was opened."""

    page: Page
    path: Path
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


# Sections far from the window wait with their layout. Tests look at all, as a reader does who
# has been everywhere.
WHOLE = ".bd-article section { content-visibility: visible !important; }"


def open_page(
    context: BrowserContext,
    path: Path,
    query: str = "",
    base: str = "",
    root: Path = ROOT,
    *,
    whole: bool = True,
) -> Visit:
    """Open a file and wait until formulas and widgets stand.

    With ``base``, the address of a web server that serves ``root``, open it from there. ``whole``
    lays out the sections that wait for the reader too.
    """
    visit = Visit(context.new_page(), path)
    page = visit.page
    page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: visit.errors.append(f"page error: {error}"))
    page.on("requestfailed", lambda r: visit.requests.append(f"failed: {r.url} {r.failure}"))

    def gate(route) -> None:
        if route.request.url.startswith((base or "file:", "data:", "blob:")):
            route.continue_()
        else:
            visit.requests.append(f"foreign: {route.request.url}")
            route.abort()

    page.route("**/*", gate)
    page.goto((base + path.relative_to(root).as_posix() if base else path.as_uri()) + query)
    if whole:
        page.add_style_tag(content=WHOLE)
    checks.settle(page)
    return visit
