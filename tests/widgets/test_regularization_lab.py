"""The lab on learning by heart, on a page from a disk with no network, and its Python side."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from mnist_course.data import load_mnist
from mnist_course.data.augment import shift
from mnist_course.widgets import RegularizationLab, assets, bundle, sample
from mnist_course.widgets.lab_network import build

READY = "document.querySelector('.ml-status').textContent.startsWith('Epoch 0 of')"
ENDED = "/Finished|Stopped early/.test(document.querySelector('.ml-status').textContent)"


def node(script: str, data: object = None) -> object:
    """What a script says in Node.js, with `js` for the folder of scripts."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node.js is not installed")
    said = subprocess.run(
        [program, "--input-type=module", "-e", script.replace("@js", bundle.JS.as_uri())],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout)


@pytest.fixture
def lab(live_page):
    opened = live_page("regularization-lab", {"training_images": 250, "epochs": 30})
    opened.wait_for(READY)
    return opened


def train(lab) -> str:
    """Train to the end; return what the figure says."""
    lab.page.get_by_role("button", name="Train").click()
    lab.wait_for(ENDED)
    return lab.description


@pytest.mark.browser
def test_learning_by_heart_is_seen_and_its_best_epoch_marked(lab):
    said = train(lab)
    assert "Nothing against overfitting, 250 images. Finished." in said
    assert float(re.search(r"training accuracy ([\d.]+) %", said)[1]) > 99.5
    lowest, epoch = re.search(r"(?<=line\): )([\d.]+), after epoch (\d+)", said).groups()
    last = float(re.search(r" and loss ([\d.]+),", said)[1])
    assert float(lowest) < last and 1 <= int(epoch) < 30
    lab.painted()
    plots = lab.page.locator(".ml-plot")
    assert [plots.nth(i).locator(".ml-mark").count() for i in range(3)] == [1, 1, 0]
    assert "Loss: training starts at" in plots.nth(1).get_attribute("aria-label")


@pytest.mark.browser
def test_remedies_answer_the_keyboard_and_do_what_they_promise(lab):
    tab = lab.page
    plain = float(re.search(r"weights is ([\d.]+)\.", train(lab))[1])
    tab.get_by_role("button", name="Keep this run").click()
    decay = tab.get_by_label("Weight decay λ")
    assert decay.get_attribute("aria-valuetext") == "none"
    for _ in range(13):
        decay.press("ArrowRight")
    assert decay.get_attribute("aria-valuetext") == "0.1"
    lab.wait_for(READY)
    said = train(lab)
    assert said.startswith(
        "λ 0.1, 250 images"
    ) and "SGD(0.1, weight_decay=0.1)" in tab.text_content(".ml-code")
    assert float(re.search(r"weights is ([\d.]+)\.", said)[1]) < plain / 2
    lab.painted()
    names = tab.locator(".ml-legend").nth(1).locator("li").all_text_contents()
    assert sorted(names) == ["A", "held-out", "training"], "the kept run is compared"


@pytest.mark.browser
def test_early_stopping_ends_the_run_and_the_link_says_so(live_page):
    lab = live_page(
        "regularization-lab",
        fragment="#regularization-lab=patience:2,training_images:250,dropout:0.5,shift:1",
    )
    lab.wait_for(READY)
    said = train(lab)
    assert said.startswith("dropout 0.5, shifts by up to 1, patience 2, 250 images")
    assert "Stopped early" in said and float(re.search(r"poch ([\d.]+) of 50", said)[1]) < 50
    assert lab.page.get_by_role("radio", name="by up to 1 pixel").is_checked()


@pytest.mark.browser
@pytest.mark.parametrize("state", [{"dropout": 0.5, "weight_decay": 0.01}, {"shift": 2}])
def test_the_lines_of_python_train_the_network_that_the_lab_trains(live_page, state, monkeypatch):
    lab = live_page("regularization-lab", {"hidden_units": 5, "training_images": 250, **state})
    lab.wait_for(READY)
    code = lab.page.text_content(".ml-code")
    assert max(map(len, code.splitlines())) <= 76
    monkeypatch.setenv("MNIST_COURSE_QUIET", "1")
    few = load_mnist()
    few = replace(few, validation=few.validation[:50])
    monkeypatch.setattr("mnist_course.data.load_mnist", lambda: few)
    names: dict = {}
    exec(code.replace("epochs=10,", "epochs=1,").replace("range(10)", "range(2)"), names)
    settings = RegularizationLab(hidden_units=5, **state).network_settings()
    assert str(names["model"]) == str(build(settings))
    assert names["optimizer"].weight_decay == state.get("weight_decay", 0)
    assert 0 <= names["accuracy"] <= 1 and len(names["few"]) == 250


# Without a browser.


def test_whole_pixels_are_shifted_as_the_package_shifts_them():
    rng = np.random.default_rng(0)
    images = rng.random((3, 28, 28)).astype("float32")
    moves = [(2, 0), (-1, 2), (0, -2)]
    script = """
      import { readFileSync } from "node:fs";
      import { shiftImage } from "@js/lab/shifts.js";
      const { x, moves } = JSON.parse(readFileSync(0, "utf8"));
      const out = new Float32Array(x.length);
      moves.forEach(([right, down], i) => shiftImage(x, i * 784, right, down, out));
      console.log(JSON.stringify(Array.from(out)));
    """
    found = node(script, {"x": images.ravel().tolist(), "moves": moves})
    right, down = np.array(moves).T
    expected = shift(images, right=right, down=down)
    np.testing.assert_allclose(np.reshape(found, images.shape), expected, atol=1e-7)


def test_what_the_page_measures_is_what_the_engine_measures():
    """The page's weights, in the Python engine: the same losses, accuracies and norm."""
    lab = RegularizationLab(hidden_units=7, training_images=250, weight_decay=0.02, dropout=0.3)
    script = """
      import { readFileSync } from "node:fs";
      import { labWorker } from "@js/lab/worker.js";
      import { unpackDigits } from "@js/packed.js";
      const { settings, file } = JSON.parse(readFileSync(0, "utf8"));
      const digits = await unpackDigits(new Uint8Array(Buffer.from(file, "base64")).buffer);
      const points = [];
      const hear = labWorker((message) => {
        if (message.point) points.push(message.point);
        if (message.state !== "finished") return;
        const said = { points, best: message.best, theta: [...message.theta] };
        process.stdout.write(JSON.stringify(said), () => process.exit(0)); // not before all is out
      });
      hear({ to: "begin", run: 1, settings, digits });
      hear({ to: "play" });
    """
    settings = {**lab.network_settings(), "epochs": 3, "shift": 1}
    file = base64.b64encode(assets.read("digits")).decode()
    said = node(script, {"settings": settings, "file": file})
    theta = np.array(said["theta"], "<f4")
    run = {"settings": lab.state(), "points": said["points"], "epoch": 3, "state": "finished"}
    lab._hear(lab, {"report": "run", "value": run}, [memoryview(theta.tobytes())])
    model, digits = lab.model(), sample.read()
    last = {key: values[-1] for key, values in lab.history.items()}
    for name, x, labels in (
        ("", digits.train.x[:250], digits.train.labels[:250]),
        ("val_", digits.held.x, digits.held.labels),
    ):
        found = model.evaluate(x, np.eye(10, dtype="float32")[labels], "categorical_crossentropy")
        assert last[f"{name}loss"] == pytest.approx(found["loss"], abs=1e-4)
        assert last[f"{name}accuracy"] == pytest.approx(found["accuracy"], abs=1e-9)
    assert last["norm"] == pytest.approx(np.linalg.norm(model.layers[0].params["W"]), abs=1e-4)
    whole = [point for point in said["points"] if point["epoch"] in (1, 2, 3)]
    lowest = min(whole, key=lambda point: point["val_loss"])
    assert said["best"] == {"epoch": lowest["epoch"], "loss": lowest["val_loss"]}


def test_defaults_are_those_of_the_script():
    script = 'import { defaults, fixed } from "@js/regularization-lab/settings.js";'
    said = node(f"{script} console.log(JSON.stringify([defaults, fixed]));")
    assert said == [RegularizationLab().state(), RegularizationLab.fixed]


def test_the_still_frame_tells_what_the_run_did():
    said = RegularizationLab().still()[1]
    assert "falls to nearly 0" in said and "then rises again" in said
    assert "hardly rises again" in RegularizationLab(weight_decay=0.03).still()[1]
    with pytest.raises(ValueError, match="show names 'l2'"):
        RegularizationLab(show=["l2"])
