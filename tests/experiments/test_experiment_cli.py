"""The commands: what they print, what they refuse, and with which exit code."""

import json
import re
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from mnist_course.commands.experiments import app
from mnist_course.experiments import load_result, registry, results_folder
from mnist_course.experiments.shared.statistics import spread
from tests.experiments.experiment_dummies import dummy, measure, standin_dataset


@pytest.fixture
def invoke(monkeypatch, tmp_path):
    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", dummy())
    standin = replace(dummy(load=standin_dataset), name="standin")
    monkeypatch.setitem(registry.EXPERIMENTS, "standin", standin)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_COURSE_QUIET", "1")

    def call(*words, results=tmp_path / "results"):
        extra = [] if results is None else ["--results", str(results)]
        return CliRunner().invoke(app, [*words, *extra])

    return call


def line_of(name, result):
    return next(line for line in result.output.splitlines() if line.split()[0] == name)


def json_line(result):
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_run_records_and_list_and_show_tell(invoke, tmp_path):
    assert "not recorded" in line_of("dummy", invoke("list"))
    done = invoke("run", "dummy", "--seeds", "2")
    assert done.exit_code == 0, done.output
    assert len(load_result("dummy", tmp_path / "results").runs) == 4
    line = line_of("dummy", invoke("list"))
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
    assert "'dumy'" in wrong.output and "Did you mean 'dummy'?" in wrong.output


def test_the_registry_suggests_declared_names():
    with pytest.raises(ValueError, match=r"'s5-netwrok'\. Did you mean 's5-network'"):
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


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(invoke, monkeypatch, tmp_path):
    def stopped(settings, seed, dataset):
        if settings["slope"] > 1:
            raise KeyboardInterrupt
        return measure(settings, seed, dataset)

    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", replace(dummy(), measure=stopped))
    result = invoke("run", "dummy", "s5-network", "--fresh", "--seeds", "2", results="a place")
    assert result.exit_code == 130
    told = "Stopped: 2 of 4 runs of dummy are kept. Go on with: mnist-course experiments run "
    assert told + "dummy s5-network --seeds 2 --results 'a place'\n" in result.output
    assert "2 runs kept" in line_of("dummy", invoke("list", results="a place"))


def test_a_failing_point_ends_in_exit_code_1_and_other_experiments_go_on(invoke, monkeypatch):
    steep = replace(dummy(fails_at=2.0), name="steep")
    monkeypatch.setitem(registry.EXPERIMENTS, "steep", steep)
    result = invoke("run", "steep", "dummy")
    assert result.exit_code == 1
    told = result.output
    assert "steep with epochs=3, fails_at=2.0, slope=2.0 and seed 0: RuntimeError" in told
    assert "First mend what failed. Go on with: mnist-course experiments run steep --re" in told
    assert "dummy: recorded in" in told


def test_a_damaged_result_is_not_called_unrecorded(invoke, tmp_path):
    invoke("run", "dummy")
    (tmp_path / "results" / "dummy.json").write_text("{")
    assert "damaged file" in line_of("dummy", invoke("list"))
    row = json_line(invoke("list", "--json"))["experiments"][-2]
    assert row["recorded"] is None and "is not JSON" in row["problem"]


def test_a_bad_file_is_one_line_and_all_others_are_shown(invoke, tmp_path):
    """A number of thousands of digits, which no table of numbers can hold."""
    invoke("run", "dummy")
    folder = tmp_path / "results"
    good = (folder / "dummy.json").read_text()
    (folder / "standin.json").write_text(good.replace('"largest": 6.0', f'"largest": {10**400}'))
    shutil.copy(results_folder() / "s5-svm.json", folder)
    (folder / "s1-network.json").write_text("{")
    listed = invoke("list")
    assert listed.exit_code == 0
    assert "damaged file" in line_of("standin", listed)
    assert "recorded 2" in line_of("dummy", listed) and "recorded 2" in line_of("s5-svm", listed)
    ledger = invoke("ledger")
    assert ledger.exit_code == 0
    assert "holds: 3" in ledger.output.splitlines()[-1], "the rows of the sound result"
    assert ledger.output.count("s1-network.json is not JSON") == 2


def test_so_many_seeds_that_nobody_could_wait_are_refused_with_what_they_mean(invoke, monkeypatch):
    in_vain = replace(dummy(), load=lambda: pytest.fail("worked in vain"))
    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", in_vain)
    refused = invoke("run", "dummy", "--seeds", "100000000")
    assert refused.exit_code == 1 and refused.output.count("\n") == 1
    assert "100,000,000 seeds of each variation of dummy mean 200,000,000 runs." in refused.output
    known = invoke("run", "s5-network", "--seeds", "100000000", results=None)
    result = load_result("s5-network")
    years = re.search(r"200,000,000 runs; .* so about ([\d,]+) years", known.output)
    each = result.seconds / len(result.runs) / (365.25 * 86_400)
    assert int(years[1].replace(",", "")) == round(2e8 * each)


def test_a_run_of_so_many_seeds_says_what_it_means_before_it_starts(invoke, monkeypatch):
    monkeypatch.delenv("MNIST_COURSE_QUIET")
    first = invoke("run", "dummy", "--seeds", "2")
    assert first.stderr.splitlines()[0] == "dummy: 4 runs"
    again = invoke("run", "dummy", "--seeds", "4").stderr.splitlines()[0]
    assert again == "dummy: 8 runs; those on record took 0 s each, so about 0 s"


def test_show_prints_settings_and_mean_and_sd(invoke, monkeypatch):
    def summarize(runs):
        last = [run.metrics["last"] for run in runs]
        return spread("last", last) | spread("first_run", last[:1]) | {"odd_n": 3}

    monkeypatch.setitem(registry.EXPERIMENTS, "dummy", replace(dummy(), summarize=summarize))
    invoke("run", "dummy", "--seeds", "2")
    page = invoke("show", "dummy").output
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in page.splitlines() if line}
    assert rows["epochs"] == "3"
    assert rows["slope"] == "1.0, 2.0" and rows["seed"] == "0, 1"
    # By hand, of 2, 3, 4, 5: mean 3.5, sd sqrt(5 / 3) = 1.29.
    assert rows["mean"] == "± sd n median min max"
    assert rows["last"] == "3.5 ± 1.3 4 3.5 2 5"
    assert rows["first_run"] == "2.0000 1 2 2 2"  # a single run has no deviation
    assert rows["odd_n"] == "3"


def test_json_is_one_object_for_each_command(invoke):
    invoke("run", "dummy")
    listed = json_line(invoke("list", "--json"))
    row = next(row for row in listed["experiments"] if row["name"] == "dummy")
    assert row["runs"] == 6 and row["recorded"].startswith("2") and row["kept_runs"] == 0
    again = json_line(invoke("summarize", "dummy", "--json"))
    assert again["experiments"][0]["summary"] == {"runs": 6, "largest": 6.0}
    assert json_line(invoke("show", "dummy", "--json"))["name"] == "dummy"
    verified = invoke("verify", "dummy", "--json")
    (one,) = json_line(verified)["experiments"]
    assert verified.exit_code == 0 and one["ok"] is True
    assert [c["what"] for c in one["compared"][-2:]] == ["curve[0]", "curve[1]"]


@pytest.mark.parametrize("command", ["show", "verify", "summarize"])
def test_json_tells_of_an_error_too(invoke, command):
    wrong = invoke(command, "dumy", "--json")
    assert wrong.exit_code == 1
    assert json_line(wrong) == {"ok": False, "error": json_line(wrong)["error"]}
    assert "'dumy'. Did you mean 'dummy'" in json_line(wrong)["error"] or command == "show"


def test_verify_without_names_reports_each(invoke, monkeypatch):
    ours = {name: registry.EXPERIMENTS[name] for name in ("dummy", "standin")}
    monkeypatch.setattr(registry, "EXPERIMENTS", ours)  # deleting would change the order of all
    invoke("run", "dummy")
    result = invoke("verify")
    assert result.exit_code == 1
    assert "dummy: 4 numbers compared" in result.output
    assert "Not as recorded: standin" in result.output
    verdicts = json_line(invoke("verify", "--json"))
    assert verdicts["ok"] is False
    assert [(v["name"], v["ok"]) for v in verdicts["experiments"]] == [
        ("dummy", True),
        ("standin", False),
    ]


@pytest.mark.parametrize("command", ["run", "show", "verify"])
def test_help_teaches_by_example(command):
    text = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "100"}).output
    assert f"mnist-course experiments {command}" in text
