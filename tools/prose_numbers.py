"""Which measured numbers of a chapter nobody guards: in its prose, captions and alt texts.

    python tools/prose_numbers.py              # every chapter, and the appendices with cells
    python tools/prose_numbers.py perceptron   # these

A number is guarded if it is put in from a recorded result, if a cell of the same chapter prints it,
if it stands in a claim or an assertion, or if the declaration of an experiment names it as a
source's own. What remains is typed by hand, and nothing would fail if it became false. The few that
may be typed (a figure from a cited work) stand in ``ALLOWED`` with their reasons.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode
from notebooks import executed_appendices, read_notebook, sources

from mnist_course.experiments.registry import load_themes

ALLOWED: dict[str, dict[str, str]] = {
    "beyond-lenet": {
        "15.3 %": "Krizhevsky et al. (2012), abstract: the winning entry",
        "26.2 %": "Krizhevsky et al. (2012), abstract: the second-best entry",
        "60 million": "Krizhevsky et al. (2012), abstract",
        "7.3 %": "Simonyan and Zisserman (2015): their entry of 2014",
        "6.67 %": "Szegedy et al. (2015): their entry of 2014",
        "3.57 %": "He et al. (2016), abstract",
        "5.1 %": "Russakovsky et al. (2015): the first of two persons",
        "6.43 %": "He et al. (2016), on CIFAR-10: the best of five runs",
        "1.2": "Russakovsky et al. (2015): million images to train on",
        "1,000": "Russakovsky et al. (2015): classes",
        "1,500": "Russakovsky et al. (2015): images that one person named",
        "650,000": "Krizhevsky et al. (2012), abstract: neurons",
        "60,000": "Krizhevsky (2009): pictures of CIFAR-10",
        "40,000": "its batches 1 to 4, as catalogue/lenet/cifar.py reads them",
        "0.06": "million: the 61,706 parameters of the chapter on LeNet",
        "66 %": "Nejad, the article's text; its notebook prints 66.87 %",
    },
    "baselines": {
        "5.0 %": "LeCun et al. (1998), errors of nearest neighbours",
        "2.4 %": "LeCun et al. (1998), errors of nearest neighbours of straightened digits",
        "0.56 %": "DeCoste and Schölkopf (2002), errors of a support vector machine",
    },
    "hyperparameters": {
        "95.42 %": "Nielsen (2015), chapter 1, best of three runs with 30 hidden units",
        "96.59 %": "Nielsen (2015), chapter 1, with 100 hidden units",
    },
    "keras": {
        "0.156233": "PaddlePaddle's tutorial, log: errors of training in the first pass",
        "0.0978": "PaddlePaddle's tutorial, log: errors on the test images after it",
    },
    "lenet": {
        "82 %": "LeCun et al. (1998), business cheques read rightly",
        "17 %": "LeCun et al. (1998), business cheques refused",
    },
    "lenet-experiments": {
        "1.15": "Nejad, the version of TensorFlow that the article's text names",
    },
}
"""For each chapter the numbers that may be typed, as they stand there, with the reason."""

# A percentage, a decimal, a count with a comma, so many "of 100": what is measured looks so.
NUMBER = re.compile(
    r"""(?<![\w.,{^\\])
    (?P<text>\d{1,3}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)
    (?P<unit>\s?\\?%|\spercent\b|\s(?:of|in)\s100\b(?!,)|\s(?:percentage\s)?points?\b)?""",
    re.VERBOSE,
)
TOKEN = re.compile(r"(?<![\w.])\d+(?:[,_]\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?:\s?%)?")


def unguarded(path: Path) -> list[str]:
    """Numbers of a chapter's source that no cell, claim, result or source stands for.

    Returns
    -------
    list of str
        For each number its text and the words around it; or that there is no notebook.
    """
    if not path.with_suffix(".ipynb").exists():
        return ["no notebook yet: run `make execute`"]
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    evidence = Evidence(read_notebook(path.with_suffix(".ipynb")))
    allowed = ALLOWED.get(path.stem, {})
    found = []
    for text in texts(notebook):
        for match in NUMBER.finditer(text):
            number = " ".join(match.group().split())
            if not measured(match) or number in allowed or evidence.has(match):
                continue
            around = text[max(0, match.start() - 45) : match.end() + 25]
            found.append(f"{number}: …{' '.join(around.split())}…")
    return found


def measured(match: re.Match[str]) -> bool:
    """Whether a number looks like a measurement: not a plain whole number such as 28."""
    return bool(match["unit"]) or not match["text"].isdigit()


def texts(notebook: NotebookNode) -> Iterator[str]:
    """The prose, captions and alt texts of a source, without what is put in or only asked."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield _prose(cell.source)
        else:
            dress = cell.metadata.get("mystnb", {})
            yield dress.get("figure", {}).get("caption", "")
            yield dress.get("image", {}).get("alt", "")


def _prose(text: str) -> str:
    """Markdown without places for results, code, and the givens of exercises."""
    text = re.sub(r"^(`{3,})\{exercise\}.*?^\1$", " ", text, flags=re.M | re.S)
    text = re.sub(r"\{\{.*?\}\}", " ", text)
    return re.sub(r"(?<!`)`[^`\n]+`(?!`)", " ", text)


class Evidence:
    """What the cells of an executed chapter print, claim and set, and what sources report."""

    def __init__(self, notebook: NotebookNode):
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        guards = [c.source for c in code if "claim(" in c.source or "assert " in c.source]
        printed = [text for cell in code for text in _printed(cell)]
        self.measured = _values([*guards, *printed])
        # A setting stands in a cell and is true because it stands there.
        self.settings = _values(cell.source for cell in code)
        self.reported = _reported()

    def has(self, match: re.Match[str]) -> bool:
        """Whether a number, as precisely as it is written, is among the evidence."""
        value = Decimal(re.sub(r"\{,\}|,", "", match["text"]))
        step = Decimal(1).scaleb(value.as_tuple().exponent)
        known = self.measured
        if match["unit"]:
            shares = {100 * v for v in known if 0 <= v <= 1}
            known = known | shares | {100 - share for share in shares}
        else:
            known = known | self.settings
        # What a source reports is quoted as it stands there.
        quoted = self.reported | {100 * v for v in self.reported if match["unit"]}
        return value in quoted or any(abs(abs(v) - value) <= step / 2 for v in known)


def _printed(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield output.get("data", {}).get("text/plain", "")


def _values(texts: Iterable[str]) -> set[Decimal]:
    """Every number in some texts; a percentage counts as a share too."""
    found = set()
    for text in texts:
        for token in TOKEN.findall(text):
            value = Decimal(re.sub(r"[,_%\s]", "", token))
            found.add(value)
            if token.endswith("%"):
                found.add(value / 100)
    return found


@cache
def _reported() -> set[Decimal]:
    """Every number that a declaration names as a source's own."""
    found: set[Decimal] = set()
    for theme in load_themes():
        for experiment in theme:
            found |= set(_leaves(experiment.reported))
            found |= set(_leaves([row.reported for row in experiment.ledger]))
    return found


def _leaves(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Mapping):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Decimal(repr(value)) if value == value else Decimal(0)


def main() -> int:
    """List the unguarded numbers; return how many chapters have some."""
    names = sys.argv[1:]
    bad = 0
    for path in [*sources(), *executed_appendices()]:
        if names and path.stem not in names:
            continue
        found = unguarded(path)
        bad += bool(found)
        print("\n".join([f"{path.stem}: {len(found)}", *(f"  {line}" for line in found)]))
    return bad


if __name__ == "__main__":
    sys.exit(main())
