"""``mnist-course grade``: marks for a folder of submissions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)
from mnist_course.ground.numbers import duration

if TYPE_CHECKING:
    from mnist_course.marks.marking import Marks

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course grade submitted --out marks
mnist-course grade submitted --out marks --chapter perceptron --seed 7
```

{EXIT_CODES}
"""


@app.command(epilog=EPILOG)
def grade(
    submissions: Annotated[
        Path,
        typer.Argument(help="A folder: each folder or notebook in it is one student's."),
    ],
    out: Annotated[Path, typer.Option(help="Where the report goes.")],
    chapter: Annotated[
        list[str] | None, typer.Option(help="Mark this chapter's exercises only; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the hidden cases.")] = 0,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=600, help="How long one answer may run.")
    ] = 10.0,
    trusted: Annotated[
        bool,
        typer.Option(
            "--trusted", help="Run the answers without bubblewrap: you know who wrote them."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Mark notebooks, and files of answers from the pages, without trusting them.

    An answer runs in a process of its own, which holds no expected result: with limits, an empty
    folder and no network. It is judged outside, on the cases of the notebook and on hidden ones
    made from the seed. A stopped marking goes on where it was; the same submissions and seed give
    the same marks.
    """
    with plain_errors(as_json):
        from mnist_course.marks.marking import exercises_of, mark_folder
        from mnist_course.marks.report import write_report
        from mnist_course.marks.sandbox import Limits, SandboxError
        from mnist_course.marks.submissions import read_submissions

        exercises = exercises_of(chapter or [])
        found = read_submissions(submissions)
        started, done = time.monotonic(), 0

        def tell(marks: Marks, kept: bool) -> None:
            nonlocal done
            done += 1
            left = (time.monotonic() - started) / done * (len(found) - done)
            word = "kept" if kept else "marked"
            rest = f", {duration(left)} left" if done < len(found) and not kept else ""
            say(
                f"  {done:>3}/{len(found)}  {marks.student}: {marks.points} of "
                f"{len(exercises)} ({word}{rest})"
            )

        try:
            marks = mark_folder(
                found,
                out,
                exercises,
                seed=seed,
                trusted=trusted,
                limits=Limits(seconds=seconds),
                on_student=tell,
            )
        except SandboxError as error:
            raise ValueError(str(error)) from None
        files = write_report(marks, exercises, out)
        problems = {one.student: one.problems for one in marks if one.problems}
        text = [f"{len(marks)} students marked. The report: {files[0]}, {files[1].name}."]
        text += [f"  {name}: {' '.join(said)}" for name, said in problems.items()]
        report = {
            "out": str(out),
            "exercises": len(exercises),
            "points": {one.student: one.points for one in marks},
            "problems": problems,
        }
        finish(report, "\n".join(text), as_json)
