from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mnist_course import chromium, cli, doctor
from mnist_course.data import files as listing
from mnist_course.data import sources
from mnist_course.data.files import RemoteFile

ROOT = Path(__file__).parents[1]
NAMES = [file.name for file in listing.MNIST_FILES.values()]


def run(*arguments: str):
    return CliRunner().invoke(cli.app, list(arguments))


@pytest.fixture
def cache(monkeypatch, tmp_path) -> Path:
    """An empty cache, no folder, no network, and four small files that pass for MNIST's."""
    for name in ("MNIST_COURSE_DATA", "MNIST_COURSE_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MNIST_COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")
    files = {}
    for key, file in listing.MNIST_FILES.items():
        shas = [hashlib.sha256(content(file.name, packed)).hexdigest() for packed in (1, 0)]
        files[key] = RemoteFile(file.name, len(content(file.name, True)), *shas)
    monkeypatch.setattr(sources, "MNIST_FILES", files)
    monkeypatch.setattr(listing, "MNIST_FILES", files)
    return tmp_path / "cache"


def content(name: str, packed: bool) -> bytes:
    plain = name.removesuffix(".gz").encode()
    return gzip.compress(plain, mtime=0) if packed else plain


def fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).write_bytes(content(name, True))


def test_data_says_where_each_file_is(cache):
    fill(cache)
    result = run("data")
    assert result.exit_code == 0, result.output
    assert "4 of 4 files found and verified" in result.output
    for name in NAMES:
        assert str(cache / name) in result.output


def test_data_as_json(cache, monkeypatch, tmp_path):
    fill(tmp_path / "folder" / "mnist")
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "folder"))
    report = json.loads(run("data", "--verify", "--json").stdout)
    assert report["ok"] is True and report["offline"] is True
    assert report["folder"] == str(tmp_path / "folder") and report["cache"] == str(cache)
    assert [f["name"] for f in report["files"]] == NAMES
    assert {f["state"] for f in report["files"]} == {"ok"}
    assert {f["where"] for f in report["files"]} == {"folder"}


def test_data_with_nothing_fails_and_says_what_to_do(cache):
    result = run("data", "--verify")
    assert result.exit_code == 1
    assert "0 of 4" in result.output
    assert "Run `mnist-course data`" in result.output and "stand-in" in result.output
    result = run("data")
    assert result.exit_code == 1
    assert "MNIST_COURSE_OFFLINE=1" in result.output
    report = json.loads(run("data", "--json").stdout)
    assert report["ok"] is False and "OFFLINE" in report["download"]
    assert {f["state"] for f in report["files"]} == {"missing"}


def test_data_refuses_a_wrong_file_with_both_hashes(cache):
    fill(cache)
    bad = cache / NAMES[1]
    bad.write_bytes(b"<html>")
    result = run("data")
    assert result.exit_code == 1
    for part in (str(bad), hashlib.sha256(b"<html>").hexdigest(), "Delete this file", "3 of 4"):
        assert part in result.output
    assert hashlib.sha256(content(NAMES[1], True)).hexdigest() in result.output
    assert bad.read_bytes() == b"<html>"
    assert run("data", "--verify").exit_code == 1


def test_data_names_a_folder_that_lacks_files(cache, monkeypatch, tmp_path):
    fill(cache)
    monkeypatch.setenv("MNIST_COURSE_DATA", str(tmp_path / "absent"))
    result = run("data")
    assert result.exit_code == 0
    assert f"MNIST_COURSE_DATA names {tmp_path / 'absent'}, which is not a folder" in result.output


@pytest.mark.mnist
def test_data_fetches_the_real_files_from_a_mirror_in_the_classroom(tmp_path):
    states = sources.survey()
    if not all(s.state == "ok" and s.path and s.path.suffix == ".gz" for s in states):
        pytest.skip("the real MNIST files are not here: run `mnist-course data`")
    folder = states[0].path.parent
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = server.stdout.readline().split("port ")[1].split()[0]
        env = {**os.environ, "MNIST_COURSE_CACHE": str(tmp_path), "NO_PROXY": "127.0.0.1"}
        env |= {"MNIST_COURSE_DATA": "", "MNIST_COURSE_OFFLINE": "", "PYTHONPATH": str(ROOT)}
        env["MNIST_COURSE_MIRROR"] = f"http://127.0.0.1:{port}/absent http://127.0.0.1:{port}"
        # Two at once, as in a class whose notebooks all start together.
        command = [sys.executable, "-m", "mnist_course.cli", "data", "--json"]
        both = [
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for process in both:
            out, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors
            assert {f["where"] for f in json.loads(out)["files"]} == {"cache"}
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
        for name in NAMES:
            assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    finally:
        server.kill()
        server.communicate()


# ---- doctor ----

READY = {
    "requires-python": ">=3.11",
    "dependencies": ["numpy>=2"],
    "optional-dependencies": {"test": ["pytest>=8"]},
}


def levels(findings) -> dict[str, str]:
    return {finding.topic: finding.level for finding in findings}


def test_doctor_finds_this_environment_sound(cache):
    fill(cache)
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "Ready." in result.output
    assert sys.executable in result.output
    assert f"4 files verified in {cache}" in result.output
    report = json.loads(run("doctor", "--json").stdout)
    assert report["ok"] is True
    assert set(report["findings"][0]) == {"topic", "level", "text", "fix"}


def test_doctor_fails_on_a_wrong_file_only(cache):
    result = run("doctor")  # no data at all, offline: the stand-in serves
    assert result.exit_code == 0
    assert "stand-in digits" in result.output
    fill(cache)
    (cache / NAMES[0]).write_bytes(b"")
    result = run("doctor")
    assert result.exit_code == 1
    assert f"wrong: {cache / NAMES[0]}" in result.output
    assert "fix: Delete this file" in result.output and "1 errors." in result.output


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
    assert doctor.check_tensorflow().level == "note"
    monkeypatch.setattr(doctor, "_version", lambda *names: None)
    assert doctor.check_widgets().level == "note"
    monkeypatch.setattr(doctor, "_version", lambda *n: "4.4" if n == ("jupyterlab",) else None)
    assert doctor.check_widgets().level == "warning"
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


# ---- the application ----


def python(code: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MNIST_COURSE_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_command_is_cheap_and_doctor_never_imports_tensorflow():
    heavy = "[m for m in ('numpy', 'mnist_course.experiments', 'mnist_course.nn') if m in s]"
    assert python(f"import mnist_course.cli, sys; s = sys.modules; print({heavy})") == "[]"
    code = "from mnist_course.doctor import examine; examine(); import sys; "
    assert python(code + "print('tensorflow' in sys.modules)") == "False"


def test_other_modules_are_mounted_where_they_exist(monkeypatch, tmp_path):
    package = tmp_path / "mnist_course_probe"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "cli.py").write_text(
        "import typer\napp = typer.Typer()\n"
        "@app.command()\ndef greet(name: str):\n    print(f'hello {name}')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(cli, "LAZY", {"probe": "mnist_course_probe.cli", "none": "mnist_course.no"})
    monkeypatch.setattr(cli, "_exists", lambda module: "probe" in module)
    result = run("probe", "greet", "Ada")
    assert result.exit_code == 0 and result.output == "hello Ada\n"
    assert "probe" in run("--help").output
    assert run("none").exit_code == 2


def test_experiments_is_mounted_if_it_is_there():
    there = (ROOT / "mnist_course" / "experiments" / "cli.py").is_file()
    result = run("experiments", "--help")
    assert (result.exit_code == 0) == there


def test_unknown_commands_and_options_are_refused():
    assert run("no-such-command").exit_code == 2
    assert run("data", "--no-such-option").exit_code == 2
    assert "data" in run("--help").output and "doctor" in run("--help").output
