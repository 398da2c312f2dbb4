"""The tool that writes the ledger's page, and the page as it is committed."""

import ledger as tool
import pytest
from notebooks import ROOT

from mnist_course.experiments.ledger.rows import ledger_rows
from mnist_course.experiments.ledger.slips import SLIPS
from mnist_course.experiments.registry import EXPERIMENTS

PAGE = tool.PAGE.read_text(encoding="utf-8")


def test_the_page_agrees_with_the_results():
    """If this fails: make execute."""
    assert tool.page_text() == PAGE


def test_the_page_holds_every_row_and_every_slip():
    assert PAGE.count("expected: ") == len(ledger_rows())
    slips = PAGE[PAGE.index("## Slips of the sources") :]
    assert slips.count("\n* - ") == len(SLIPS) + 1


def test_a_changed_result_makes_the_page_out_of_date(monkeypatch, tmp_path, capsys):
    page = tmp_path / "ledger.md"
    page.write_text(PAGE.replace("93.14", "94.14", 1), encoding="utf-8")
    monkeypatch.setattr(tool, "PAGE", page)
    assert tool.main(["--check"]) == 1
    assert "make execute" in capsys.readouterr().out
    assert "94.14" in page.read_text(encoding="utf-8"), "a check changes nothing"
    assert tool.main([]) == 0
    assert page.read_text(encoding="utf-8") == PAGE
    assert tool.main(["--check"]) == 0
    assert tool.main(["--chek"]) == 2


def test_prose_around_the_tables_stays():
    text = f"Before.\n\n{tool.BEGIN.format('a')}\nold\n{tool.END.format('a')}\n\nAfter.\n"
    filled = tool.fill(text, {"a": "new"})
    assert filled.startswith("Before.\n\n% begin a") and filled.endswith("% end a\n\nAfter.\n")
    assert "old" not in filled and "\n\nnew\n\n" in filled
    assert tool.fill(filled, {"a": "new"}) == filled


@pytest.mark.parametrize("lost", [tool.BEGIN, tool.END])
def test_a_lost_mark_is_named(lost):
    text = f"{tool.BEGIN.format('a')}\n{tool.END.format('a')}\n".replace(lost.format("a"), "")
    with pytest.raises(ValueError, match=r"expected one line '% begin a"):
        tool.fill(text, {"a": "new"})


def test_chapters_are_found_by_the_numbers_they_quote(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(
        "parts:\n- chapters:\n  - file: chapters/one\n  - file: chapters/two\n"
        "- chapters:\n  - file: appendix/notes\n"
    )
    (tmp_path / "chapters/one.md").write_text('{{ s5-network.x | percent }} load_result("lab")')
    (tmp_path / "chapters/two.md").write_text('the s5-network; load_result(\n  "s5-network"\n)')
    assert tool.book_chapters(tmp_path) == ["one", "two"]
    quoted = tool.quoted_in({"s5-network", "lab", "s5"}, tmp_path)
    assert quoted == {"s5-network": ["one", "two"], "lab": ["one"]}


def test_links_lead_to_chapters_and_files_that_are_there():
    chapters = tool.book_chapters()
    for name in chapters:
        text = (ROOT / "chapters" / f"{name}.md").read_text(encoding="utf-8")
        assert f"(chapter-{name})=" in text
    for names in tool.quoted_in(set(EXPERIMENTS)).values():
        assert set(names) <= set(chapters)
    for slip in SLIPS:
        assert all((ROOT / path).is_file() for path in slip.files), slip.files
