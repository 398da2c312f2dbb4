"""Read what students handed in: notebooks, and files of answers exported from the pages.

A submission is text. Nothing of it runs here.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_course.exercises.context import needed
from mnist_course.exercises.discovery import exercise_names

LARGEST = 30_000_000  # bytes of one file
LONGEST = 100_000  # characters of one answer
MOST_FILES = 200  # of one student
FORMAT = "mnist-course-answers"
ENDINGS = (".ipynb", ".json")


@dataclass(frozen=True)
class Answer:
    """One answer: its text, what it uses of the chapter above it, the file it stands in."""

    exercise: str
    text: str
    context: str = ""
    file: str = ""


@dataclass
class Submission:
    """All answers of one student, by exercise, and what could not be read."""

    student: str
    answers: dict[str, Answer] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_submissions(folder: Path) -> list[Submission]:
    """Read a folder of submissions.

    Parameters
    ----------
    folder
        Each folder in it is a student, with notebooks and files of answers at any depth (so that
        nbgrader's ``submitted/STUDENT/ASSIGNMENT`` will do); each file in it is a student too, of
        that name.

    Raises
    ------
    ValueError
        If there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder: name the one that holds the submissions.")
    found: dict[str, Submission] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")) or (path.is_file() and path.suffix not in ENDINGS):
            continue
        name = path.stem if path.is_file() else path.name
        one = found.setdefault(name, Submission(name))
        files = [path] if not path.is_dir() or path.is_symlink() else list(_files(path))
        if len(files) > MOST_FILES:
            one.problems.append(f"{len(files)} files; only the first {MOST_FILES} were read.")
        if not files:
            one.problems.append("no notebook and no file of answers in this folder.")
        for file in files[:MOST_FILES]:
            _take(one, file, folder)
    if not found:
        raise ValueError(
            f"{folder} holds no submissions: expected a folder or a notebook for each student."
        )
    return list(found.values())


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a student, in the order of their names; hidden folders are passed over."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        if path.suffix in ENDINGS and not any(part.startswith(".") for part in inner):
            yield path


def _take(one: Submission, file: Path, folder: Path) -> None:
    shown = file.relative_to(folder).as_posix()
    try:
        answers = list(read_answers(file, shown))
    except (ValueError, OSError, RecursionError) as error:
        one.problems.append(f"{shown}: {error}")
        return
    for answer in answers:
        if answer.exercise not in exercise_names():
            one.problems.append(f"{shown}: there is no exercise {answer.exercise[:60]!r}.")
        elif len(answer.text) > LONGEST:
            one.problems.append(f"{shown}: the answer to {answer.exercise} is far too long.")
        else:
            one.answers[answer.exercise] = answer


def read_answers(file: Path, shown: str = "") -> list[Answer]:
    """Return the answers in a notebook or a file of answers.

    Raises
    ------
    ValueError
        If it is neither; the message says what is wrong.
    """
    if file.is_symlink() or not file.is_file():
        raise ValueError("this is no ordinary file; it was not read.")
    if file.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST / 1e6:.0f} MB; it was not read.")
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError("this is no text, so no notebook.") from None
    except json.JSONDecodeError:
        raise ValueError("this is no notebook and no file of answers: it is not JSON.") from None
    if isinstance(held, dict) and held.get("format") == FORMAT:
        return _exported(held, shown)
    if isinstance(held, dict) and isinstance(held.get("cells"), list):
        return _notebook(held["cells"], shown)
    raise ValueError("this is no notebook and no file of answers.")


def _exported(held: dict[str, Any], shown: str) -> list[Answer]:
    if held.get("version") != 1 or not isinstance(held.get("answers"), dict):
        raise ValueError(f"a file of answers of version {held.get('version')!r}; expected 1.")
    found = []
    for name, kept in held["answers"].items():
        if not isinstance(kept, dict) or not isinstance(kept.get("code"), str):
            raise ValueError(f"the answer to {name[:60]!r} cannot be read.")
        found.append(Answer(name, kept["code"], str(kept.get("context", "")), shown))
    return found


def _notebook(cells: list[Any], shown: str) -> list[Answer]:
    found: list[Answer] = []
    above: list[str] = []
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        about = cell.get("metadata")
        name = about.get("exercise") if isinstance(about, dict) else None
        name = name if isinstance(name, str) else checked(text)
        if name:
            found.append(Answer(name, text, needed(text, above), shown))
        else:
            above.append(text)
    return found


def checked(text: str) -> str:
    """Return the exercise that a cell checks, by its call of ``check``; empty if it has none."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = node.args[0] if node.args else None
            if called == "check" and isinstance(first, ast.Constant):
                return first.value if isinstance(first.value, str) else ""
    return ""
