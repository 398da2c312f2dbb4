"""How each network is trained if the command line does not say otherwise: one table.

Every network of the zoo that reads MNIST's digits is here. The settings were chosen on validation
images: a good network in a short time, not the last tenth of a per cent.
"""

from __future__ import annotations

from dataclasses import dataclass

from mnist_course.ground.near import did_you_mean


@dataclass(frozen=True)
class Recipe:
    """Defaults for one network.

    Attributes
    ----------
    loss, optimizer : str
        Names of the engine.
    pixels : pair of float
        What no ink and full ink become.
    hidden : int, optional
        Number of hidden units, where it can be chosen.
    keras : bool
        Whether Keras has all the layers.
    seconds : float
        What an epoch of 50,000 images takes on two cores of 2024, roughly; for ``--help``.
    """

    loss: str = "categorical_crossentropy"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 32
    epochs: int = 10
    pixels: tuple[float, float] = (0.0, 1.0)
    hidden: int | None = None
    keras: bool = True
    seconds: float = 1


RECIPES = {
    "softmax_regression": Recipe(optimizer="sgd", learning_rate=0.1, seconds=0.5),
    "mlp_128_64": Recipe(seconds=1),
    "mlp_256_128": Recipe(loss="mean_squared_error", seconds=2),
    # Nielsen's own settings; see the experiment s5-network.
    "nielsen": Recipe(
        loss="quadratic_cost",
        optimizer="sgd",
        learning_rate=3.0,
        batch_size=10,
        epochs=30,
        hidden=30,
        seconds=0.5,
    ),
    "lenet5": Recipe(seconds=5),
    "lenet5_1998": Recipe(
        loss="maximum_a_posteriori",
        learning_rate=0.002,
        pixels=(-0.1, 1.175),
        keras=False,
        seconds=6,
    ),
    "lenet_20_50": Recipe(seconds=15),
}

NOT_FOR_DIGITS = {"lenet_cifar": "reads colour pictures of 32 × 32 pixels, not MNIST's digits"}


def find_recipe(name: str) -> Recipe:
    """Return the recipe of a network, or suggest the nearest name.

    Raises
    ------
    ValueError
        If no network of this name reads digits.
    """
    if name in NOT_FOR_DIGITS:
        raise ValueError(f"{name} {NOT_FOR_DIGITS[name]}; choose one of {', '.join(RECIPES)}")
    if name not in RECIPES:
        hint = did_you_mean(name, RECIPES, most=1)
        raise ValueError(f"unknown network {name!r}.{hint} Known: {', '.join(RECIPES)}")
    return RECIPES[name]
