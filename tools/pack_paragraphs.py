"""Count the words of this book's paragraphs, for the chapter on other data.

    python tools/pack_paragraphs.py            # write mnist_course/data/paragraphs.npz
    python tools/pack_paragraphs.py --check    # only say how far the chapters have moved on

The file is *frozen*: results are recorded on it, so it is not made anew when a sentence changes.
Whoever makes it anew names the new edition below, puts the checksum that is printed into
`mnist_course/data/paragraphs.py`, and repeats the experiments that read it (`book-paragraphs`).

A paragraph is a block of prose of at least 25 words: no heading, table, formula, code, caption,
admonition, exercise. Of its words those count that a reader of the page sees as English: two
letters or more, in lower case, without what stands between dollar signs or backticks.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course.data import paragraphs

ROOT = Path(__file__).resolve().parents[1]
#: What was counted; it is written into the file.
EDITION = "November 2026, before the part In the world"
LEAST_WORDS = 25
#: In the order of the book.
CHAPTERS = (
    "digits",
    "perceptron",
    "softmax-regression",
    "linear-classifier",
    "activation-functions",
    "multilayer-networks",
    "backpropagation",
    "initialization",
    "gradient-descent",
    "hyperparameters",
    "regularization",
    "keras",
    "convolution",
    "pooling",
    "lenet",
    "lenet-experiments",
    "robustness",
)

_WORD = re.compile(r"[a-z]{2,}")
_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]*)[^`]*`")  # a link: its words stay, its target goes
_UNSEEN = re.compile(
    r"\{\{.*?\}\}"  # a number that the build fills in
    r"|\{(?:cite\S*?|numref|eq)\}`[^`]*`"  # becomes names or numbers
)
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)")


@dataclass(frozen=True)
class Paragraph:
    """A block of prose: its chapter, the heading it stands under, its words."""

    chapter: str
    section: str
    words: tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words that a reader sees, in order and in lower case."""
    text = _ROLE.sub(r" \1 ", _UNSEEN.sub(" ", text))
    text = _CODE.sub(" ", text)
    return tuple(_WORD.findall(text.lower()))


def paragraphs_of(chapter: str, source: str) -> list[Paragraph]:
    """Return the paragraphs of a chapter's source, in order."""
    found: list[Paragraph] = []
    fence, section, block = "", "", []
    formula = False

    def close() -> None:
        words = words_of(" ".join(block))
        if len(words) >= LEAST_WORDS:
            found.append(Paragraph(chapter, section, words))
        block.clear()

    body = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    for line in body.splitlines():
        ticks = re.match(r"`{3,}", line)
        if fence:
            if ticks and ticks[0] == fence and line.strip() == fence:
                fence = ""
        elif line.startswith("$$"):
            formula = not formula
            close()
        elif formula:
            continue
        elif ticks:
            fence = ticks[0]
            close()
        elif line.startswith("#"):
            close()
            section = line.lstrip("# ")
        elif not line.strip() or (line[0] in "|(" and (line[0] == "|" or line.endswith(")="))):
            close()
        elif re.match(r"[-*] |\d+\. ", line):
            close()
            block.append(line)
        else:
            block.append(line)
    close()
    return found


def book() -> list[Paragraph]:
    """Return the paragraphs of the chapters as they stand now."""
    return [
        one
        for name in CHAPTERS
        for one in paragraphs_of(
            name, (ROOT / "chapters" / f"{name}.md").read_text(encoding="utf-8")
        )
    ]


def counts(found: list[Paragraph]) -> dict[str, np.ndarray]:
    """Return the arrays of the file: each paragraph's words and how often they occur in it."""
    bags = [Counter(one.words) for one in found]
    vocabulary = sorted(set().union(*bags))
    number = {word: i for i, word in enumerate(vocabulary)}
    sections = list(dict.fromkeys((one.chapter, one.section) for one in found))
    places = {section: i for i, section in enumerate(sections)}
    ordered = [sorted(bag.items()) for bag in bags]
    return {
        "edition": np.array(EDITION),
        "chapters": np.array(CHAPTERS),
        "vocabulary": np.array(vocabulary),
        "chapter": np.array([CHAPTERS.index(one.chapter) for one in found], np.uint8),
        "section": np.array([places[one.chapter, one.section] for one in found], np.uint16),
        "sections": np.array([title for _, title in sections]),
        "ends": np.cumsum([len(bag) for bag in bags]).astype(np.uint32),
        "words": np.array([number[w] for bag in ordered for w, _ in bag], np.uint16),
        "counts": np.array([n for bag in ordered for _, n in bag], np.uint8),
    }


def still_there(found: list[Paragraph]) -> float:
    """Return the share of the frozen paragraphs that stand in the book word for word."""
    frozen = paragraphs.read_counts()
    now = {(one.chapter, frozenset(Counter(one.words).items())) for one in found}
    kept = [bag in now for bag in frozen.bags()]
    return float(np.mean(kept))


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    found = book()
    if parser.parse_args(arguments).check:
        share = still_there(found)
        print(f"{share:.1%} of the frozen paragraphs stand in the chapters as they are now")
        return 0
    np.savez_compressed(paragraphs.FILE, **counts(found))
    print(f"{len(found)} paragraphs in {paragraphs.FILE}")
    print(f"put this checksum into paragraphs.py: {paragraphs.checksum()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
