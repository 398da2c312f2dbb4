"""What the project needs: declared, bounded, reasoned, locked."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import re
import sys
import tomllib

import nbformat
import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repo.repo_files import ROOT, tracked

LOCKS = ("requirements.lock", "requirements-book.lock")
LISTED = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Linux, x86-64": ("linux", "x86_64", "posix", "Linux"),
    "Linux, ARM": ("linux", "aarch64", "posix", "Linux"),
    "macOS, ARM": ("darwin", "arm64", "posix", "Darwin"),
    "macOS, Intel": ("darwin", "x86_64", "posix", "Darwin"),
    "Windows": ("win32", "AMD64", "nt", "Windows"),
}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@functools.cache
def declared() -> dict[str, list[str]]:
    """The lines of pyproject.toml by group: package, the extras, build."""
    table = project()
    return {
        "package": table["project"]["dependencies"],
        **table["project"]["optional-dependencies"],
        "build": table["build-system"]["requires"],
    }


def listed() -> dict[str, list[tuple[str, str]]]:
    """Lines of requirements.txt as (requirement, reason) by group, read from its headings."""
    groups: dict[str, list[tuple[str, str]]] = {}
    current = ""
    for line in LISTED.splitlines():
        heading = re.match(
            r"# (?:The (package) itself|(keras|cluster|lab|book|test|build): )", line
        )
        if heading:
            current = heading[1] or heading[2]
        elif line.strip() and not line.startswith("#"):
            requirement, _, reason = line.partition("#")
            groups.setdefault(current, []).append((requirement.strip(), reason.strip()))
    return groups


def normal(line: str) -> tuple:
    found = Requirement(line)
    return canonicalize_name(found.name), found.specifier, str(found.marker or "")


def test_requirements_txt_says_what_pyproject_says():
    ours = {group: [normal(line) for line, _ in lines] for group, lines in listed().items()}
    assert ours == {group: [normal(line) for line in lines] for group, lines in declared().items()}


def test_every_line_has_its_own_reason():
    reasons = [reason for lines in listed().values() for _, reason in lines]
    assert [reason for reason in reasons if len(reason) < 12] == []
    assert len(set(reasons)) == len(reasons)


def test_every_range_has_both_bounds():
    for lines in declared().values():
        for line in lines:
            signs = sorted(part.operator for part in Requirement(line).specifier)
            assert signs == ["<", ">="], line


def test_the_lock_of_the_build_requirement_is_that_of_the_build():
    assert project()["dependency-groups"]["build"] == declared()["build"]


# --- imports -------------------------------------------------------------------------------------


def imports(path) -> set[str]:
    """Top names of all absolute imports of a file, those inside functions included."""
    return imports_of(path.read_text(encoding="utf-8"))


def imports_of(code: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names


def undeclared(folders: tuple[str, ...], groups: tuple[str, ...]) -> list[str]:
    files = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in folders]
    assert files
    own = {path.stem for path in tracked("*.py")} | {"mnist_course", "tests"}
    own |= {path.parent.name for path in tracked("__init__.py")}  # a tool of several files
    known = {canonicalize_name(Requirement(line).name) for g in groups for line in declared()[g]}
    owners = importlib.metadata.packages_distributions()
    wrong = []
    for path in files:
        for name in sorted(imports(path) - own):
            if not known & {canonicalize_name(owner) for owner in owners.get(name, [name])}:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    return wrong


def test_the_package_imports_only_its_own_dependencies():
    """The client of a cluster is an extra that one module alone may ask for (Keras is asked for
    by name, in `keras_models.load_keras`)."""
    found = undeclared(("mnist_course",), ("package",))
    named = {line.rpartition("/")[2] for line in found}
    assert named == {"cluster.py imports distributed"}
    assert undeclared(("mnist_course",), ("package", "keras", "cluster")) == []


def test_tools_tests_and_benchmarks_import_only_what_is_declared():
    everything = ("package", "keras", "cluster", "lab", "book", "test")
    assert undeclared(("tools", "tests", "benchmarks"), everything) == []


def test_the_notebooks_need_the_package_and_its_extras_lab_and_keras():
    lines = [line for group in ("package", "lab", "keras") for line in declared()[group]]
    known = {canonicalize_name(Requirement(line).name) for line in lines}
    owners = importlib.metadata.packages_distributions()
    for path in tracked("*.ipynb"):
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        for name in imports_of("\n".join(cell.source for cell in cells)) - {"mnist_course"}:
            assert known & {canonicalize_name(owner) for owner in owners.get(name, [name])}, name


def test_an_undeclared_import_would_be_seen():
    assert any("imports pytest" in line for line in undeclared(("tests",), ("package",)))


# --- locks ---------------------------------------------------------------------------------------


def pinned(lock: str) -> list[tuple[str, str, Marker | None, int]]:
    """Name, version, marker and number of hashes of each entry of a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            found = Requirement(line.split(" --hash=")[0])
            (pin,) = found.specifier
            assert pin.operator == "==", line[:80]
            name = canonicalize_name(found.name)
            entries.append((name, pin.version, found.marker, line.count("--hash=sha256:")))
    return entries


def environment(platform: str, python: str) -> dict[str, str]:
    system, machine, name, long_name = PLATFORMS[platform]
    return {
        "sys_platform": system,
        "platform_machine": machine,
        "os_name": name,
        "platform_system": long_name,
        "python_version": python,
        "python_full_version": f"{python}.5",
        "extra": "",
    }


def set_of(lock: str, platform: str, python: str) -> dict[str, str]:
    wanted = environment(platform, python)
    chosen = [(n, v) for n, v, m, _ in pinned(lock) if m is None or m.evaluate(wanted)]
    assert len(dict(chosen)) == len(chosen), "a package is pinned twice"
    return dict(chosen)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_host_or_path(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert all(count > 0 for *_, count in pinned(lock))
    lines = [line for line in text.splitlines() if re.search(r"://|--index|--find|^-|@ ", line)]
    assert lines == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_locks_satisfy_every_declared_range(platform, python):
    whole = set_of("requirements.lock", platform, python)
    book = set_of("requirements-book.lock", platform, python)
    wanted = environment(platform, python)
    for group, lines in declared().items():
        for line in lines:
            need = Requirement(line)
            if need.marker and not need.marker.evaluate(wanted):
                continue
            name = canonicalize_name(need.name)
            assert need.specifier.contains(whole[name]), line
            if group in ("package", "book", "build"):
                assert need.specifier.contains(book[name]), line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_of_the_book_is_a_part_of_the_whole_without_tensorflow(platform, python):
    whole = set_of("requirements.lock", platform, python)
    book = set_of("requirements-book.lock", platform, python)
    assert book.items() <= whole.items()
    assert not {"tensorflow", "tensorflow-cpu", "keras", "jupyterlab", "pytest"} & set(book)
    assert ("tensorflow-cpu" in whole) == (platform == "Linux, x86-64")
    assert ("tensorflow" in whole) == (platform not in ("Linux, x86-64", "macOS, Intel"))


def test_a_python_outside_the_range_is_refused():
    supported = project()["project"]["requires-python"]
    assert supported == ">=3.11,<3.14"
    named = [c.split(" :: ")[-1] for c in project()["project"]["classifiers"]]
    assert [name for name in named if re.fullmatch(r"3\.\d+", name)] == list(PYTHONS)
