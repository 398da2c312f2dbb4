"""A page as plain Markdown: what every program that shows notebooks understands, and no more.

It is written from the tree that Sphinx has resolved, not from the source: every role, directive and
substitution is already a text, a link or a number there, also those that no page uses yet. Plain
means CommonMark with tables, and formulas between dollars.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from sphinx_course.formulas import display_tex

Block = tuple[nodes.Node, str]
SILENT = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.target,
    nodes.meta,
    addnodes.index,
    addnodes.toctree,
    addnodes.highlightlang,
)
SPECIAL = re.compile(
    r"""(?P<backslash>\\(?=[!-/:-@\[-`{-~]))  # before punctuation it would escape that
      | (?P<mark>[`*$])
      | (?<![^\W_])_ | _(?![^\W_])            # at the edge of a word: the start of italics
      | <(?=[A-Za-z/!?])                      # the start of a tag
      | (?<=\])\(                             # the address of a link
      | &(?=\#?\w+;)""",
    re.VERBOSE,
)
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# What would make a list, a heading, a quotation, a rule or the definition of a link of a paragraph.
START = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=[-+=>#\[~])")


@dataclass
class Writer:
    """Writes the nodes of one page.

    Attributes
    ----------
    address : function
        The address of a link, from its node.
    number : function
        The number of a formula or the name of a figure or table (``Figure 3.1``), or nothing.
    picture : function
        The address of a picture, from its node.
    lost : list of nodes
        What had no words: a node that this class does not know, with nothing in it.
    """

    address: Callable[[nodes.Element], str]
    number: Callable[[nodes.Element], str]
    picture: Callable[[nodes.Element], str]
    lost: list[nodes.Node] = field(default_factory=list)
    in_table: bool = False

    # --- blocks ----------------------------------------------------------------------------------

    def flat(self, node: nodes.Element, level: int = 0) -> Iterator[Block]:
        """Yield the blocks of a page in order, with their nodes; sections are opened, cells kept.

        A cell of code is yielded with no text.
        """
        for child in node.children:
            if isinstance(child, nodes.section):
                yield from self.flat(child, level + 1)
            elif isinstance(child, nodes.title) and isinstance(node, nodes.section):
                yield child, f"{'#' * max(level, 1)} {self.line(child)}"
            elif isinstance(child, nodes.container) and child.get("nb_element") == "cell_code":
                yield child, ""
            else:
                yield from ((child, text) for text in self.blocks(child, level) if text)

    def blocks(self, node: nodes.Node, level: int = 1) -> Iterator[str]:
        """Yield the blocks that one node becomes."""
        empty = isinstance(node, nodes.compound | nodes.container) and not node.children
        if empty or isinstance(node, SILENT):
            return
        for kind, method in self.KINDS.items():
            if isinstance(node, kind):
                yield from method(self, node, level)
                return
        if isinstance(node, nodes.Inline | nodes.Text | nodes.TextElement):
            yield self.start(self.line(node))
        elif isinstance(node, nodes.Element) and node.children:
            yield from self.inside(node, level)
        else:
            self.lost.append(node)

    def inside(self, node: nodes.Element, level: int = 1) -> Iterator[str]:
        """Yield the blocks of all children; what stands in a sentence is put together."""
        sentence: list[str] = []
        for child in node.children:
            if isinstance(child, nodes.Inline | nodes.Text | nodes.image):
                sentence.append(self.inline(child))
                continue
            if said := "".join(sentence).strip():
                yield self.start(said)
            sentence = []
            yield from self.blocks(child, level)
        if said := "".join(sentence).strip():
            yield self.start(said)

    def text(self, node: nodes.Element, level: int = 1) -> str:
        """Return the children as blocks with empty lines between them."""
        return "\n\n".join(text for text in self.inside(node, level) if text)

    def _section(self, node: nodes.Element, level: int) -> Iterator[str]:
        for child, text in self.flat(node, level + 1):
            yield text or self.text(child)

    def _heading(self, node: nodes.Element, level: int) -> Iterator[str]:
        yield f"**{self.line(node)}**"

    def _paragraph(self, node: nodes.Element, _: int) -> Iterator[str]:
        if said := self.line(node):
            yield self.start(said)

    def _code(self, node: nodes.Element, _: int) -> Iterator[str]:
        language = node.get("language", "")
        fence = fence_for(node.astext())
        word = "" if language in ("default", "none") else language
        yield f"{fence}{word}\n{node.astext().rstrip()}\n{fence}"

    def _formula(self, node: nodes.Element, _: int) -> Iterator[str]:
        # Inside a list or a quotation, a program may take the marks at the start of a line for a
        # part of the formula: so it stands on one line.
        tex = " ".join(display_tex(node.astext(), node.get("nowrap", False)).split())
        tag = rf" \tag{{{number}}}" if (number := self.number(node)) else ""
        yield f"$${tex}{tag}$$"

    def _raw(self, node: nodes.Element, _: int) -> Iterator[str]:
        yield self._html(node).strip("\n")

    def _list(self, node: nodes.Element, level: int) -> Iterator[str]:
        first = node.get("start", 1) if isinstance(node, nodes.enumerated_list) else None
        items = []
        for i, item in enumerate(node.children):
            mark = "- " if first is None else f"{first + i}. "
            items.append(mark + indented(self.text(item, level), len(mark)))
        loose = any("\n\n" in item for item in items)
        yield ("\n\n" if loose else "\n").join(items)

    def _definitions(self, node: nodes.Element, level: int) -> Iterator[str]:
        items = []
        for item in node.children:
            terms = [self.line(part) for part in item.findall(nodes.term)]
            meant = [self.text(part, level) for part in item.children if not _is_term(part)]
            said = "\n\n".join(part for part in meant if part)
            items.append(f"- **{', '.join(terms)}**: {indented(said, 2)}")
        yield "\n".join(items)

    def _fields(self, node: nodes.Element, level: int) -> Iterator[str]:
        items = []
        for item in node.findall(nodes.field):
            name, body = item.children
            items.append(f"- **{self.line(name)}**: {indented(self.text(body, level), 2)}")
        yield "\n".join(items)

    def _quote(self, node: nodes.Element, level: int) -> Iterator[str]:
        yield quoted(self.text(node, level))

    def _lines(self, node: nodes.Element, _: int) -> Iterator[str]:
        yield "\\\n".join(self.line(line) for line in node.findall(nodes.line))

    def _rule(self, _: nodes.Element, __: int) -> Iterator[str]:
        yield "---"

    def _admonition(self, node: nodes.Element, level: int) -> Iterator[str]:
        title, rest = self._titled(node)
        name = title or type(node).__name__.capitalize()
        body = [text for child in rest for text in self.blocks(child, level)]
        yield quoted("\n\n".join([f"**{name}**", *body]))

    def _task(self, node: nodes.Element, level: int) -> Iterator[str]:
        """An exercise: its title as a heading, so that lists of contents show it."""
        title, rest = self._titled(node)
        name = f"{self.number(node)} {title}".strip()
        yield f"{'#' * min(level + 1, 6)} {name or 'Exercise'}"
        for child in rest:
            inner = child.children if isinstance(child, nodes.section) else [child]
            for part in inner:
                yield from self.blocks(part, level + 1)

    def _titled(self, node: nodes.Element) -> tuple[str, list[nodes.Node]]:
        heads = [c for c in node.children if isinstance(c, nodes.title | nodes.subtitle)]
        title = " ".join(self.line(head) for head in heads)
        return title, [child for child in node.children if child not in heads]

    def _figure(self, node: nodes.Element, level: int) -> Iterator[str]:
        for child in node.children:
            if isinstance(child, nodes.caption):
                yield self._caption(node, child)
            elif isinstance(child, nodes.image | nodes.reference):
                yield self.inline(child)
            else:
                yield from self.blocks(child, level)

    def _caption(self, owner: nodes.Element, caption: nodes.Element) -> str:
        number = self.number(owner)
        return (f"**{number}.** " if number else "") + self.line(caption)

    def _container(self, node: nodes.Element, level: int) -> Iterator[str]:
        for child in node.children:
            if isinstance(child, nodes.caption):
                yield self._caption(node, child)
            else:
                yield from self.blocks(child, level)

    def _table(self, node: nodes.Element, _: int) -> Iterator[str]:
        for title in node.children:
            if isinstance(title, nodes.title):
                yield self._caption(node, title)
        rows = [list(row.children) for row in node.findall(nodes.row)]
        width = max(len(row) for row in rows)
        if not any(True for _ in node.findall(nodes.thead)):
            rows.insert(0, [])
        self.in_table = True
        lines = [[self._entry(entry) for entry in row] + [""] * (width - len(row)) for row in rows]
        self.in_table = False
        sides = [_side(entry) for entry in rows[-1]] + ["---"] * (width - len(rows[-1]))
        lines.insert(1, sides)
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def _entry(self, entry: nodes.Element) -> str:
        return "<br>".join(self.text(entry).split("\n\n")).replace("\n", " ")

    def _footnote(self, node: nodes.Element, level: int) -> Iterator[str]:
        labels = [child for child in node.children if isinstance(child, nodes.label)]
        name = " ".join(label.astext() for label in labels)
        body = [t for c in node.children if c not in labels for t in self.blocks(c, level)]
        yield "\n\n".join([rf"\[{name}\] {body[0] if body else ''}", *body[1:]])

    # --- inside a sentence -----------------------------------------------------------------------

    def line(self, node: nodes.Node) -> str:
        """Return the children of a node as one line."""
        return "".join(self.inline(child) for child in node.children).strip()

    def inline(self, node: nodes.Node) -> str:
        """Return what one node becomes in a sentence."""
        if isinstance(node, nodes.Text):
            return self.escaped(" ".join(str(node).split("\n")))
        if isinstance(node, SILENT):
            # A target may hold words.
            return "".join(self.inline(child) for child in node.children)
        if isinstance(node, nodes.literal):
            return self._literal(node.astext())
        if isinstance(node, nodes.math):
            tex = " ".join(node.astext().split())
            return f"${self._in_row(tex, formula=True)}$"
        if isinstance(node, nodes.raw):
            return self._html(node)
        if isinstance(node, nodes.image):
            return f"![{self.escaped(node.get('alt', ''))}]({self.picture(node)})"
        inside = "".join(self.inline(child) for child in node.children)
        if isinstance(node, nodes.footnote_reference):
            return f"[{inside}]"
        if isinstance(node, nodes.reference | addnodes.download_reference):
            address = self.address(node)
            return f"[{inside}]({address})" if address and inside else inside
        for kind, (before, after) in MARKS.items():
            if isinstance(node, kind) and inside:
                return before + inside + after
        if not node.children and not isinstance(node, nodes.inline):
            self.lost.append(node)
        return inside

    def _literal(self, code: str) -> str:
        code = self._in_row(" ".join(code.split("\n")), formula=False)
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
        space = " " if code.startswith("`") or code.endswith("`") else ""
        return f"{fence}{space}{code}{space}{fence}"

    def _html(self, node: nodes.Element) -> str:
        """HTML stays, but no drawings: they need the styles of the page."""
        wanted = "html" in node.get("format", "").split()
        return SVG.sub("", node.astext()) if wanted else ""

    def _in_row(self, text: str, *, formula: bool) -> str:
        """A bar in the row of a table ends a cell, even in code and formulas."""
        if not self.in_table:
            return text
        if formula:
            return text.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        return text.replace("|", r"\|")

    def escaped(self, text: str) -> str:
        """Return a text in which no sign has a meaning for Markdown."""
        text = SPECIAL.sub(lambda m: "&amp;" if m[0] == "&" else "\\" + m[0], text)
        return text.replace("|", r"\|") if self.in_table else text

    def start(self, said: str) -> str:
        """Return a paragraph whose first sign makes nothing else of it."""
        if said.startswith("[") and re.match(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(", said):
            return said  # a link
        found = START.match(said)
        return said if found is None else f"{found[0]}\\{said[found.end() :]}"

    KINDS: ClassVar[dict[type, Callable[[Writer, nodes.Element, int], Iterator[str]]]] = {}


def _is_term(node: nodes.Node) -> bool:
    return isinstance(node, nodes.term | nodes.classifier)


def _side(entry: nodes.Element) -> str:
    classes = entry.get("classes", ())
    if "text-right" in classes:
        return "---:"
    return ":---:" if "text-center" in classes else "---"


def indented(text: str, width: int) -> str:
    """Return a text whose lines but the first stand further to the right."""
    return re.sub(r"\n(?=[^\n])", "\n" + " " * width, text)


def quoted(text: str) -> str:
    """Return a text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def fence_for(code: str) -> str:
    """Return a fence that the code itself does not hold."""
    return "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))


MARKS: dict[type, tuple[str, str]] = {
    nodes.strong: ("**", "**"),
    nodes.emphasis: ("*", "*"),
    nodes.title_reference: ("*", "*"),
    nodes.superscript: ("<sup>", "</sup>"),
    nodes.subscript: ("<sub>", "</sub>"),
}
# The first kind that fits counts, so the special stands before the general.
Writer.KINDS = {
    nodes.section: Writer._section,
    nodes.title: Writer._heading,
    nodes.rubric: Writer._heading,
    nodes.subtitle: Writer._heading,
    nodes.paragraph: Writer._paragraph,
    nodes.raw: Writer._raw,
    nodes.math_block: Writer._formula,
    nodes.literal_block: Writer._code,
    nodes.doctest_block: Writer._code,
    nodes.bullet_list: Writer._list,
    nodes.enumerated_list: Writer._list,
    nodes.definition_list: Writer._definitions,
    nodes.field_list: Writer._fields,
    nodes.line_block: Writer._lines,
    nodes.block_quote: Writer._quote,
    nodes.transition: Writer._rule,
    nodes.figure: Writer._figure,
    nodes.table: Writer._table,
    nodes.footnote: Writer._footnote,
    nodes.citation: Writer._footnote,
    nodes.topic: Writer._admonition,
    nodes.sidebar: Writer._admonition,
    exercise_node: Writer._task,  # a kind of admonition, as the next two
    exercise_enumerable_node: Writer._task,
    solution_node: Writer._task,
    nodes.Admonition: Writer._admonition,
    nodes.container: Writer._container,
}
