import numpy as np
import pytest

from mnist_course import nn


class Forgetful(nn.Dense):
    """A layer with a typical mistake, chosen by name."""

    def __init__(self, units, mistake, activation=None):
        super().__init__(units, activation)
        self.mistake = mistake

    def backward_from_delta(self, delta, input_grad=True):
        dx = super().backward_from_delta(delta, input_grad)
        if self.mistake == "mean instead of sum":
            self.grads["b"] /= len(delta)
        if self.mistake == "one entry":
            self.grads["W"][0, 0] *= 1.01
        if self.mistake == "one entry too small":
            self.grads["W"][0, 0] -= 1
        if self.mistake == "nan":
            self.grads["W"][0, 0] = np.nan
        return None if dx is None else dx * (2 if self.mistake == "input" else 1)


def batch(seed=0, k=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(5, 4)), np.eye(k)[rng.integers(0, k, 5)]


LOSSES = [
    nn.QuadraticCost(),
    nn.MeanSquaredError(),
    nn.BinaryCrossentropy(),
    nn.CategoricalCrossentropy(),
    nn.CategoricalCrossentropy(from_logits=True),
]


@pytest.mark.parametrize("hidden", ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"])
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_whole_networks_pass(hidden, loss):
    last = {"BinaryCrossentropy()": "sigmoid", "CategoricalCrossentropy()": "softmax"}
    layers = [nn.Dense(6, hidden), nn.Dense(5, hidden), nn.Dense(3, last.get(repr(loss)))]
    report = nn.gradient_check(nn.Sequential(layers, (4,), seed=1), loss, *batch(), show=False)
    assert report.ok(1e-5), report
    assert len(report.errors) == 6 and report.worst > 0


@pytest.mark.parametrize(
    ("mistake", "caught"),
    [
        ("mean instead of sum", "forgetful_2/b"),
        ("one entry", "forgetful_2/W"),
        ("one entry too small", "forgetful_2/W"),
        ("nan", "forgetful_2/W"),
        ("input", "dense_1/W"),
    ],
)
def test_a_wrong_gradient_is_found_and_named(mistake, caught):
    layers = [nn.Dense(6, "tanh"), Forgetful(5, mistake, "tanh"), nn.Dense(3)]
    layers[1].name = "forgetful_2"
    report = nn.gradient_check(nn.Sequential(layers, (4,)), "mean_squared_error", *batch())
    assert not report.ok()
    assert report.errors[caught] > 5e-3
    assert report.errors["dense_2/W"] < 1e-5  # the layer above is innocent


def test_the_same_layer_without_the_mistake_passes():
    layers = [nn.Dense(6, "tanh"), Forgetful(5, None, "tanh"), nn.Dense(3)]
    assert nn.gradient_check(nn.Sequential(layers, (4,)), "mean_squared_error", *batch()).ok()


def test_model_is_left_alone_and_the_table_is_printed(capsys):
    model = nn.Sequential([nn.Dense(3, "softmax")], (4,))
    before = {k: v.copy() for k, v in (model.params | model.grads).items()}
    x, y = batch()
    report = nn.gradient_check(model, "categorical_crossentropy", x, y.argmax(axis=1), samples=5)
    assert all(np.array_equal(before[k], v) for k, v in (model.params | model.grads).items())
    assert model.dtype == np.float32
    assert report.checked == {"dense_1/W": 5, "dense_1/b": 3}
    table = capsys.readouterr().out
    assert table.startswith("parameter  entries checked  worst relative error\n")
    assert "dense_1/W" in table and "dense_1/b" in table


def test_bad_arguments():
    model = nn.Sequential([nn.Dense(3)], (4,))
    x, y = batch()
    with pytest.raises(ValueError, match="eps must be a finite number above 0, got 0"):
        nn.gradient_check(model, "mean_squared_error", x, y, eps=0)
    with pytest.raises(ValueError, match=r"gradient_check: x has shape \(5, 3\)"):
        nn.gradient_check(model, "mean_squared_error", y, y)


def test_a_model_that_has_no_weights_yet_gets_them_from_the_samples():
    model = nn.Sequential([nn.Dense(3)])
    x, y = batch()
    assert nn.gradient_check(model, "mean_squared_error", x, y).ok()
    assert model.input_shape == x.shape[1:]
