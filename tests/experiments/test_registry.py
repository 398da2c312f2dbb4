"""The catalogue is read off its folder; only the order of the ledger is written down."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from mnist_course.experiments import catalogue
from mnist_course.experiments.registry import EXPERIMENTS, ORDER, collect, in_order, load_themes
from mnist_course.experiments.sources import SOURCES, named
from tests.experiments.experiment_dummies import dummy

ROOT = Path(__file__).resolve().parents[2]


def test_a_theme_that_nobody_has_placed_comes_last():
    order = ("softmax", "lenet", "moons")
    assert in_order(["moons", "new", "lenet", "another", "softmax"], order) == [
        "softmax",
        "lenet",
        "moons",
        "another",
        "new",
    ]


def test_an_order_that_cannot_be_kept_is_named():
    with pytest.raises(ValueError, match=r"'moon', which is no file.*Did you mean 'moons'.*ORDER"):
        in_order(["moons", "lenet"], ("moon", "lenet"))
    with pytest.raises(ValueError, match="'lenet' twice"):
        in_order(["moons", "lenet"], ("lenet", "moons", "lenet"))


def test_two_experiments_of_one_name_would_write_one_file():
    assert list(collect([[dummy()], [replace(dummy(), name="other")]])) == ["dummy", "other"]
    with pytest.raises(ValueError, match="two experiments are called 'dummy'"):
        collect([[dummy()], [replace(dummy(), title="Another line")]])


def test_a_new_file_of_the_catalogue_is_all_it_takes(tmp_path, monkeypatch):
    """Two files come into the folder, the last by alphabet; one declares nothing, and is named."""
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    (tmp_path / "zz_brand_new.py").write_text(
        "from tests.experiments.experiment_dummies import dummy\nEXPERIMENTS = (dummy(),)\n"
    )
    assert list(collect(load_themes())) == [*EXPERIMENTS, "dummy"]
    (tmp_path / "only_helpers.py").write_text("STEP = 3\n")
    with pytest.raises(ValueError, match=r"only_helpers\.py declares no experiment.*EXPERIMENTS"):
        load_themes()


def test_the_experiments_stand_in_the_order_of_the_ledger():
    themes = [
        experiment.measure.__module__.removeprefix(f"{catalogue.__name__}.")
        for experiment in EXPERIMENTS.values()
    ]
    first_seen = [name for name in dict.fromkeys(themes) if name in ORDER]
    borrowed = {"lenet.layers", "lenet.batch_sizes"}  # they measure as lenet.optimizers does
    assert first_seen == [name for name in ORDER if name not in borrowed]


def test_sources_are_named_as_in_the_bibliography():
    bibliography = (ROOT / "references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{(\w+),\n(.*?)\n\}", bibliography, re.DOTALL))
    for source in SOURCES.values():
        if not source.citation:
            continue
        entry = entries[source.citation].replace("{", "").replace("}", "")
        fields = dict(re.findall(r"(\w+)\s*= (.*?),?$", entry, re.MULTILINE))
        names = [name.split(",")[0] for name in fields["author"].split(" and ")]
        assert source.author == " and ".join(names)
        assert source.year == fields.get("year", "")
        assert source.title.casefold() in f"{fields['title']} {fields['note']}".casefold()
    assert named("S1", "section 3.4") == "Classification (Long and Zeng, 2022), section 3.4"
    assert named("S3") == "Recognize digits (PaddlePaddle)"
    assert named("ours") == "Aims of this book"


def test_no_key_of_a_source_is_shown_to_a_reader():
    """Keys stand in names of results; titles, claims and the ledger name the text itself."""
    for experiment in EXPERIMENTS.values():
        rows = [text for row in experiment.ledger for text in (row.statement, row.why)]
        for text in (experiment.title, experiment.source, experiment.claim, *rows):
            assert not re.search(r"\bS[1-5]\b", text), text
    page = (ROOT / "appendix" / "ledger.md").read_text(encoding="utf-8")
    assert not re.search(r"\bS[1-5]\b", page)
