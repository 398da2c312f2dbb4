"""The files that are or will be in git."""

from __future__ import annotations

import functools
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def _all() -> tuple[Path, ...]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ()
    paths = sorted({ROOT / name for name in done.stdout.split("\0") if name})
    return tuple(path for path in paths if path.is_file())


def tracked(pattern: str = "*") -> list[Path]:
    """Files that git knows or would add, whose name fits; skips where there is no git."""
    if not _all():
        pytest.skip("this is not a git checkout, or git is not installed")
    return [path for path in _all() if fnmatch(path.name, pattern)]
