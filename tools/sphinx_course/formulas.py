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
from xml.etree import ElementTree

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
def engine() -> Any:
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


WORDS = {"msub": "sub", "msup": "to the", "mfrac": "over"}


def spoken(tex: str) -> str:
    """Return a formula as a line of plain text: ``z=XW+b``, ``p sub c``, ``10 to the −6``.

    For the heads of tables and for summaries, where no formula can stand.
    """
    try:
        found = re.search(r"<math.*</math>", typeset(tex, False), re.DOTALL)
    except FormulaError:
        found = None
    return _words(ElementTree.fromstring(found[0])) if found else tex


def _words(element: ElementTree.Element) -> str:
    name = element.tag.rpartition("}")[2]
    if name == "annotation":
        return ""
    parts = [_words(child) for child in element]
    if name in WORDS:
        return f" {WORDS[name]} ".join(parts)
    if name == "msubsup":
        return f"{parts[0]} sub {parts[1]} to the {parts[2]}"
    if name == "msqrt":
        return f"the root of {''.join(parts)}"
    return (element.text or "").replace("\N{FUNCTION APPLICATION}", " ") + "".join(parts)


def plain(node: nodes.Node) -> str:
    """Return the text of a sentence on one line, with its formulas as text too."""
    if isinstance(node, nodes.math):
        return spoken(node.astext())
    if not node.children:
        return " ".join(node.astext().split("\n"))
    return "".join(plain(child) for child in node.children)


TABLE_HEAD = re.compile(
    r'<th\b(?P<rest>[^>]*)>(?P<inside><p><span class="math (?:(?!</th>|</p>).)*</p>)</th>',
    re.DOTALL,
)
TEX = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)


def name_table_heads(body: str) -> str:
    """Name the heads of tables that hold a formula and nothing else, in words.

    A screen reader says the head with each cell of its column, and not all know MathML there.
    """

    def name(found: re.Match[str]) -> str:
        words = html.escape(spoken(html.unescape(TEX.findall(found["inside"])[0])))
        inside = found["inside"].replace("<span ", f'<span role="math" aria-label="{words}" ', 1)
        return f"<th{found['rest']}>{inside}</th>"

    return TABLE_HEAD.sub(name, body)


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
    before, after = (
        re.compile(r"[^ \n\t-]{1,12}$"),
        re.compile(r"^(?:[^ \n\t-]{0,12}-|[^ \n\t-]{1,12})"),
    )

    def run(self, **_: Any) -> None:
        """Put each such formula and its marks into one inline element, which does not break."""
        for formula in list(self.document.findall(nodes.math)):
            parent = formula.parent
            place = parent.index(formula)
            first = self._cut(parent, place - 1, self.before) if place else None
            place = parent.index(formula)
            last = self._cut(parent, place + 1, self.after) if place + 1 < len(parent) else None
            if first is not None or last is not None:
                tied = nodes.inline("", "", classes=["tied"])
                parent[place] = tied
                tied += [part for part in (first, formula, last) if part is not None]

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
