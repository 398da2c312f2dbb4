"""Exercises answered in the page, from a disk: Python, the book's own feedback, no network."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest

from mnist_course.exercises import exercise_names, get_exercise
from tests.book import checks
from tests.book.book_pages import PHONE, SOURCE, WIDE, listed_pages, open_page

ROOT = Path(__file__).resolve().parents[2]
LONG = 120_000  # milliseconds: on a busy machine Python may take its time to start
PAGE = "chapters/perceptron"
EXERCISE = "perceptron.update"
# A wrong answer of the bank is a function; the page's Python has the bank too.
WRONG = """
from mnist_course.exercises import get_exercise
_exercise = get_exercise({name!r})
{answer} = _exercise.wrong_answer(_exercise.mistakes[{number}])
"""


def notebook(name):
    return nbformat.read(SOURCE / f"{name}.ipynb", as_version=4)


def cells_above(name):
    """The exercises of a page, each with the code cells above it that are no exercise."""
    above = []
    for cell in notebook(name).cells:
        if cell.cell_type != "code":
            continue
        if exercise := cell.metadata.get("exercise"):
            yield exercise, list(above)
        else:
            above.append(cell.source)


def open_answer(visit, name=EXERCISE):
    place = visit.page.locator(f"[data-exercise='{name}']")
    place.locator(".try-open").click()
    place.locator(".try[data-ready]").wait_for(timeout=LONG)
    return place


def type_text(visit, place, text):
    place.locator(".cm-content").click()
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.insert_text(text)


def press_check(place, words):
    place.locator(".try-check").click()
    place.locator(".try-headline", has_text=words).wait_for(timeout=LONG)
    return place.locator(".try-verdict").inner_text()


@pytest.fixture(scope="module")
def answering(book, browser):
    """A page on which Python runs, in a browser that keeps nothing of other tests."""
    context = browser.new_context(viewport=WIDE)
    visit = open_page(context, book.html / f"{PAGE}.html")
    open_answer(visit)
    yield visit
    assert visit.errors == [] and visit.requests == []
    context.close()


def ask(visit, name, text, above=()):
    answer = visit.page.evaluate(
        "(question) => mnistPython.ask(question)",
        {"kind": "judge", "name": name, "text": text, "above": list(above)},
    )
    assert answer["kind"] == "answered", answer
    return answer["told"]


@pytest.mark.parametrize("chapter", [n for n in listed_pages() if n.startswith("chapters/")])
def test_every_exercise_is_judged_as_in_a_notebook(answering, chapter):
    """The right answer is right, each mistake is named, the untouched stub is none."""
    exercises = list(cells_above(chapter))
    assert exercises
    for name, above in exercises:
        exercise = get_exercise(name)
        assert ask(answering, name, exercise.solution_code(), above)["status"] == "right", name
        assert ask(answering, name, exercise.stub_code(), above)["status"] == "not attempted", name
        for number, mistake in enumerate(exercise.mistakes):
            wrong = WRONG.format(name=name, answer=exercise.answer_name, number=number)
            verdict = ask(answering, name, wrong, above)
            assert (verdict["status"], verdict["mistake"]) == ("wrong", mistake.name), name
            assert mistake.why in verdict["feedback"]
            assert "hint(" not in verdict["feedback"]


def test_the_bank_stands_in_the_pages_and_the_pages_in_the_bank(book):
    text = (book.html / "_static/python/page.js").read_text("utf-8")
    listed = json.loads(re.search(r"exercises: (\{.*?\}) \};", text)[1])
    assert sorted(name for names in listed.values() for name in names) == list(exercise_names())
    for page, names in listed.items():
        html = (book.html / f"{page}.html").read_text("utf-8")
        assert re.findall(r'data-exercise="([^"]+)"', html) == names


def test_the_package_in_the_page_is_the_package(book):
    folder = book.html / "_static" / "python"
    told = (folder / "assets.js").read_text("utf-8")
    (part,) = json.loads(told[told.index("{") : told.rindex("}") + 1])["course.zip"]["files"]
    packed = re.search(r', "([^"]+)"\);', (folder / part["file"]).read_text("ascii"))[1]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        names = archive.namelist()
        assert all(archive.read(name) == (ROOT / name).read_bytes() for name in names)
    bank = ROOT / "mnist_course" / "exercises"
    wanted = {path.relative_to(ROOT).as_posix() for path in bank.rglob("*.py")}
    assert wanted <= set(names)


def test_an_answer_is_typed_checked_kept_and_taken_along(book, browser, tmp_path):
    """By keyboard: from the button to the verdict, away and back, out of the browser and in."""
    context = browser.new_context(viewport=WIDE, accept_downloads=True)
    visit = open_page(context, book.html / f"{PAGE}.html")
    page, exercise = visit.page, get_exercise(EXERCISE)
    place = page.locator(f"[data-exercise='{EXERCISE}']")
    place.locator(".try-open").focus()
    page.keyboard.press("Enter")
    place.locator(".try[data-ready]").wait_for(timeout=LONG)
    assert place.locator(".cm-content").text_content() == exercise.stub_code().replace("\n", "")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("print('seen')\n" + exercise.solution_code())
    page.keyboard.press("Control+Enter")
    place.locator(".try-headline", has_text="right on all").wait_for(timeout=LONG)
    assert "seen" in place.locator(".try-printed").inner_text()
    # Tab indents, and after Escape leaves.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    mark = page.locator(".bd-links li.active > a .try-mark")
    assert mark.inner_text().startswith("1/")
    page.reload()
    checks.settle(page)
    assert place.locator(".try-open").inner_text() == "✓ Done: open your answer"
    page.goto((book.html / "appendix/your-answers.html").as_uri())
    listed = page.locator("[data-answers] li", has_text="update").first
    assert "✓ done" in listed.text_content()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "answers.json"
    caught.value.save_as(file)
    kept = json.loads(file.read_text("utf-8"))
    assert kept["format"] == "mnist-course-answers" and kept["version"] == 1
    assert exercise.solution_code() in kept["answers"][EXERCISE]["code"]
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("button", name="press again").click()
    assert "✓ done" not in listed.text_content()
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    page.locator("#try-file").set_input_files(damaged)
    page.get_by_text("it is not JSON. Nothing was changed.").wait_for()
    page.locator("#try-file").set_input_files(file)
    page.get_by_text("Imported 1 answers").wait_for()
    assert "✓ done" in listed.text_content()
    assert visit.errors == [] and visit.requests == []
    context.close()


def test_what_goes_wrong_is_said_and_python_comes_back(answering):
    """A loop without end is stopped, by the clock and by the button; an error is explained."""
    place = answering.page.locator(f"[data-exercise='{EXERCISE}']")
    type_text(answering, place, "def update(w, b, x, y, eta):\n    return q, b\n")
    said = press_check(place, "stops with an error")
    assert "NameError" in said and "line 2" in said and "misspelt" in said
    type_text(answering, place, "def update(:\n")
    assert "SyntaxError" in press_check(place, "Python cannot read it")
    type_text(answering, place, "while True:\n    print('x' * 1000)\n")
    press_check(place, "prints without end")
    type_text(answering, place, "while True:\n    pass\n")
    press_check(place, "ran for 10 seconds")
    type_text(answering, place, "while True:\n    pass\n")
    place.locator(".try-check").click()
    place.get_by_text("Running").wait_for(timeout=LONG)
    place.get_by_role("button", name="Stop").click()
    place.locator(".try-headline", has_text="Stopped").wait_for()
    type_text(answering, place, get_exercise(EXERCISE).solution_code())
    press_check(place, "right on all")
    place.get_by_role("button", name="Reset").click()
    assert "..." in place.locator(".cm-content").text_content()


def test_python_has_no_way_out(answering):
    """Neither what a reader types nor what somebody gives him to paste can reach another host."""
    text = """
import js
doors = [name for name in ("XMLHttpRequest", "WebSocket", "importScripts", "indexedDB", "Worker")
         if getattr(js, name, None) is not None]
raise ValueError(f"open: {doors}")
"""
    verdict = ask(answering, EXERCISE, text)
    assert "open: []" in verdict["feedback"]
    ask(answering, EXERCISE, "import js\njs.fetch('https://example.org/')\n")
    assert answering.requests == []


def test_cells_of_the_chapter_run_in_the_page(answering):
    """Those above first; they print what stands in the notebook. What a page lacks is named."""
    page = answering.page
    words = "answers"
    cells = [
        cell
        for cell in notebook(PAGE).cells
        if cell.cell_type == "code" and "exercise" not in cell.metadata
    ]
    number, printed = next(
        (number, output.text)
        for number, cell in enumerate(cells)
        for output in cell.outputs
        if output.output_type == "stream" and words in output.text
    )
    listing = page.locator(".cell", has_text=cells[number].source.splitlines()[0]).first
    listing.hover()
    listing.get_by_role("button", name="Run").click()
    opened = listing.locator(".run-here")
    opened.locator(".try[data-ready]").wait_for(timeout=LONG)
    opened.locator(".try-check").click()
    opened.locator(".try-printed").wait_for(timeout=LONG)
    assert opened.locator(".try-printed").inner_text().strip() == printed.strip()
    type_text(answering, opened, "import tensorflow as tf\ntf.constant(1)\n")
    opened.locator(".try-check").click()
    opened.get_by_text("This needs tensorflow, which is not in the page").wait_for(timeout=LONG)
    opened.get_by_role("button", name="Reset").click()
    sample = "from mnist_course import load_mnist\nprint(load_mnist())"
    told = page.evaluate("(texts) => mnistPython.ask({ kind: 'run', texts })", [sample])["told"]
    assert "the book's sample" in told["printed"] and "5,000 training" in told["printed"]
    recorded = "from mnist_course.experiments import load_result\nload_result('s5-network').name"
    told = page.evaluate("(texts) => mnistPython.ask({ kind: 'run', texts })", [recorded])["told"]
    assert told["value"] == "'s5-network'", told


def test_nobody_pays_who_does_not_press(book, browser):
    """Before the first click nothing of Python is there; without WebAssembly the page says so."""
    context = browser.new_context(viewport=WIDE)
    context.add_init_script("delete window.WebAssembly")
    seen = []
    page = context.new_page()
    page.on("request", lambda request: seen.append(Path(urlsplit(request.url).path).name))
    page.goto((book.html / f"{PAGE}.html").as_uri())
    place = page.locator(f"[data-exercise='{EXERCISE}']")
    place.scroll_into_view_if_needed()
    place.locator(".try-open").wait_for()
    page.wait_for_timeout(500)  # time for what should not come
    assert "page.js" in seen and not {"panel.js", "editor.js", "pyodide-0.js"} & set(seen)
    place.locator(".try-open").click()
    place.get_by_text("it has no WebAssembly").wait_for()
    assert place.get_by_role("link", name="Take the notebook along").get_attribute("href")
    context.close()


def test_the_open_editor_stands_in_nobody_s_way(book, browser):
    checks.axe_or_skip()
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    visit = open_page(context, book.html / f"{PAGE}.html")
    place = open_answer(visit)
    type_text(visit, place, "def update(w, b, x, y, eta):\n    return q, 'text', 3.5  # no\n")
    press_check(place, "stops with an error")
    assert checks.axe(visit.page) == []
    checks.dark(visit.page)
    checks.resize(visit.page, PHONE)
    visit.page.evaluate(checks.STEADY)
    assert checks.axe(visit.page) == []
    assert checks.sideways(visit.page) <= 0
    assert place.locator(".try-check").bounding_box()["height"] >= 44
    visit.page.emulate_media(media="print")
    assert not place.locator(".try").is_visible()
    context.close()


def test_from_a_web_server_too(book, context, web):
    visit = open_page(context, book.html / f"{PAGE}.html", base=web, root=book.html)
    place = open_answer(visit)
    type_text(visit, place, get_exercise(EXERCISE).solution_code())
    press_check(place, "right on all")
    assert visit.errors == [] and visit.requests == []
    visit.page.close()
