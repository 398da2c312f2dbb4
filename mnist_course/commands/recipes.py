"""How each network is trained if the command line does not say otherwise: one table.

Every network of the zoo that reads MNIST's digits is here. The settings were chosen on validation
images: a good network in a short time, not the last tenth of a per cent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

OPTIMIZERS = ("sgd", "rmsprop", "adam")
ENGINES = ("numpy", "keras")


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


@dataclass(frozen=True)
class Settings:
    """Everything that decides how a training goes; stored with the run."""

    model: str
    engine: str
    loss: str
    optimizer: str
    learning_rate: float
    momentum: float
    epochs: int
    batch_size: int
    seed: int
    hidden: int | None
    pixels: tuple[float, float]
    train_size: int | None  # None: all; a stored run has the number

    def to_json(self) -> dict[str, Any]:
        """Return the settings in terms that JSON knows."""
        return {**asdict(self), "pixels": list(self.pixels)}


def find_recipe(name: str) -> Recipe:
    """Return the recipe of a network, or suggest the nearest name.

    Raises
    ------
    ValueError
        If no network of this name reads digits.
    """
    from mnist_course.nn.checks import check_choice

    if name in NOT_FOR_DIGITS:
        raise ValueError(f"{name} {NOT_FOR_DIGITS[name]}; choose one of {', '.join(RECIPES)}")
    return RECIPES[check_choice(name, RECIPES, "model")]


def settle(
    name: str,
    *,
    engine: str = "numpy",
    learning_rate: float | None = None,
    hidden: int | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    optimizer: str | None = None,
    momentum: float = 0.0,
    seed: int = 0,
    train_size: int | None = None,
) -> Settings:
    """Fill what was not asked for with the recipe.

    With another optimizer than the recipe's, the learning rate is that optimizer's own default.

    Raises
    ------
    ValueError
        For an unknown network, or a setting that it does not have.
    """
    recipe = find_recipe(name)
    if hidden is not None and recipe.hidden is None:
        able = ", ".join(known for known, entry in RECIPES.items() if entry.hidden is not None)
        raise ValueError(f"--hidden: the layers of {name} are fixed; it works with {able}")
    if engine == "keras" and not recipe.keras:
        raise ValueError(f"--engine keras: {name} has layers of 1998 that Keras does not know")
    chosen = optimizer or recipe.optimizer
    if momentum and chosen != "sgd":
        raise ValueError(f"--momentum: {chosen} has a memory of its own; it works with sgd")
    own_rate = recipe.learning_rate if chosen == recipe.optimizer else default_rate(chosen)
    return Settings(
        model=name,
        engine=engine,
        loss=recipe.loss,
        optimizer=chosen,
        learning_rate=own_rate if learning_rate is None else learning_rate,
        momentum=momentum,
        epochs=recipe.epochs if epochs is None else epochs,
        batch_size=batch_size or recipe.batch_size,
        seed=seed,
        hidden=hidden or recipe.hidden,
        pixels=recipe.pixels,
        train_size=train_size,
    )


def default_rate(optimizer: str) -> float:
    """Return the learning rate that the optimizer takes by itself."""
    from mnist_course.nn import get_optimizer

    return get_optimizer(optimizer).learning_rate
