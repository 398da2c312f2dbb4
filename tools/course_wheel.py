"""Build the wheel of the package, the same bytes from the same sources; needs no network.

    python tools/course_wheel.py _build/wheel      # into this folder

Notebooks that are taken along install it, and the checks run the chapters on it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = "mnist_course", "results"
FILES = (
    *("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "CHANGELOG.md", "CITATION.cff"),
    *("LICENSE", "LICENSE-TEXT"),
)
BUILD = """import sys
from setuptools import build_meta
getattr(build_meta, "build_" + sys.argv[1])(sys.argv[2])
"""
# What a wheel gives as the time of each file: the earliest that a zip file can hold.
EPOCH = "315532800"


def build(folder: Path, kind: str = "wheel", root: Path = ROOT) -> Path:
    """Build the wheel, or the source distribution, into an existing folder; return its path.

    Parameters
    ----------
    folder
        Where it goes.
    kind
        ``"wheel"`` or ``"sdist"``.
    root
        The checkout, or an unpacked source distribution.

    Notes
    -----
    The sources are copied first: setuptools builds beside them, and a file that was there at an
    earlier build would stay in the wheel.

    Raises
    ------
    RuntimeError
        If setuptools fails; the message is what it wrote.
    """
    pattern = {"wheel": "*.whl", "sdist": "*.tar.gz"}[kind]
    with tempfile.TemporaryDirectory() as made:
        source = Path(made)
        for name in FOLDERS:
            shutil.copytree(root / name, source / name, ignore=without_caches)
        for name in FILES:
            shutil.copyfile(root / name, source / name)
        for path in [source, *source.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        before = set(folder.glob(pattern))
        done = subprocess.run(
            [sys.executable, "-I", "-c", BUILD, kind, str(folder.resolve())],
            cwd=source,
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
            umask=0o022 if os.name == "posix" else -1,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the wheel was not built:\n{done.stdout}{done.stderr}")
    found = set(folder.glob(pattern))
    return max(found - before or found, key=lambda path: path.stat().st_mtime)


def without_caches(_: str, names: list[str]) -> set[str]:
    """Name what is no source (for ``shutil.copytree``)."""
    return {name for name in names if name == "__pycache__" or name.endswith((".pyc", ".tmp"))}


def install(wheel: Path, folder: Path) -> None:
    """Install a wheel into a folder of its own, without what it depends on."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-index", "--no-deps", "--no-compile", "--target", str(folder), str(wheel)]
    subprocess.run([*pip, *alone], check=True)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where to put it")
    folder = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    print(build(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
