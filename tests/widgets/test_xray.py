"""LeNet-5 under X-ray: its numbers against the Python engine's, its parts under the keyboard."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from mnist_course.widgets import LeNetXray, sample, trained
from mnist_course.widgets.figures.xray import SHAPES

READY = "/One unit of/.test(document.querySelector('.ml-description').textContent)"

MAPS = """
async (digits) => {
  const { need } = mnistCourse.registry;
  const file = async (name) => {
    const text = await new Promise((done) => {
      const keep = mnistCourse.asset;
      mnistCourse.asset = (given, text) => { mnistCourse.asset = keep; done(text); };
      document.head.append(Object.assign(document.createElement("script"),
        { src: `live/data/${name}.js` }));
    });
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  };
  const { held } = await need("packed.js").unpackDigits(await file("held"));
  const { lenet } = await need("trained.js").unpackNetworks(await file("weights"));
  const opened = need("xray/lenet.js").openLenet(lenet);
  return digits.map((digit) => {
    opened.run(held.x.subarray(784 * digit, 784 * (digit + 1)));
    return opened.layers.map(({ name, maps, rows, columns, values }) => {
      const places = [[0, 0, 0], [maps - 1, rows - 1, columns - 1],
        [maps >> 1, rows >> 1, columns >> 1]];
      const layer = opened.layers.find((one) => one.name === name);
      const units = places.map(([unit, row, column]) => {
        const { z, output, field } = opened.explain(layer, unit, row, column);
        return { unit, row, column, z, output, field };
      });
      return { name, values: Array.from(values), units };
    });
  });
}
"""


@pytest.mark.browser
def test_maps_and_sums_are_those_of_the_package(live_page):
    figure = live_page("xray")
    figure.wait_for(READY)
    digits = [0, 5, 212, 560, 999]
    for digit, layers in zip(digits, figure.page.evaluate(MAPS, digits), strict=True):
        python = LeNetXray(digit=digit).activations
        assert [layer["name"] for layer in layers] == list(python)
        for layer in layers:
            expected = python[layer["name"]]
            np.testing.assert_allclose(layer["values"], expected.ravel(), atol=1e-4)
            for one in layer["units"]:
                place = (one["row"], one["column"], one["unit"])
                mine = expected[place] if expected.ndim == 3 else expected[place_of(layer, one)]
                assert one["output"] == pytest.approx(float(mine), abs=1e-4)
                if layer["name"] == "output":  # softmax needs all ten sums
                    continue
                pooled = layer["name"].startswith("S")
                assert one["output"] == pytest.approx(
                    one["z"] if pooled else np.tanh(one["z"]), abs=1e-5
                )


def place_of(layer, one) -> int:
    return one["row"] * SHAPES[layer["name"]][2] + one["column"]


@pytest.mark.browser
@pytest.mark.parametrize(("layer", "row", "column"), [("C1", 3, 20), ("C3", 2, 7), ("S4", 4, 0)])
def test_pixels_outside_the_outlined_field_cannot_change_the_unit(live_page, layer, row, column):
    """The field is measured: each pixel is turned on alone, and the Python engine asked."""
    state = {"layer": layer, "unit": 1, "row": row, "column": column}
    figure = live_page("xray", state)
    figure.wait_for(READY)
    said = re.search(
        r"(\d+) × \d+ pixels of the image: rows (\d+) to (\d+), columns (\d+) to (\d+)",
        figure.description,
    )
    assert said, figure.description
    _, top, bottom, left, right = map(int, said.groups())
    x = np.zeros((785, 28, 28, 1), np.float32)
    x[np.arange(784), np.arange(784) // 28, np.arange(784) % 28] = 1
    for part in trained.read()["lenet"].layers:
        x = part.forward(x)
        if part.name == layer:
            break
    values = x[:, row, column, 1]
    moved = (values[:784] != values[784]).reshape(28, 28)
    rows, columns = np.flatnonzero(moved.any(1)), np.flatnonzero(moved.any(0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (top, bottom, left, right)


@pytest.mark.browser
@pytest.mark.parametrize("patch", ["grey", "paper"])
def test_the_occlusion_map_is_that_of_the_package(live_page, patch):
    figure = live_page("xray", {"digit": 212, "occlusion": True, "patch": patch})
    figure.wait_for("/It matters most/.test(document.querySelector('.ml-description').textContent)")
    python = LeNetXray(digit=212, patch=patch)
    said = python.occlusion_map()
    best = int(python.probabilities.argmax())
    row, column = np.unravel_index(said[..., best].argmin(), (28, 28))
    assert f"around row {row}, column {column}:" in figure.description
    shown = re.findall(r"goes from ([\d.]+) % to ([\d.]+) %", figure.description)[0]
    expected = [100 * python.probabilities[best], 100 * said[row, column, best]]
    np.testing.assert_allclose([float(text) for text in shown], expected, atol=0.06)
    # The keyboard moves the patch.
    page = figure.page
    page.get_by_role("application", name=re.compile("Occlusion map")).press("ArrowUp")
    figure.wait_for(
        f"/around row {row - 1},/.test(document.querySelector('.ml-description').textContent)"
    )


@pytest.mark.browser
def test_from_beginning_to_end_with_the_keyboard(live_page):
    figure = live_page("xray", fragment="#xray=digit:7,layer:S2,unit:5,row:6,column:6")
    figure.wait_for(READY)
    page = figure.page
    assert figure.description.startswith("Held-out digit 7, true label")
    page.get_by_role("slider").press("ArrowRight")
    assert figure.description.startswith("Held-out digit 8, true label")
    page.get_by_role("radio", name="S2, map 5").focus()
    page.keyboard.press("ArrowRight")
    assert "One unit of C3: map 0, row" in figure.description
    figure.page.get_by_role("application", name="C3, map 0").press("ArrowLeft")
    place = re.search(r"One unit of C3: map 0, row (\d+), column (\d+)", figure.description)
    value = LeNetXray(digit=8).activations["C3"][int(place[1]), int(place[2]), 0]
    assert f"tanh(z) = {value:.2f}".replace("-", "−") in figure.description
    page.get_by_role("radio", name="6", exact=True).check()
    digit = int(re.search(r"Held-out digit (\d+), true label 6", figure.description)[1])
    assert digit == next(i for i in range(9, 1000) if sample.read().held.labels[i] == 6)
    page.get_by_role("button", name="Link to this set-up").press("Enter")
    address = page.get_by_label(re.compile("Whoever opens")).input_value()
    assert f"#xray=digit:{digit}," in address and f"row:{place[1]}" in address


@pytest.mark.browser
def test_a_link_opened_before_the_network_has_come_is_followed_then(live_page):
    """The unit of a layer without maps comes by its number; its place follows from the network."""
    figure = live_page("xray", held_back="/data/")
    figure.page.evaluate("location.hash = '#xray=digit:7,layer:F6,unit:50'")
    figure.let_through()
    figure.wait_for(READY)
    assert figure.description.startswith("Held-out digit 7, true label")
    assert "One unit of F6: unit 50." in figure.description


@pytest.mark.browser
def test_the_misread_digits_are_all_that_are_misread(live_page):
    figure = live_page("xray")
    figure.wait_for(READY)
    held = sample.read().held
    answers = trained.read()["lenet"].predict_classes(held.x.reshape(-1, 28, 28, 1))
    misread = np.flatnonzero(answers != held.labels)
    group = figure.page.get_by_role("group", name=re.compile("that it misreads"))
    group.wait_for()
    assert group.get_by_role("radio").count() == len(misread)
    assert group.get_by_role("radio", name="an 8, read as 3").count() > 0
    assert group.get_by_role("radio", name=re.compile(r"\ba 8\b")).count() == 0
    for i, digit in enumerate(misread):
        group.get_by_role("radio").nth(i).check()
        assert f"Held-out digit {digit}, true label {held.labels[digit]}" in figure.description
        assert ": a mistake." in figure.description


@pytest.mark.browser
def test_a_drawn_digit_is_seen_too(live_page):
    figure = live_page("xray")
    figure.wait_for(READY)
    page = figure.page
    page.get_by_role("radio", name="my own drawing").check()
    assert "The pad is empty" in figure.description
    page.get_by_role("checkbox", name=re.compile("Occlusion map")).check()
    figure.wait_for("/There is no ink to hide/.test(document.body.innerText)")
    page.get_by_role("checkbox", name=re.compile("Occlusion map")).uncheck()
    paper = page.get_by_role("application", name="Pad: draw a digit")
    paper.press("Space")
    for _ in range(18):
        paper.press("ArrowDown")
    figure.wait_for("/LeNet-5 says 1/.test(document.querySelector('.ml-description').textContent)")
    assert "One unit of C3" in figure.description


def test_python_reads_activations_also_of_a_drawing():
    figure = LeNetXray(digit=3)
    held, lenet = sample.read().held, trained.read()["lenet"]
    x = held.x[3].reshape(1, 28, 28, 1)
    np.testing.assert_allclose(figure.probabilities, lenet.predict(x)[0], atol=1e-6)
    said = figure.activations
    means = said["C1"].reshape(14, 2, 14, 2, 6).mean(axis=(1, 3))
    np.testing.assert_allclose(means, said["S2"], atol=1e-6)
    assert figure.label == held.labels[3]
    drawing = held.pixels[560].tobytes()
    figure._hear(figure, {"report": "drawing", "value": {}}, [memoryview(drawing)])
    assert figure.label == -1
    np.testing.assert_array_equal(figure.image.ravel(), held.pixels[560])
    np.testing.assert_array_equal(figure.probabilities, LeNetXray(digit=560).probabilities)
    figure._hear(figure, {"report": "drawing", "value": {}}, [])
    assert figure.label == held.labels[3]


def test_places_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="unit is 9, but in layer C1 it is 0 to 5"):
        LeNetXray(layer="C1", unit=9)
    with pytest.raises(ValueError, match="row is 12, but in layer C3 it is 0 to 9"):
        LeNetXray(row=12)
    with pytest.raises(traitlets.TraitError, match="C2"):
        LeNetXray(layer="C2")
    figure = LeNetXray(layer="F6", unit=30)
    assert (figure.row, figure.column) == (2, 2)


def test_the_still_frame_says_what_it_shows():
    data, _ = LeNetXray(digit=212)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert "A handwritten 3 " in data["text/plain"]
    assert data["text/plain"].endswith("its answer, 8, a mistake.")
