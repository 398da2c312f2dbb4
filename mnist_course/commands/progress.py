"""``mnist-course progress``: which of your exercises are done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mnist_course.commands.shared.output import (
    EXIT_CODES,
    AsJson,
    finish,
    new_app,
    plain_errors,
    say,
)

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course progress chapters
mnist-course progress mnist-course-answers.json
```

{EXIT_CODES}
"""

SIGNS = {"right": "✓", "wrong": "✗", "not attempted": "○"}


@app.command(epilog=EPILOG)
def progress(
    places: Annotated[
        list[Path],
        typer.Argument(help="Notebooks, files of answers from the pages, or folders of them."),
    ],
    as_json: AsJson = False,
) -> None:
    """Judge your own answers, and show what is done and what is open.

    The answers run in this process, as in a notebook: use it for your own. `grade` marks those of
    others.
    """
    with plain_errors(as_json):
        from mnist_course.exercises import exercise_names, get_exercise
        from mnist_course.exercises.judge import grade_text
        from mnist_course.marks.submissions import read_answers

        answers = {}
        for file in files_of(places):
            try:
                found = read_answers(file)
            except ValueError as error:
                say(f"{file}: {error}")
                continue
            answers |= {answer.exercise: answer for answer in found}
        known = exercise_names()
        for name in sorted(set(answers) - set(known)):
            say(f"There is no exercise {name!r}; its answer is left out.")
        status = dict.fromkeys(known, "not attempted")
        for name in known:
            if name in answers:
                judged = grade_text(get_exercise(name), answers[name].text, answers[name].context)
                status[name] = judged.outcome.status
        finish({"exercises": status}, _table(status), as_json)


def files_of(places: list[Path]) -> list[Path]:
    """Return the files that are named, and those in the folders that are.

    Raises
    ------
    ValueError
        If a place is not there, or none of them holds a notebook or a file of answers.
    """
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = [*place.glob("*.ipynb"), *place.glob("*.json")]
            found += sorted(inside)
        elif place.exists():
            found.append(place)
        else:
            raise ValueError(f"{place} is not there: name notebooks, files of answers, or folders.")
    if not found:
        raise ValueError("no notebook and no file of answers in what you named.")
    return found


def _table(status: dict[str, str]) -> str:
    lines = []
    chapters: dict[str, list[str]] = {}
    for name in status:
        chapters.setdefault(name.partition(".")[0], []).append(name)
    for chapter, names in chapters.items():
        done = sum(status[name] == "right" for name in names)
        lines.append(f"{chapter}: {done} of {len(names)} done")
        lines += [f"  {SIGNS[status[name]]} {name.partition('.')[2]}" for name in names]
    done = sum(one == "right" for one in status.values())
    return "\n".join([*lines, "", f"{done} of {len(status)} exercises done."])
