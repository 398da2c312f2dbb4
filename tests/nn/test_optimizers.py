import numpy as np
import pytest

from mnist_course import nn


def run(optimizer, steps=2, w=1.0, g=1.0):
    params, grads = [np.array([w])], [np.array([g])]
    same = params[0]
    seen = []
    for _ in range(steps):
        optimizer.step(params, grads)
        seen.append(params[0][0])
    assert params[0] is same and grads[0][0] == g
    return seen


def test_steps_by_hand():
    assert run(nn.SGD(0.5)) == pytest.approx([0.5, 0])
    # v = -0.5, -0.45 - 0.5
    assert run(nn.SGD(0.5, momentum=0.9)) == pytest.approx([0.5, -0.45])
    # w + 0.9 v - 0.5: 1 - 0.45 - 0.5, then v = -0.95 and 0.05 - 0.855 - 0.5
    assert run(nn.SGD(0.5, momentum=0.9, nesterov=True)) == pytest.approx([0.05, -1.305])
    # decay first: 1 - 0.5 * 0.1 = 0.95, then the step
    assert run(nn.SGD(0.5, weight_decay=0.1)) == pytest.approx([0.45, -0.0725])
    assert run(nn.SGD(0.0)) == [1, 1]


def moves(optimizer, gradients):
    """Return how far each step went, for one weight and a gradient per step."""
    w, before, found = np.array([1.0]), 1.0, []
    for g in gradients:
        optimizer.step([w], [np.array([g])])
        found.append(before - w[0])
        before = w[0]
    return found


def test_adaptive_steps_by_hand():
    # s = 1/4, then 3/4 · 1/4 + 1/4 · 3² = 39/16: steps of eta / (1/2), 3 eta / sqrt(39/16)
    steps = moves(nn.RMSprop(0.5, rho=0.75, epsilon=1e-12), [1, 3])
    assert steps == pytest.approx([1, 0.5 * 3 / (39 / 16) ** 0.5])
    # m = 1/2, then 1/4 + 3/2 = 7/4; s as before. The means are too small by the factors
    # 1 - 1/2 and 1 - 3/4, then 1 - 1/4 and 1 - 9/16: divide by them.
    steps = moves(nn.Adam(0.5, beta_1=0.5, beta_2=0.75, epsilon=1e-12), [1, 3])
    second = (7 / 4 / (3 / 4)) / (39 / 16 / (7 / 16)) ** 0.5
    assert steps == pytest.approx([0.5, 0.5 * second])
    # So the first step of Adam is eta long, whatever the size of the gradient
    assert moves(nn.Adam(0.1), [1e4]) == pytest.approx([0.1])
    assert moves(nn.Adam(0.1), [-1e-3]) == pytest.approx([-0.1], rel=0.01)


@pytest.mark.parametrize("make", [nn.RMSprop, nn.Adam])
def test_epsilon_keeps_tiny_gradients_from_taking_full_steps(make):
    assert 0 < moves(make(0.1, epsilon=1.0), [1e-6])[0] < 1e-6
    assert moves(make(0.1), [0.0]) == [0]


def test_float32_stays_float32_even_with_numpy_numbers():
    w, g = np.ones((2, 3), "float32"), np.ones((2, 3), "float32")
    nn.SGD(np.float64(0.1), momentum=np.float64(0.9), weight_decay=np.float64(0.1)).step([w], [g])
    assert w.dtype == np.float32


def test_learning_rate_may_change_between_steps():
    optimizer = nn.SGD(1.0)
    run(optimizer, steps=1)
    optimizer.learning_rate = 0.25
    assert run(optimizer, steps=1) == [0.75]


def test_an_optimizer_with_velocity_serves_one_model():
    optimizer = nn.SGD(0.1, momentum=0.5)
    optimizer.step([np.zeros(2)], [np.zeros(2)])
    with pytest.raises(ValueError, match="velocity of another model"):
        optimizer.step([np.zeros(3)], [np.zeros(3)])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"learning_rate": -0.1},
            r"learning_rate must be a finite number of at least 0, got -0\.1",
        ),
        ({"learning_rate": float("nan")}, "learning_rate must be a finite number"),
        ({"learning_rate": "fast"}, "learning_rate must be .* got 'fast'"),
        ({"momentum": 1.5}, r"momentum must be .* at most 1, got 1\.5"),
        ({"weight_decay": -1}, "weight_decay must be .* got -1"),
    ],
)
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        nn.SGD(**settings)


@pytest.mark.parametrize(
    ("make", "setting", "value", "message"),
    [
        (nn.RMSprop, "epsilon", 0, r"RMSprop: epsilon must be a finite number above 0, got 0"),
        (nn.Adam, "epsilon", 0, r"Adam: epsilon must be a finite number above 0, got 0"),
        (nn.RMSprop, "rho", 1.01, r"RMSprop: rho must be .* at most 1, got 1\.01"),
        (nn.Adam, "beta_1", 1, r"Adam: beta_1 must be .* got 1"),
        (nn.Adam, "beta_2", 1, r"Adam: beta_2 must be .* got 1"),
    ],
)
def test_settings_that_would_divide_by_zero_are_refused(make, setting, value, message):
    with pytest.raises(ValueError, match=message):
        make(**{setting: value})


def test_names():
    assert isinstance(nn.get_optimizer("sgd"), nn.SGD)
    assert isinstance(nn.get_optimizer(nn.Adam), nn.Adam)
    with pytest.raises(ValueError, match=r"unknown optimizer 'sdg'.*Did you mean 'sgd'"):
        nn.get_optimizer("sdg")
