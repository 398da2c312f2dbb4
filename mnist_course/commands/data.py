"""``mnist-course data``: fetch the MNIST files that are missing, verify all."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_course.commands.shared.output import EXIT_CODES, AsJson, finish, new_app, plain_errors
from mnist_course.ground.faults import short

app = new_app()

EPILOG = f"""\
Examples:

```
mnist-course data
mnist-course data --verify --json
```

{EXIT_CODES}
"""


@app.command(epilog=EPILOG)
def data(
    verify: Annotated[
        bool, typer.Option("--verify", help="Look and verify; download nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the MNIST files that are missing, verify all, say what is where.

    Exit code 1: a file is missing, unreadable or not the original.
    """
    with plain_errors(as_json):
        from mnist_course.data import places, sources

        failure = "" if verify else _fetch_missing()
        states = sources.survey()
    good = all(status.state == "ok" for status in states)
    report = {
        "folder": _text(places.data_folder()),
        "cache": str(places.cache_folder()),
        "offline": places.offline(),
        "files": [{**dataclasses.asdict(status), "path": _text(status.path)} for status in states],
        "download": failure,
    }
    finish(report, _describe(states, failure, verify), as_json, ok=good)
    raise typer.Exit(0 if good else 1)


def _fetch_missing() -> str:
    from mnist_course.data import sources
    from mnist_course.data.fetch import DownloadError
    from mnist_course.data.files import MNIST_FILES, HashError

    for file in MNIST_FILES.values():
        try:
            sources.obtain(file)
        except DownloadError as error:
            return str(error)  # what stopped one file stops the others: do not wait for each
        except HashError:
            continue  # the survey that follows tells of it
    return ""


def _describe(states: list[Any], failure: str, verify: bool) -> str:
    from mnist_course.data import places, sources

    good = sum(status.state == "ok" for status in states)
    folder = places.data_folder()
    lines = [
        f"MNIST: {good} of {len(states)} files found and verified.",
        f"  folder (MNIST_COURSE_DATA): {short(folder) if folder else 'not set'}",
        f"  cache: {short(places.cache_folder())}",
    ]
    for status in states:
        lines.append(f"  {status.name:27}  {status.state:10}  {status.path or 'not found'}")
    for detail in dict.fromkeys(status.detail for status in states if status.detail):
        passed = all(status.state == "ok" for status in states if status.detail == detail)
        lines.append(f"{detail}\n  It was passed over." if passed else detail)
    lack = sources.explain_folder({s.name: s.path for s in states if s.state == "ok"})
    if lack:
        lines.append(f"Note: {lack}.")
    if failure:
        lines.append(f"No download: {failure}")
    if any(status.state == "missing" for status in states):
        if verify:
            lines.append("Run `mnist-course data` with a network connection to fetch the rest.")
        lines.append("Until then load_mnist() gives stand-in digits, and says so.")
    return "\n".join(lines)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
