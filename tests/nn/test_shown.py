"""What a cell that ends in one of these objects shows: its class and its settings."""

import pytest

from mnist_course import nn

SHOWN = [
    (nn.SGD(), "SGD(learning_rate=0.01)"),
    (
        nn.SGD(0.5, momentum=0.9, nesterov=True),
        "SGD(learning_rate=0.5, momentum=0.9, nesterov=True)",
    ),
    (nn.Adam(), "Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07)"),
    (nn.RMSprop(0.01), "RMSprop(learning_rate=0.01, rho=0.9, epsilon=1e-07)"),
    (nn.L2(0.05), "L2(0.05)"),
    (nn.ReLU(), "ReLU()"),
    (nn.LeakyReLU(0.2), "LeakyReLU(negative_slope=0.2)"),
    (nn.QuadraticCost(), "QuadraticCost()"),
    (nn.History(), "History(0 epochs)"),
]


@pytest.mark.parametrize(("thing", "shown"), SHOWN, ids=[shown for _, shown in SHOWN])
def test_an_object_shows_its_settings(thing, shown):
    assert repr(thing) == shown


def test_a_history_shows_the_last_epoch():
    history = nn.History()
    history.add(1, {"loss": 0.75, "val_loss": 1.0}, seconds=0.5)
    history.add(2, {"loss": 0.5, "val_loss": 0.25}, seconds=0.5)
    assert repr(history) == "History(2 epochs: loss 0.5000, val_loss 0.2500)"
