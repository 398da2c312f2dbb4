"""The scripts behind `make test`: they go on after a failure, sum up, and compare strictly."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import check
import check_notebooks
import course_wheel
import nbformat
import pytest

from tests.book.book_pages import listed_pages
from tests.conftest import PARTS, group_of
from tests.repo.repo_files import ROOT

# --- tools/check.py ------------------------------------------------------------------------------


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def three_checks(monkeypatch, tmp_path):
    """A check that fails in its first command, one that skips something, one nobody asked for."""
    seen = tmp_path / "seen.txt"
    note = "import os; open(os.environ['MNIST_COURSE_NOT_CHECKED'], 'a').write('2 × no browser\\n')"
    say = f"open({str(seen)!r}, 'a').write('%s ')"
    checks = {
        "bad": [python("raise SystemExit(3)"), python(say % "after")],
        "good": [python(say % "good"), python(note)],
        "other": [python(say % "other")],
    }
    monkeypatch.setattr(check, "CHECKS", checks)
    monkeypatch.setattr(check, "DEFAULT", ["bad", "good"])
    return seen


def test_a_failure_stops_nothing_and_is_not_forgotten(three_checks, capfd):
    assert check.main([]) == 1
    assert three_checks.read_text().split() == ["after", "good"]
    summary = capfd.readouterr().out.partition("=== Summary")[2]
    assert "FAILED  bad" in summary
    assert "ok      good" in summary
    assert summary.rstrip().endswith("Not checked here:\n  2 × no browser")


def test_the_checks_that_are_named_run(three_checks, capfd):
    assert check.main(["other"]) == 0
    assert three_checks.read_text().split() == ["other"]
    assert "Not checked" not in capfd.readouterr().out


def test_an_unknown_check_is_refused(three_checks, capsys):
    with pytest.raises(SystemExit) as stop:
        check.main(["goood"])
    assert stop.value.code == 2
    assert "no check goood; there are: bad, good, other" in capsys.readouterr().err
    assert not three_checks.exists()


def test_make_test_runs_all_but_the_build_that_the_tests_make_themselves():
    assert check.DEFAULT == ["lint", "arrows", "notebooks", "tests"]


# --- tools/check_notebooks.py --------------------------------------------------------------------


#: What the only chapter does, and what is stored as its output.
BAR = "from mnist_course.ground.quiet import shows_bars; print(shows_bars())"
CELLS = {"print(6 * 7)": "41\n", BAR: "False\n"}


@pytest.fixture
def chapters(tmp_path, monkeypatch):
    """A project with one chapter; what is stored is not what its first cell prints."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    for number, (source, stored) in enumerate(CELLS.items(), 1):
        cell = nbformat.v4.new_code_cell(source, execution_count=number)
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=stored)]
        notebook.cells.append(cell)
    (tmp_path / "chapters").mkdir()
    nbformat.write(notebook, tmp_path / "chapters" / "wrong.ipynb")
    monkeypatch.setattr(check_notebooks, "ROOT", tmp_path)
    monkeypatch.setenv("MNIST_COURSE_NOT_CHECKED", str(tmp_path / "notes"))
    return tmp_path / "chapters"


def test_the_comparison_sees_a_changed_output_and_no_bar_moves_in_it(chapters, tmp_path):
    """As plain as a reader may call it: no variable asks for quiet."""
    plain = {k: v for k, v in os.environ.items() if k != "MNIST_COURSE_QUIET"}
    plain |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [
        *check_notebooks.command([chapters / "wrong.ipynb"], strict=True),
        "-p",
        "nbval.plugin",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True)
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("real", "ci", "ran", "code"),
    [
        (True, "1", 0, 0),
        (True, "", 1, 1),
        (False, "", 0, 0),
        (False, "", 1, 1),
        (False, "1", 0, 1),
        (False, "1", 5, 5),
    ],
)
def test_ci_asks_for_the_real_digits(chapters, monkeypatch, tmp_path, real, ci, ran, code):
    started = []

    def run(command, **options):
        started.append((command, options["env"]))
        return SimpleNamespace(returncode=ran)

    monkeypatch.setattr(check_notebooks, "subprocess", SimpleNamespace(run=run))
    site = tmp_path / "site"
    monkeypatch.setattr(check_notebooks, "list_fonts", lambda environ: None)
    monkeypatch.setattr(check_notebooks, "take_along", lambda found, place: (found, site))
    monkeypatch.setattr(check_notebooks, "imported_from", lambda environ, folder: site)
    monkeypatch.setattr(check_notebooks, "real_digits", lambda: real)
    monkeypatch.setenv("MNIST_COURSE_CI", ci)
    assert check_notebooks.main([]) == code
    ((command, environment),) = started
    assert ("--nbval" in command) is real
    assert ("--nbval-lax" in command) is not real
    assert (tmp_path / "notes").exists() is not real
    assert environment["MNIST_COURSE_QUIET"] == "1"
    assert environment["MNIST_COURSE_OFFLINE"] == "1"


@pytest.fixture(scope="module")
def taken_along(tmp_path_factory):
    """All chapters in an empty folder, and the package's wheel, installed."""
    place = tmp_path_factory.mktemp("elsewhere")
    return check_notebooks.take_along(check_notebooks.find([]), place)


def test_the_chapters_run_in_an_empty_folder_on_the_wheel(taken_along, monkeypatch):
    """Where they run, the checkout can neither be imported nor read by a path relative to it."""
    copies, site = taken_along
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MNIST_COURSE_RESULTS", str(ROOT / "results"))
    environ = check_notebooks.environment(site, strict=True)
    folder = copies[0].parent
    assert sorted(folder.iterdir()) == sorted(copies)
    assert check_notebooks.imported_from(environ, folder) == site.resolve()
    look = "from mnist_course.experiments import result_names; print(len(result_names()))"
    done = subprocess.run(
        python(look), cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == len([*(ROOT / "results").glob("*.json")])


def test_notebooks_that_would_run_on_the_checkout_are_refused(chapters, monkeypatch, capsys):
    monkeypatch.setattr(check_notebooks, "real_digits", lambda: True)
    monkeypatch.setattr(check_notebooks, "take_along", lambda found, place: (found, place))
    monkeypatch.setattr(check_notebooks, "imported_from", lambda environ, folder: ROOT)
    assert check_notebooks.main([]) == 1
    assert f"on the package in {ROOT}, not its wheel" in capsys.readouterr().out


def test_a_relative_folder_of_data_is_found_from_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_COURSE_DATA", "digits")
    environ = check_notebooks.environment(tmp_path, strict=True)
    assert environ["MNIST_COURSE_DATA"] == str(tmp_path.resolve() / "digits")


def test_the_wheel_is_the_same_whatever_the_umask(tmp_path, monkeypatch):
    """What the notebooks name by its hash can be built again."""
    made = []
    for umask in (0o022, 0o077):
        before = os.umask(umask)
        try:
            folder = tmp_path / f"{umask:o}"
            folder.mkdir()
            made.append(course_wheel.build(folder).read_bytes())
        finally:
            os.umask(before)
    assert made[0] == made[1]


def test_fonts_are_listed_before_a_kernel_asks_for_them(tmp_path):
    """Else matplotlib may say, in the first cell with a figure, that it is listing them."""
    check_notebooks.list_fonts({**os.environ, "MPLCONFIGDIR": str(tmp_path)})
    assert [path.suffix for path in tmp_path.glob("fontlist*")] == [".json"]


def test_a_chapter_without_a_notebook_is_named(chapters, capsys):
    with pytest.raises(SystemExit) as stop:
        check_notebooks.main(["wrong", "lost"])
    assert stop.value.code == 2
    assert "no notebook for lost; there are: wrong" in capsys.readouterr().err


def test_real_digits_asks_the_package_and_downloads_nothing(monkeypatch, tmp_path):
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"MNIST_COURSE_{name}", str(tmp_path / name))
    monkeypatch.delenv("MNIST_COURSE_OFFLINE", raising=False)
    assert check_notebooks.real_digits() is False
    assert list(tmp_path.iterdir()) == []


# --- Ctrl-C --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to ignore")
def test_ctrl_c_works_in_a_check_started_in_the_background():
    """A shell starts background jobs with Ctrl-C ignored, and children inherit it."""
    inner = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    outer = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import sys; sys.path.insert(0, 'tools'); import check\n"
        f"check.CHECKS['inner'] = [[sys.executable, '-c', {inner!r}]]\n"
        "check.main(['inner'])\n"
    )
    done = subprocess.run(
        python(outer), cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "False" in done.stdout


# --- tests/conftest.py ---------------------------------------------------------------------------


def test_the_tests_of_a_file_run_in_one_process():
    """Else each process would train each network and open each page anew."""
    files = ("test_claims", "test_quiz", "test_discovery")
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadscope"]
    told = subprocess.run(
        [*command, *(f"tests/exercises/{name}.py" for name in files)],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    ran = {
        re.search(r"\[(gw\d)\].*PASSED tests/exercises/(\w+)", line) for line in told.splitlines()
    }
    pairs = {found.groups() for found in ran if found}
    assert sorted(name for _, name in pairs) == sorted(files), told[-2000:]
    assert len({process for process, _ in pairs}) == 2


def test_the_tests_of_the_pages_are_shared_out_by_page():
    pages = [f"tests/book/test_pages.py::test_a[{name}]" for name in listed_pages()]
    others = [f"tests/book/test_pages.py::test_b[{name}]" for name in listed_pages()]
    assert [group_of(name) for name in pages] == [group_of(name) for name in others]
    shares = Counter(group_of(name) for name in pages)
    assert len(shares) == PARTS and min(shares.values()) > len(pages) / (2 * PARTS)
