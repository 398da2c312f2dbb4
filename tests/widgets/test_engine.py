"""engine.js beside the Python engine: equal on equal weights, in a real browser."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn.blueprint import describe
from mnist_course.nn.scoring import as_trained
from tests.widgets.engine_page import ask, open_page

pytestmark = pytest.mark.browser

BENDS = ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus")
LOSSES = (
    ("quadratic_cost", "sigmoid"),
    ("mean_squared_error", "linear"),
    ("categorical_crossentropy", "softmax"),
    ("binary_crossentropy", "sigmoid"),
    # Without their activation they look at outputs, not at logits.
    ("categorical_crossentropy", "softplus"),
    ("quadratic_cost", "softmax"),
)
OPTIMIZERS = (
    (nn.SGD(0.1), {"optimizer": "sgd", "learning_rate": 0.1}),
    (nn.SGD(0.02, 0.9), {"optimizer": "sgd", "learning_rate": 0.02, "momentum": 0.9}),
    (
        nn.SGD(0.02, 0.8, nesterov=True, weight_decay=0.01),
        {
            "optimizer": "sgd",
            "learning_rate": 0.02,
            "momentum": 0.8,
            "nesterov": True,
            "weight_decay": 0.01,
        },
    ),
    (nn.RMSprop(0.01), {"optimizer": "rmsprop", "learning_rate": 0.01}),
    (nn.Adam(0.02), {"optimizer": "adam", "learning_rate": 0.02}),
)


@pytest.fixture(scope="module")
def page(browser):
    opened = open_page(browser, "engine.js")
    yield opened
    opened.close()


def targets(rng, loss: str, batch: int, k: int) -> np.ndarray:
    if loss == "categorical_crossentropy":
        return np.eye(k)[rng.integers(k, size=batch)]
    return rng.integers(2, size=(batch, k)).astype(float)


def dense_case(rng, number: int, smooth: bool = False):
    """A random network of dense layers, every other one for inputs that are mostly zeros."""
    loss, last = LOSSES[number % len(LOSSES)]
    d_in, k, batch = rng.integers(1, 40), rng.integers(2, 9), rng.integers(1, 13)
    layers = [
        nn.Dense(int(rng.integers(1, 20)), BENDS[i % 6], kernel_regularizer=number % 3 * 0.01)
        for i in range(number, number + rng.integers(0, 3))
    ]
    layers += [nn.Dense(int(k)), nn.Activation(last)] if number % 4 == 3 else []
    layers += [] if number % 4 == 3 else [nn.Dense(int(k), last)]
    x = rng.normal(size=(batch, d_in)) * (rng.random((batch, d_in)) < (1, 0.2)[number % 2])
    return layers, x, targets(rng, loss, batch, k), loss


def image_case(rng, number: int, smooth: bool = False):
    """A random network of convolutions and pooling; `smooth`: no window has two largest pixels."""
    loss, last = LOSSES[number % 4]
    height, width, channels, batch = (int(rng.integers(*ends)) for ends in _SIDES)
    kernel, strides = (tuple(int(n) for n in rng.integers(1, m, 2)) for m in (4, 3))
    padding = ("valid", "same", 1, ((0, 2), (1, 0)))[number % 4]
    settings = {"strides": strides, "padding": padding, "activation": BENDS[number % 6]}
    pool = (nn.MaxPool2D, nn.AvgPool2D)[number % 2 or (smooth and padding != "valid")]
    k = int(rng.integers(2, 9))
    layers = [
        nn.Conv2D(int(rng.integers(1, 7)), kernel, kernel_regularizer=0.01, **settings),
        pool(2, strides=(1, 2)[number % 3 % 2], padding=("valid", "same")[number // 2 % 2]),
        nn.Conv2D(int(rng.integers(1, 5)), 2, padding="same", activation="tanh"),
        nn.Flatten(),
        nn.Dense(k, last),
    ]
    x = rng.normal(size=(batch, height, width, channels)) * (rng.random() + 0.5)
    x[rng.random(x.shape) < (0 if smooth else 0.3)] = 0
    return layers, x, targets(rng, loss, batch, k), loss


_SIDES = ((7, 12), (7, 12), (1, 4), (1, 6))

COMPUTE = """
({ layers, shape, theta, x, y, loss, optimizer, dtype, atOnce }) => {
  const model = new course.Sequential(layers, shape, { dtype });
  if (atOnce) model.atOnce = atOnce;
  const list = (array, n = array.length) => Array.from(array.subarray(0, n));
  const samples = new model.Float(x), batch = model.samples(samples);
  const start = list(model.theta);
  model.setWeights(theta);
  const out = list(model.forward(samples, batch), batch * model.outputSize);
  const { network, loss: measure } = course.asTrained(model, loss);
  const value = measure.value(y, network.forward(samples, batch), batch, model.outputSize);
  const settings = { loss, optimizer, batch_size: batch, shuffle: false };
  const training = new course.Training(model, samples, y, settings);
  const first = new model.Float(batch * model.outputSize);
  measure.slope(model.targets(y, batch), network.forward(samples, batch, true), first, batch,
    model.outputSize);
  network.backward(first, batch, false);
  network.addPenaltyGradients();
  const gradient = list(model.gradient);
  const slope = new model.Float(batch * model.outputSize).map((_, i) => Math.sin(i));
  model.forward(samples, batch);
  const dx = list(model.backward(slope, batch, true), samples.length);
  for (let i = 0; i < 10; i++) training.step();
  const { history } = training;
  return { out, value, gradient, dx, theta: list(model.theta), last: history.at(-1), start };
}
"""


def python_side(model, x, y, loss_name, optimizer) -> dict:
    loss = nn.get_loss(loss_name)
    out = model.forward(x)
    value = loss(y, out)
    network, measure = as_trained(model, loss)
    network.backward(measure.slope(y, network.forward(x, training=True)), input_grad=False)
    network.add_penalty_gradients()
    gradient = np.concatenate([g.ravel() for g in network.grads.values()])
    model.forward(x)
    upstream = np.sin(np.arange(out.size)).reshape(out.shape).astype(out.dtype)
    dx = model.backward(upstream)
    settings = {"optimizer": optimizer, "batch_size": len(x), "shuffle": False, "progress": False}
    history = model.fit(x, y, loss=loss, epochs=10, **settings)
    theta = np.concatenate([p.ravel() for p in model.params.values()])
    last = {key: values[-1] for key, values in history.history.items()}
    return {"out": out, "value": value, "gradient": gradient, "dx": dx, "theta": theta} | last


def case_of(layers, x, y, loss, optimizer, seed, **more):
    """Build the Python network; return it with the message that makes its twin in the page."""
    model = nn.Sequential(layers, x.shape[1:], seed=seed)
    rng = np.random.default_rng(seed)
    for name, p in model.params.items():
        if name.endswith("/b"):
            p[...] = rng.normal(0, 0.3, p.shape)
    theta = np.concatenate([p.ravel() for p in model.params.values()])
    message = {
        "layers": [describe(layer) for layer in model.layers],
        "shape": list(x.shape[1:]),
        "theta": theta.tolist(),
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "loss": loss,
        "optimizer": optimizer,
        **more,
    }
    return model, message


@pytest.mark.parametrize("kind", [dense_case, image_case])
def test_equal_to_the_python_engine(page, kind):
    models, messages, expected = [], [], []
    for number in range(30):
        rng = np.random.default_rng(number)
        layers, x, y, loss = kind(rng, number)
        x, y = x.astype(np.float32), y.astype(np.float32)
        ours, theirs = OPTIMIZERS[number % len(OPTIMIZERS)]
        # Some batches are cut into pieces, as large ones are.
        model, message = case_of(layers, x, y, loss, theirs, number, atOnce=number % 3)
        models.append(model)
        messages.append(message)
        optimizer = type(ours)(**_settings(ours))
        expected.append(python_side(model, x, y, loss, optimizer))
    for number, (want, got) in enumerate(zip(expected, ask(page, COMPUTE, messages), strict=True)):
        label = f"case {number}: {models[number]}"
        for name in ("out", "gradient", "dx", "theta"):
            _close(got[name], np.ravel(want[name]), f"{name} of {label}")
        assert got["value"] == pytest.approx(want["value"], rel=1e-4, abs=1e-5), label
        assert got["last"]["loss"] == pytest.approx(want["loss"], rel=2e-4, abs=1e-4), label
        assert got["last"].get("accuracy") == pytest.approx(want.get("accuracy"), abs=1e-6), label


def _settings(optimizer) -> dict:
    kept = {k: v for k, v in vars(optimizer).items() if k not in ("iterations", "memory")}
    settings = {k: v for k, v in kept.items() if not k.startswith("_")}
    return {"learning_rate": optimizer.learning_rate, **settings}


def _close(got, want, what: str) -> None:
    """1e-4 of what is compared, large numbers by their ratio."""
    got = np.asarray(got)
    assert got.shape == want.shape, what
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-4, err_msg=what)


DIFFERENCES = """
({ layers, shape, theta, x, y, loss }) => {
  const model = new course.Sequential(layers, shape, { dtype: "float64" });
  model.setWeights(theta);
  const samples = new Float64Array(x), batch = model.samples(samples);
  const { network, loss: measure } = course.asTrained(model, loss), k = model.outputSize;
  const rows = model.targets(y, batch);
  const value = () =>
    network.penalty() + measure.value(rows, network.forward(samples, batch), batch, k);
  const slope = (array, i) => {
    const kept = array[i], h = 1e-5;
    array[i] = kept + h;
    const above = value();
    array[i] = kept - h;
    const below = value();
    array[i] = kept;
    return (above - below) / (2 * h);
  };
  const start = new Float64Array(batch * k);
  measure.slope(rows, network.forward(samples, batch), start, batch, k);
  const dx = Array.from(network.backward(start, batch, true));
  network.addPenaltyGradients();
  const found = Array.from(model.gradient);
  return {
    found: [...found, ...dx],
    numeric: [model.theta, samples].flatMap((all) => Array.from(all, (_, i) => slope(all, i))),
  };
}
"""


def test_gradients_equal_finite_differences(page):
    messages = []
    for number in range(24):
        rng = np.random.default_rng(100 + number)
        layers, x, y, loss = (dense_case, image_case)[number % 2](rng, number // 2, smooth=True)
        messages.append(case_of(layers, x[:3], y[:3], loss, "sgd", number)[1])
    for message, answer in zip(messages, ask(page, DIFFERENCES, messages), strict=True):
        found, numeric = (np.asarray(answer[name]) for name in ("found", "numeric"))
        # tanh is right within 1e-7, so its slope is no better.
        assert np.abs(found - numeric).max() < 1e-5, message["layers"]
        assert np.abs(found).max() > 1e-3  # there was something to compare


def test_the_step_cannot_be_taught(page):
    layers = [nn.Dense(4, "step"), nn.Dense(3, "softmax")]
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 6)).astype(np.float32), np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1]]
    model, message = case_of(layers, x, y, "categorical_crossentropy", "sgd", 3)
    (answer,) = ask(page, COMPUTE, [message])
    _close(answer["out"], model.forward(x).ravel(), "out")
    assert np.allclose(answer["gradient"][: 6 * 4], 0)


RANDOM = """
({ seed, stream, name, settings, shape, n }) => {
  const rng = new course.Random(seed, stream);
  const draw = name && course.getInitializer({ initializer: name, settings });
  return {
    bits: Array.from({ length: 5 }, () => rng.bits()),
    order: Array.from(rng.permutation(50)),
    values: name ? Array.from({ length: n }, () => draw(shape, rng)) : [],
  };
}
"""


def sfc32(a: int, b: int, c: int):
    """Yield what sfc32 gives, from its definition: PractRand's RNGs/sfc.cpp, in whole numbers."""
    mask, counter = 0xFFFFFFFF, 1

    def step():
        nonlocal a, b, c, counter
        result = (a + b + counter) & mask
        counter = (counter + 1) & mask
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & mask
        c = ((c << 21 | c >> 11) + result) & mask
        return result

    for _ in range(15):
        step()
    while True:
        yield step()


def test_random_numbers(page):
    seeds = [(0, 0), (1, 0), (7, 3), (2**40 + 5, 1)]
    answers = ask(page, RANDOM, [{"seed": a, "stream": b} for a, b in seeds])
    for (seed, stream), answer in zip(seeds, answers, strict=True):
        numbers = sfc32(seed & 0xFFFFFFFF, seed >> 32, stream)
        assert answer["bits"] == [next(numbers) for _ in range(5)]
        assert sorted(answer["order"]) == list(range(50))
        assert answer["order"] != list(range(50))


def test_weights_start_as_in_python(page):
    """Mean, width and bounds of many draws, beside those of the Python initialisers."""
    shape, n = (40, 30), 40_000
    names = [
        ("glorot_uniform", {}),
        ("he_uniform", {}),
        ("fan_in_uniform", {"limit": 2.4}),
        ("random_uniform", {"low": -0.3, "high": 0.7}),
        ("glorot_normal", {}),
        ("he_normal", {}),
        ("scaled_normal", {}),
        ("random_normal", {"stddev": 0.5, "mean": 0.1}),
        ("constant", {"value": 0.25}),
        ("zeros", {}),
    ]
    cases = [
        {"seed": 5, "stream": 0, "name": name, "settings": settings, "shape": shape, "n": n}
        for name, settings in names
    ]
    for (name, settings), answer in zip(names, ask(page, RANDOM, cases), strict=True):
        ours = np.array(answer["values"])
        draw = nn.initializers.INITIALIZERS[name](**settings)
        theirs = np.concatenate(
            [draw(shape, np.random.default_rng(i), np.float64).ravel() for i in range(40)]
        )
        width = max(theirs.std(), 1e-9)
        assert abs(ours.mean() - theirs.mean()) < 0.03 * width, name
        assert ours.std() == pytest.approx(theirs.std(), rel=0.02), name
        if "random_normal" not in name and "scaled" not in name:  # those have no bounds
            assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.02), name


TRAIN = """
({ layers, shape, x, y, settings, seed, epochs, atOnce }) => {
  const model = new course.Sequential(layers, shape, { seed });
  if (atOnce) model.atOnce = atOnce;
  const training = new course.Training(model, new Float32Array(x), y, settings);
  const used = [];
  while (training.epoch < epochs) {
    const { next } = training;
    training.step();
    used.push(Array.from(training.order.subarray(next, training.next || training.n)));
  }
  return { used, theta: Array.from(model.theta), history: training.history };
}
"""


def test_every_sample_is_used_once_an_epoch(page):
    rng = np.random.default_rng(0)
    case = {
        "layers": [{"layer": "Dense", "settings": {"units": 3, "activation": "softmax"}}],
        "shape": [4],
        "x": rng.normal(size=23 * 4).tolist(),
        "y": rng.integers(3, size=23).tolist(),
        "settings": {"loss": "categorical_crossentropy", "optimizer": "sgd", "batch_size": 5},
        "seed": 1,
        "epochs": 2,
    }
    other_seed = {**case, "settings": {**case["settings"], "seed": 1}}
    cases = [case, case, other_seed, {**case, "atOnce": 2}]
    first, again, other, pieces = ask(page, TRAIN, cases)
    assert [len(batch) for batch in first["used"]] == [5, 5, 5, 5, 3] * 2
    epochs = [[*chain(*first["used"][:5])], [*chain(*first["used"][5:])]]
    assert [sorted(epoch) for epoch in epochs] == [list(range(23))] * 2
    assert epochs[0] != epochs[1]
    assert first == again
    assert first["used"] != other["used"]
    assert first["used"] == pieces["used"]
    np.testing.assert_allclose(first["theta"], pieces["theta"], atol=1e-6)
    assert [entry["epoch"] for entry in first["history"]] == [1, 2]


DROPOUT = """
({ rate }) => {
  const layers = [{ layer: "Dropout", settings: { rate } },
    { layer: "Dense", settings: { units: 2 } }];
  const model = new course.Sequential(layers, [100], { seed: 3 });
  const bare = new course.Sequential(layers.slice(1), [100], { seed: 3 });
  const x = new Float32Array(200 * 100).fill(1), drop = model.layers[0];
  const quiet = Array.from(drop.forward(x, 200));
  const first = Array.from(drop.forward(x, 200, true));
  const again = Array.from(drop.forward(x, 200, true));
  const back = Array.from(drop.backward(new Float32Array(x.length).fill(1), 200));
  return { quiet, first, again, back, same: model.theta.every((w, i) => w === bare.theta[i]) };
}
"""


def test_dropout_silences_in_training_only(page):
    for rate, answer in zip(
        (0.2, 0.5), ask(page, DROPOUT, [{"rate": 0.2}, {"rate": 0.5}]), strict=True
    ):
        first, again = np.array(answer["first"]), np.array(answer["again"])
        assert set(answer["quiet"]) == {1}
        assert np.mean(first == 0) == pytest.approx(rate, abs=0.01)
        assert first.mean() == pytest.approx(1, abs=0.02)
        assert (first != again).any()
        assert answer["back"] == answer["again"]
        assert answer["same"], "dropout changed the weights that the seed gives"


SAY = """
({ layers, shape, settings }) => {
  try {
    const model = new course.Sequential(layers, shape);
    const x = new Float32Array(2 * model.inputSize);
    new course.Training(model, x, settings.y ?? [0, 1], settings).step();
    return "";
  } catch (error) {
    return error.message;
  }
}
"""

DENSE = {"layer": "Dense", "settings": {"units": 3, "activation": "softmax"}}
FIT = {"loss": "categorical_crossentropy", "optimizer": "sgd"}


@pytest.mark.parametrize(
    ("layers", "shape", "settings", "words"),
    [
        ([{"layer": "Dence"}], [4], FIT, "unknown kind of layer 'Dence'. Known: Activation"),
        ([{**DENSE, "settings": {"units": 0}}], [4], FIT, "units must be a whole number"),
        ([{**DENSE, "settings": {"units": 3, "activation": "relo"}}], [4], FIT, "'relo'. Known:"),
        ([DENSE], [4, 4, 1], FIT, "Put a Flatten layer before it"),
        (
            [{"layer": "Conv2D", "settings": {"filters": 2, "kernel_size": 5}}],
            [4, 4, 1],
            FIT,
            "a window of 5 x 5 does not fit into an image of 4 x 4",
        ),
        ([DENSE], [4], {**FIT, "loss": "hinge"}, "unknown loss 'hinge'"),
        ([DENSE], [4], {**FIT, "optimizer": "adan"}, "unknown optimizer 'adan'"),
        ([DENSE], [4], {**FIT, "batch_size": 0.5}, "batch_size must be a whole number"),
        ([DENSE], [4], {**FIT, "y": [0, 3]}, "label 3 of sample 1 is not one of 0 ... 2"),
        ([DENSE], [4], {**FIT, "y": [0, 1, 2]}, "2 samples, but 3 targets"),
        ([], [4], FIT, "at least one layer"),
    ],
)
def test_says_what_is_wrong(page, layers, shape, settings, words):
    (said,) = ask(page, SAY, [{"layers": layers, "shape": shape, "settings": settings}])
    assert words in said


RUN_AWAY = """
({ layers, settings }) => {
  const model = new course.Sequential(layers, [4]), x = new Float32Array(8).fill(1);
  const training = new course.Training(model, x, [1, 2], settings);
  try {
    for (let i = 0; i < 50; i++) training.step();
    return [];
  } catch (error) {
    return [error.name, error.message];
  }
}
"""


def test_runaway_weights_are_reported(page):
    layers = [{"layer": "Dense", "settings": {"units": 1}}]
    settings = {
        "loss": "mean_squared_error",
        "optimizer": {"optimizer": "sgd", "learning_rate": 1e30},
    }
    ((name, message),) = ask(page, RUN_AWAY, [{"layers": layers, "settings": settings}])
    assert name == "DivergenceError"
    assert "lower the learning rate (now 1e+30)" in message


SCORE = """
({ layers, x, y, settings }) => {
  const model = new course.Sequential(layers, [4], { seed: 2 }), samples = new Float32Array(x);
  const training = new course.Training(model, samples, y, settings);
  const scoring = new course.Scoring(model, training.loss, samples, y);
  while (scoring.step());
  return [scoring.means(), model.evaluate(samples, y, settings.loss)];
}
"""


def test_scoring_and_evaluate_agree(page):
    """Also with the loss that a training holds, which looks at logits."""
    rng = np.random.default_rng(0)
    case = {"layers": [DENSE], "x": rng.normal(size=40).tolist(), "y": [0, 1, 2, 1, 0] * 2}
    ((scored, evaluated),) = ask(page, SCORE, [{**case, "settings": FIT}])
    assert scored == evaluated
    assert 0 < scored["loss"] < 3
