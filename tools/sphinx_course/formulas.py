r"""Formulas, set once when the book is built, by KaTeX in an embedded V8 (the wheel mini-racer).

Why so: a page needs no script for its formulas, a reader without JavaScript sees them, and a
screen reader finds MathML beside them. Compared on the chapter with most formulas (207), sizes
after gzip: MathJax in the page, 699 kB of script before the first formula stands; KaTeX when the
book is built, 14 kB of HTML, 4 kB of styles and the fonts that occur (60 kB), the same in each
browser, long formulas in the text break after = and +; MathML alone, 4 kB and a mathematical font
of 400 kB, but Chromium breaks no line in it and keeps no columns aligned, and latex2mathml, which
would need no JavaScript engine, does not know ``aligned``. MathJax in Node would need Node. The
wheel of mini-racer exists for Linux, macOS and Windows on both kinds of processor (quickjs-ng,
a tenth of its size, lacks two of these and loses joined strings).
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

KATEX = Path(__file__).parents[2] / "_static" / "vendor" / "katex"
STYLES = "vendor/katex/katex-swap.min.css"
SCRIPT = "katex.min.js"
# KaTeX numbers these environments itself; the number of the book stands beside them already.
NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather)\}")
BASES = '</span><span class="katex-base">'
WHOLE = 24  # the number of characters up to which a formula in a sentence stays on one line
logger = logging.getLogger(__name__)


class FormulaError(ValueError):
    """TeX that KaTeX does not understand; the message is KaTeX's own."""


@cache
def engine():  # noqa: ANN201 - the wheel has no types
    """Start V8 and load KaTeX into it, once for each process of the build."""
    from py_mini_racer import MiniRacer

    started = MiniRacer()
    started.eval("var self = this;" + (KATEX / SCRIPT).read_text(encoding="utf-8"))
    started.eval(
        "var typeset = (tex, displayMode) => {"
        "  const options = { displayMode, output: 'htmlAndMathml', strict: 'error' };"
        "  try { return JSON.stringify({ html: katex.renderToString(tex, options) }); }"
        "  catch (error) { return JSON.stringify({ fault: String(error.message) }); }"
        "};"
    )
    return started


@cache
def typeset(tex: str, display: bool) -> str:
    """Return a formula as HTML, with MathML for screen readers.

    Raises
    ------
    FormulaError
        If KaTeX does not understand it.
    """
    answer = json.loads(engine().call("typeset", tex, display))
    if "fault" in answer:
        raise FormulaError(answer["fault"])
    return answer["html"]


def spoken(tex: str) -> str:
    """Return a formula as a line of plain text, for summaries: ``z = XW + b``."""
    try:
        mathml = typeset(tex, False)
    except FormulaError:
        return tex
    held = re.sub(r"<annotation.*?</annotation>|<span class=\"katex-html.*", "", mathml)
    return re.sub(r"<[^>]+>", "", held)


def _typeset_node(node: nodes.Element, tex: str, display: bool) -> str:
    try:
        return typeset(tex, display)
    except FormulaError as error:
        logger.warning("%s", error, location=node)
        return f"<code>{html.escape(tex)}</code>"


class TieMarks(SphinxPostTransform):
    """Keep a formula and the comma after it, or the bracket before it, on one line.

    To a browser a formula is a box, and it breaks lines on both sides of a box. This comes after
    translation, whose texts stay as typed.
    """

    default_priority = 910
    before, after = re.compile(r"[^ \n\t-]{1,12}$"), re.compile(r"^[^ \n\t-]{1,12}-?")

    def run(self, **_: Any) -> None:
        """Put each such formula and its marks into one inline element, which does not break."""
        for formula in list(self.document.findall(nodes.math)):
            parent = formula.parent
            place = parent.index(formula)
            first = self._cut(parent, place - 1, self.before) if place else None
            place = parent.index(formula)
            last = self._cut(parent, place + 1, self.after) if place + 1 < len(parent) else None
            if first or last:
                tied = nodes.inline("", "", *filter(None, (first, formula, last)), classes=["tied"])
                parent.insert(place, tied)
                tied.parent = parent

    @staticmethod
    def _cut(parent: nodes.Element, place: int, edge: re.Pattern[str]) -> nodes.Text | None:
        """Cut the marks at the edge of the text at ``place`` off and return them."""
        text = parent[place]
        found = edge.search(text) if isinstance(text, nodes.Text) else None
        if found is None:
            return None
        rest = nodes.Text(text[: found.start()] + text[found.end() :])
        parent.replace(text, rest if rest else [])
        return nodes.Text(found[0])


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a sentence; a long one may break after = and +."""
    made, classes = _typeset_node(node, node.astext(), False), "math notranslate nohighlight"
    if len(spoken(node.astext())) <= WHOLE:
        classes += " tied"
    else:
        made = made.replace(BASES, BASES.replace("><", "><wbr><"))
    self.body.append(f"{self.starttag(node, 'span', '', CLASS=classes)}{made}</span>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(_typeset_node(node, display_tex(node.astext(), node["nowrap"]), True))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def display_tex(tex: str, whole: bool) -> str:
    """Complete the TeX of a displayed formula as Sphinx does: several lines, several formulas.

    ``whole`` says that it brings its own environment.
    """
    if whole:
        return NUMBERED.sub(r"\\\1{\2*}", tex)
    parts = [part for part in tex.split("\n\n") if part.strip()]
    parts = [rf"\begin{{split}}{p}\end{{split}}" if r"\\" in p else p for p in parts]
    if len(parts) == 1:
        return parts[0]
    return r"\begin{aligned}" + r"\\".join(parts) + r"\end{aligned}"
