"""The commands: what they print, what they refuse, and with which exit code."""

import json

import pytest
from experiment_dummies import dummy, standin_dataset
from typer.testing import CliRunner

from mnist_course.experiments import load_result, registry, runner
from mnist_course.experiments.cli import app


@pytest.fixture
def invoke(monkeypatch, tmp_path):
    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", dummy())
    monkeypatch.setitem(registry.EXPERIMENTS, "standin", dummy(load=standin_dataset))

    def call(*words, results=tmp_path / "results"):
        extra = [] if results is None else ["--results", str(results)]
        return CliRunner().invoke(app, [*words, *extra])

    return call


def test_run_records_and_list_and_show_tell(invoke, tmp_path):
    assert "not recorded" in next(
        line for line in invoke("list").output.splitlines() if line.startswith("dummy")
    )
    done = invoke("run", "dummy", "--seeds", "2")
    assert done.exit_code == 0, done.output
    assert len(load_result("dummy", tmp_path / "results").runs) == 4
    line = next(line for line in invoke("list").output.splitlines() if line.startswith("dummy"))
    assert "recorded 2" in line and "A straight line" in line
    page = invoke("show", "dummy").output
    assert "The source reports" in page and "It rises." in page
    assert any(line.split() == ["largest", "5"] for line in page.splitlines())
    assert json.loads(invoke("show", "dummy", "--json").output)["summary"]["largest"] == 5


def test_verify_passes_then_fails_with_exit_code_1(invoke, tmp_path):
    invoke("run", "dummy")
    good = invoke("verify", "dummy")
    assert good.exit_code == 0 and "✓ curve[1]" in good.output
    path = tmp_path / "results" / "dummy.json"
    path.write_text(path.read_text().replace('"curve": [0.0, 1.0', '"curve": [0.0, 1.5'))
    bad = invoke("verify", "dummy")
    assert bad.exit_code == 1 and "✗ curve[1]" in bad.output


def test_summarize_brings_a_summary_up_to_date(invoke, tmp_path):
    invoke("run", "dummy")
    path = tmp_path / "results" / "dummy.json"
    path.write_text(path.read_text().replace('"largest": 6.0', '"largest": 9.0'))
    assert load_result("dummy", path.parent).summary["largest"] == 9.0
    assert invoke("summarize", "dummy").exit_code == 0
    assert load_result("dummy", path.parent).summary["largest"] == 6.0


@pytest.mark.parametrize("command", ["run", "show", "verify", "summarize"])
def test_unknown_names_suggest_near_ones(invoke, command):
    invoke("run", "dummy")
    wrong = invoke(command, "dumy")
    assert wrong.exit_code == 1
    assert "'dumy' " in wrong.output and "dummy" in wrong.output


def test_the_registry_suggests_declared_names():
    with pytest.raises(ValueError, match=r"'s5-netwrok' \(did you mean s5-network"):
        registry.get_experiment("s5-netwrok")


def test_a_standin_needs_a_folder_of_its_own(invoke, tmp_path):
    assert "stand-in" in invoke("run", "standin").output
    refused = invoke("run", "standin", "--standin", results=None)
    assert refused.exit_code == 1 and "--results FOLDER" in refused.output
    assert invoke("run", "standin", "--standin").exit_code == 0


def test_an_unwritable_folder_is_one_clear_line(invoke, tmp_path):
    (tmp_path / "file").write_text("")
    wrong = invoke("run", "dummy", results=tmp_path / "file" / "results")
    assert wrong.exit_code == 1
    assert wrong.output.startswith("Error: cannot write") and wrong.output.count("\n") == 1


def test_ctrl_c_says_that_work_is_kept(invoke, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run_experiment", stopped)
    result = invoke("run", "dummy")
    assert result.exit_code == 130 and "goes on from there" in result.output
