"""Every page of the built book, in a real browser, from file:// and without a network."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from mnist_course.exercises import get_exercise
from tests.book import checks
from tests.book.book_pages import PAPER, PHONE, SOURCE, WIDE, listed_pages, open_page


def test_the_build_gives_no_warning_and_needs_no_network(book):
    if book.log is None:
        pytest.skip("MNIST_COURSE_BOOK names a built book; its build is not seen here")
    said = [line for line in book.log.splitlines() if "WARNING" in line or "ERROR" in line]
    assert said == []
    assert book.code == 0, book.log[-2000:]
    # Pages show the outputs that stand in the notebooks: nothing is trained. The API reference
    # imports the package, but none of the heavy libraries that only some chapters need.
    assert "heavy imports: []" in book.log


def test_no_error_and_no_request_elsewhere(visit):
    assert visit.errors == []
    assert visit.requests == []


def test_formulas_are_typeset(visit):
    source = visit.path.read_text(encoding="utf-8")
    assert checks.formulas(visit.page) == []
    assert visit.page.locator(".katex-html").count() == source.count('class="math notranslate')
    assert ("katex-swap.min.css" in source) == ('class="katex' in source)


def test_widgets_live_without_a_kernel(visit):
    assert checks.widgets(visit.page) == []
    assert visit.errors == [] and visit.requests == []


def test_a_page_needs_no_widget_runtime(visit):
    """Frames are files, fetched when a figure comes near; the page holds their addresses."""
    source = visit.path.read_text(encoding="utf-8")
    assert not any(word in source for word in ("widget-state+json", "require.js", "html-manager"))
    assert "data:image/png" not in source
    assert ("explore.js" in source) == ("data-explore" in source)


def test_pictures_are_described(visit):
    assert checks.alt_texts(visit.page) == []


def test_headings_are_in_order(visit):
    assert checks.headings(visit.page) == []


# Printed tables that still scroll sideways on a phone: may become fewer, not more.
WIDE_TABLES = {"backpropagation": 1, "beyond-lenet": 2, "your-digits": 3}


def test_fits_a_phone(visit):
    checks.resize(visit.page, PHONE)
    assert checks.overflow(visit.page) == []
    assert len(checks.printed_tables(visit.page)) <= WIDE_TABLES.get(visit.path.stem, 0)
    checks.resize(visit.page, {"width": 320, "height": 640})
    assert checks.sideways(visit.page) <= 0


def test_printed_columns_stay_columns_on_a_phone(book, context):
    visit = open_page(context, book.html / "chapters" / "linear-classifier.html")
    checks.resize(visit.page, PHONE)
    wraps = {}
    for name, words in (("table", "total: 7,850 parameters"), ("claims", "✓")):
        text = visit.page.locator(".cell_output .stream pre", has_text=words).first
        wraps[name] = text.evaluate("(e) => getComputedStyle(e).whiteSpace") == "pre-wrap"
    visit.page.close()
    assert wraps == {"table": False, "claims": True}


def test_numbers_keep_their_signs_on_their_line(visit):
    torn = visit.page.evaluate(
        r"""() => {
          const found = [];
          const texts = document.createTreeWalker(document.querySelector("article"), 4);
          while (texts.nextNode()) {
            const text = texts.currentNode;
            const others = "pre, code, script, style, svg, .explore, .mnist-live";
            if (text.parentElement.closest(others)) continue;
            if (/\d [%×±]|[×±] \d/.test(text.data)) found.push(text.data);
          }
          return found;
        }"""
    )
    assert torn == []


def test_fits_a_wide_window(visit):
    assert checks.overflow(visit.page) == []
    assert checks.code(visit.page) == []


def test_lettering_in_figures_is_not_smaller_than_the_text(visit):
    """Figures have lettering of 12 points or more: at 95 pixels an inch that is the text's 16."""
    shown = visit.page.evaluate(
        """() => [...document.querySelectorAll(".cell_output img")]
          .filter((i) => i.clientWidth && !i.closest(".explore, .mnist-live"))
          .map((i) => [i.src, i.clientWidth])"""
    )
    small = []
    for address, width in shown:
        if not address.startswith("file:") or not address.endswith(".png"):
            continue
        folder = next(p for p in visit.path.parents if (p / "_images").is_dir()) / "_images"
        with Image.open(folder / Path(address).name) as picture:
            inches = picture.width / picture.info.get("dpi", (144, 144))[0]
        if width / inches < 95:
            small.append(f"{Path(address).name}: {inches:.1f} inches in {width} pixels")
    frames = visit.page.evaluate(
        """() => [...document.querySelectorAll(".explore img")].filter((i) => i.clientWidth)
          .map((i) => [i.alt, i.clientWidth / (Number(i.getAttribute("width")) / 100)])"""
    )
    small += [f"{alt}: {scale:.0f} pixels an inch" for alt, scale in frames if scale < 95]
    assert small == []


def test_colours_in_the_light(visit):
    assert checks.contrast(visit.page) == []


def test_colours_in_the_dark(visit):
    checks.dark(visit.page)
    assert checks.contrast(visit.page) == []


def test_nothing_stands_in_the_way_of_anyone(page_name, book, browser):
    """What axe-core finds. Two looks cover both widths and both sets of colours.

    It looks at the contrast of a few pages only, for what stands around the text is the same on
    all; each text is measured by `test_colours_in_the_light` and `_dark`, and axe looks at each
    figure in `tests/widgets/test_every_figure.py`.
    """
    checks.axe_or_skip()
    contrast = page_name in ("intro", "chapters/perceptron", "appendix/ledger")
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    try:
        page = open_page(context, book.html / f"{page_name}.html").page
        assert checks.axe(page, contrast=contrast) == []
        checks.resize(page, PHONE)
        checks.dark(page)
        assert checks.axe(page, contrast=contrast) == []
    finally:
        context.close()


def test_focus_is_seen(visit):
    assert checks.focus(visit.page) == []


def test_paper_shows_a_described_figure(visit):
    visit.page.emulate_media(media="print")
    for box in visit.page.locator(".explore").all():
        assert not any(control.is_visible() for control in box.locator("input").all())
        assert box.locator(".explore-slider output, .explore-choice span").first.is_visible()
        figure = box.locator("figure:visible")
        words = figure.evaluate("(f) => getComputedStyle(f, '::after').content")
        assert words.strip('"') == figure.locator("img").get_attribute("alt")


def test_paper_is_light_and_whole(visit):
    """From the dark page too: no light letters, no line cut off, no bar of a closed fold."""
    checks.resize(visit.page, PAPER)
    checks.dark(visit.page)
    visit.page.emulate_media(color_scheme="dark", media="print")
    visit.page.evaluate(checks.STEADY)
    assert checks.paper(visit.page) == []
    assert visit.page.locator("article h1").first.is_visible()


def test_controls_are_seen_in_forced_colours(book, browser):
    """Tracks, handles and buttons stand out of their ground, measured on the picture."""
    context = browser.new_context(viewport=WIDE, forced_colors="active", color_scheme="dark")
    try:
        page = open_page(context, book.html / "chapters" / "perceptron.html").page
        for control in page.locator(".explore input[type=range], .explore-choice span").all()[:4]:
            control.scroll_into_view_if_needed()
            with Image.open(io.BytesIO(control.screenshot())) as picture:
                grey = picture.convert("L")
                ground = grey.getpixel((grey.width - 2, 1))
                apart = [abs(value - ground) > 80 for value in grey.tobytes()]
            # The track alone is a line from end to end; a frame has four sides.
            assert sum(apart) > grey.width
    finally:
        context.close()


def test_footer_stands_once(visit):
    assert visit.page.locator("footer.bd-footer-content a[rel=license]").count() == 1


def notebook_of(page_name: str) -> Path:
    return SOURCE / f"{page_name}.ipynb"


def test_the_help_of_an_exercise_is_closed_and_opens_by_key(visit, page_name):
    """Hints, then the solution, one at a time; on paper nothing of it."""
    if not page_name.startswith("chapters/"):
        return
    cells = json.loads(notebook_of(page_name).read_text("utf-8"))["cells"]
    names = [c["metadata"]["exercise"] for c in cells if "exercise" in c["metadata"]]
    boxes = visit.page.locator("details.exercise-help")
    straight = str.maketrans("“”‘’", "\"\"''")  # the page sets quotes as printers do
    assert boxes.count() == len(names) / 2 > 0
    opened = visit.page.locator("details.exercise-help[open], .exercise-help details[open]")
    assert opened.count() == 0
    for box, name in zip(boxes.all(), names[::2], strict=True):
        exercise = get_exercise(name)
        folds = box.locator("details")
        assert folds.count() == len(exercise.hints) + 1
        assert not folds.first.is_visible()
        box.locator("summary").first.focus()
        visit.page.keyboard.press("Enter")
        texts = [*exercise.hints, exercise.way]
        for fold, text in zip(folds.all(), texts, strict=True):
            assert not fold.locator("p").first.is_visible()
            fold.locator("summary").focus()
            visit.page.keyboard.press("Space")
            told = " ".join(fold.locator("p").inner_text().split()).translate(straight)
            assert told == text.replace("`", ""), "no sign has turned into italics"
        assert folds.last.locator("pre").inner_text().strip() == exercise.solution_code()
    visit.page.emulate_media(media="print")
    assert not any(box.is_visible() for box in boxes.all())
    visit.page.emulate_media(media="screen")
    shut = "(all) => all.forEach((box) => { box.open = false; })"
    visit.page.locator("details.exercise-help, .exercise-help details").evaluate_all(shut)


def test_notebook_button_leads_to_the_notebook_to_take_along(visit, page_name):
    buttons = visit.page.locator("a.btn-download-notebook-button")
    assert buttons.count() == notebook_of(page_name).exists()
    if buttons.count():
        served = visit.path.parent / str(buttons.get_attribute("href"))
        assert served.name == notebook_of(page_name).name
        made = nbformat.read(served, as_version=4)
        ours = nbformat.read(notebook_of(page_name), as_version=4)
        assert [c.id for c in made.cells if c.id != "install" and c.cell_type == "code"] == [
            cell.id for cell in ours.cells if cell.cell_type == "code"
        ]
        wheel = visit.page.locator(".extra_footer a[href$='.whl']").get_attribute("href")
        assert (visit.path.parent / wheel).resolve().parent == served.resolve().parent


def test_from_a_web_server(book, context, web):
    """One page with a widget and a notebook, over http: all as from a disk, and a download."""
    pages = [n for n in listed_pages() if notebook_of(n).exists()]
    if not pages:
        pytest.fail("the book has no notebook")
    weights = {n: checks.VIEW in (book.html / f"{n}.html").read_text("utf-8") for n in pages}
    name = max(pages, key=weights.__getitem__)
    visit = open_page(context, book.html / f"{name}.html", base=web, root=book.html)
    assert checks.widgets(visit.page) == checks.formulas(visit.page) == []
    with visit.page.expect_download() as caught:
        visit.page.locator("a.btn-download-notebook-button").click()
    assert caught.value.suggested_filename == notebook_of(name).name
    assert visit.errors == [] and visit.requests == []
    visit.page.close()


@pytest.mark.parametrize("extra", ["genindex", "search", "index"])
def test_the_other_pages_stand_in_nobody_s_way(book, browser, extra):
    checks.axe_or_skip()
    context = browser.new_context(viewport=WIDE)
    try:
        # index.html leads on at once; without scripts it would too, so it is read as text.
        page = context.new_page()
        text = (book.html / f"{extra}.html").read_text("utf-8")
        if extra == "index":
            page.set_content(text.replace('http-equiv="refresh"', ""))
        else:
            page.goto((book.html / f"{extra}.html").as_uri())
        assert checks.axe(page) == []
        assert page.locator("html[lang=en]").count() == 1 and page.title()
    finally:
        context.close()


def test_without_scripts_the_page_is_read_all_the_same(page_name, book, browser):
    """Formulas stand, each figure shows its frame, and a line says what is missing."""
    still = browser.new_context(viewport=WIDE, java_script_enabled=False, color_scheme="dark")
    try:
        page = still.new_page()
        page.goto((book.html / f"{page_name}.html").as_uri())
        boxes = page.locator(".explore, .mnist-live").all()
        for box in boxes:
            assert box.locator("img").first.is_visible()
            assert "need" in box.locator("noscript").text_content()
            assert not any(control.is_visible() for control in box.locator("input").all())
        for formula in page.locator(".katex-html").all()[:5]:
            assert formula.evaluate("(f) => f.getClientRects().length > 0")
    finally:
        still.close()


def test_titles_and_descriptions(book):
    """A title says the book's name once, and no two pages describe themselves alike."""
    heads = {}
    for name in listed_pages():
        text = (book.html / f"{name}.html").read_text("utf-8")
        (title,) = re.findall(r"<title>(.*?)</title>", text[: text.index("</head>")])
        (words,) = re.findall(r'<meta name="description" content="(.*?)"', text)
        assert title.count("andwritten") == 1, title
        assert 30 <= len(html.unescape(words)) <= 160, words
        heads[title] = words
    assert len(heads) == len(listed_pages()) == len(set(heads.values()))


def test_the_text_comes_first(page_name, book):
    """No script stands before the text, and what must be there before it is small."""
    text = (book.html / f"{page_name}.html").read_text("utf-8")
    above = text[: text.index("<h1")]
    assert "<script src" not in above and "<script defer" not in above
    sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*>', above)
    files = [re.search(r'href="([^"?]+)', sheet)[1] for sheet in sheets]
    folder = (book.html / page_name).parent
    weight = sum(len(gzip.compress((folder / file).read_bytes())) for file in files)
    assert weight + len(gzip.compress(above.encode())) < 90_000
    scripts = re.findall(r'<script[^>]*src="([^"?]+)', text)
    live = [place for place, name in enumerate(scripts) if name.endswith("live/live.js")]
    assert live == ([0] if "data-live" in text else [])
    loaded = sum(len(gzip.compress((folder / file).read_bytes())) for file in scripts)
    assert loaded < 70_000


@pytest.mark.parametrize("extra", ["genindex", "search", "index"])
def test_links_of_the_other_pages_lead_somewhere(book, extra):
    assert checks.broken_links(book.html / f"{extra}.html") == []


def test_a_far_section_waits_and_is_found(book, context):
    """Its layout waits; a link, the search of the browser and paper find what is in it."""
    path = book.html / "chapters" / "softmax-regression.html"
    visit = open_page(context, path, whole=False)
    page = visit.page
    last = page.locator("article section section").last
    text = last.locator("p").first
    seen = "(e) => e.checkVisibility({ contentVisibilityAuto: true })"
    assert not text.evaluate(seen)
    guess = last.evaluate("(e) => parseFloat(getComputedStyle(e).getPropertyValue('--wide'))")
    page.emulate_media(media="print")
    assert text.evaluate(seen)
    page.emulate_media(media="screen")
    words = " ".join(text.text_content().split()[:4])
    assert page.evaluate("(words) => window.find(words)", words)
    page.evaluate("(id) => { location.hash = id; }", last.get_attribute("id"))
    page.wait_for_function(
        "(e) => e.checkVisibility({ contentVisibilityAuto: true })", arg=text.element_handle()
    )
    page.evaluate(checks.STEADY)
    top = last.locator("h2, h3").first.bounding_box()["y"]
    assert -1 <= top < WIDE["height"]
    assert 0.5 < last.bounding_box()["height"] / guess < 2
    visit.page.close()


def test_links_lead_somewhere(page_name, book):
    assert checks.broken_links(book.html / f"{page_name}.html") == []


def test_search_finds_a_page(book, context):
    visit = open_page(context, book.html / "search.html", "?q=perceptron")
    results = visit.page.locator("#search-results li a")
    results.first.wait_for()
    found = {
        href.split("#")[0].split("?")[0]
        for href in results.evaluate_all("(links) => links.map((a) => a.getAttribute('href'))")
    }
    assert found <= {f"{name}.html" for name in [*listed_pages(), "genindex"]} and found
    visit.page.goto((book.html / "search.html").as_uri() + "?q=qqxyzzy")
    visit.page.get_by_text("did not match any documents").wait_for()
    assert visit.errors == [] and visit.requests == []
    visit.page.close()


@pytest.mark.parametrize("words", ["standard deviation", "threshold neurons"])
def test_a_hit_shows_its_sentence_and_opens_at_its_place(book, context, words):
    search = f"?q={words.replace(' ', '+')}"
    visit = open_page(context, book.html / "search.html", search, whole=False)
    page = visit.page
    page.locator("#search-results li").first.wait_for()
    hit = page.locator("#search-results li:has(a[href^='chapters/']):has(mark)").first
    said = hit.locator(".search-summary")
    said.wait_for()
    assert "import" not in said.inner_text() and "=" not in said.inner_text()[:20]
    href = hit.locator("a").get_attribute("href")
    hit.locator("a").click()
    page.wait_for_url("**/chapters/**")
    mark = page.locator(f"[id='{href.split('#')[1]}'] .highlighted").first
    mark.wait_for()
    page.wait_for_function(
        """(e) => { const { top } = e.getBoundingClientRect();
          return top >= 0 && top <= innerHeight; }""",
        arg=mark.element_handle(),
    )
    assert page.locator(".bd-sidebar-primary .highlighted").count() == 0
    assert visit.errors == [] and visit.requests == []
    page.close()
