"""What lies in a run folder."""

import json
from pathlib import Path

from mnist_course.runs.record import CHECKPOINT, HISTORY, MODEL

FILES = {MODEL, HISTORY, CHECKPOINT}


def history(folder) -> dict:
    """The content of ``history.json``."""
    return json.loads((Path(folder) / HISTORY).read_text(encoding="utf-8"))


def contents(folder) -> set[str]:
    """The names of all files, hidden ones too."""
    return {path.name for path in Path(folder).iterdir()}
