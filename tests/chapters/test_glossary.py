"""Glossary and bibliography hold what the chapters define and cite, and nothing else."""

import re

import pytest
from notebooks import FOLDER, FRONT, ROOT

GLOSSARY = (ROOT / "appendix" / "glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^(\S.*)\n  ", GLOSSARY[GLOSSARY.index("```{glossary}") :], re.M)
PAGES = [*sorted(FOLDER.glob("*.md")), FRONT, *sorted((ROOT / "appendix").glob("*.md"))]
CHAPTERS = [pytest.param(path, id=path.stem) for path in sorted(FOLDER.glob("*.md"))]

# "is called *synapses*", "We call $z$ the *score*", "textbooks call it *bias shift*": a definition.
DEFINED = re.compile(
    r"\bcall(?:ed|s)?(?:\s+(?!if\b|when\b)(?:\$[^$]+\$|\w+)){0,4}\s+"
    r"\*([^*\n]+?)\*(?!\*)"
)
# Words that stand under a longer or another name.
UNDER = {
    "deep": "deep network",
    "error": "blame",
    "inverted": "inverted dropout",
    "one-hot": "one-hot encoding",
    "remedy": "regularization",
    "silent": "silent unit",
    "synapses": "synapse",
}


def prose(path):
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.M | re.S)


@pytest.mark.parametrize("path", CHAPTERS)
def test_what_a_chapter_gives_a_name_stands_in_the_glossary(path):
    known = {term.lower() for term in TERMS}
    missing = [
        word
        for word in DEFINED.findall(prose(path))
        if UNDER.get(word.lower(), word.lower()) not in known
    ]
    assert missing == [], "add the term to appendix/glossary.md, or its longer name to UNDER"


def test_the_pattern_finds_definitions_and_leaves_emphasis_alone():
    text = "We call such a unit *silent*. It is called *overflow*. A *new* image; "
    text += "call $z$ the *score*."
    assert DEFINED.findall(text) == ["silent", "overflow", "score"]


def test_terms_are_in_order_and_explained_once():
    lower = [term.lower() for term in TERMS]
    assert lower == sorted(lower)
    assert len(lower) == len(set(lower)) > 150


def test_every_term_is_used_in_the_book():
    text = " ".join(prose(path) for path in PAGES if path.stem != "glossary")
    text = text.replace("*", "").lower()
    forms = {"convergence": "converge", "standardisation": "standardi"}
    unused = [
        t
        for t in TERMS
        if forms.get(t.lower(), t.lower()).replace("-", " ")[:12] not in text.replace("-", " ")
    ]
    assert unused == []


def test_every_work_is_cited_and_every_citation_is_a_work():
    works = re.findall(r"^@\w+\{([^,\s]+)", (ROOT / "references.bib").read_text("utf-8"), re.M)
    cited = set()
    for path in PAGES:
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", path.read_text(encoding="utf-8")):
            cited |= {key.strip() for key in keys.split(",")}
    assert set(works) == cited
