"""Two networks and a distorted digit: the page against the package, by keyboard and by link."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_course.widgets import Robustness, sample
from mnist_course.widgets.figures.robustness import NAMES, distort
from mnist_course.widgets.figures.robustness import digits as held_digits
from mnist_course.widgets.page_random import normal_numbers

READY = "/true label/.test(document.querySelector('.ml-description').textContent)"
COMPUTED = "/ they read: /.test(document.querySelector('.ml-description').textContent)"

DISTORT = """
async (cases) => {
  const { need } = mnistCourse.registry;
  const text = await new Promise((done) => {
    const keep = mnistCourse.asset;
    mnistCourse.asset = (given, text) => { mnistCourse.asset = keep; done(text); };
    document.head.append(Object.assign(document.createElement("script"),
      { src: "live/data/held.js" }));
  });
  const file = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const { held } = await need("packed.js").unpackDigits(file);
  const { distort, noisePattern, REST } = need("robustness/distort.js");
  return cases.map(([digit, settings]) => Array.from(distort(
    held.x.subarray(784 * digit, 784 * (digit + 1)), { ...REST, ...settings },
    noisePattern(digit))));
}
"""


def settings_at_random(rng: np.random.Generator) -> dict[str, float | bool]:
    """A few distortions at once, each of any strength that its slider allows, or between."""
    everything = {
        "mirror": True,
        "rotation": float(rng.uniform(-180, 180)),
        "right": float(rng.integers(-10, 11)),
        "down": float(rng.uniform(-10, 10)),
        "blur": float(rng.uniform(0.1, 4)),
        "contrast": float(rng.uniform(0, 1)),
        "noise": float(rng.uniform(0, 1)),
    }
    return {name: value for name, value in everything.items() if rng.random() < 0.5}


@pytest.mark.browser
def test_distortions_are_those_of_the_package(live_page):
    figure = live_page("robustness")
    figure.wait_for(READY)
    rng = np.random.default_rng(1)
    cases = [(int(rng.integers(1000)), settings_at_random(rng)) for _ in range(60)]
    cases += [(7, {"rotation": angle}) for angle in (-180, -90, 90, 180)]
    for (digit, settings), image in zip(cases, figure.page.evaluate(DISTORT, cases), strict=True):
        expected = distort(held_digits([digit]), [digit], **settings)[0]
        np.testing.assert_allclose(image, expected.ravel(), atol=1e-5, err_msg=str(settings))


@pytest.mark.browser
def test_answers_and_curve_are_those_of_the_package(live_page):
    state = {"digit": 11, "rotation": -30, "noise": 0.2, "mirror": True, "swept": "right"}
    shown = {**state, "networks": "softmax-lenet", "right": 2, "sureness": True}
    figure = live_page("robustness", shown)
    figure.wait_for(COMPUTED)
    python = Robustness(**state, networks="softmax-lenet", right=2)
    for name, expected in python.probabilities.items():
        bars = figure.page.locator(f"[aria-label='Probabilities of {NAMES[name]}'] .ml-bar-number")
        shown = [int(text.removesuffix("%")) for text in bars.all_text_contents()]
        np.testing.assert_allclose(shown, 100 * expected, atol=0.51)
    shares = r"Softmax regression ([\d.]+) %, LeNet-5 ([\d.]+) %\."
    told = re.search(
        rf"At 2 pixels they read: {shares} On average they are this sure: {shares}",
        figure.description,
    )
    assert told, figure.description
    expected = [
        100 * found[0]
        for curves in (python.accuracies([2]), python.confidences([2]))
        for found in curves.values()
    ]
    np.testing.assert_allclose([float(share) for share in told.groups()], expected, atol=0.51)


@pytest.mark.browser
def test_from_beginning_to_end_with_the_keyboard(live_page):
    figure = live_page("robustness", fragment="#robustness=digit:5,right:3&lock=right")
    figure.wait_for(READY)
    page = figure.page
    start = figure.description
    assert start.startswith("Held-out digit 5, true label 4, shifted by 3 pixels to the right.")
    page.get_by_role("slider", name="Rotation").press("ArrowRight")
    page.get_by_role("checkbox", name="mirrored").press("Space")
    assert "mirrored, rotated by 5° against the clock" in figure.description
    page.get_by_role("slider", name="Blur").press("ArrowRight")
    figure.wait_for(COMPUTED)
    assert "The curve runs along “Blur”, all else as set. At 0.25 pixels" in figure.description
    figure.painted()
    assert "Blur" not in page.locator(".ml-plot").get_attribute("aria-label")  # it says the axis
    assert "width of the blur" in page.locator(".ml-plot").get_attribute("aria-label")
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    set_up = "digit:5,mirror:true,rotation:5,right:3,blur:0.25,swept:blur"
    assert address.split("#")[1] == f"robustness={set_up}"
    assert " this sure: " not in figure.description
    page.get_by_role("checkbox", name="how sure").press("Space")
    assert re.search(r" this sure: Multilayer network [\d.]+ %", figure.description)
    figure.painted()
    assert "how sure LeNet-5 is" in page.locator(".ml-legend").inner_text()
    page.get_by_role("button", name="As it was written").press("Enter")
    # What the teacher locked stays.
    assert figure.description.startswith(start.split(".")[0])
    assert page.get_by_role("slider", name="Shift to the right").is_disabled()


def test_the_page_and_python_draw_the_same_random_numbers():
    """The page's own are held against these in the browser; here only what they must be like."""
    numbers = normal_numbers(range(50), 784)
    assert abs(numbers.mean()) < 0.01 and abs(numbers.std() - 1) < 0.01
    np.testing.assert_array_equal(normal_numbers([7], 784)[0], numbers[7])
    assert abs(np.corrcoef(numbers[0], numbers[1])[0, 1]) < 0.15


def test_python_reads_image_probabilities_and_accuracies():
    figure = Robustness(digit=3, right=2, networks="softmax-mlp")
    x = sample.read().held.x[3].reshape(28, 28)
    np.testing.assert_allclose(figure.image[:, 2:], x[:, :-2], atol=1e-6)
    assert set(figure.probabilities) == {"softmax", "mlp"}
    upright, away = figure.accuracies([0, 10], "right")["mlp"]
    assert upright > 0.95 and away < 0.5
    with pytest.raises(ValueError, match="swept is 'mirror', expected one of rotation"):
        figure.accuracies([0], "mirror")


def test_the_still_frame_says_what_both_read():
    data, _ = Robustness(digit=3, rotation=90)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert re.match(
        r"Robustness\(digit=3, rotation=90\.0\): A handwritten \d .* Multilayer network reads \d "
        r"and is \d+ % sure; LeNet-5 reads \d and is \d+ % sure\.",
        data["text/plain"],
    )
