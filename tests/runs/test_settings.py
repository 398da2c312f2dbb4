"""Settings are checked whenever there are any: asked for, or read from a file."""

import json

import pytest

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
