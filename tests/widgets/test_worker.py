"""Training in a Worker: what the page hears, and that its controls are heard."""

from __future__ import annotations

import base64

import pytest

from mnist_course.widgets import assets
from tests.widgets.engine_page import open_page

pytestmark = pytest.mark.browser

MLP = {
    "input_shape": [784],
    "seed": 1,
    "layers": [
        {"layer": "Dense", "settings": {"units": 30, "activation": "sigmoid"}},
        {"layer": "Dense", "settings": {"units": 10, "activation": "softmax"}},
    ],
}
LENET = {
    "input_shape": [28, 28, 1],
    "seed": 1,
    "layers": [
        {
            "layer": "Conv2D",
            "settings": {"filters": 6, "kernel_size": 5, "padding": "same", "activation": "tanh"},
        },
        {"layer": "AvgPool2D", "settings": {"pool_size": 2}},
        {"layer": "Conv2D", "settings": {"filters": 16, "kernel_size": 5, "activation": "tanh"}},
        {"layer": "AvgPool2D", "settings": {"pool_size": 2}},
        {"layer": "Flatten", "settings": {}},
        {"layer": "Dense", "settings": {"units": 120, "activation": "tanh"}},
        {"layer": "Dense", "settings": {"units": 84, "activation": "tanh"}},
        {"layer": "Dense", "settings": {"units": 10, "activation": "softmax"}},
    ],
}
SGD = {
    "loss": "categorical_crossentropy",
    "optimizer": {"optimizer": "sgd", "learning_rate": 0.5},
    "batch_size": 10,
    "epochs": 2,
}
ADAM = {
    "loss": "categorical_crossentropy",
    "optimizer": {"optimizer": "adam", "learning_rate": 0.003},
    "batch_size": 32,
    "epochs": 3,
}

UNPACK = """
async (digits) => {
  const buffer = Uint8Array.from(atob(digits), (c) => c.charCodeAt(0)).buffer;
  globalThis.digits = await course.unpackDigits(buffer);
}
"""
START = """
async () => {
  const trainer = new course.Trainer(new Worker(course.workerScript()));
  globalThis.trainer = trainer;
  globalThis.reports = [];
  for (const type of ["progress", "epoch", "state"]) trainer.on(type, (r) => reports.push(r));
  globalThis.ended = (states) => new Promise((resolve) => {
    trainer.on("state", (report) => states.includes(report.state) && resolve(report));
  });
  const { train, held } = digits;
  const sent = await trainer.send("data", { name: "training", x: train.pixels, y: train.labels });
  await trainer.send("data", { name: "held out", x: held.pixels, y: held.labels });
  return sent;
}
"""


@pytest.fixture(scope="module")
def opened(browser):
    page = open_page(browser, "engine.js", "packed.js", "worker.js")
    page.evaluate(UNPACK, base64.b64encode(assets.read("digits")).decode())
    yield page
    page.close()


@pytest.fixture
def page(opened):
    """The page with a Worker of its own."""
    assert opened.evaluate(START)["samples"] == 5000
    yield opened
    opened.evaluate("trainer.close()")


def run(page, function: str, message: dict) -> dict:
    """Run an asynchronous function of the page; a Worker that falls silent is an error."""
    slow = "new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), 240000))"
    return page.evaluate(f"(message) => Promise.race([({function})(message), {slow}])", message)


def train(network, settings, **more) -> dict:
    message = {"network": network, "settings": settings, "data": "training", **more}
    return {"validation": "held out", **message}


@pytest.mark.parametrize(
    ("network", "settings", "required"),
    [(MLP, SGD, 0.88), (LENET, ADAM, 0.93)],
    ids=["mlp", "lenet"],
)
def test_learns_the_digits(page, network, settings, required):
    told = run(
        page,
        """async (message) => {
          const end = ended(["finished", "failed"]);
          const begun = await trainer.send("train", message);
          await end;
          const { outputs } = await trainer.send("predict", { data: "held out" });
          return { begun, reports, outputs: outputs.length };
        }""",
        train(network, settings),
    )
    assert told["begun"]["count"] == (61706 if network is LENET else 23860)
    epochs = [report for report in told["reports"] if report["type"] == "epoch"]
    assert [report["epoch"] for report in epochs] == list(range(1, settings["epochs"] + 1))
    assert epochs[-1]["val_accuracy"] >= required
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    states = [report["state"] for report in told["reports"] if report["type"] == "state"]
    assert states == ["running", "finished"]
    progress = [report for report in told["reports"] if report["type"] == "progress"]
    assert progress
    assert all(0 <= report["batch"] <= report["batches"] for report in progress)
    assert told["outputs"] == 10_000


def test_controls(page):
    told = run(
        page,
        """async (message) => {
          const told = {};
          told.begun = await trainer.send("train", { ...message, paused: true });
          told.start = (await trainer.send("weights")).weights;
          told.batch = await trainer.send("step", { unit: "batch" });
          told.epoch = await trainer.send("step", { unit: "epoch" });
          await trainer.send("resume", {});
          await new Promise((resolve) => setTimeout(resolve, 50));
          told.paused = await trainer.send("pause");
          const { weights } = await trainer.send("weights");
          told.still = await trainer.send("weights");
          told.moved = told.still.weights.some((w, i) => w !== told.start[i]);
          told.rests = told.still.weights.every((w, i) => w === weights[i]);
          told.reset = await trainer.send("reset", {});
          const again = (await trainer.send("weights")).weights;
          told.same = again.every((w, i) => w === told.start[i]);
          await trainer.send("reset", { seed: 5 });
          const other = (await trainer.send("weights")).weights;
          told.other = other.some((w, i) => w !== told.start[i]);
          told.changed = await trainer.send("change", { learning_rate: 0.01 });
          told.stopped = await trainer.send("stop");
          told.late = await trainer.send("resume", {});
          told.given = await trainer.send("train", { ...message, paused: true, weights });
          const back = (await trainer.send("weights")).weights;
          told.set = back.every((w, i) => w === weights[i]);
          delete told.start;
          delete told.still;
          return told;
        }""",
        train(MLP, {**SGD, "epochs": 1000}),
    )
    assert told["begun"]["state"] == "paused"
    assert (told["batch"]["state"], told["batch"]["epoch"], told["batch"]["batch"]) == (
        "paused",
        0,
        1,
    )
    assert (told["epoch"]["state"], told["epoch"]["epoch"], told["epoch"]["batch"]) == (
        "paused",
        1,
        0,
    )
    assert told["paused"]["state"] == "paused"
    assert told["moved"]
    assert told["rests"]
    assert (told["reset"]["epoch"], told["reset"]["batch"]) == (0, 0)
    assert told["same"]
    assert told["other"]
    assert told["stopped"]["state"] == told["late"]["state"] == "stopped"
    assert told["given"]["run"] == told["begun"]["run"] + 1
    assert told["set"]


def test_a_batch_of_lenet_is_left_in_the_middle(page):
    """A pause is heard between the pieces of a large batch, not after it."""
    told = run(
        page,
        """async (message) => {
          await trainer.send("train", message);
          const first = await trainer.send("pause");
          const step = await trainer.send("step", { unit: "batch" });
          return { first, step };
        }""",
        train(LENET, {**ADAM, "batch_size": 512}, samples=512),
    )
    assert told["first"]["epoch"] == 0
    assert (told["step"]["epoch"], told["step"]["state"]) == (1, "paused")


def test_wrong_messages_are_answered(page):
    ask = "(m) => trainer.send(m.type, m).then(() => '', (error) => error.message)"
    for message, words in (
        ({"type": "trane"}, "unknown message 'trane'. Known: data, train"),
        ({"type": "pause"}, ""),
        ({"type": "weights"}, "nothing is trained yet: send 'train' first"),
        ({"type": "train", **train(MLP, SGD), "data": "test"}, "no data of the name 'test'"),
        ({"type": "train", **train(MLP, {**SGD, "loss": "hinge"})}, "unknown loss 'hinge'"),
    ):
        assert words in page.evaluate(ask, message)


def test_weights_that_run_away_are_reported(page):
    settings = {**SGD, "loss": "mean_squared_error", "epochs": 5}
    settings["optimizer"] = {"optimizer": "sgd", "learning_rate": 1e20}
    layers = [{"layer": "Dense", "settings": {"units": 10}}]
    told = run(
        page,
        """async (message) => {
          const end = ended(["finished", "failed"]);
          await trainer.send("train", message);
          return end;
        }""",
        train({**MLP, "layers": layers}, settings),
    )
    assert told["state"] == "failed"
    assert "lower the learning rate" in told["message"]
