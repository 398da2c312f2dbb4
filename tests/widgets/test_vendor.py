"""Third-party scripts are exactly what their record says, and the tool notices when not."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "vendor.py"


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path, vendor):
    """A small vendor folder of one package, with its record."""
    made = tmp_path / "vendor"
    (made / "lib").mkdir(parents=True)
    (made / "README.md").write_text("about")
    (made / "lib" / "lib.js").write_text("1 + 1")
    (made / "lib" / "LICENSE").write_text("MIT")
    files = {
        "lib/lib.js": {"from": "dist/lib.js", "sha256": vendor.sha256(made / "lib/lib.js")},
        "lib/LICENSE": {"from": "local", "sha256": vendor.sha256(made / "lib/LICENSE")},
    }
    vendor.write_record({"lib": {"package": "lib", "version": "1.0.0", "files": files}}, made)
    return made


def archive(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            data = text.encode()
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    return path


def test_the_committed_files_match_their_record_offline():
    done = subprocess.run([sys.executable, TOOL, "check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_package_has_version_licence_and_a_way_to_fetch_it(vendor):
    for name, entry in vendor.read_record().items():
        assert entry["version"] and entry["licence"]
        if "package" in entry:
            assert entry["integrity"].startswith("sha512-")
        elif "made" in entry:
            lock = json.loads((ROOT / entry["made"] / "package-lock.json").read_text("utf-8"))
            pinned = [about for path, about in lock["packages"].items() if path]
            assert pinned and all(p["integrity"].startswith("sha512-") for p in pinned)
            assert "://" not in json.dumps([p.get("resolved", "") for p in pinned])
        else:
            assert entry["address"].endswith(tuple(a["from"] for a in entry["files"].values()))
        assert f"{name}/LICENSE" in entry["files"]
        assert name in (vendor.VENDOR / "README.md").read_text(encoding="utf-8")


def test_byte_code_for_pages_was_made_of_the_texts_beside_it():
    from sphinx.errors import ExtensionError
    from sphinx_course import python

    pyodide = ROOT / "_static" / "vendor" / "pyodide"
    wheel = next(pyodide.parent.glob("numpy/*.whl"))
    library = zipfile.ZipFile(io.BytesIO(python.assets(ROOT)["python_stdlib.zip"][0]))
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as whole:
        assert len(library.namelist()) == len(whole.namelist())
    with zipfile.ZipFile(pyodide / "compiled.zip") as made:
        sources = json.loads(made.read("SOURCES.json"))
        assert sorted(made.namelist()) == sorted(["SOURCES.json", *(f"{n}c" for n in sources)])
    for archive, path in {"stdlib": pyodide / "python_stdlib.zip", "wheel": wheel}.items():
        with zipfile.ZipFile(path) as whole:
            texts = [name for name in sources if name.startswith(f"{archive}/")]
            assert len(texts) > 50
            for name in texts:
                data = whole.read(name.removeprefix(f"{archive}/"))
                assert hashlib.sha256(data).hexdigest() == sources[name]
    assert {"ast.pyc", "json/__init__.pyc"} <= set(library.namelist())
    with pytest.raises(ExtensionError, match=r"another ast\.py; run `make vendor`"):
        list(python._compiled([("ast.py", b"changed")], "stdlib", pyodide))


def test_a_sound_folder_has_no_problems(vendor, folder):
    assert vendor.problems(folder) == []


def test_changed_missing_and_unknown_files_are_named(vendor, folder):
    (folder / "lib" / "lib.js").write_text("1 + 2")
    (folder / "lib" / "LICENSE").unlink()
    (folder / "stray.js").write_text("?")
    told = " ".join(vendor.problems(folder))
    assert "lib/lib.js (lib) differs" in told
    assert "lib/LICENSE (lib) is missing" in told
    assert "stray.js is not in VENDOR.json" in told


def test_fetch_restores_a_changed_file(vendor, folder, tmp_path):
    (folder / "lib" / "lib.js").write_text("broken")
    entry = vendor.read_record(folder)["lib"]
    vendor.take(archive(tmp_path / "a.tgz", {"dist/lib.js": "1 + 1"}), entry, folder, pinned=True)
    assert vendor.problems(folder) == []


def test_a_changed_or_incomplete_archive_is_refused(vendor, folder, tmp_path):
    entry = vendor.read_record(folder)["lib"]
    changed = archive(tmp_path / "a.tgz", {"dist/lib.js": "evil()"})
    with pytest.raises(vendor.VendorError, match=r"dist/lib\.js: SHA-256 .* recorded"):
        vendor.take(changed, entry, folder, pinned=True)
    empty = archive(tmp_path / "b.tgz", {"other.js": ""})
    with pytest.raises(vendor.VendorError, match=r"b\.tgz holds no file dist/lib\.js"):
        vendor.take(empty, entry, folder, pinned=True)
    assert (folder / "lib" / "lib.js").read_text() == "1 + 1"


def test_an_archive_with_another_checksum_is_refused(vendor, folder, tmp_path, monkeypatch):
    record = json.loads((folder / "VENDOR.json").read_text())
    record["lib"]["integrity"] = "sha512-somethingelse"
    vendor.write_record(record, folder)
    made = archive(tmp_path / "a.tgz", {"dist/lib.js": "1 + 1"})
    monkeypatch.setattr(vendor, "pack", lambda *_: made)
    with pytest.raises(vendor.VendorError, match="recorded sha512-somethingelse"):
        vendor.fetch(folder)


def test_upgrade_rewrites_the_record(vendor, folder, tmp_path, monkeypatch):
    made = archive(tmp_path / "a.tgz", {"dist/lib.js": "2 + 2"})
    monkeypatch.setattr(vendor, "pack", lambda *_: made)
    vendor.upgrade("lib", "2.0.0", folder)
    entry = vendor.read_record(folder)["lib"]
    assert (entry["version"], entry["integrity"]) == ("2.0.0", vendor.integrity(made))
    assert (folder / "lib" / "lib.js").read_text() == "2 + 2"
    assert vendor.problems(folder) == []
    with pytest.raises(vendor.VendorError, match=r"'libb' is not in VENDOR\.json; known: lib"):
        vendor.upgrade("libb", "1", folder)


def test_without_npm_it_says_what_to_install(vendor, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(vendor.VendorError, match=r"Install Node\.js"):
        vendor.pack("lib", "1", tmp_path)


def test_a_file_from_an_address_is_verified(vendor, folder, tmp_path):
    (tmp_path / "there.whl").write_text("wheel")
    about = {"from": "there.whl", "sha256": vendor.sha256(tmp_path / "there.whl")}
    entry = {"address": (tmp_path / "there.whl").as_uri(), "files": {"lib/there.whl": about}}
    vendor.download(entry, folder)
    assert (folder / "lib" / "there.whl").read_text() == "wheel"
    (tmp_path / "there.whl").write_text("evil")
    with pytest.raises(vendor.VendorError, match=r"there\.whl: SHA-256 .* recorded"):
        vendor.download(entry, folder)
    entry["address"] += ".gone"
    with pytest.raises(vendor.VendorError, match="cannot be fetched"):
        vendor.download(entry, folder)
    with pytest.raises(vendor.VendorError, match="no npm archive"):
        vendor.write_record({"lib": {**entry, "version": "1", "licence": "MIT"}}, folder)
        vendor.upgrade("lib", "2", folder)
