"""The four methods that the chapter on gradient descent writes out, beside Keras's optimizers."""

import re

import numpy as np
import pytest
from notebooks import FOLDER

from tests.nn.tf_helpers import TOLERANCES  # noqa: F401 - skips where there is no TensorFlow

import keras  # isort: skip - after tf_helpers

pytestmark = pytest.mark.keras

STEPS = 60
# Numbers that float32 holds exactly: Keras keeps the learning rate in float32.
ETA, BETA, BETA_2 = 1 / 32, 7 / 8, 511 / 512
START = np.array([-3.5, 2.0, 0.25])


def slope(w):
    """A valley that bends: curvatures 1 and 20, and a third direction with two lowest points."""
    return np.array([1.0, 20.0, 0.0]) * w + np.array([0.0, 0.0, 1.0]) * (w**3 - w)


def written_out():
    """The functions of the cell, as a reader's notebook defines them."""
    text = (FOLDER / "gradient-descent.md").read_text(encoding="utf-8")
    cells = re.findall(r"^```\{code-cell\} ipython3\n(.*?)^```$", text, flags=re.M | re.S)
    (cell,) = [cell for cell in cells if "def descend(" in cell]
    names = {"np": np}
    exec(cell, names)
    return names


def ahead(path):
    """Where the velocity is about to carry the weights: what Keras keeps for Nesterov."""
    return path + BETA * np.diff(path, axis=0, prepend=path[:1])


CASES = {
    "descend": (keras.optimizers.SGD(ETA), {}, None),
    "momentum": (keras.optimizers.SGD(ETA, momentum=BETA), {"beta": BETA}, None),
    "nesterov": (
        keras.optimizers.SGD(ETA, momentum=BETA, nesterov=True),
        {"beta": BETA},
        ahead,
    ),
    "adam": (
        keras.optimizers.Adam(ETA, beta_1=BETA, beta_2=BETA_2),
        {"beta_1": BETA, "beta_2": BETA_2},
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_they_take_the_steps_of_keras(name):
    twin, settings, seen_as = CASES[name]
    ours = written_out()[name](slope, START, ETA, STEPS, **settings)
    w = keras.Variable(START, dtype="float64")
    theirs = [START]
    for _ in range(STEPS):
        twin.apply([slope(w.numpy())], [w])
        theirs.append(w.numpy().copy())
    assert np.abs(np.diff(theirs, axis=0)).max() > 0.01
    np.testing.assert_allclose(seen_as(ours) if seen_as else ours, theirs, rtol=0, atol=1e-6)
