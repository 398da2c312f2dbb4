"""The report on a class: ``marks.csv``, a page for each student, a page for the teacher.

What a student wrote or named is shown as text, never as HTML.
"""

from __future__ import annotations

import csv
import html
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from mnist_course.ground.writing import write_whole
from mnist_course.marks.marking import Marks

FEEDBACK = "feedback"
SIGNS = {"right": "✓ right", "wrong": "✗ not right", "not attempted": "○ not attempted"}
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; }}
body {{ margin: 1.5rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ border: 1px solid; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.3rem 0 1rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def write_report(marks: Sequence[Marks], exercises: Sequence[str], out: Path) -> list[Path]:
    """Write the whole report into a folder; return its files, the teacher's page first."""
    pages = out / FEEDBACK
    pages.mkdir(parents=True, exist_ok=True)
    files = {out / "index.html": class_page(marks, exercises)}
    files[out / "marks.csv"] = marks_csv(marks, exercises)
    files |= {pages / f"{one.student}.html": student_page(one) for one in marks}
    for path, text in files.items():
        write_whole(path, text.encode("utf-8", errors="replace"))
    return list(files)


def marks_csv(marks: Sequence[Marks], exercises: Sequence[str]) -> str:
    """Return the table: a row for each student, a column for each exercise, points in the cells."""
    made = io.StringIO()
    table = csv.writer(made, lineterminator="\n")
    table.writerow(["student", "points", "of", *exercises, "problems"])
    for one in marks:
        points = {marked.exercise: marked.points for marked in one.marked}
        row = [one.student, one.points, len(exercises), *(points.get(n, 0) for n in exercises)]
        table.writerow([_cell(value) for value in (*row, " ".join(one.problems))])
    return made.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = " ".join(value.split())
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value


def student_page(marks: Marks) -> str:
    """Return the page of one student: each exercise with what the judge says of the answer."""
    parts = [f"<p>{marks.points} of {len(marks.marked)} exercises are right.</p>"]
    parts += [f"<p><strong>Not read:</strong> {html.escape(p)}</p>" for p in marks.problems]
    for one in marks.marked:
        parts.append(f"<h2>{html.escape(one.exercise)}: {SIGNS[one.status]}</h2>")
        if one.feedback:
            parts.append(f"<pre>{html.escape(one.feedback)}</pre>")
    return _PAGE.format(title=f"Feedback for {html.escape(marks.student)}", body="\n".join(parts))


def class_page(marks: Sequence[Marks], exercises: Sequence[str]) -> str:
    """Return the teacher's page: students, exercises, mistakes by name, what could not be read."""
    rows = [
        (
            f'<a href="{FEEDBACK}/{quote(one.student)}.html">{html.escape(one.student)}</a>',
            one.points,
            html.escape(" ".join(one.problems)),
        )
        for one in marks
    ]
    parts = [f"<p>{len(marks)} students, {len(exercises)} exercises.</p>"]
    parts += ["<h2>Students</h2>", _table(("student", "points", "not read"), rows)]
    parts += ["<h2>Exercises, the hardest first</h2>", _table(EXERCISE_HEAD, _exercises(marks))]
    common = Counter(
        (m.exercise, m.mistake) for one in marks for m in one.marked if m.mistake is not None
    )
    mistakes = [
        (html.escape(str(mistake)), html.escape(exercise), count)
        for (exercise, mistake), count in common.most_common()
    ]
    parts.append("<h2>Mistakes by name</h2>")
    parts.append(
        _table(("mistake", "exercise", "students"), mistakes)
        if mistakes
        else "<p>No answer made a mistake that the bank knows by name.</p>"
    )
    return _PAGE.format(title="Marks of the class", body="\n".join(parts))


EXERCISE_HEAD = ("exercise", "right", "not right", "not attempted")


def _exercises(marks: Sequence[Marks]) -> list[tuple[object, ...]]:
    counts: dict[str, Counter[str]] = {}
    for one in marks:
        for marked in one.marked:
            counts.setdefault(marked.exercise, Counter())[marked.status] += 1
    order = sorted(counts, key=lambda name: (-counts[name]["wrong"], counts[name]["right"], name))
    return [(html.escape(name), *(counts[name][status] for status in SIGNS)) for name in order]


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table; its cells are HTML already."""
    cells = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = [f"<thead><tr>{cells}</tr></thead>", "<tbody>"]
    for row in rows:
        cells = "".join(
            f'<td class="number">{value}</td>' if isinstance(value, int) else f"<td>{value}</td>"
            for value in row
        )
        lines.append(f"<tr>{cells}</tr>")
    return "<table>" + "\n".join([*lines, "</tbody></table>"])
