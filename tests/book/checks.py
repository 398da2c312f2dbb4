"""What must hold on a page. Each check returns a list of complaints; an empty list is good.

They stand apart from the tests so that test_checks.py can show each one a broken page.
"""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

VIEW = "application/vnd.jupyter.widget-view+json"
SETTLED = """() => document.readyState === "complete"
    && [...document.images].every((i) => i.complete || i.loading === "lazy")
"""


def settle(page: Page, timeout: float = 20_000) -> None:
    """Wait for formulas and pictures; a page that never gets there is judged as it is."""
    from playwright.sync_api import TimeoutError as NotInTime

    try:
        page.wait_for_function(SETTLED, timeout=timeout)
    except NotInTime:
        return


# ---- formulas ----

FORMULAS = r"""() => {
  const found = [];
  for (const m of document.querySelectorAll("span.math, div.math")) {
    const seen = m.querySelector(".katex-html"), heard = m.querySelector(".katex-mathml math");
    if (!seen || !heard) found.push("not typeset: " + m.textContent.slice(0, 80));
    else if (!seen.getClientRects().length && m.getClientRects().length) {
      found.push("not seen: " + m.textContent.slice(0, 80));
    }
  }
  for (const m of document.querySelectorAll(".katex-error, .katex mtext[mathcolor]")) {
    found.push("TeX error: " + (m.getAttribute("title") || m.textContent).slice(0, 80));
  }
  const walker = document.createTreeWalker(document.querySelector("main") || document.body, 4);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("pre, code, script, style, .katex, textarea")) continue;
    if (/\\\(|\\\[|\$\$|\$[^$\n]*[\\_^][^$\n]*\$/.test(node.data)) {
      found.push("raw TeX: " + node.data.trim().slice(0, 80));
    }
  }
  return found;
}"""


def formulas(page: Page) -> list[str]:
    """Formulas that are not typeset, not seen or not heard, or that stand as raw TeX."""
    return page.evaluate(FORMULAS)


# ---- figures with controls ----


def widgets(page: Page) -> list[str]:
    """Widgets that show nothing, and controls without a name, a value text or an effect."""
    dead = page.locator(f'script[type="{VIEW}"]').count()
    found = [f"{dead} widget(s) need a kernel and do nothing here"] if dead else []
    for box in page.locator(".explore").all():
        box.scroll_into_view_if_needed()
        for part in box.locator(".explore-slider, .explore-choice").all():
            found += control(page, box, part)
    return found


def control(page: Page, box: Locator, part: Locator) -> list[str]:
    """Move one slider or group of buttons with the keyboard, there and back.

    Where it changes nothing while the others stand at their first value (a learning rate before
    the first step, say), it must do so while they stand at their last.
    """
    name = part.evaluate(NAME)
    if not name:
        return ["a control has no accessible name"]
    parts = box.locator(".explore-slider, .explore-choice").all()
    for key in ("Home", "End"):
        for other in parts:
            _put(page, other, key)
        found = _sweep(page, box, part, name)
        if f"{name}: the figure stays the same" not in found or len(parts) == 1:
            break
    for other in parts:
        _put(page, other, "Home")
    return found


NAME = """(part) => {
  const group = part.matches("fieldset") && part.querySelector("legend");
  const input = part.querySelector("input");
  const label = input.labels[0]?.querySelector(".explore-label");
  return (group || label || { textContent: input.ariaLabel || "" }).textContent.trim();
}"""


def _put(page: Page, part: Locator, key: str) -> None:
    """Move a control to its first or last value; arrow keys alone move between buttons."""
    inputs = part.locator("input")
    if inputs.first.get_attribute("type") == "range":
        inputs.first.press(key)
        return
    part.locator("input:checked").focus()
    step = "ArrowLeft" if key == "Home" else "ArrowRight"
    goal = inputs.first if key == "Home" else inputs.last
    for _ in range(inputs.count()):
        if goal.is_checked():
            return
        page.keyboard.press(step)


def _sweep(page: Page, box: Locator, part: Locator, name: str) -> list[str]:
    """Move one control from its first value until the figure changes, and back."""
    found: list[str] = []
    _put(page, part, "Home")
    focused = part.locator("input:focus")
    if not focused.count():
        return [f"{name}: cannot be reached with the keyboard"]
    # The words of a chosen button stand for its input, which is not seen.
    ring = "(h) => getComputedStyle(h.type === 'radio' ? h.nextElementSibling : h).outlineStyle"
    if focused.evaluate(ring) == "none":
        found.append(f"{name}: no visible focus")
    seen = [_state(box, part)]
    for _ in range(200):
        page.keyboard.press("ArrowRight")
        seen.append(_state(box, part))
        # Stop at the end of the slider (a dead one ends at once; buttons go round), or when all
        # has changed. Two frames in a row may share their words: two pictures of the digit 0, say.
        round_ = seen[-1] in (seen[-2], seen[0])
        if round_ or all(a != b for a, b in zip(seen[-1], seen[0], strict=True)):
            break
    if all(state[0] == seen[0][0] for state in seen):
        found.append(f"{name}: the value text stays {seen[0][0]!r}")
    if all(state[1] == seen[0][1] for state in seen):
        found.append(f"{name}: the figure stays the same")
    elif all(state[2] == seen[0][2] for state in seen):
        found.append(f"{name}: the alt text stays {seen[0][2]!r} though the figure changes")
    found += [f"{name}: {fault}" for state in seen for fault in _faults(*state)]
    _put(page, part, "Home")
    if _state(box, part) != seen[0]:
        found.append(f"{name}: does not come back to its first figure")
    return found


def _faults(text: str, pictures: str, alt: str, readout: str) -> Iterator[str]:
    """What is wrong with one position of a control."""
    if pictures.count("|") != 1:
        yield f"{pictures.count('|')} pictures are shown at {text!r}"
    if not alt:
        yield f"no alt text at {text!r}"
    if text != readout.strip("|"):
        yield f"the value text is {text!r} beside {readout!r}"


STATE = """async ([box, part]) => {
  // A new picture is decoded before it is shown.
  const figure = box.querySelector("figure");
  for (let i = 0; i < 50; i++) {
    await new Promise((done) => setTimeout(done, 10));
    if (!figure?.dataset.wanted || figure.dataset.wanted === figure.dataset.frame) break;
  }
  const seen = [...box.querySelectorAll("img")].filter((i) => i.getClientRects().length);
  const input = part.querySelector("input:checked") || part.querySelector("input");
  const words = (e) => (e?.textContent || "").trim();
  const range = input.type === "range";
  return [
    range ? input.getAttribute("aria-valuetext") || "" : words(input.labels[0]),
    seen.map((i) => i.src + "|").join(""),
    seen.map((i) => i.alt).join(" ").trim(),
    range ? words(part.querySelector("output")) : words(input.labels[0]),
  ];
}"""


def _state(box: Locator, part: Locator) -> tuple[str, str, str, str]:
    """Value text, pictures shown (each ended by a bar), their alt text, the text beside it."""
    return tuple(box.page.evaluate(STATE, [box.element_handle(), part.element_handle()]))


# ---- words for pictures, headings ----

FILE_NAME = re.compile(
    r"\.(png|jpe?g|svg|gif|webp)$|[0-9a-f]{16}|^[\w.-]*/[\w./-]*$", re.IGNORECASE
)
EMPTY_WORDS = {"figure", "image", "picture", "img", "png", "plot", "graph", "output", "figure 1"}


def alt_texts(page: Page) -> list[str]:
    """Pictures without a description, or with one that describes nothing."""
    found = []
    for alt in page.evaluate("() => [...document.images].map((i) => i.getAttribute('alt'))"):
        text = (alt or "").strip()
        if not text or FILE_NAME.search(text) or text.lower() in EMPTY_WORDS:
            found.append(f"alt text {alt!r}")
        elif re.search(r"\$|\\[a-z(]", text):
            found.append(f"TeX in the alt text {alt!r}")
    return found


def headings(page: Page) -> list[str]:
    """More or fewer than one h1, and levels that skip."""
    levels = page.evaluate(
        """() => [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")]
          .filter((h) => !h.closest(".onlyprint"))
          .map((h) => [Number(h.tagName[1]), h.textContent])"""
    )
    found = []
    if (count := sum(level == 1 for level, _ in levels)) != 1:
        found.append(f"{count} headings of the first level")
    for (before, _), (level, text) in itertools.pairwise(levels):
        if level > before + 1:
            found.append(f"h{before} is followed by h{level}: {text}")
    return found


# ---- room ----

OVERFLOW = r"""() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > width) {
    found.push(`the page is ${document.documentElement.scrollWidth} wide in ${width}`);
    for (const e of document.querySelectorAll("main *")) {
      const r = e.getBoundingClientRect();
      if (r.right > width + 1 && r.width && found.length < 4) {
        found.push(`${e.tagName}.${e.className} reaches ${Math.round(r.right)}`);
      }
    }
  }
  const parts = ".explore input, .explore output, .explore label, .explore img, .cell_output img";
  for (const e of document.querySelectorAll(parts)) {
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > width + 1 || r.left < -1)) {
      const span = `${Math.round(r.left)} to ${Math.round(r.right)}`;
      found.push(`${e.tagName}.${e.className} spans ${span}`);
    }
  }
  // These would scroll in a box of their own, and few readers try that.
  const wide = "div.math .katex-html, article span.math .katex-base, article table";
  for (const e of document.querySelectorAll(wide)) {
    const room = "div.math, p, li, td, .pst-scrollable-table-container";
    const box = e.closest(room) || e.parentElement;
    if (e.closest(".mnist-live")) continue; // the matrix of an image: it has a box to scroll in
    const r = e.getBoundingClientRect();
    const cut = Math.round(r.right - box.getBoundingClientRect().right);
    if (r.width && cut > 1) {
      const words = box.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
      found.push(`${cut} pixels are cut off: ${words}`);
    }
  }
  return found;
}"""


STEADY = """() => new Promise((done) => {
  const article = document.querySelector("article") || document.body;
  let last = "", same = 0;
  const look = () => {
    const r = article.getBoundingClientRect();
    const now = [r.left, r.top, r.width, r.height, document.documentElement.scrollWidth].join(" ");
    const fades = document.getAnimations()
      .some((one) => one.playState === "running" && one.effect.getComputedTiming().endTime < 1e5);
    same = now === last && !fades ? same + 1 : 0;
    last = now;
    if (same === 4) done(); else setTimeout(look, 50);
  };
  look();
})"""


def resize(page: Page, size: dict[str, int]) -> None:
    """Give the window another size and wait until side bars have stopped sliding."""
    if page.viewport_size != size:
        page.set_viewport_size(size)
        page.evaluate(STEADY)


def overflow(page: Page) -> list[str]:
    """What does not fit into the window's width."""
    return page.evaluate(OVERFLOW)


CODE = """(columns) => [...document.querySelectorAll("article :is(.cell_input, .cell_output) pre")]
  .filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.textContent.split("\\n").sort((a, b) => b.length - a.length)[0])
  .filter((line) => line.length <= columns)"""


def code(page: Page, columns: int = 79) -> list[str]:
    """Lines of code that scroll sideways though they keep to the usual width."""
    return page.evaluate(CODE, columns)


TABLES = r"""() => [...document.querySelectorAll("article .cell_output pre.columns")]
  .filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1)
  .filter((e) => !/^total: .* parameters$/m.test(e.textContent))
  .map((e) => e.textContent.split("\n").sort((a, b) => b.length - a.length)[0])"""


def printed_tables(page: Page) -> list[str]:
    """Lines of tables, printed by cells, that scroll sideways; but for networks' layers."""
    return page.evaluate(TABLES)


def sideways(page: Page) -> int:
    """By how many pixels the whole page is wider than its window."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


# ---- colours ----

CONTRAST = r"""() => {
  const parse = (c) => {
    const v = c.match(/[\d.]+/g).map(Number);
    return { r: v[0], g: v[1], b: v[2], a: v.length > 3 ? v[3] : 1 };
  };
  const over = (top, under) => {
    const mix = (k) => top[k] * top.a + under[k] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const ground = (e) => {
    const layers = [];
    for (let x = e; x; x = x.parentElement) {
      layers.push(parse(getComputedStyle(x).backgroundColor));
      if (layers[layers.length - 1].a === 1) break;
    }
    const grey = document.documentElement.dataset.theme === "dark" ? 18 : 255;
    return layers.reduceRight((under, top) => over(top, under), { r: grey, g: grey, b: grey });
  };
  const light = (c) => {
    const f = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(c.r) + 0.7152 * f(c.g) + 0.0722 * f(c.b);
  };
  const found = new Set();
  const check = (e, words) => {
    const style = getComputedStyle(e);
    const under = ground(e);
    const opacity = (() => {
      let o = 1;
      for (let x = e; x; x = x.parentElement) o *= Number(getComputedStyle(x).opacity);
      return o;
    })();
    const colour = parse(style.color);
    colour.a *= opacity;
    const [a, b] = [light(over(colour, under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const big = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    if (ratio < (big ? 3 : 4.5)) {
      found.add(`${ratio.toFixed(1)}: ${words.trim().slice(0, 50)} (${e.tagName}.${e.className})`);
    }
  };
  const shown = (e) => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && getComputedStyle(e).visibility !== "hidden";
  };
  const walker = document.createTreeWalker(document.querySelector("article") || document.body, 4);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(e)) continue;
    if (e.closest("svg, script, style, .katex-mathml, .headerlink, .copybtn")) continue;
    check(e, walker.currentNode.data);
  }
  for (const i of document.querySelectorAll("article img")) {
    const c = parse(getComputedStyle(i).backgroundColor);
    if (i.matches(".only-dark")) continue; // drawn for the dark page: tests/book/test_night.py
    if (shown(i) && (c.a < 1 || light(c) < 0.8)) found.add("no light ground behind: " + i.alt);
  }
  return [...found];
}"""


OPENED = """() => [...document.querySelectorAll("article details:not([open])")]
  .map((fold) => { fold.open = true; return fold; })"""


def contrast(page: Page) -> list[str]:
    """Texts below 4.5 : 1 (large ones below 3 : 1) and, in the dark, pictures on a dark ground.

    Those in folds too.
    """
    shut = page.evaluate_handle(OPENED)
    page.evaluate(STEADY)
    found: list[str] = page.evaluate(CONTRAST)
    shut.evaluate("(folds) => folds.forEach((fold) => (fold.open = false))")
    dark = page.evaluate("() => document.documentElement.dataset.theme === 'dark'")
    return found if dark else [line for line in found if not line.startswith("no light ground")]


def dark(page: Page) -> None:
    """Ask for the dark page as a reader's system would, and wait until its colours stand still."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    page.evaluate(STEADY)


# ---- keyboard ----

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1;
  const words = e.getAttribute("aria-label") || e.title || e.textContent.trim() || e.tagName;
  return [ring || s.boxShadow !== "none", words.slice(0, 50), r.width > 0 && r.height > 0];
}"""


def focus(page: Page, steps: int = 40) -> list[str]:
    """Stops of the Tab key that show no focus."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    found, stops = [], 0
    for _ in range(steps):
        page.keyboard.press("Tab")
        if (state := page.evaluate(FOCUS)) is None:
            continue
        stops += 1
        visible, words, _shown = state
        if not visible:
            found.append(f"no visible focus on {words!r}")
    return found if stops else ["nothing on this page can be reached with the Tab key"]


# ---- paper ----

PAPER = """() => {
  const found = [];
  const shown = (e) => e.getClientRects().length > 0;
  const light = (c) => {
    const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const texts = document.createTreeWalker(document.querySelector("article"), 4);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(e) || e.closest("script, svg")) continue;
    if (getComputedStyle(e).printColorAdjust === "exact") continue; // its ground is printed too
    if (light(getComputedStyle(e).color) > 150) found.push("too light: " + e.textContent);
  }
  for (const e of document.querySelectorAll("article pre")) {
    if (shown(e) && e.scrollWidth > e.clientWidth + 1) found.push("cut: " + e.textContent);
  }
  for (const e of document.querySelectorAll("article .katex-html, article img, article table")) {
    if (e.closest(".mnist-live")) continue; // a still frame unless it was used
    const r = e.getBoundingClientRect();
    if (r.width && r.right > innerWidth + 1) found.push("off the sheet: " + e.textContent);
  }
  for (const e of document.querySelectorAll("article details")) {
    const bar = e.querySelector("summary");
    if (bar && shown(bar)) found.push("a bar: " + bar.textContent);
  }
  for (const e of document.querySelectorAll("article img")) {
    if (shown(e) && getComputedStyle(e).filter !== "none") found.push("darkened: " + e.alt);
  }
  return found.map((words) => words.trim().replace(/\\s+/g, " ").slice(0, 70));
}"""


def paper(page: Page) -> list[str]:
    """What printing would spoil: light letters, cut lines, bars of folds, darkened pictures."""
    return page.evaluate(PAPER)


# ---- for everyone ----

# Thousands of small parts that a reader's tools pass over, or read as one text: axe need not go
# through each. (Their colours are measured by `contrast`.)
FLAT = """() => {
  document.querySelectorAll("article details").forEach((d) => (d.open = true));
  document.querySelectorAll(".katex-html").forEach((e) => e.replaceChildren("x"));
  document.querySelectorAll(".highlight pre").forEach((e) => (e.textContent = e.textContent));
}"""
WAKE = """async () => {
  for (const figure of document.querySelectorAll(".mnist-live")) {
    if ("alive" in figure.dataset && figure.dataset.seen) continue; // at an earlier look
    figure.dataset.seen = "yes";
    figure.scrollIntoView();
    for (let i = 0; i < 200 && !("alive" in figure.dataset); i++) {
      await new Promise((done) => setTimeout(done, 50));
    }
    // Digits and weights come after the controls: wait until nothing changes any more.
    let changed = performance.now();
    const watch = new MutationObserver(() => (changed = performance.now()));
    watch.observe(figure, { attributes: true, childList: true, subtree: true });
    for (let i = 0; i < 200 && performance.now() - changed < 1000; i++) {
      await new Promise((done) => setTimeout(done, 50));
    }
    watch.disconnect();
  }
}"""
AXE = """async (contrast) => {
  const rules = { "color-contrast": { enabled: contrast } };
  const told = await axe.run(document, { resultTypes: ["violations"], rules });
  return told.violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.html.replace(/\\s+/g, " ").slice(0, 120)}`));
}"""


def axe_or_skip() -> None:
    """Skip the test where axe-core is not installed."""
    import pytest

    pytest.importorskip(
        "axe_playwright_python", reason="axe-core: pip install axe-playwright-python"
    )


def axe(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe-core finds on a page, folds opened. It changes the page: take one of its own.

    To look at the contrast of every text takes axe-core longer than all other rules together.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(WAKE)
    page.evaluate(FLAT)
    page.evaluate(STEADY)  # a fold that opens fades in: its letters are pale until then
    page.evaluate(Axe().axe_script)
    page.set_default_timeout(240_000)
    return page.evaluate(AXE, contrast)


# ---- links, read from the files ----


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {value for key in ("id", "name") if (value := given.get(key))}
        self.links += [value for key in ("href", "src") if (value := given.get(key))]


def read_links(path: Path) -> tuple[set[str], list[str]]:
    """The anchors of a page and the addresses it names."""
    reader = _Links()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.ids, reader.links


def broken_links(path: Path, cache: dict[Path, set[str]] | None = None) -> list[str]:
    """Links of a built page to files or places that do not exist."""
    cache = {} if cache is None else cache
    found = []
    for link in dict.fromkeys(read_links(path)[1]):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
        if not target.is_file():
            found.append(f"{link}: no such file")
        elif parts.fragment and target.suffix == ".html":
            if target not in cache:
                cache[target] = read_links(target)[0]
            if unquote(parts.fragment) not in cache[target]:
                found.append(f"{link}: no such place")
    return found
