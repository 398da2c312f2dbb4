"""A class of generated submissions: right, half right, mistaken, broken and hostile."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from mnist_course.cli import app
from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.judge import grade, grade_text
from mnist_course.marks import sandbox as sandboxes
from mnist_course.marks.hidden import hidden_cases
from mnist_course.marks.marking import exercises_of, mark_folder
from mnist_course.marks.remote import grade_remote, with_cases
from mnist_course.marks.sandbox import Limits, Sandbox, SandboxError, find_bubblewrap
from mnist_course.marks.submissions import read_submissions

POSIX = pytest.mark.skipif(os.name != "posix", reason="marks need process limits")
WALLED = pytest.mark.skipif(find_bubblewrap() is None, reason="bubblewrap does not work here")
CHAPTERS = ("perceptron", "digits")
NAMES = exercises_of(CHAPTERS)
UPDATE = "perceptron.update"
RIGHT = get_exercise(UPDATE).solution_code()
LIMITS = Limits(seconds=3)
MISTAKEN = 11  # students who make one known mistake in each exercise
pytestmark = POSIX

HOSTILE = {
    "patched comparison": "import numpy as np\n"
    "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
    "def update(w, b, x, y, eta):\n    return w, b\n",
    "reads the bank": "from mnist_course.exercises.bank.perceptron.update import EXERCISE\n"
    "update = EXERCISE.reference\n",
    "asks the judge": "from mnist_course.exercises import get_exercise\n"
    f"update = get_exercise({UPDATE!r}).reference\n",
    "exits": "import os\nos._exit(0)\n",
    "exits when called": "import os\ndef update(w, b, x, y, eta):\n    os._exit(0)\n",
    "deletes": "import shutil\nfor place in ({outside!r}, '/answer', '/usr/lib/python3'):\n"
    "    shutil.rmtree(place, ignore_errors=True)\nopen({outside!r} + '/hole', 'w')\n",
    "calls out": "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)\n",
    "takes memory": "hoard = bytearray(3_000_000_000)\n",
    "prints without end": "while True:\n    print('x' * 10_000)\n",
    "never ends": "while True:\n    pass\n",
    "never ends when called": "def update(w, b, x, y, eta):\n    while True:\n        pass\n",
    "forks": "import os\nwhile True:\n    os.fork()\n",
    "fills the disk": "open('full', 'wb').write(bytes(50_000_000))\n",
    "writes into every pipe": "import os\nfor n in range(3, 30):\n    try:\n"
    "        os.write(n, b'{{\"value\": 1}}\\n' * 100)\n    except OSError:\n        pass\n",
    "interrupts": "raise KeyboardInterrupt\n",
    "reads secrets": "print(open('/etc/shadow').read())\n",
    "is no Python": "def update(:\n",
    "answers another question": "def step(w):\n    return w\n",
}
# They do mischief beside a right answer: the mischief has no effect, the mark stands.
HARMLESS = {
    "leaves threads behind": "import threading, time\nfor _ in range(8):\n"
    "    threading.Thread(target=time.sleep, args=(600,)).start()\n" + RIGHT,
    "leaves a process behind": "import subprocess\nsubprocess.Popen(['sleep', '4711'])\n" + RIGHT,
    "patches the checker": "def check(*_):\n    return True\n" + RIGHT,
}


def cells(answers):
    """A notebook as a student hands it in; the answers stand in their cells."""
    made = [new_markdown_cell("# Mine"), new_code_cell("import numpy as np")]
    for name, text in answers.items():
        call = f'check("{name}", {get_exercise(name).answer_name})'
        made.append(new_code_cell(f"{text}\n\n{call}", metadata={"exercise": name}))
    return new_notebook(cells=made)


def hand_in(folder, student, answers):
    (folder / student).mkdir(parents=True)
    nbformat.write(cells(answers), folder / student / "chapter.ipynb")


def export(path, answers):
    kept = {name: {"code": text, "status": "right"} for name, text in answers.items()}
    path.write_text(json.dumps({"format": "mnist-course-answers", "version": 1, "answers": kept}))


def solutions(names=NAMES):
    return {name: get_exercise(name).solution_code() for name in names}


def written_wrong(name, number):
    """The text of a value that makes a mistake; functions of the bank have none of their own."""
    exercise = get_exercise(name)
    wrong = exercise.wrong_answer(exercise.mistakes[number])
    shown = f"np.array({wrong.tolist()!r})" if isinstance(wrong, np.ndarray) else repr(wrong)
    return f"from numpy import array\n{exercise.answer_name} = {shown}"


def turn(name, number):
    """The number of a mistake of the exercise; the first comes again after the last."""
    return number % len(get_exercise(name).mistakes)


@pytest.fixture(scope="module")
def walls():
    with Sandbox(LIMITS, trusted=find_bubblewrap() is None) as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", exercise_names())
def test_an_answer_gets_the_same_verdict_over_there(name, walls):
    """Also on hidden cases; the words are the same, too."""
    exercise = get_exercise(name)
    further = hidden_cases(exercise, seed=5) if exercise.is_function else []
    exercise = with_cases(exercise, further)
    for text in (exercise.solution_code(), exercise.stub_code(), "x = 1 / 0", "def f(:"):
        here = grade_text(exercise, text).outcome
        there = grade_remote(exercise, text, "", walls)
        assert (there.status, there.mistake) == (here.status, here.mistake)
        assert there.feedback == here.feedback
    if not exercise.is_function:
        for number, mistake in enumerate(exercise.mistakes):
            there = grade_remote(exercise, written_wrong(name, number), "", walls)
            assert (there.status, there.mistake) == ("wrong", mistake.name)


@pytest.mark.parametrize("name", [n for n in exercise_names() if get_exercise(n).is_function])
def test_hidden_cases_are_fair(name):
    """The same for one seed, others for another; the reference passes, and no mistake does."""
    exercise = get_exercise(name)
    cases = hidden_cases(exercise, seed=3)
    again = hidden_cases(exercise, seed=3)
    assert all(map(lambda a, b: str(a) == str(b), cases, again))
    if cases:
        assert str(cases) != str(hidden_cases(exercise, seed=4))
    more = with_cases(exercise, cases)
    assert grade(more, more.reference).status == "right"
    for mistake in exercise.mistakes:
        assert grade(more, mistake.wrong).status == "wrong", mistake.name


@WALLED
def test_an_answer_with_too_many_processes_is_ended(walls):
    """Also where root marks, whom the kernel's own limit does not bind; fewer are let alone."""
    crowd = "import os, time\nfor _ in range({}):\n    if os.fork() == 0:\n        time.sleep(2)\n"
    crowd += "        os._exit(0)\n"
    exercise = get_exercise(UPDATE)
    few = grade_remote(exercise, crowd.format(10) + RIGHT, "", walls)
    assert few.status == "right"
    many = grade_remote(exercise, crowd.format(300) + "time.sleep(1)\n" + RIGHT, "", walls)
    assert many.status == "wrong"


def test_an_answer_learned_by_heart_fails_on_hidden_cases(walls):
    exercise = get_exercise("digits.scale")
    known = {str(case): exercise.reference(*case).tolist() for case in exercise.cases}
    text = f"known = {known!r}\ndef scale(*args):\n    return np.array(known[str(args)])\n"
    assert exercise.answer_name == "scale"
    assert grade_remote(exercise, text, "", walls).status == "right"
    more = with_cases(exercise, hidden_cases(exercise, seed=1))
    assert grade_remote(more, text, "", walls).status == "wrong"


def test_inputs_changed_over_there_are_seen(walls):
    text = RIGHT.replace("return w +", "w += 0 * w + 1e-3\n    return w +", 1)
    outcome = grade_remote(get_exercise(UPDATE), text, "", walls)
    assert outcome.status == "wrong"
    text = "def update(w, b, x, y, eta):\n    a = 1 if w @ x + b > 0 else 0\n"
    text += "    w += eta * (y - a) * x\n    return w, b + eta * (y - a)\n"
    assert grade_remote(get_exercise(UPDATE), text, "", walls).mistake == "changes its input"


@WALLED
def test_a_class_with_hostile_students_is_marked(tmp_path):
    """Nobody stops another, nothing outside is touched, no process stays; again is the same."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "diary.txt").write_text("mine")
    folder, out = tmp_path / "submitted", tmp_path / "marks"
    right = solutions()
    hand_in(folder, "right", right)
    hand_in(folder, "half", solutions(NAMES[::2]))
    hand_in(folder, "untouched", {n: get_exercise(n).stub_code() for n in NAMES})
    export(folder / "exported.json", right)
    valued = [name for name in NAMES if not get_exercise(name).is_function]
    for number in range(MISTAKEN):
        wrong = {name: written_wrong(name, turn(name, number)) for name in valued}
        hand_in(folder, f"mistake {number}", {**right, **wrong})
    for name, text in HOSTILE.items():
        hand_in(folder, name, {**right, UPDATE: text.format(outside=str(outside))})
    for name, text in HARMLESS.items():
        hand_in(folder, name, {**right, UPDATE: text})
    (folder / "no notebook.ipynb").write_bytes(b"\x89PNG")
    (folder / "half a file.json").write_text('{"cells": [')
    (folder / "empty folder").mkdir()
    (folder / "link.ipynb").symlink_to(outside / "diary.txt")
    found = read_submissions(folder)
    assert len(found) == 8 + MISTAKEN + len(HOSTILE) + len(HARMLESS) >= 40
    marks = {m.student: m for m in mark_folder(found, out, NAMES, seed=2, limits=LIMITS)}
    full = len(NAMES)
    assert marks["right"].points == marks["exported"].points == full
    assert [m.points for m in marks["right"].marked] == [1] * full
    assert marks["half"].points == len(NAMES[::2])
    assert {m.status for m in marks["untouched"].marked} == {"not attempted"}
    for number in range(MISTAKEN):
        got = {m.exercise: m.mistake for m in marks[f"mistake {number}"].marked if not m.points}
        assert got == {n: get_exercise(n).mistakes[turn(n, number)].name for n in valued}
    for name in HOSTILE:
        assert marks[name].points == full - 1, name
    for name in HARMLESS:
        assert marks[name].points == full, name
    for name in ("no notebook", "half a file", "empty folder", "link"):
        assert marks[name].points == 0 and marks[name].problems
    assert [path.name for path in outside.iterdir()] == ["diary.txt"]
    assert (outside / "diary.txt").read_text() == "mine"
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 4711" not in running and "marks.child" not in running
    kept = []
    mark_folder(found, out, NAMES, seed=2, limits=LIMITS, on_student=lambda m, k: kept.append(k))
    assert all(kept)
    hand_in(folder, "late", right)
    kept.clear()
    found = read_submissions(folder)
    mark_folder(found, out, NAMES, seed=2, limits=LIMITS, on_student=lambda m, k: kept.append(k))
    assert kept.count(False) == 1
    other = mark_folder(found[:1], out, NAMES, seed=3, limits=LIMITS)
    assert other[0].digest != marks[found[0].student].digest


def test_the_command_writes_the_report(tmp_path):
    folder, out = tmp_path / "submitted", tmp_path / "marks"
    name = "=HYPERLINK(1) <b>Anna<b>"
    hand_in(folder, name, {**solutions(), UPDATE: RIGHT.replace("y - a", "a - y")})
    hand_in(folder, "Ben", solutions())
    trusted = [] if find_bubblewrap() else ["--trusted"]
    words = ["grade", str(folder), "--out", str(out), *trusted, "--json"]
    words += [word for chapter in CHAPTERS for word in ("--chapter", chapter)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["points"] == {name: len(NAMES) - 1, "Ben": len(NAMES)}
    rows = list(csv.reader((out / "marks.csv").read_text().splitlines()))
    assert rows[0][:3] == ["student", "points", "of"] and rows[0][3 : 3 + len(NAMES)] == NAMES
    assert {row[0]: row[1] for row in rows[1:]} == {f"'{name}": "10", "Ben": "11"}
    pages = "".join(path.read_text() for path in out.rglob("*.html"))
    assert "<b>Anna" not in pages and "&lt;b&gt;Anna" in pages
    teacher = (out / "index.html").read_text()
    assert "sign reversed" in teacher and teacher.index(UPDATE) < teacher.index("digits.scale")
    assert "You move away from the right side" in pages


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--out", "x"], "nowhere is no folder"),
        ([".", "--out", "x"], "holds no submissions"),
        ([".", "--out", "x", "--chapter", "perceptrom"], "Did you mean 'perceptron'"),
    ],
)
def test_what_the_command_cannot_do_is_one_line(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["grade", *words])
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert not list(tmp_path.iterdir())


def test_without_bubblewrap_only_trusted_work_is_marked(monkeypatch):
    monkeypatch.setattr(sandboxes, "find_bubblewrap", lambda: None)
    with pytest.raises(SandboxError, match="Install it, or say --trusted"):
        Sandbox()
    with Sandbox(LIMITS, trusted=True) as sandbox:
        exercise = get_exercise(UPDATE)
        assert grade_remote(exercise, RIGHT, "", sandbox).status == "right"
        loop = grade_remote(exercise, "while True: pass", "", sandbox)
        assert "RanTooLongError" in loop.feedback
        assert grade_remote(exercise, RIGHT, "", sandbox).status == "right"


def test_reading_a_submission_runs_nothing(tmp_path):
    marker = tmp_path / "ran"
    text = f"open({str(marker)!r}, 'w')\n{RIGHT}"
    hand_in(tmp_path / "in", "anna", {UPDATE: text})
    (one,) = read_submissions(tmp_path / "in")
    assert one.answers[UPDATE].text.startswith("open(") and not marker.exists()


def test_a_notebook_brings_what_its_answers_use(tmp_path, walls):
    text = RIGHT.replace("(y - a)", "error(y, a)")
    notebook = new_notebook(
        cells=[
            new_code_cell("def error(y, a):\n    return y - a"),
            new_code_cell(f'{text}\n\ncheck("{UPDATE}", update)'),
        ]
    )
    (tmp_path / "in").mkdir()
    nbformat.write(notebook, tmp_path / "in" / "anna.ipynb")
    (one,) = read_submissions(tmp_path / "in")
    answer = one.answers[UPDATE]
    assert "def error" in answer.context
    exercise = get_exercise(UPDATE)
    assert grade_remote(exercise, answer.text, answer.context, walls).status == "right"
    assert grade_remote(exercise, answer.text, "", walls).status == "wrong"


def test_the_child_knows_no_exercise():
    """What it imports: the judge's tools, never the bank or the judge's verdicts on a case."""
    code = "import mnist_course.marks.child, sys; print([m for m in sys.modules if '.bank.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert Path(sandboxes.PACKAGE, "mnist_course").is_dir()
