"""Notes which lines the functions of a folder execute, and in which context; for `covered.py`.

A file of its own, because it is also imported by each program that a traced test starts.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import threading
from collections import defaultdict
from types import FrameType
from typing import Any

# What a program that a test starts needs, to be traced for that test: folder, file of notes, test.
FOLDER, NOTES, CONTEXT = "COVERED_FOLDER", "COVERED_NOTES", "COVERED_CONTEXT"


class Tracer:
    """Notes each line that a function of a folder executes, once for each context.

    Only functions: what a module or a class does when it is imported is no single test's.
    """

    def __init__(self, folder: str, notes: str, context: str) -> None:
        self.folder = folder + os.sep
        self._notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.enter(context)

    def enter(self, context: str) -> None:
        """Note what this thread does, and those that it starts, under this name.

        Python ends a trace whose function fails, as it does where a test recurs without end; so
        each context begins it anew.
        """
        self.context = context
        self._seen: dict[str, set[int]] = defaultdict(set)
        threading.settrace(self._call)
        sys.settrace(self._call)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if not code.co_flags & inspect.CO_OPTIMIZED or not code.co_filename.startswith(self.folder):
            return None
        seen = self._seen[code.co_filename]

        def line(frame: FrameType, event: str, argument: Any) -> Any:  # called for every line
            number = frame.f_lineno
            if number not in seen:
                seen.add(number)
                note = json.dumps([self.context, code.co_filename, number]) + "\n"
                os.write(self._notes, note.encode())  # a whole line, also if the process is killed
            return line

        return line


def trace_a_program() -> None:
    """Trace this process if the test that started it is traced."""
    if NOTES in os.environ:
        Tracer(os.environ[FOLDER], os.environ[NOTES], os.environ[CONTEXT])
