"""Settings are checked whenever there are any: asked for, or read from a file."""

import json

import pytest

from mnist_course.runs.recipes import RECIPES
from mnist_course.runs.settings import Settings, settle

SOUND = settle("nielsen").to_json()


@pytest.mark.parametrize("name", ["softmax_regression", "nielsen", "lenet5_1998"])
def test_what_is_stored_comes_back_equal(name):
    settings = settle(name, epochs=3, train_size=500)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "lenet"}, "'model' is 'lenet'; expected one of softmax_regression"),
        ({"model": ["nielsen"]}, "'model' is"),
        ({"engine": "torch"}, "'engine' is 'torch'; expected one of numpy, keras"),
        ({"loss": "hinge"}, "'loss' is 'hinge'"),
        ({"optimizer": "magic"}, "'optimizer' is 'magic'"),
        ({"learning_rate": 0}, "'learning_rate' is 0; expected a number above 0"),
        ({"learning_rate": float("inf")}, "'learning_rate' is inf"),
        ({"learning_rate": "3"}, "'learning_rate' is '3'"),
        ({"momentum": 1.5}, "'momentum' is 1.5; expected a number from 0 to 1"),
        ({"momentum": True}, "'momentum' is True"),
        ({"optimizer": "adam", "momentum": 0.5}, "'momentum' is for sgd, not for adam"),
        ({"epochs": 0}, "'epochs' is 0"),
        ({"epochs": 2.5}, "'epochs' is 2.5; expected a whole number"),
        ({"batch_size": 0}, "'batch_size' is 0"),
        ({"seed": -1}, "'seed' is -1"),
        ({"hidden": 0}, "'hidden' is 0"),
        ({"hidden": None}, "'hidden' is None, which is not for nielsen"),
        ({"model": "lenet5"}, "'hidden' is 30, which is not for lenet5"),
        ({"train_size": 0}, "'train_size' is 0"),
        ({"pixels": [1, 0]}, "'pixels' is"),
        ({"pixels": [0, 1, 2]}, "'pixels' is"),
        ({"pixels": 5}, "'pixels' is 5"),
        ({"pixels": [1, 1]}, "'pixels' is"),
        ({"pixels": [0, "1"]}, "'pixels' is"),
        ({"pixels": [False, 1]}, "'pixels' is"),
        ({"epochs": True}, "'epochs' is True"),
        ({"hidden": True}, "'hidden' is True"),
        ({"momentum": -0.5}, "'momentum' is -0.5"),
        ({"learning_rate": 10**400}, "'learning_rate' is 1000.*…; expected a number above 0"),
        (
            {"epochs": 10**30},
            "'epochs' is 1000.*; expected a whole number .* at most 1,000,000,000",
        ),
        ({"batch_size": 10**10}, "'batch_size' is 10000000000"),
        ({"train_size": 10**10}, "'train_size' is 10000000000"),
        ({"optimizer": ["adam"] * 999}, "'optimizer' is .{60}…; expected one of sgd"),
        ({"colour": "red"}, "hold colour, which this version does not know"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changes, message):
    with pytest.raises(ValueError, match=message):
        Settings.from_json({**SOUND, **changes})


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="the settings lack epochs, seed"):
        Settings.from_json({k: v for k, v in SOUND.items() if k not in ("seed", "epochs")})
    with pytest.raises(ValueError, match="expected names and values"):
        Settings.from_json([1])


# What a training does if nothing else is asked for: other numbers give other networks.
ADAM = {"loss": "categorical_crossentropy", "optimizer": "adam", "learning_rate": 0.001}
USUAL = {"batch_size": 32, "epochs": 10, "pixels": (0.0, 1.0), "hidden": None}
WITHOUT_WORDS = {
    "softmax_regression": {**ADAM, **USUAL, "optimizer": "sgd", "learning_rate": 0.1},
    "mlp_128_64": {**ADAM, **USUAL},
    "mlp_256_128": {**ADAM, **USUAL, "loss": "mean_squared_error"},
    # Nielsen (2015): network.Network([784, 30, 10]).SGD(training_data, 30, 10, 3.0)
    "nielsen": {
        **USUAL,
        **{"loss": "quadratic_cost", "optimizer": "sgd", "learning_rate": 3.0},
        **{"hidden": 30, "epochs": 30, "batch_size": 10},
    },
    "lenet5": {**ADAM, **USUAL},
    # LeCun et al. (1998): paper at -0.1, ink at 1.175; the loss of their equation (9)
    "lenet5_1998": {
        **ADAM,
        **USUAL,
        **{"loss": "maximum_a_posteriori", "learning_rate": 0.002, "pixels": (-0.1, 1.175)},
    },
    "lenet_20_50": {**ADAM, **USUAL},
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_training_without_other_words_goes_by_its_recipe(name):
    settings = settle(name)
    assert {key: getattr(settings, key) for key in WITHOUT_WORDS[name]} == WITHOUT_WORDS[name]
    others = (settings.engine, settings.momentum, settings.seed, settings.train_size)
    assert others == ("numpy", 0.0, 0, None)


def test_the_least_that_makes_sense_is_taken():
    least = {"momentum": 1, "epochs": 1, "batch_size": 1, "seed": 0, "hidden": 1, "train_size": 1}
    for name, value in least.items():
        assert getattr(Settings.from_json({**SOUND, name: value}), name) == value
    assert Settings.from_json({**SOUND, "train_size": None}).train_size is None
