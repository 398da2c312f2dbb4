"""Fetch and verify the third-party files that the book serves from its own folder.

The pages must work without a network, so KaTeX, Python for browsers, NumPy and an editor are
committed under ``_static/vendor``. ``VENDOR.json`` there is the one record of what there is:
version, licence, and the SHA-256 of each file. A file comes in one of three ways:

* out of an archive of npm (``package``, with the registry's own checksum of the archive);
* as one file from an address (``address``);
* joined by esbuild from packages that a lock file pins (``made``, the folder with the recipe).

One file is made of two others: what Python in the page imports, compiled by that Python itself
(``compile_python.cjs``).

    python tools/vendor.py check              compare the committed files with the record
    python tools/vendor.py fetch [NAME]       fetch the recorded versions again and verify them
    python tools/vendor.py upgrade NAME VER   take another version of an npm package

Fetching needs ``npm`` (Node.js) and a network; checking needs nothing but Python.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "_static" / "vendor"
RECORD = "VENDOR.json"
# Licence texts that the archives lack are kept by hand; the record marks them as "local".
LOCAL = "local"
# Made of the files of other entries, when all of them are there.
COMPILED = "compiled"


class VendorError(RuntimeError):
    """A vendored file or archive is not what the record says."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_record(folder: Path = VENDOR) -> dict[str, Any]:
    """Read ``VENDOR.json``: one entry per package."""
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))


def write_record(record: dict[str, Any], folder: Path = VENDOR) -> None:
    """Write ``VENDOR.json`` with a stable layout, so that a change shows as a small diff."""
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    (folder / RECORD).write_text(text, encoding="utf-8")


def problems(folder: Path = VENDOR) -> list[str]:
    """Compare the files in ``folder`` with its record.

    Returns
    -------
    list of str
        One sentence per file that is missing, changed, or not in the record; empty if all is well.
    """
    found: list[str] = []
    known = {folder / RECORD, folder / "README.md", folder / ".gitattributes"}
    for name, entry in read_record(folder).items():
        for target, about in entry["files"].items():
            path = folder / target
            known.add(path)
            if not path.is_file():
                found.append(f"{target} ({name}) is missing; run `make vendor`.")
            elif sha256(path) != about["sha256"]:
                found.append(f"{target} ({name}) differs from the record; run `make vendor`.")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in known:
            found.append(f"{path.relative_to(folder)} is not in {RECORD}; add it or delete it.")
    return found


def npm(*arguments: str, folder: Path) -> str:
    """Run npm in a folder, with whichever registry it is set to; return what it prints."""
    program = shutil.which("npm")
    if program is None:
        raise VendorError("npm is not installed. Install Node.js to refresh the vendored files.")
    command = [program, arguments[0], "--ignore-scripts", *arguments[1:]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise VendorError(f"npm {' '.join(arguments)} failed:\n{done.stderr.strip()}")
    return done.stdout


def pack(package: str, version: str, folder: Path) -> Path:
    """Fetch one package archive with ``npm pack``."""
    said = npm("pack", f"{package}@{version}", "--json", folder=folder)
    return folder / json.loads(said)[0]["filename"]


def integrity(archive: Path) -> str:
    """Return the registry's form of an archive checksum: ``sha512-`` and base64."""
    digest = hashlib.sha512(archive.read_bytes()).digest()
    return "sha512-" + base64.b64encode(digest).decode("ascii")


def keep(data: bytes, target: str, about: dict[str, str], folder: Path, *, pinned: bool) -> None:
    """Write one file and its checksum; with ``pinned``, refuse it if it changed."""
    digest = hashlib.sha256(data).hexdigest()
    if pinned and digest != about["sha256"]:
        raise VendorError(f"{about['from']}: SHA-256 {digest}, recorded {about['sha256']}.")
    about["sha256"] = digest
    path = folder / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def take(archive: Path, entry: dict[str, Any], folder: Path, *, pinned: bool) -> None:
    """Copy the wanted files out of an archive; with ``pinned``, refuse any that changed."""
    with tarfile.open(archive) as tar:
        for target, about in entry["files"].items():
            if about["from"] in (LOCAL, COMPILED):
                continue
            wanted = f"package/{about['from']}"
            member = tar.extractfile(wanted) if wanted in tar.getnames() else None
            if member is None:
                raise VendorError(f"{archive.name} holds no file {about['from']}.")
            keep(member.read(), target, about, folder, pinned=pinned)


def download(entry: dict[str, Any], folder: Path) -> None:
    """Fetch the one file that an entry with an address names, and verify it."""
    ((target, about),) = ((t, a) for t, a in entry["files"].items() if a["from"] != LOCAL)
    try:
        with urllib.request.urlopen(entry["address"], timeout=60) as answer:
            data = answer.read()
    except OSError as error:
        raise VendorError(f"{entry['address']} cannot be fetched: {error}.") from error
    keep(data, target, about, folder, pinned=True)


def make(entry: dict[str, Any], folder: Path, *, pinned: bool = True) -> None:
    """Install what the lock file of a recipe pins, join it with esbuild, and verify the result."""
    with tempfile.TemporaryDirectory() as temporary:
        room = Path(temporary, "recipe")
        shutil.copytree(ROOT / entry["made"], room)
        npm("ci", folder=room)
        for target, about in entry["files"].items():
            if about["from"] == LOCAL:
                continue
            options = ["--bundle", "--minify", "--format=iife", "--target=es2020"]
            options += [f"--global-name={entry['global']}", "--outfile=made.js"]
            npm("exec", "--", "esbuild", about["from"], *options, folder=room)
            keep((room / "made.js").read_bytes(), target, about, folder, pinned=pinned)


def compile_python(record: dict[str, Any], folder: Path, *, pinned: bool = True) -> None:
    """Compile what Python in the page imports; with ``pinned``, refuse it if it changed."""
    wanted = [
        (target, about)
        for entry in record.values()
        for target, about in entry["files"].items()
        if about["from"] == COMPILED
    ]
    for target, about in wanted:
        node = shutil.which("node")
        if node is None:
            raise VendorError("Node.js is not installed; it runs Python to compile for pages.")
        with tempfile.TemporaryDirectory() as temporary:
            made = Path(temporary, "made.zip")
            command = [node, str(ROOT / "tools" / "compile_python.cjs"), str(folder), str(made)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise VendorError(f"compile_python.cjs failed:\n{done.stderr.strip()[-2000:]}")
            keep(made.read_bytes(), target, about, folder, pinned=pinned)
        print(f"{target}: compiled")


def fetch(folder: Path = VENDOR, only: str = "") -> None:
    """Fetch every recorded entry again; stop if an archive or a file differs from the record."""
    record = read_record(folder)
    if only and only not in record:
        raise VendorError(f"{only!r} is not in {RECORD}; known: {', '.join(record)}.")
    for name, entry in record.items():
        if only and name != only:
            continue
        if "address" in entry:
            download(entry, folder)
        elif "made" in entry:
            make(entry, folder)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                archive = pack(entry["package"], entry["version"], Path(temporary))
                if (got := integrity(archive)) != entry["integrity"]:
                    raise VendorError(f"{archive.name}: {got}, recorded {entry['integrity']}.")
                take(archive, entry, folder, pinned=True)
        print(f"{name}: {entry['version']} verified")
    if only in ("", "pyodide", "numpy"):
        compile_python(record, folder)


def upgrade(name: str, version: str, folder: Path = VENDOR) -> None:
    """Take another version of one package and record its checksums."""
    record = read_record(folder)
    if name not in record:
        raise VendorError(f"{name!r} is not in {RECORD}; known: {', '.join(record)}.")
    entry = record[name]
    if "package" not in entry:
        raise VendorError(f"{name!r} is no npm archive; _static/vendor/README.md says what to do.")
    with tempfile.TemporaryDirectory() as temporary:
        archive = pack(entry["package"], version, Path(temporary))
        entry.update(version=version, integrity=integrity(archive))
        take(archive, entry, folder, pinned=False)
    if any(about["from"] == COMPILED for about in entry["files"].values()):
        compile_python(record, folder, pinned=False)
    for target, about in entry["files"].items():
        about["sha256"] = sha256(folder / target)
    write_record(record, folder)
    print(f"{name}: now {version}. Read its change log, then run the browser tests.")


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands; return 0 if all is well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="compare the committed files with the record")
    again = commands.add_parser("fetch", help="fetch the recorded versions again")
    again.add_argument("name", nargs="?", default="", help="of one entry only")
    up = commands.add_parser("upgrade", help="take another version of one package")
    up.add_argument("name")
    up.add_argument("version")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "fetch":
            fetch(only=chosen.name)
        elif chosen.command == "upgrade":
            upgrade(chosen.name, chosen.version)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    for line in (wrong := problems()):
        print(line, file=sys.stderr)
    if not wrong:
        print("All vendored files match their record.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
