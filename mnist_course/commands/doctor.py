"""``mnist-course doctor``: what is installed, what is missing, what to do."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import platform
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from mnist_course.commands.shared.output import EXIT_CODES, AsJson, finish, new_app, plain_errors
from mnist_course.ground.chromium import FIX, find_chromium

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course doctor
mnist-course doctor --json
```

{EXIT_CODES}
"""

DOCTOR_FIX = (
    "Put a good copy there, or correct MNIST_COURSE_DATA; `mnist-course data` fetches the files."
)

CHECKOUT = Path(__file__).parents[2] / "pyproject.toml"

#: What a reader loses without each extra of pyproject.toml.
EXTRAS = {
    "keras": "the cells that compare with Keras are skipped",
    "cluster": "experiments run on this machine alone",
    "lab": "the notebooks need another JupyterLab, Notebook or VS Code",
    "book": "`make book` cannot build the pages",
    "test": "`make test` cannot run",
}


@dataclass(frozen=True)
class Finding:
    """One line of the report: level is ``ok``, ``note``, ``warning`` or ``error``."""

    topic: str
    level: str
    text: str
    fix: str = ""


@app.command(epilog=EPILOG)
def doctor(as_json: AsJson = False) -> None:
    """Check Python, packages, data, JupyterLab and browser, and say what to fix.

    Exit code 1: something is broken. Notes and warnings name what you can do without.
    """
    with plain_errors(as_json):
        findings = examine()
    broken = sum(finding.level == "error" for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:7}  {finding.topic}: {finding.text}")
        lines += [f"         fix: {finding.fix}"] * bool(finding.fix)
    lines.append(f"{broken} errors." if broken else "Ready.")
    report = {"findings": [dataclasses.asdict(finding) for finding in findings]}
    finish(report, "\n".join(lines), as_json, ok=not broken)
    raise typer.Exit(1 if broken else 0)


def examine() -> list[Finding]:
    """Make all checks, in the order of the report. Imports no heavy package."""
    project = _project()
    findings = [check_python(project["requires-python"])]
    findings += check_packages(project)
    findings += [check_tensorflow(project), check_widgets(project)]
    findings += check_data()
    findings.append(check_chromium())
    return findings


def _project() -> dict[str, Any]:
    """Return the [project] table: of the checkout if there is one, else of the installation."""
    if CHECKOUT.is_file():
        project = tomllib.loads(CHECKOUT.read_text(encoding="utf-8")).get("project", {})
        if project.get("name") == "mnist-course":
            return project
    return _installed_project()


def _fix(project: dict[str, Any], extra: str) -> str:
    """Say how to install an extra.

    Beside its checkout, the package names it; elsewhere the requirements are named one by one,
    since a public index may hold another package of the course's name.
    """
    if CHECKOUT.is_file():
        return f'pip install -e ".[{extra}]"'
    wanted = project.get("optional-dependencies", {}).get(extra, [])
    missing = [one for one in wanted if _compare([one])] or wanted
    return " ".join(["pip install", *(f'"{one.split(";")[0].strip()}"' for one in missing)])


def _installed_project() -> dict[str, Any]:
    """Rebuild the same table from the metadata of the installed package."""
    found = importlib.metadata.distribution("mnist-course")
    core: list[str] = []
    extras: dict[str, list[str]] = {}
    for line in found.requires or []:
        marker = Requirement(line).marker
        if marker is None or marker.evaluate({"extra": ""}):
            core.append(line)
            continue
        for name in EXTRAS:
            if marker.evaluate({"extra": name}):
                extras.setdefault(name, []).append(line.split(";")[0].strip())
    return {
        "requires-python": found.metadata["Requires-Python"] or "",
        "dependencies": core,
        "optional-dependencies": extras,
    }


def check_python(wanted: str) -> Finding:
    """Compare the running Python with the range of the course."""
    version = platform.python_version()
    text = f"{version} at {sys.executable}"
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return Finding("Python", "ok", text)
    return Finding(
        "Python",
        "error",
        f"{text}; the course needs {wanted}",
        "Install a Python of that range and make the environment again with it.",
    )


def check_packages(project: dict[str, Any]) -> Iterator[Finding]:
    """Compare installed versions with the ranges of pyproject.toml."""
    wanted = project["dependencies"]
    bad = _compare(wanted)
    for name, problem in bad.items():
        fix = "pip install -e .  (or: make book)"
        if not CHECKOUT.is_file():
            fix = " ".join(
                f'pip install "{one}"' for one in wanted if Requirement(one).name == name
            )
        yield Finding(name, "error", problem, fix)
    if not bad:
        yield Finding("packages", "ok", f"all {len(wanted)} within range")
    for extra, loss in EXTRAS.items():
        problems = _compare(project.get("optional-dependencies", {}).get(extra, []))
        fix = _fix(project, extra)
        if not problems:
            yield Finding(f"extra {extra}", "ok", "complete, within range")
        elif all(problem == "not installed" for problem in problems.values()):
            yield Finding(
                f"extra {extra}", "note", f"not installed: {', '.join(problems)}; {loss}", fix
            )
        else:
            text = "; ".join(f"{name} {problem}" for name, problem in problems.items())
            yield Finding(f"extra {extra}", "warning", text, fix)


def _compare(requirements: list[str]) -> dict[str, str]:
    problems = {}
    for requirement in map(Requirement, requirements):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            problems[requirement.name] = "not installed"
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            problems[requirement.name] = f"{version} is outside {requirement.specifier}"
    return problems


def _version(*names: str) -> str | None:
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def check_tensorflow(project: dict[str, Any]) -> Finding:
    """Say whether TensorFlow is there, without importing it (that takes seconds)."""
    if importlib.util.find_spec("tensorflow") is None:
        return Finding(
            "TensorFlow",
            "note",
            "not installed; only the comparisons with Keras need it",
            _fix(project, "keras"),
        )
    version = _version("tensorflow", "tensorflow-cpu", "tensorflow-macos") or "unknown version"
    return Finding("TensorFlow", "ok", f"{version} (not imported)")


def check_widgets(project: dict[str, Any]) -> Finding:
    """Say whether sliders will show in JupyterLab."""
    lab, widgets = _version("jupyterlab"), _version("jupyterlab_widgets")
    if lab is None:
        return Finding("JupyterLab", "note", "not installed", _fix(project, "lab"))
    if widgets is None:
        return Finding(
            "JupyterLab",
            "warning",
            f"{lab} without jupyterlab_widgets: sliders will not show",
            "pip install jupyterlab_widgets, then restart JupyterLab",
        )
    text = f"{lab}, ipywidgets {_version('ipywidgets')}, jupyterlab_widgets {widgets}"
    return Finding("JupyterLab", "ok", text)


def check_data() -> Iterator[Finding]:
    """Say where MNIST was found and whether its files are sound."""
    try:
        from mnist_course.data import (  # needs NumPy: a package that may be what is broken
            places,
            sources,
        )
    except ImportError as error:
        yield Finding("MNIST", "note", f"not looked for: {error}", "First mend the packages.")
        return
    states = sources.survey()
    lack = sources.explain_folder({s.name: s.path for s in states if s.state == "ok" and s.path})
    if lack:
        yield Finding("MNIST folder", "warning", lack, "Correct or unset MNIST_COURSE_DATA.")
    for state, detail in dict.fromkeys((s.state, s.detail) for s in states if s.detail):
        names = ", ".join(s.name for s in states if (s.state, s.detail) == (state, detail))
        if state == "ok":
            yield Finding(names, "warning", f"{detail} (passed over)", DOCTOR_FIX)
        else:
            level = "error" if state == "wrong" else "warning"
            yield Finding(names, level, f"{state}: {detail}", DOCTOR_FIX)
    missing = [s.name for s in states if s.state in ("missing", "unreadable")]
    if missing and places.offline():
        yield Finding(
            "MNIST",
            "warning",
            f"{len(missing)} of 4 files missing and MNIST_COURSE_OFFLINE=1: chapters will run on "
            "the stand-in digits",
            "Unset MNIST_COURSE_OFFLINE and run `mnist-course data`.",
        )
    elif missing:
        yield Finding(
            "MNIST",
            "note",
            f"{len(missing)} of 4 files missing; they are downloaded (11 MB) at first use",
            "mnist-course data",
        )
    elif all(status.state == "ok" for status in states):
        places = sorted({str(status.path.parent) for status in states if status.path})
        yield Finding("MNIST", "ok", f"4 files verified in {', '.join(places)}")


def check_chromium() -> Finding:
    """Say whether the tests of the built pages can run."""
    path = find_chromium()
    if path:
        return Finding("Chromium", "ok", str(path))
    return Finding(
        "Chromium",
        "note",
        "not found; `make test` skips the tests of the built pages",
        FIX,
    )
