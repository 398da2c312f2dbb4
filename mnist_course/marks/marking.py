"""Mark a folder of submissions; what is done is kept, so that a stopped marking goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mnist_course.exercises import bank, judge
from mnist_course.exercises.discovery import exercise_names, get_exercise
from mnist_course.exercises.judge.outcome import Status
from mnist_course.ground.near import did_you_mean
from mnist_course.ground.reading import ordinary
from mnist_course.ground.writing import write_whole
from mnist_course.marks.hidden import hidden_cases
from mnist_course.marks.remote import grade_remote, with_cases
from mnist_course.marks.sandbox import Limits, Sandbox
from mnist_course.marks.submissions import Submission

KEPT = "students"  # folder of what is done, below that of the report


@dataclass(frozen=True)
class Marked:
    """The mark of one answer: 1 point if it is right, else none."""

    exercise: str
    status: Status
    mistake: str | None
    feedback: str
    points: int


@dataclass
class Marks:
    """All marks of one student."""

    student: str
    digest: str
    marked: list[Marked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        """Return the sum."""
        return sum(one.points for one in self.marked)


def exercises_of(chapters: Sequence[str]) -> list[str]:
    """Return the names of the exercises of some chapters; of all, if none is named.

    Raises
    ------
    ValueError
        If there is no such chapter.
    """
    known = list(dict.fromkeys(name.partition(".")[0] for name in exercise_names()))
    for chapter in chapters:
        if chapter not in known:
            raise ValueError(
                f"no chapter {chapter!r} with exercises.{did_you_mean(chapter, known)} "
                f"There are: {', '.join(known)}"
            )
    return [n for n in exercise_names() if not chapters or n.partition(".")[0] in chapters]


def mark_student(
    submission: Submission,
    exercises: Sequence[str],
    sandbox: Sandbox,
    seed: int,
    digest: str = "",
) -> Marks:
    """Mark the answers of one student.

    Parameters
    ----------
    submission
        The student's.
    exercises
        Which are marked; one without an answer is "not attempted".
    sandbox
        Where the answers run.
    seed
        Of the hidden cases.
    """
    marks = Marks(submission.student, digest, problems=list(submission.problems))
    for name in exercises:
        answer = submission.answers.get(name)
        if answer is None:
            marks.marked.append(Marked(name, "not attempted", None, "", 0))
            continue
        exercise = get_exercise(name)
        if exercise.is_function and (further := hidden_cases(exercise, seed)):
            exercise = with_cases(exercise, further)
        outcome = grade_remote(exercise, answer.text, answer.context, sandbox)
        points = int(outcome.status == "right")
        marks.marked.append(Marked(name, outcome.status, outcome.mistake, outcome.feedback, points))
    return marks


def mark_folder(
    submissions: Sequence[Submission],
    out: Path,
    exercises: Sequence[str],
    *,
    seed: int = 0,
    trusted: bool = False,
    limits: Limits | None = None,
    on_student: Callable[[Marks, bool], None] = lambda marks, kept: None,
) -> list[Marks]:
    """Mark all submissions, each kept in ``out`` as soon as it is done.

    A student whose marks are there already, for the same answers, exercises, seed, limits and
    version of the judge, is not marked again. ``on_student`` hears of each, and whether it was
    kept.

    Raises
    ------
    SandboxError
        If answers cannot be run safely here.
    OSError
        If ``out`` cannot be written.
    """
    folder = out / KEPT
    folder.mkdir(parents=True, exist_ok=True)
    limits = limits or Limits()
    setting = json.dumps([sorted(exercises), seed, asdict(limits), _version()])
    found = []
    with Sandbox(limits, trusted=trusted) as sandbox:
        for submission in submissions:
            digest = _digest(submission, setting)
            path = folder / f"{submission.student}.json"
            marks = read_marks(path, digest)
            kept = marks is not None
            if marks is None:
                marks = mark_student(submission, exercises, sandbox, seed, digest)
                text = json.dumps(asdict(marks), indent=1, ensure_ascii=False)
                write_whole(path, text.encode("utf-8", errors="replace"))
            on_student(marks, kept)
            found.append(marks)
    return found


def read_marks(path: Path, digest: str) -> Marks | None:
    """Return the marks that a file holds, if they are those of this digest."""
    try:
        held = json.loads(ordinary(path).read_text(encoding="utf-8"))
        if held["digest"] != digest:
            return None
        marked = [Marked(**one) for one in held["marked"]]
        return Marks(held["student"], digest, marked, list(held["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(submission: Submission, setting: str) -> str:
    answers = {name: asdict(answer) for name, answer in sorted(submission.answers.items())}
    text = json.dumps([setting, submission.student, answers, submission.problems])
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()


def _version() -> str:
    """Return a fingerprint of the bank and the judge: another bank gives other marks."""
    digest = hashlib.sha256()
    for package in (bank, judge):
        for root in package.__path__:
            for path in sorted(Path(root).rglob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()
