"""Optimizers and schedules against Keras: equal weights and gradients, step after step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import locked
from tests.nn.tf_helpers import TOLERANCES, assert_within

import keras  # isort: skip - after tf_helpers, which skips these tests where there is no TensorFlow

pytestmark = pytest.mark.keras

STEPS = 25
# Keras keeps the learning rate, and some other numbers, in float32 whatever the type of the
# weights. So the comparison in float64 uses only numbers that float32 holds exactly: 1/16, 7/8, ...
CASES = {
    "sgd": (nn.SGD, keras.optimizers.SGD, [{}, {"weight_decay": 1 / 8}]),
    "momentum": (
        nn.SGD,
        keras.optimizers.SGD,
        [{"momentum": 7 / 8}, {"momentum": 1 / 2, "weight_decay": 1 / 16}],
    ),
    "nesterov": (
        nn.SGD,
        keras.optimizers.SGD,
        [
            {"momentum": 7 / 8, "nesterov": True},
            {"momentum": 3 / 4, "nesterov": True, "weight_decay": 1 / 8},
        ],
    ),
    "rmsprop": (
        nn.RMSprop,
        keras.optimizers.RMSprop,
        [{}, {"rho": 3 / 4, "epsilon": 2**-10, "weight_decay": 1 / 8}],
    ),
    "adam": (
        nn.Adam,
        keras.optimizers.Adam,
        [{}, {"beta_1": 3 / 4, "beta_2": 31 / 32, "epsilon": 2**-6, "weight_decay": 1 / 8}],
    ),
}
PLAIN = {"rmsprop": {"rho": 7 / 8}, "adam": {"beta_1": 7 / 8, "beta_2": 511 / 512}}
shapes = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=3)


def follow(ours, theirs, start, rng, dtype):
    """Take STEPS steps with both; compare all weights after each."""
    weights = [w.astype(dtype) for w in start]
    twins = [keras.Variable(w, dtype=dtype) for w in weights]
    for step in range(STEPS):
        grads = [rng.normal(size=w.shape).astype(dtype) for w in weights]
        grads[0].flat[0] = 0  # a weight without gradient
        ours.step(weights, [locked(g) for g in grads])
        theirs.apply(grads, twins)
        for w, twin in zip(weights, twins, strict=True):
            assert_within(f"weights after step {step + 1}", w, twin.numpy(), dtype)
    assert ours.iterations == STEPS


@pytest.mark.parametrize("variant", [0, 1], ids=["plain", "decay"])
@pytest.mark.parametrize("name", CASES)
@settings(max_examples=3)
@given(shapes=shapes, seed=st.integers(0, 2**32 - 1), rate=st.sampled_from([1 / 8, 1 / 16, 1 / 64]))
def test_step_after_step(name, variant, shapes, seed, rate):
    make, twin, variants = CASES[name]
    options = {**(PLAIN.get(name, {}) if variant == 0 else {}), **variants[variant]}
    rng = np.random.default_rng(seed)
    start = [rng.normal(size=shape) for shape in shapes]
    for dtype in TOLERANCES:
        follow(make(rate, **options), twin(rate, **options), start, rng, dtype)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (nn.SGD(), keras.optimizers.SGD()),
        (nn.RMSprop(), keras.optimizers.RMSprop()),
        (nn.Adam(), keras.optimizers.Adam()),
    ],
)
def test_settings_nobody_chose_are_those_of_keras(ours, theirs):
    rng = np.random.default_rng(0)
    follow(ours, theirs, [rng.normal(size=(3, 4)), rng.normal(size=4)], rng, "float32")


SCHEDULES = [
    (nn.ExponentialDecay, keras.optimizers.schedules.ExponentialDecay, (0.5, 7, 0.3)),
    (nn.ExponentialDecay, keras.optimizers.schedules.ExponentialDecay, (0.5, 7, 0.3, True)),
    (nn.CosineDecay, keras.optimizers.schedules.CosineDecay, (0.5, 20, 0.1)),
    (
        nn.PiecewiseConstantDecay,
        keras.optimizers.schedules.PiecewiseConstantDecay,
        ([3, 9], [0.5, 0.2, 0.1]),
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "arguments"), SCHEDULES)
def test_schedules(ours, theirs, arguments):
    ours, theirs = ours(*arguments), theirs(*arguments)
    for step in range(30):
        assert ours(step) == pytest.approx(float(theirs(step)), rel=1e-5)


@pytest.mark.parametrize(("ours", "theirs", "arguments"), SCHEDULES)
def test_steps_that_follow_a_schedule(ours, theirs, arguments):
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 4))]
    follow(
        nn.SGD(ours(*arguments), momentum=0.5, weight_decay=0.01),
        keras.optimizers.SGD(theirs(*arguments), momentum=0.5, weight_decay=0.01),
        start,
        rng,
        "float32",
    )
