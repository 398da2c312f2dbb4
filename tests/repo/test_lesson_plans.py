"""What a lesson plan points at is there: figures and their settings, sections, exercises."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from traitlets import TraitError

from mnist_course import widgets
from mnist_course.widgets.live import Live

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(path for path in (ROOT / "teaching").glob("*.md") if path.stem != "README")
LINK = re.compile(r"\]\(([^)]+)\)")
SET_UP = re.compile(r"\.\./html/chapters/([\w-]+)\.html#([\w-]+)=([^&]*)(?:&lock=([\w,]+))?")
FIGURES = {
    figure.script: figure
    for figure in (getattr(widgets, name) for name in widgets.__all__)
    if isinstance(figure, type) and issubclass(figure, Live)
}


def source_of(chapter: str) -> str:
    return (ROOT / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")


def read(text: str, example: object) -> object:
    """A value of a link as the page reads it (`js/kit/link.js`); an error where it would not."""
    if isinstance(example, bool):
        return {"true": True, "false": False}[text]
    if isinstance(example, int | float):
        return type(example)(float(text)) if float(text).is_integer() else float(text)
    return text


def wrong_with(link: str) -> str:
    """What is wrong with the link of a plan, in a few words; empty if it does what it says."""
    found = SET_UP.fullmatch(link)
    if not found:
        return "is no set-up of a figure"
    chapter, script, settings, lock = found.groups()
    if script not in FIGURES:
        return f"no figure {script!r}"
    path = ROOT / "chapters" / f"{chapter}.md"
    if not path.is_file():
        return f"no chapter {chapter!r}"
    figure = FIGURES[script]
    if not re.search(rf"^{figure.__name__}\(", source_of(chapter), flags=re.M):
        return f"{figure.__name__} does not stand in {chapter}"
    usual = figure().trait_defaults()
    pairs = dict(pair.partition(":")[::2] for pair in settings.split(",") if pair)
    unknown = (set(pairs) | set((lock or "").split(","))) - set(figure.settings) - {""}
    if unknown:
        return f"{script} has no setting {', '.join(sorted(unknown))}"
    try:
        figure(**{name: read(unquote(text), usual[name]) for name, text in pairs.items()})
    except (TraitError, ValueError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_sets_up_figures_that_are_there(plan):
    links = LINK.findall(plan.read_text(encoding="utf-8"))
    assert {link: wrong_with(link) for link in links if wrong_with(link)} == {}
    assert any(f"/{plan.stem}.html#" in link for link in links)


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_names_sections_and_exercises_of_its_chapter(plan):
    text, source = plan.read_text(encoding="utf-8"), source_of(plan.stem)
    headings = [re.sub(r"[`*]", "", line) for line in re.findall(r"^#+ (.+)$", source, flags=re.M)]
    named = re.findall(r'[Ss]ection "([^"]+)"', text)
    missing = [one for one in named if not any(h.startswith(one.rstrip("?")) for h in headings)]
    assert missing == []
    tasks = [
        re.sub(r"[`*$]", "", t).lower() for t in re.findall(r"\{exercise\} (.+)$", source, re.M)
    ]
    homework = text.partition("**Homework:**")[2]
    given = [re.sub(r"[`*$]", "", one).lower() for one in re.findall(r'"([^"]+)"', homework)]
    assert given
    assert [one for one in given if not any(one in task for task in tasks)] == []


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_is_for_45_and_for_90_minutes_and_leaves_no_minute_out(plan):
    text = plan.read_text(encoding="utf-8")
    for length in (45, 90):
        table = text.partition(f"\n## {length} minutes\n")[2].partition("\n## ")[0]
        spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", table, flags=re.M)]
        assert spans[-1][1] == length
        begin = spans[0][0]
        assert begin == 0 or f"The same to minute {begin}" in table
        assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))
    assert 3 <= len(re.findall(r"^\d\. \*", text, flags=re.M)) <= 5
    assert len(text.split()) <= 750, "a plan is at most one and a half pages"


def test_a_link_that_leads_nowhere_would_be_seen():
    page = "../html/chapters/perceptron.html"
    assert wrong_with(f"{page}#perceptron=data:AND,eta:2&lock=data") == ""
    assert "no setting rate" in wrong_with(f"{page}#perceptron=rate:2")
    assert "no setting rate" in wrong_with(f"{page}#perceptron=eta:2&lock=rate")
    assert "does not stand in" in wrong_with(f"{page}#lab=learning_rate:3")
    assert "no chapter" in wrong_with("../html/chapters/perceptrom.html#perceptron=eta:2")
    assert wrong_with(f"{page}#perceptron=eta:two")
    assert wrong_with(f"{page}#perceptron=data:NOR")
