"""The formula sheet: each formula stands so in its chapter, and computes what the code computes."""

import re

import numpy as np
import pytest
from notebooks import FOLDER, ROOT

from mnist_course import nn
from mnist_course.nn.activations import sigmoid, softmax, tanh
from mnist_course.nn.initializers import glorot_normal, he_normal
from mnist_course.perceptron import Perceptron, novikoff_bound

PAGE = (ROOT / "appendix" / "formulas.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\* - (?P<what>.*)\n  - (?P<formula>\$.*)\n  - .*\n  - \{eq\}`(?P<label>[\w-]+)`", PAGE, re.M
)


def bare(formula):
    """A formula without what only places it on the page."""
    return re.sub(r"\\[,;!]|\\\\(?:\[\dex\])?|[&\s]|\\q?quad|\\text\{\(\d\)\}", "", formula)


def chapter_formulas():
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"\$\$\n((?:(?!\$\$).)*?)\n\$\$ \((eq-[\w-]+)\)", text, re.S)
        fenced = re.findall(r"```\{math\}\n:label: (eq-[\w-]+)\n(.*?)```", text, re.S)
        found |= {label: formula for formula, label in named} | dict(fenced)
    return found


def test_every_formula_stands_so_in_the_chapter_that_derives_it():
    chapters = chapter_formulas()
    assert len(ROWS) == PAGE.count("\n* - ") - 1 > 25
    for what, formulas, label in ROWS:
        there = bare(chapters[label])
        if label == "eq-backprop-batch":  # the chapter writes a sum of two lines in words
            there = there.replace(r"\text{sumoftherowsof}", "")
        for formula in re.findall(r"\$(.+?)\$", formulas):
            assert bare(formula) in there, (what, formula, there)


# ---- what each formula computes, written out here, beside what the package computes ----

RNG = np.random.default_rng(0)
N, D_IN, D_OUT = 7, 5, 4
X = RNG.normal(size=(N, D_IN))
Y = np.eye(D_OUT)[RNG.integers(0, D_OUT, N)]
Z = RNG.normal(size=(N, D_OUT))
CHECKS = {}


def checks(label):
    """Say which formula of the sheet a function checks."""

    def keep(function):
        CHECKS.setdefault(label, []).append(function)
        return function

    return keep


def network(*layers, dtype="float64"):
    return nn.Sequential(list(layers), input_shape=(D_IN,), seed=1, dtype=dtype)


def equal(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-12)


@checks("eq-softmax-scores")
def _():
    layer = network(nn.Dense(D_OUT, bias_initializer="random_normal")).layers[0]
    W, b = layer.params["W"], layer.params["b"]
    by_hand = [[sum(X[i] * W[:, j]) + b[j] for j in range(D_OUT)] for i in range(N)]
    equal(layer.forward(X), by_hand)


@checks("eq-multilayer-layers")
def _():
    model = network(nn.Dense(6, "tanh"), nn.Dense(D_OUT, "sigmoid"))
    a = X
    for layer, f in zip(model.layers, (np.tanh, lambda z: 1 / (1 + np.exp(-z))), strict=True):
        a = f(a @ layer.params["W"] + layer.params["b"])
    equal(model(X), a)


@checks("eq-perceptron-update")
def _():
    x, y = np.array([[1.0, 2.0], [-1.0, -2.0]]), np.array([-1, 1])
    learner = Perceptron(eta=0.5, max_epochs=1)
    learner.fit(x, y)
    w, b = np.zeros(2), 0.0
    for xi, yi in zip(x, y, strict=True):
        if yi * (w @ xi + b) <= 0:
            w, b = w + 0.5 * yi * xi, b + 0.5 * yi
    equal(learner.w, w)
    equal(learner.b, b)


@checks("eq-perceptron-novikoff")
def _():
    x, y, w = np.array([[3.0, 0.0], [-1.0, 0.0]]), np.array([1, -1]), np.array([1.0, 0.0])
    # Extended by the input of the bias: R² = 3² + 1, and the nearest sample is 1 away.
    equal(novikoff_bound(x, y, w, 0.0), 10.0 / 1.0**2)


@checks("eq-softmax-softmax")
def _():
    e = np.exp(Z)
    equal(softmax(Z), e / e.sum(axis=1, keepdims=True))


@checks("eq-softmax-stable")
def _():
    z = Z + 1000  # the plain form overflows here
    e = np.exp(z - z.max(axis=1, keepdims=True))
    equal(softmax(z), e / e.sum(axis=1, keepdims=True))


@checks("eq-softmax-cross-entropy")
def _():
    p = softmax(Z)
    by_hand = -sum(Y[i, j] * np.log(p[i, j]) for i in range(N) for j in range(D_OUT)) / N
    equal(nn.CategoricalCrossentropy()(Y, p), by_hand)


@checks("eq-softmax-log-sum")
def _():
    c = Y.argmax(axis=1)
    each = -Z[np.arange(N), c] + np.log(np.exp(Z).sum(axis=1))
    equal(nn.CategoricalCrossentropy(from_logits=True)(Y, Z), each.mean())


@checks("eq-hyperparameters-loss")
def _():
    each = [0.5 * sum((a - y) ** 2) for a, y in zip(Z, Y, strict=True)]
    equal(nn.QuadraticCost()(Y, Z), np.mean(each))


def slope(activation, z):
    function = nn.activations.get_activation(activation)
    a = function(z)
    return function.backward(np.ones_like(z), z, a)


@checks("eq-activation-sigmoid-slope")
def _():
    s = 1 / (1 + np.exp(-Z))
    equal(slope("sigmoid", Z), s * (1 - s))


@checks("eq-activation-tanh")
def _():
    equal(tanh(Z), 2 * sigmoid(2 * Z) - 1)


@checks("eq-activation-tanh-slope")
def _():
    equal(slope("tanh", Z), 1 - np.tanh(Z) ** 2)


@checks("eq-softmax-gradient")
def _():
    loss = nn.CategoricalCrossentropy(from_logits=True)
    equal(loss.gradient(Y, Z), (softmax(Z) - Y) / N)


@checks("eq-backprop-batch")
def _():
    model = network(nn.Dense(6, "tanh"), nn.Dense(D_OUT, "sigmoid"))
    low, high = model.layers
    loss = nn.QuadraticCost()
    a1 = np.tanh(X @ low.params["W"] + low.params["b"])
    a2 = 1 / (1 + np.exp(-(a1 @ high.params["W"] + high.params["b"])))
    delta2 = (a2 - Y) / N * (a2 * (1 - a2))
    delta1 = (delta2 @ high.params["W"].T) * (1 - a1**2)
    model.backward(loss.gradient(Y, model.forward(X, training=True)))
    for layer, a, delta in ((high, a1, delta2), (low, X, delta1)):
        equal(layer.grads["W"], a.T @ delta)
        equal(layer.grads["b"], delta.sum(axis=0))


@checks("eq-backprop-difference")
def _():
    model, loss, eps = network(nn.Dense(D_OUT, "tanh")), nn.QuadraticCost(), 1e-5
    model.backward(loss.gradient(Y, model.forward(X, training=True)))
    w = model.layers[0].params["W"]
    ends = []
    for sign in (1, -1):
        w[2, 1] += sign * eps
        ends.append(loss(Y, model(X)))
        w[2, 1] -= sign * eps
    np.testing.assert_allclose(
        (ends[0] - ends[1]) / (2 * eps), model.layers[0].grads["W"][2, 1], rtol=1e-6
    )


def stepped(optimizer, gradient_at, steps=3):
    w = np.array([2.0, -1.0])
    for _ in range(steps):
        optimizer.step([w], [gradient_at(w)])
    return w


def bowl(w):
    """The gradient of a valley with curvatures 3 and 0.5."""
    return np.array([3.0, 0.5]) * w


@checks("eq-softmax-step")
def _():
    w = np.array([2.0, -1.0])
    equal(stepped(nn.SGD(0.1), bowl, steps=1), w - 0.1 * bowl(w))


@checks("eq-descent-factor")
def _():
    w = np.array([2.0, -1.0])
    equal(stepped(nn.SGD(0.1), bowl), (1 - 0.1 * np.array([3.0, 0.5])) ** 3 * w)


@checks("eq-descent-momentum")
def _():
    w, v = np.array([2.0, -1.0]), np.zeros(2)
    for _ in range(3):
        v = 0.9 * v - 0.1 * bowl(w)
        w = w + v
    equal(stepped(nn.SGD(0.1, momentum=0.9), bowl), w)


@checks("eq-descent-nesterov")
def _():
    # The package keeps the point ahead, w + βv, in the place of the weights, as Keras does.
    w, v = np.array([2.0, -1.0]), np.zeros(2)
    for _ in range(3):
        v = 0.9 * v - 0.1 * bowl(w + 0.9 * v)
        w = w + v
    equal(stepped(nn.SGD(0.1, momentum=0.9, nesterov=True), bowl), w + 0.9 * v)


@checks("eq-descent-adam")
def _():
    w, m, s = np.array([2.0, -1.0]), np.zeros(2), np.zeros(2)
    for t in (1, 2, 3):
        g = bowl(w)
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        w = w - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-12)
    equal(stepped(nn.Adam(0.1, epsilon=1e-12), bowl), w)


@checks("eq-regularization-decay")
def _():
    w = np.array([2.0, -1.0])
    decayed = stepped(nn.SGD(0.1, weight_decay=0.3), lambda w: np.ones(2), steps=1)
    equal(decayed, (1 - 0.1 * 0.3) * w - 0.1 * 1)


@checks("eq-regularization-dropout")
def _():
    model = network(nn.Dropout(0.25, seed=3))
    out = model.forward(np.full((400, D_IN), 3.0), training=True)
    assert set(np.unique(out).round(9)) == {0.0, 4.0}, "3 / (1 - 0.25) = 4"
    assert abs(out.mean() - 3) < 0.1


@checks("eq-initialization-forward")
def _():
    rng = np.random.default_rng(5)
    x = rng.random((1, 784))
    W = rng.normal(0, 0.1, (784, 20_000))
    np.testing.assert_allclose((x @ W).var(), 784 * 0.1**2 * np.mean(x**2), rtol=0.05)


@checks("eq-initialization-glorot")
def _():
    W = glorot_normal()((300, 200), np.random.default_rng(5), np.dtype("float64"))
    np.testing.assert_allclose(W.var(), 2 / (300 + 200), rtol=0.05)


@checks("eq-initialization-he")
def _():
    W = he_normal()((300, 200), np.random.default_rng(5), np.dtype("float64"))
    np.testing.assert_allclose(W.var(), 2 / 300, rtol=0.05)


IMAGE, FILTERS, WINDOW, STRIDE, PAD = (9, 9, 3), 2, 3, 2, 1


def convolution():
    model = nn.Sequential(
        [nn.PlainConv2D(FILTERS, WINDOW, strides=STRIDE, padding=PAD)],
        input_shape=IMAGE,
        seed=2,
        dtype="float64",
    )
    return model, np.random.default_rng(3).normal(size=(2, *IMAGE))


def windows(x):
    """For each place (p, q) of the output, the window of the padded images below it."""
    padded = np.pad(x, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)))
    size = (IMAGE[0] + 2 * PAD - WINDOW) // STRIDE + 1
    for p, q in np.ndindex(size, size):
        r, s = STRIDE * p, STRIDE * q
        yield p, q, padded[:, r : r + WINDOW, s : s + WINDOW]


@checks("eq-convolution-layer")
def _():
    model, x = convolution()
    W, b = model.layers[0].params["W"], model.layers[0].params["b"]
    out = model(x)
    for p, q, seen in windows(x):
        for k in range(FILTERS):
            equal(out[:, p, q, k], b[k] + (seen * W[..., k]).sum(axis=(1, 2, 3)))


@checks("eq-convolution-size")
def _():
    for h, f, s, p in ((9, 3, 2, 1), (28, 5, 1, 0), (28, 5, 1, 2), (10, 4, 3, 0)):
        layer = nn.PlainConv2D(1, f, strides=s, padding=p)
        out = nn.Sequential([layer], input_shape=(h, h, 1), seed=0)(np.zeros((1, h, h, 1)))
        assert out.shape[1] == (h + 2 * p - f) // s + 1


@checks("eq-convolution-parameters")
def _():
    model, _ = convolution()
    assert model.layers[0].count == (WINDOW * WINDOW * IMAGE[2] + 1) * FILTERS


@checks("eq-convolution-weights")
def _():
    model, x = convolution()
    delta = np.random.default_rng(4).normal(size=model.forward(x, training=True).shape)
    model.backward(delta)
    by_hand = sum(np.einsum("nijc,nk->ijck", seen, delta[:, p, q]) for p, q, seen in windows(x))
    equal(model.layers[0].grads["W"], by_hand)


@checks("eq-pooling-field")
def _():
    # By the package: which pixels change a unit above two windows of 5 with a pooling between?
    layers = [nn.PlainConv2D(1, 5), nn.PlainAvgPool2D(2), nn.PlainConv2D(1, 5)]
    model = nn.Sequential(layers, input_shape=(28, 28, 1), seed=0, dtype="float64")
    out = model.forward(np.zeros((1, 28, 28, 1)), training=True)
    one = np.zeros_like(out)
    one[0, 2, 2, 0] = 1
    seen = np.abs(model.backward(one)[0, :, :, 0]).sum(axis=1) > 0
    r, d = 1, 1
    for window, stride in ((5, 1), (2, 2), (5, 1)):
        r, d = r + (window - 1) * d, d * stride
    assert seen.sum() == r
    next_one = np.roll(one, 1, axis=1)
    model.forward(np.zeros((1, 28, 28, 1)), training=True)
    moved = np.abs(model.backward(next_one)[0, :, :, 0]).sum(axis=1) > 0
    assert moved.argmax() - seen.argmax() == d


def test_every_formula_is_checked():
    assert set(CHECKS) == {label for _, _, label in ROWS}


@pytest.mark.parametrize("label", sorted(CHECKS))
def test_the_code_computes_the_formula(label):
    for function in CHECKS[label]:
        function()
