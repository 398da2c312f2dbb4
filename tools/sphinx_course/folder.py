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
# fonts and its two thousand rules hold those of all the world. KaTeX has done its work, the
# pictures of the cards stand in the page, and Python is packed in ``python/``.
UNUSED = (
    "cards",
    "scripts/fontawesome.js",
    "scripts/fontawesome.js.LICENSE.txt",
    "vendor/fontawesome",
    "vendor/katex/katex.min.js",
    "vendor/codemirror/editor.js",
    "vendor/numpy/numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
    "vendor/pyodide/pyodide.asm.js",
    "vendor/pyodide/pyodide.asm.wasm",
    "vendor/pyodide/pyodide.js",
    "vendor/pyodide/compiled.zip",
    "vendor/pyodide/python_stdlib.zip",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
    "locales",
)
THEME_STYLES = "pydata-sphinx-theme.css"
RULE = re.compile(r"([^{}@;]+)\{[^{}]*\}")
COMMA = re.compile(r",(?![^(]*\))")  # between selectors, not inside :not(a, b)
ICON = re.compile(r"\.fa[srb]?(?:[-.:]|$)")  # .fa-bars:before, .fas, but not .fade
ICON_FONT = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
LIGHT, DARK = (re.compile(rf"\[data-theme=\"?{name}\"?\]") for name in ("light", "dark"))
DONE = "/* as the book needs it */"
OURS = {"course.css", "icons.css", "live", "vendor"}
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
CONDITION = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
EMPTY = re.compile(r"@media[^{}]*\{\s*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Write the redirect and remove what is not used (event ``build-finished``)."""
    if exception is not None or app.builder.format != "html":
        return
    root, first = Path(app.outdir), f"{app.config.root_doc}.html"
    if first != "index.html" and app.builder.name == "html":
        words = {"language": app.config.language, "title": app.config.html_title, "first": first}
        words = {key: html.escape(value) for key, value in words.items()}
        (root / "index.html").write_text(REDIRECT.format(**words), encoding="utf-8")
    static = root / "_static"
    for name in UNUSED:
        path = static / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    for path in static.rglob("*.map"):
        path.unlink()
    words = named(root)
    for path in static.rglob("*.css"):
        styles = path.read_text(encoding="utf-8")
        if styles.startswith(DONE):
            continue
        styles = without_comments(styles)
        if not OURS & set(path.relative_to(static).parts):
            styles = without_unused(styles, words)
        if path.match(THEME_STYLES):
            styles = without_icons(styles)
        path.write_text(f"{DONE}\n{light_unless_dark(styles)}", encoding="utf-8")


def without_icons(styles: str) -> str:
    """Return the theme's styles without the rules and fonts of Font Awesome."""

    def keep(rule: re.Match[str]) -> str:
        return "" if all(ICON.match(part) for part in COMMA.split(rule[1])) else rule[0]

    return RULE.sub(keep, ICON_FONT.sub("", styles))


def named(root: Path) -> set[str]:
    """Return all classes that a page has, and all words of scripts, which may give it more."""
    words: set[str] = set()
    for path in root.rglob("*.html"):
        for found in re.findall(r'\bclass="([^"]*)"', path.read_text(encoding="utf-8")):
            words.update(found.split())
    for path in (root / "_static").rglob("*.js"):
        words.update(re.findall(r"[A-Za-z_][\w-]*", path.read_text(encoding="utf-8")))
    return words


def without_unused(styles: str, words: set[str]) -> str:
    """Return styles without the rules for classes that no page has and no script names.

    Of the theme's two thousand rules a page needs one in five, and waits for all of them.
    Bootstrap puts its names ``bs-...`` together while it runs; they stay.
    """

    def possible(selector: str) -> bool:
        needed = CLASS.findall(CONDITION.sub("", selector))
        return all(name in words or name.startswith("bs-") for name in needed)

    def keep(rule: re.Match[str]) -> str:
        selectors = [part for part in COMMA.split(rule[1]) if possible(part)]
        return ",".join(selectors) + rule[0][len(rule[1]) :] if selectors else ""

    return EMPTY.sub("", RULE.sub(keep, styles))


def without_comments(styles: str) -> str:
    """Return styles without comments, but with the notices of licences (``/*!``) at their head."""
    notices = [text for text in COMMENT.findall(styles) if text.startswith("/*!")]
    return "\n".join([*notices, COMMENT.sub("", styles)])


def light_unless_dark(styles: str) -> str:
    """Keep the dark look to the screen, and give the light one to pages without JavaScript.

    The theme's script says which look a page has. Where it does not run, the page has none of the
    theme's colours; on paper, a reader of the dark page gets light grey letters.
    """

    def change(rule: re.Match[str]) -> str:
        text = rule[0]
        light = LIGHT.search(rule[1])
        if light and DARK.search(rule[1]):
            return text
        if light:
            paper = LIGHT.sub("[data-theme]", text)
            screen = LIGHT.sub(":not([data-theme=dark])", text)
            return f"{screen}@media print{{{paper}}}"
        all_dark = all(DARK.search(part) for part in COMMA.split(rule[1]))
        return f"@media screen{{{text}}}" if all_dark else text

    return RULE.sub(change, styles)
