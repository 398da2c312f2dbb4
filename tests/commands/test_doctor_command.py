"""``mnist-course doctor``: what is installed, missing, broken, and what to do."""

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course.commands import doctor
from mnist_course.ground import chromium
from tests.commands.mnist_files import NAMES, fill

READY = {
    "requires-python": ">=3.11",
    "dependencies": ["numpy>=2"],
    "optional-dependencies": {"test": ["pytest>=8"]},
}


def levels(findings) -> dict[str, str]:
    return {finding.topic: finding.level for finding in findings}


def test_doctor_finds_this_environment_sound(invoke, cache):
    fill(cache)
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    assert "Ready." in result.output
    assert sys.executable in result.output
    assert f"4 files verified in {cache}" in result.output
    report = json.loads(invoke("doctor", "--json").stdout)
    assert report["ok"] is True
    assert set(report["findings"][0]) == {"topic", "level", "text", "fix"}


def test_doctor_fails_on_a_wrong_file_only(invoke, cache):
    result = invoke("doctor")  # no data at all, offline: the stand-in serves
    assert result.exit_code == 0
    assert "stand-in digits" in result.output
    fill(cache)
    (cache / NAMES[0]).write_bytes(b"")
    result = invoke("doctor")
    assert result.exit_code == 1
    assert f"wrong: {cache / NAMES[0]}: this is not the file it should be" in result.output
    assert "fix: Put a good copy there" in result.output and "1 errors." in result.output


def test_doctor_online_without_data_is_a_note(cache, monkeypatch):
    monkeypatch.delenv("MNIST_COURSE_OFFLINE")
    assert levels(doctor.check_data()) == {"MNIST": "note"}
    monkeypatch.setenv("MNIST_COURSE_DATA", str(cache / "absent"))
    assert levels(doctor.check_data()) == {"MNIST folder": "warning", "MNIST": "note"}


@pytest.mark.parametrize(("wanted", "level"), [(">=3.11", "ok"), ("<3", "error")])
def test_doctor_judges_python(wanted, level):
    finding = doctor.check_python(wanted)
    assert finding.level == level
    assert bool(finding.fix) == (level == "error")


def test_doctor_judges_packages():
    table = dict(READY, dependencies=["numpy>=2", "numpy<1", "no-such-package>=1"])
    findings = [f for f in doctor.check_packages(table) if f.level == "error"]
    texts = {finding.topic: finding.text for finding in findings}
    assert texts["no-such-package"] == "not installed"
    assert importlib.metadata.version("numpy") in texts["numpy"] and "<1" in texts["numpy"]
    assert all(finding.fix for finding in findings)
    assert levels(doctor.check_packages(READY))["packages"] == "ok"


def test_doctor_is_calm_about_extras():
    def level_of(*requirements):
        table = dict(READY, **{"optional-dependencies": {"keras": list(requirements)}})
        return levels(doctor.check_packages(table))["extra keras"]

    assert level_of("pytest>=8") == "ok"
    assert level_of("no-such-package") == "note"
    assert level_of("pytest<1") == "warning"
    assert level_of("no-such-package; python_version < '3'") == "ok"


def test_doctor_names_packages_where_no_checkout_is(monkeypatch, tmp_path):
    """A public index may hold another package of the course's name, and "-e ." finds nothing."""
    monkeypatch.setattr(doctor, "CHECKOUT", tmp_path / "pyproject.toml")
    extras = {"keras": ["no-such-package>=2,<3; python_version > '3'", "pytest>=8"]}
    table = dict(READY, dependencies=["numpy<1"], **{"optional-dependencies": extras})
    fixes = {finding.topic: finding.fix for finding in doctor.check_packages(table)}
    assert fixes["numpy"] == 'pip install "numpy<1"'
    assert fixes["extra keras"] == 'pip install "no-such-package>=2,<3"'


def test_doctor_reads_the_same_ranges_from_the_installed_package():
    try:
        importlib.metadata.distribution("mnist-course")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("mnist-course is not installed in this environment")
    checkout, installed = doctor._project(), doctor._installed_project()

    def key(table):
        names = {doctor.Requirement(line).name for line in table["dependencies"]}
        extras = table["optional-dependencies"]
        return names, {name: len(doctor._compare(extras[name])) for name in sorted(doctor.EXTRAS)}

    assert key(installed) == key(checkout)
    assert doctor.SpecifierSet(installed["requires-python"]) == doctor.SpecifierSet(
        checkout["requires-python"]
    )


def test_doctor_without_tensorflow_lab_or_browser(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    assert doctor.check_tensorflow(READY).level == "note"
    monkeypatch.setattr(doctor, "_version", lambda *names: None)
    assert doctor.check_widgets(READY).level == "note"
    monkeypatch.setattr(doctor, "_version", lambda *n: "4.4" if n == ("jupyterlab",) else None)
    assert doctor.check_widgets(READY).level == "warning"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(doctor.Path, "home", lambda: tmp_path)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "FIXED", ())
    assert doctor.check_chromium().level == "note" and doctor.check_chromium().fix
    browser = tmp_path / "chromium-1234" / "chrome-linux" / "chrome"
    browser.parent.mkdir(parents=True)
    assert doctor.check_chromium().level == "note"  # a folder is not yet a browser
    browser.touch(mode=0o755)
    assert doctor.check_chromium().text == str(browser)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing"))
    assert doctor.check_chromium().level == "note"  # the variable decides, also when it is wrong


def test_doctor_never_imports_tensorflow():
    code = (
        "from mnist_course.commands.doctor import examine; examine(); import sys; "
        "print('tensorflow' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "MNIST_COURSE_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_doctor_works_where_numpy_is_broken(monkeypatch):
    """The first thing that one asks when nothing works."""
    for name in [name for name in sys.modules if name.startswith("mnist_course.data")]:
        monkeypatch.delitem(sys.modules, name)
    import mnist_course

    monkeypatch.delattr(mnist_course, "data", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    (finding,) = doctor.check_data()
    assert finding.level == "note" and "numpy" in finding.text and finding.fix
