"""The pad whose preparation can be switched: the page against the package, keyboard, links."""

from __future__ import annotations

import base64
import itertools
import re

import numpy as np
import pytest
import traitlets

from mnist_course.data.photo.strokes import draw_strokes, write_strokes
from mnist_course.widgets import Preparation, assets
from mnist_course.widgets.figures.preparation import NETWORKS, PEN

READY = "/ sure/.test(document.querySelector('.ml-description').textContent)"
WAYS = list(itertools.product((True, False), (True, False), (True, False), ("mass", "box", "off")))
STAR = write_strokes(
    [140 + 100 * np.array([[np.sin(a), -np.cos(a)] for a in 4 * np.pi / 5 * np.arange(6)])]
)

COMPUTE = """
async ({ weights, cases, pen }) => {
  const { need } = mnistCourse.registry;
  const { drawStrokes, readDrawing } = need("strokes.js");
  const buffer = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)).buffer;
  const models = Object.entries(await need("trained.js").unpackNetworks(buffer));
  return cases.map(([drawing, how]) => {
    const ink = drawStrokes(readDrawing(drawing), pen);
    const found = need("prepare.js").prepareDigit(ink, 280, 280, how);
    return {
      ink: Array.from(ink),
      image: Array.from(found.image),
      said: models.map(([name, model]) => [name, Array.from(model.predict(found.x))]),
    };
  });
}
"""


def scribble(rng) -> str:
    """A few lines of random points somewhere on the pad, small or large."""
    corner, size = rng.uniform(0, 200, 2), rng.uniform(15, 120)
    lines = [corner + rng.uniform(0, size, (n, 2)) for n in rng.integers(1, 6, rng.integers(1, 4))]
    return write_strokes([np.clip(line, 0, 279) for line in lines])


@pytest.mark.browser
def test_every_way_to_prepare_gives_what_python_gives(live_page):
    figure = live_page("preparation")
    figure.wait_for(READY)
    rng = np.random.default_rng(0)
    names = ("cut", "scale", "smooth", "centre")
    drawings = [Preparation().drawing, STAR, *(scribble(rng) for _ in range(len(WAYS) - 2))]
    cases = [
        (drawing, dict(zip(names, way, strict=True)))
        for drawing, way in [*zip(drawings, WAYS, strict=True), (drawings[0], WAYS[0])]
    ]
    weights = base64.b64encode(assets.read("weights")).decode()
    got = figure.page.evaluate(COMPUTE, {"weights": weights, "cases": cases, "pen": PEN})
    for (drawing, how), found in zip(cases, got, strict=True):
        python = Preparation(drawing=drawing, **how)
        told = f"{drawing} {how}"
        np.testing.assert_allclose(found["ink"], python.ink.ravel(), atol=1e-6, err_msg=told)
        np.testing.assert_array_equal(found["image"], python.image.ravel(), err_msg=told)
        assert [name for name, _ in found["said"]] == list(NETWORKS)
        for name, p in found["said"]:
            np.testing.assert_allclose(p, python.probabilities[name], atol=1e-5, err_msg=told)


@pytest.mark.browser
def test_steps_are_left_out_and_put_back_with_the_keyboard(live_page):
    figure = live_page("preparation", fragment="#preparation=cut:false&lock=smooth")
    figure.wait_for(READY)
    page = figure.page
    assert page.get_by_role("checkbox", name="Grey edges").is_disabled()
    assert "Cut out the ink: Left out. The whole sheet goes on" in figure.description
    page.get_by_role("checkbox", name="Cut out").press("Space")
    assert re.match(r"All three agree\. .*LeNet-5 says 4 \(over 99 % sure\)", figure.description)
    # What a step decides gives a prediction away: it is shown and read aloud only when asked for.
    decides = page.locator(".ml-decides")
    told = "Left as it stood: 7, 7, 7 in place of 4, 4, 4."
    assert told not in page.locator(".ml-body").inner_text()
    assert told not in figure.description
    decides.locator("summary").press("Enter")
    assert told in decides.inner_text()
    # Then it comes true, and the fold stays open and tells the way back.
    page.get_by_role("radio", name="centre of mass").press("ArrowLeft")
    assert page.get_by_role("radio", name="as it stood").is_checked()
    assert "LeNet-5 says 7" in figure.description
    assert "By the centre of mass: 4, 4, 4 in place of 7, 7, 7." in decides.inner_text()
    python = Preparation(centre="off").probabilities
    for name, heading in NETWORKS.items():
        bars = page.locator(f"[aria-label='Probabilities of {heading}'] .ml-bar-number")
        shown = [int(text.removesuffix("%")) for text in bars.all_text_contents()]
        np.testing.assert_allclose(shown, 100 * python[name], atol=0.51)
    page.get_by_role("button", name="No step").press("Enter")
    assert page.get_by_role("checkbox", name="Grey edges").is_checked()  # locked: it stays
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    assert address.split("#")[1] == "preparation=cut:false,scale:false,centre:off"


@pytest.mark.browser
def test_what_is_drawn_is_read_and_stands_in_the_link(live_page):
    figure = live_page("preparation", {"examples": {"A star": STAR}})
    figure.wait_for(READY)
    page, paper = figure.page, figure.page.locator(".ml-pad")
    page.get_by_role("button", name="A star").press("Enter")
    star = {name: int(p.argmax()) for name, p in Preparation(drawing=STAR).probabilities.items()}
    for name, heading in NETWORKS.items():
        assert f"{heading} says {star[name]} " in figure.description
    paper.press("Delete")
    assert figure.description == "The pad is empty."
    assert page.locator(".ml-switched p").first.text_content() == "Nothing is drawn yet."
    paper.press("Space")
    for _ in range(12):
        paper.press("ArrowDown")
    figure.painted()  # a drawing is read with the next frame
    figure.wait_for("/LeNet-5 says 1/.test(document.querySelector('.ml-description').textContent)")
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    link = page.get_by_label(re.compile("Whoever opens")).input_value()
    drawing = re.search(r"drawing:([\w.-]+)", link)[1]
    assert Preparation(drawing=drawing).probabilities["lenet"].argmax() == 1
    again = live_page("preparation", fragment="#" + link.split("#")[1])
    again.wait_for(READY)
    assert again.description == figure.description


def test_python_knows_an_empty_pad_and_what_is_no_drawing():
    with pytest.raises(RuntimeError, match="the pad is empty"):
        _ = Preparation(drawing="").image
    with pytest.raises(traitlets.TraitError, match=r"the drawing is 'a b', expected points of two"):
        Preparation(drawing="a b")
    with pytest.raises(traitlets.TraitError, match="expected points of two"):
        Preparation(examples={"odd": "abc"})


def test_the_still_frame_says_what_all_three_read():
    data, _ = Preparation()._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert re.search(r"LeNet-5 says 4 and is \d+ % sure\.", data["text/plain"])
    np.testing.assert_array_equal(draw_strokes([]), np.zeros((280, 280)))
