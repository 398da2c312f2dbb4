"""The training lab, on a page from a disk with no network, and its Python side."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from mnist_course.data import load_mnist
from mnist_course.widgets import TrainingLab, bundle, page
from mnist_course.widgets.lab_network import build

READY = "document.querySelector('.ml-status').textContent.startsWith('Epoch 0 of')"


def epoch(lab) -> float:
    return float(re.search(r"poch ([\d.]+) of", lab.text(".ml-status"))[1])


def accuracy(lab) -> float:
    return float(re.search(r"held-out accuracy ([\d.]+) %", lab.description)[1])


@pytest.fixture
def lab(live_page):
    opened = live_page("lab")
    opened.wait_for(READY)
    return opened


@pytest.mark.browser
def test_it_learns_to_read_held_out_digits(lab):
    assert accuracy(lab) < 30
    lab.page.get_by_role("button", name="Train").click()
    lab.wait_for("/held-out accuracy (8[89]|9\\d)/.test(document.body.textContent)")
    lab.page.get_by_role("button", name="Pause").click()
    lab.wait_for("document.querySelector('.ml-primary').textContent === 'Train'")
    assert accuracy(lab) > 85
    wrong, of = map(
        int, re.search(r"(\d+) of (\d+) held-out", lab.page.inner_text("main")).groups()
    )
    assert of == 1000 and abs(100 * (1 - wrong / of) - accuracy(lab)) < 0.06


@pytest.mark.browser
def test_the_same_start_again_gives_the_same_numbers(lab):
    tab = lab.page

    def one_epoch() -> str:
        tab.get_by_role("button", name="One epoch").click()
        lab.wait_for("/^Epoch 1 of/.test(document.querySelector('.ml-status').textContent)")
        return lab.text(".ml-status")

    first = one_epoch()
    tab.get_by_role("button", name="Same start again").click()
    lab.wait_for(READY)
    assert one_epoch() == first
    tab.get_by_label("Random seed").press("ArrowRight")
    lab.wait_for(READY)
    assert one_epoch() != first


@pytest.mark.browser
def test_sliders_answer_the_keyboard_and_say_their_value(lab):
    slider = lab.page.get_by_label("Learning rate η")
    assert slider.get_attribute("aria-valuetext") == "3"
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "7"
    lab.page.get_by_role("radio", name="ReLU").check()
    lab.wait_for(
        "document.querySelector('.ml-description').textContent.startsWith('η 7, 30 hidden, ReLU')"
    )
    code = lab.page.text_content(".ml-code")
    assert "SGD(7)" in code and 'Dense(30, "relu", **shared)' in code


@pytest.mark.browser
@pytest.mark.parametrize(
    "state",
    [
        {"epochs": 1},
        {"optimizer": "adam", "learning_rate": 0.01, "loss": "categorical_crossentropy"},
        {"optimizer": "momentum", "dropout": 0.5, "l2": 0.001, "patience": 2, "seed": 3},
    ],
)
def test_the_lines_of_python_build_the_network_that_the_lab_builds(live_page, state, monkeypatch):
    lab = live_page("lab", {"hidden_units": 5, **state})
    lab.wait_for(READY)
    code = lab.page.text_content(".ml-code")
    assert max(map(len, code.splitlines())) <= 76
    monkeypatch.setenv("MNIST_COURSE_QUIET", "1")
    few = load_mnist()
    few = replace(few, train=few.train[:200], validation=few.validation[:50])
    monkeypatch.setattr("mnist_course.data.load_mnist", lambda: few)
    names: dict = {}
    start = code.index("history =")
    exec(code[:start], names)
    built = build(TrainingLab(hidden_units=5, **state).state())
    assert str(names["model"]) == str(built)
    for name, values in built.params.items():
        assert np.array_equal(names["model"].params[name], values)
    told = f"epochs={state.get('epochs', TrainingLab().state()['epochs'])},"
    assert told in code
    exec(code[start:].replace(told, "epochs=1,"), names)
    assert len(names["history"].epoch) == 1 and 0 <= names["accuracy"] <= 1


@pytest.mark.browser
def test_controls_answer_while_it_trains(lab):
    """The page is free between two frames: training goes on in a Worker."""
    tab = lab.page
    tab.get_by_role("slider", name="Hidden units").press("End")
    lab.wait_for(READY)
    tab.get_by_role("button", name="Train").click()
    lab.wait_for(
        "/^Epoch [1-9]|^Epoch 0\\.[2-9]/.test(document.querySelector('.ml-status').textContent)"
    )
    # The longest task of the page itself while the Worker is busy; no time of the Worker is in it.
    tasks = tab.evaluate(
        """() => new Promise((resolve) => {
          const found = [];
          const watch = new PerformanceObserver((list) => found.push(...list.getEntries()));
          watch.observe({ type: "longtask" });
          setTimeout(() => resolve(found.length), 1500);
        })"""
    )
    assert tasks <= 15, "the page works in long pieces while the Worker trains"
    tab.get_by_role("button", name="Pause").click()
    lab.wait_for("document.querySelector('.ml-primary').textContent === 'Train'")


@pytest.mark.browser
def test_a_link_sets_it_up_and_locks_controls(live_page):
    lab = live_page(
        "lab", fragment="#lab=learning_rate:0.3,hidden_units:17,show:x&lock=learning_rate"
    )
    lab.wait_for(READY)
    tab = lab.page
    rate, units = (
        tab.get_by_label("Learning rate η"),
        tab.get_by_role("slider", name="Hidden units"),
    )
    assert rate.get_attribute("aria-valuetext") == "0.3" and rate.is_disabled()
    assert units.get_attribute("aria-valuetext") == "17" and units.is_enabled()
    assert "(locked)" in tab.evaluate(
        "getComputedStyle(document.querySelector('.ml-locked label'), '::after').content"
    )
    units.press("ArrowRight")
    tab.get_by_role("button", name="Link to this set-up").click()
    address = tab.input_value(".ml-field")
    assert address.endswith("#lab=learning_rate:0.3,hidden_units:20"), (
        "it names what differs from the page's start"
    )
    tab.evaluate("location.hash = '#lab=hidden_units:5'")
    lab.wait_for("document.querySelector('[aria-valuetext=\"5\"]') !== null")


@pytest.mark.browser
def test_a_kept_run_is_compared_with_the_next(lab):
    tab = lab.page
    tab.get_by_role("button", name="One epoch").click()
    lab.wait_for("/^Epoch 1 of/.test(document.querySelector('.ml-status').textContent)")
    tab.get_by_role("button", name="Keep this run").click()
    row = tab.locator(".ml-runs li")
    assert row.count() == 1 and f"{accuracy(lab):.1f} % after 1 epoch," in lab.text(".ml-runs li")
    tab.get_by_label("Learning rate η").press("Home")
    lab.wait_for(READY)
    tab.get_by_role("button", name="One epoch").click()
    lab.wait_for("/^Epoch 1 of/.test(document.querySelector('.ml-status').textContent)")
    lab.painted()
    names = tab.locator(".ml-legend").first.locator("li").all_text_contents()
    assert sorted(names) == ["A", "held-out", "training"]
    assert accuracy(lab) < 40, "a learning rate of 0.001 has hardly begun after one epoch"
    tab.get_by_role("button", name="Use the settings of run A again").click()
    lab.wait_for("document.querySelector('[aria-valuetext=\"3\"]') !== null")


@pytest.mark.browser
def test_a_training_that_runs_away_says_so(live_page):
    lab = live_page("lab", {"learning_rate": 100, "l2": 0.1})  # each step turns and grows W
    lab.wait_for(READY)
    lab.page.get_by_role("button", name="Train").click()
    lab.wait_for("/ran away/.test(document.querySelector('.ml-status').textContent)")
    assert lab.page.get_by_role("button", name="Train").is_disabled()
    lab.page.get_by_label("Learning rate η").press("Home")
    lab.wait_for(READY)
    assert lab.page.get_by_role("button", name="Train").is_enabled()


@pytest.mark.browser
def test_early_stopping_brings_the_best_weights_back(live_page):
    state = {"training_images": 50, "patience": 1, "learning_rate": 10, "hidden_units": 5}
    lab = live_page("lab", state)
    lab.wait_for(READY)
    lab.page.get_by_role("button", name="Train").click()
    lab.wait_for("/Stopped early/.test(document.querySelector('.ml-status').textContent)")
    assert epoch(lab) < 30


@pytest.mark.browser
def test_on_paper_stands_the_still_frame_until_the_figure_is_used(lab):
    tab = lab.page
    tab.emulate_media(media="print")
    assert tab.locator(".ml-still img").is_visible() and not tab.locator(".ml-body").is_visible()
    tab.emulate_media(media="screen")
    tab.get_by_role("button", name="One epoch").click()
    lab.wait_for("/^Epoch 1 of/.test(document.querySelector('.ml-status').textContent)")
    tab.emulate_media(media="print")
    assert tab.locator(".ml-plot").first.is_visible()
    assert not tab.locator(".ml-still img").is_visible()
    assert not tab.get_by_role("button", name="Train").is_visible()


@pytest.mark.browser
def test_without_scripts_the_still_frame_says_what_is_missing(live_page):
    lab = live_page("lab", wait=False, java_script_enabled=False)
    assert lab.page.locator(".ml-still img").is_visible()
    assert "needs JavaScript" in lab.page.inner_text("main")


# The Python side.


def test_defaults_are_those_of_the_script():
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    script = f'import {{ defaults }} from "{bundle.JS.as_uri()}/lab/settings.js";'
    said = subprocess.run(
        [node, "--input-type=module", "-"],
        input=f"{script} console.log(JSON.stringify(defaults));",
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == TrainingLab().state()


def test_what_a_notebook_keeps_is_small_and_the_same_in_every_run():
    first, second = (TrainingLab(hidden_units=20)._repr_mimebundle_()[0] for _ in range(2))
    assert first["text/plain"] == second["text/plain"]
    assert first["text/plain"].startswith("TrainingLab(hidden_units=20): A network [784, 20, 10]")
    assert first[page.MIME] == second[page.MIME]
    assert first[page.MIME]["state"] == {"hidden_units": 20}
    assert first["image/png"][:4] == b"\x89PNG"
    state = TrainingLab()
    state._repr_mimebundle_()
    held = json.dumps({k: v for k, v in state.get_state().items() if not isinstance(v, bytes)})
    assert len(held) + 4 / 3 * 2 * len(state._still) < 200_000


def test_the_browsers_weights_become_a_network():
    lab = TrainingLab(hidden_units=3)
    with pytest.raises(RuntimeError, match=r"no weights yet.*press Train"):
        lab.model()
    count = 784 * 3 + 3 + 3 * 10 + 10
    theta = np.random.default_rng(0).normal(size=count).astype("<f4")
    point = {"epoch": 0.25, "loss": 1, "accuracy": 0.1, "val_loss": 1.5, "val_accuracy": 0.2}
    run = {"settings": lab.state(), "points": [point], "epoch": 0.25, "state": "paused"}
    lab._hear(lab, {"report": "run", "value": run}, [memoryview(theta.tobytes())])
    assert lab.history["val_accuracy"] == [0.2]
    lab.hidden_units = 50  # turned afterwards: the weights are those of the run
    model = lab.model()
    x = np.random.default_rng(1).random((4, 784), dtype=np.float32)
    first, last = theta[: 784 * 3].reshape(784, 3), theta[784 * 3 + 3 : -10].reshape(3, 10)
    hidden = 1 / (1 + np.exp(-(x @ first + theta[784 * 3 : 784 * 3 + 3])))
    expected = 1 / (1 + np.exp(-(hidden @ last + theta[-10:])))
    np.testing.assert_allclose(model.predict(x), expected, atol=1e-5)


def test_python_trains_on_all_digits_and_tells_the_figure(monkeypatch, capsys):
    few = load_mnist()
    few = replace(few, train=few.train[:300], validation=few.validation[:100])
    lab = TrainingLab(hidden_units=4, patience=1)
    said = []
    monkeypatch.setattr(lab, "say", lambda name, value: said.append((name, value)))
    model, history = lab.train_all(epochs=2, dataset=few)
    assert "TrainingLab(hidden_units=4, patience=1) on 300 digits" in capsys.readouterr().out
    *progress, (name, run) = said
    assert [kind for kind, _ in progress] == ["python-progress"] * 2
    assert name == "python-run" and run["name"] == "Python, 300 digits"
    assert [point["val_loss"] for point in run["points"]] == history.history["val_loss"]
    assert model.predict(few.test.x[:1]).shape == (1, 10)


def test_what_goes_wrong_in_python_is_said_in_the_figure(monkeypatch):
    lab = TrainingLab()
    said = []
    monkeypatch.setattr(lab, "say", lambda name, value: said.append((name, value)))
    monkeypatch.setattr(lab, "train_all", lambda: 1 / 0)
    lab._hear(lab, {"report": "train-all", "value": {}}, [])
    assert said == [("python-failed", "ZeroDivisionError: division by zero")]


def test_python_answers_the_browsers_requests(monkeypatch):
    lab = TrainingLab()
    sent = []
    monkeypatch.setattr(lab, "send", lambda content, buffers=None: sent.append((content, buffers)))
    lab._hear(lab, {"ask": "script", "id": "1"}, [])
    lab._hear(lab, {"ask": "asset digits", "id": "2"}, [])
    lab._hear(lab, {"ask": "asset ../secret", "id": "3"}, [])
    (script, [text]), (_, [digits]), (refused, none) = sent
    assert script == {"answer": "1"} and b"export default" in text
    assert len(digits) > 100_000
    assert refused["answer"] == "3" and "../secret" in refused["error"] and not none


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"eta": 3}, TypeError, "lab has no setting 'eta', expected some of learning_rate"),
        ({"lock": ["eta"]}, ValueError, "lock names 'eta'"),
        ({"show": ["eta"]}, ValueError, "show names 'eta'"),
        ({"activation": "bent"}, Exception, "activation.*'bent'"),
    ],
)
def test_wrong_settings_are_named(settings, error, words):
    with pytest.raises(error, match=words):
        TrainingLab(**settings)
