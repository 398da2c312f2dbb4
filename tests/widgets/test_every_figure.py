"""What must hold for every live figure: axe-core finds nothing, text is large, nothing is cut."""

from __future__ import annotations

import pytest

from mnist_course.widgets import bundle

LOOKS = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "phone": {"size": (375, 812), "has_touch": True, "is_mobile": True},
    "forced colours": {"forced_colors": "active"},
}
TOLD = "document.querySelector('.ml-description').textContent.trim()"  # data came, all is drawn
OPEN = "document.querySelectorAll('details').forEach((fold) => (fold.open = true))"
SLIDERS = """() => Object.fromEntries(
  [...document.querySelectorAll('.ml-body input[type=range]')]
    .map((e) => [e.labels[0].textContent, e.getAttribute('aria-valuetext') ?? e.value]))"""
SMALL = """() => [...document.querySelectorAll('.mnist-live *')].filter((node) =>
  [...node.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) &&
  node.getClientRects().length && !node.closest('.ml-hidden, .ml-code') &&
  parseFloat(getComputedStyle(node).fontSize) < 16).map((node) => node.outerHTML)"""
LOW = """() => [...document.querySelectorAll(
    '.mnist-live :is(.ml-button, summary, [type=range], .ml-option span)')]
  .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
  .map((node) => node.outerHTML)"""


def axe(page) -> list[str]:
    """What axe-core finds in the figure."""
    found = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe-core: pip install axe-playwright-python",
    )
    page.evaluate(found.Axe().axe_script)
    return page.evaluate(
        """async (options) => (await axe.run('.mnist-live', options)).violations
          .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`))""",
        # No preload: it would fetch the style again, which a page from a disk may not do.
        {"resultTypes": ["violations"], "preload": False},
    )


def check_height(page, look: str, height: float) -> None:
    """Compare a figure's height with what the page keeps free for it."""
    from playwright.sync_api import TimeoutError

    freed = page.add_style_tag(content=".mnist-live { min-height: 0 !important; }")
    # Data come late on a busy machine; until then the figure is lower.
    fits = "document.querySelector('.mnist-live').offsetHeight"
    try:
        page.wait_for_function(f"{fits} > {height / 1.04} && {fits} < {height / 0.93}")
    except TimeoutError:
        pytest.fail(f"{look}: heights say {height}, it takes {page.evaluate(fits)}")
    freed.evaluate("(style) => style.remove()")


@pytest.mark.browser
@pytest.mark.parametrize("name", bundle.figures())
def test_it_is_for_everyone_in_every_look(name, live_page):
    """Named, large, whole; and the page keeps room for it, else the text below would jump."""
    room = dict(zip(("light", "phone"), bundle.heights(name), strict=True))
    for look, settings in LOOKS.items():
        opened = live_page(name, **settings)
        page = opened.page
        opened.wait_for(TOLD)  # else: the figure says nothing to a screen reader
        if look in room:
            check_height(page, look, room[look])
        page.evaluate(OPEN)
        width = page.evaluate("innerWidth")
        assert page.evaluate("document.documentElement.scrollWidth") == width, look
        assert page.evaluate(SMALL) == [], look
        if look in ("light", "dark"):
            assert axe(page) == [], look
        if look == "phone":
            assert page.evaluate(LOW) == []


@pytest.mark.browser
@pytest.mark.parametrize("name", bundle.figures())
def test_it_is_for_everyone_before_its_data_come_and_keeps_what_is_turned_then(name, live_page):
    opened = live_page(name, held_back="/data/")
    page = opened.page
    assert axe(page) == []
    named = page.locator(".ml-body").get_by_role("radio").or_(page.get_by_role("slider"))
    assert all(one.evaluate("(e) => e.labels.length > 0") for one in named.all())
    use_everything(page)  # no complaint: see live_page
    sliders = page.locator(".ml-body input[type=range]:visible:enabled")
    for slider in sliders.all():
        before = slider.input_value()
        slider.press("ArrowRight")
        if slider.input_value() == before:  # it stood at its end
            slider.press("ArrowLeft")
        assert slider.input_value() != before
    turned = page.evaluate(SLIDERS)
    opened.let_through()
    opened.wait_for(TOLD)
    opened.painted()
    assert page.evaluate(SLIDERS) == turned


@pytest.mark.browser
@pytest.mark.parametrize("name", bundle.figures())
def test_without_its_data_it_says_so_whatever_is_turned(name, live_page):
    # Where there is a choice, it stays with the digits.
    opened = live_page(name, fragment=f"#{name}=image:digit&lock=image", held_back="/data/")
    page = opened.page
    if not opened.refuse():
        return
    page.get_by_text("is missing beside the page").first.wait_for()
    use_everything(page)
    opened.painted()
    assert page.get_by_text("is missing beside the page").first.is_visible()
    # The browser complains of each file; nothing else may.
    opened.complaints[:] = [
        told for told in opened.complaints if "ERR_FAILED" not in told and "failed: " not in told
    ]


def use_everything(page) -> None:
    """Press every button, choose every choice, walk and draw in every picture that takes it."""
    body = page.locator(".ml-body")
    for kind in ("radio", "checkbox"):
        # Some are hidden below pictures that take the click.
        body.locator(f"input[type={kind}]:enabled").evaluate_all(
            "(all) => all.map((e) => e.click())"
        )
    for one in body.get_by_role("button", disabled=False).all():
        if one.is_visible() and one.is_enabled():
            one.press("Enter")
    for one in body.locator("[tabindex='0']:visible").all():
        for key in ("ArrowRight", "ArrowDown", "Space"):
            one.press(key)
        one.scroll_into_view_if_needed()
        box = one.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], 400) / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y + 30)
        page.mouse.up()


@pytest.mark.browser
@pytest.mark.parametrize("name", bundle.figures())
def test_paper_shows_the_still_frame_or_the_figure_as_the_reader_left_it(name, live_page):
    opened = live_page(name, size=(718, 1000))  # A4 without its margins
    page = opened.page
    page.emulate_media(media="print")
    assert page.locator(".ml-still img").is_visible()
    assert not page.locator(".ml-body").is_visible()
    page.emulate_media(media="screen")
    opened.wait_for(TOLD)
    page.evaluate("document.querySelector('.mnist-live').dataset.used = ''")
    page.emulate_media(media="print")
    wide = """() => [...document.querySelectorAll('.mnist-live .ml-body *')]
      .filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1
        && !e.closest('.ml-hidden'))
      .map((e) => `${e.tagName}.${e.className}: ${e.getBoundingClientRect().right}`)"""
    assert page.evaluate(wide) == []
    cut = """() => [...document.querySelectorAll('.mnist-live .ml-body *')]
      .filter((e) => getComputedStyle(e).overflowX !== 'visible' && e.getClientRects().length
        && e.clientWidth > 2 && !e.closest('.ml-hidden, svg') && e.scrollWidth > e.clientWidth + 1)
      .map((e) => `${e.tagName}.${e.className}`)"""
    assert page.evaluate(cut) == []
