"""The folder of the built book: nothing in it that no page uses, and a first page that says so."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

REDIRECT = """<!DOCTYPE html>
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <meta name="description" content="The first page of the book is {first}.">
    <meta http-equiv="refresh" content="0; url={first}">
    <link rel="canonical" href="{first}">
  </head>
  <body>
    <main><h1>{title}</h1><p><a href="{first}">Open the book</a></p></main>
  </body>
</html>
"""
# Our own icons are drawn by icons.css: the theme's script draws each of them anew (1.5 MB), its
# fonts and its two thousand rules hold those of all the world. KaTeX has done its work.
UNUSED = (
    "scripts/fontawesome.js",
    "scripts/fontawesome.js.LICENSE.txt",
    "vendor/fontawesome",
    "vendor/katex/katex.min.js",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
    "locales",
)
THEME_STYLES = "styles/pydata-sphinx-theme.css"
RULE = re.compile(r"([^{}@;]+)\{[^{}]*\}")
ICON = re.compile(r"\.fa[srb]?(?:[-.:]|$)")  # .fa-bars:before, .fas, but not .fade
ICON_FONT = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")



def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Write the redirect and remove what is not used (event ``build-finished``)."""
    if exception is not None or app.builder.name != "html":
        return
    root, first = Path(app.outdir), f"{app.config.root_doc}.html"
    if first != "index.html":
        words = {"language": app.config.language, "title": app.config.html_title, "first": first}
        words = {key: html.escape(value) for key, value in words.items()}
        (root / "index.html").write_text(REDIRECT.format(**words), encoding="utf-8")
    static = root / "_static"
    for name in UNUSED:
        path = static / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    for path in static.rglob("*.map"):
        path.unlink()
    styles = static / THEME_STYLES
    styles.write_text(without_icons(styles.read_text(encoding="utf-8")), encoding="utf-8")


def without_icons(styles: str) -> str:
    """Return the theme's styles without the rules and fonts of Font Awesome."""

    def keep(rule: re.Match[str]) -> str:
        return "" if all(ICON.match(part) for part in rule[1].split(",")) else rule[0]

    return SOURCE_MAP.sub("", RULE.sub(keep, ICON_FONT.sub("", styles)))
