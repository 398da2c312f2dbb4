"""The figure of softmax regression: its numbers against Python's, its pixels under the keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from mnist_course.plots.digits import WEIGHT_STOPS
from mnist_course.widgets import SoftmaxScores, bundle

READY = "/network names it/.test(document.querySelector('.ml-description').textContent)"

SCORES = """
async ({ number, edits }) => {
  const { need } = mnistCourse.registry;
  const { softmaxRegression, probabilities } = need("softmax/network.js");
  const { unpackDigits } = need("packed.js");
  const { unpackNetworks } = need("trained.js");
  const file = async (name) => {
    const text = await new Promise((done) => {
      const keep = mnistCourse.asset;
      mnistCourse.asset = (given, text) => { mnistCourse.asset = keep; done(text); };
      document.head.append(Object.assign(document.createElement("script"),
        { src: `live/data/${name}.js` }));
    });
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  };
  const { held } = await unpackDigits(await file("digits"));
  const network = softmaxRegression((await unpackNetworks(await file("weights"))).softmax);
  const x = held.x.slice(784 * number, 784 * (number + 1));
  need("softmax/edits.js").readEdits(edits).forEach((value, k) => (x[k] = value / 255));
  const z = network.scores(x);
  return [Array.from(z), Array.from(probabilities(z)), Array.from(network.products(x, 3))];
}
"""


def numbers(cells: list[str]) -> list[float]:
    return [float(re.sub("[^0-9.−]", "", cell).replace("−", "-")) for cell in cells]


@pytest.mark.browser
def test_its_scores_are_those_of_the_package(live_page):
    state = {"number": 239, "neuron": 3, "edits": "a7fb78e00"}
    figure = live_page("softmax", state)
    figure.wait_for(READY)
    python = SoftmaxScores(**state)
    z, p, products = figure.page.evaluate(SCORES, {"number": 239, "edits": state["edits"]})
    np.testing.assert_allclose(z, python.scores, atol=1e-4)
    np.testing.assert_allclose(p, python.probabilities, atol=1e-4)
    # The pictures x · w hold what the score is made of.
    assert sum(products) == pytest.approx(float(python.scores[3]) - bias(3), abs=1e-4)
    shown = figure.page.locator(".ml-scores td:nth-child(3)").all_text_contents()
    np.testing.assert_allclose(numbers(shown), python.scores, atol=0.0051)
    assert f"true label {python.label}" in figure.description
    assert f"names it {python.probabilities.argmax()}," in figure.description


def bias(j: int) -> float:
    from mnist_course.widgets.figures.softmax import weights

    return float(weights()[1][j])


@pytest.mark.browser
def test_keyboard_erases_undoes_and_restores(live_page):
    figure = live_page("softmax", {"number": 0})
    figure.wait_for(READY)
    tab = figure.page
    untouched = figure.description
    image = tab.get_by_role("application")
    image.focus()
    for _ in range(6):  # a way up through the middle of the image
        tab.keyboard.press("Shift+ArrowUp")
    figure.wait_for("/pixels changed/.test(document.querySelector('.ml-description').textContent)")
    erased = figure.description
    assert erased != untouched
    tab.get_by_role("radio", name="paints").check()
    image.press("Space")
    figure.wait_for(
        "/ink 1.00/.test([...document.querySelectorAll('.ml-status')].map(e => e.textContent))"
    )
    tab.get_by_role("button", name="Restore").press("Enter")
    assert figure.description == untouched
    for _ in range(2):
        tab.get_by_role("button", name="Undo").press("Enter")
    assert figure.description == erased


@pytest.mark.browser
def test_mistakes_are_real_wrong_answers_the_surest_first(live_page):
    figure = live_page("softmax", size=(375, 812))
    figure.wait_for(READY)
    tab = figure.page
    mistakes = tab.get_by_role("group", name=re.compile("surest mistakes"))
    sure = []
    for i in range(3):
        mistakes.get_by_role("radio").nth(i).check()
        figure.wait_for("/: a mistake/.test(document.querySelector('.ml-description').textContent)")
        number = int(re.search(r"digit (\d+)", figure.description)[1])
        python = SoftmaxScores(number=number)
        assert python.probabilities.argmax() != python.label
        sure.append(float(python.probabilities.max()))
    assert sure == sorted(sure, reverse=True) and sure[0] > 0.95
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.browser
def test_a_link_opens_its_pixels_and_locks_them(live_page):
    figure = live_page("softmax", fragment="#softmax=number:3,edits:eef&lock=edits,number")
    figure.wait_for(READY)
    tab = figure.page
    assert "digit 3 " in figure.description and "1 pixel changed" in figure.description
    before = figure.description
    image = tab.get_by_role("application")
    image.press("Space")
    image.click()
    assert figure.description == before
    assert tab.get_by_label("Held-out digit, by number").is_disabled()


def test_python_reads_image_and_scores_and_refuses_edits_that_make_no_sense():
    plain, changed = SoftmaxScores(number=5), SoftmaxScores(number=5, edits="00f018")
    assert changed.image[0, 0] == 255 and changed.image[0, 1] == 136
    assert np.array_equal(changed.image.ravel()[2:], plain.image.ravel()[2:])
    assert not np.allclose(changed.scores, plain.scores)
    assert plain.probabilities.sum() == pytest.approx(1, abs=1e-6)
    with pytest.raises(traitlets.TraitError, match="three characters a pixel"):
        SoftmaxScores(edits="zz")


def test_the_still_frame_has_the_colours_of_the_page():
    picture, words = SoftmaxScores(number=239, neuron=0).still()
    assert picture.startswith(b"\x89PNG") and "a mistake" in words
    script = (bundle.JS / "kit" / "pictures.js").read_text(encoding="utf-8")
    for name, colour in zip(("NEGATIVE", "ZERO", "POSITIVE"), WEIGHT_STOPS, strict=True):
        assert f"const {name} = [{', '.join(map(str, colour))}];" in script
