"""Everything that decides how a training goes: filled in from the recipe, checked when read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from mnist_course.runs.recipes import RECIPES, find_recipe

OPTIMIZERS = ("sgd", "rmsprop", "adam")
ENGINES = ("numpy", "keras")


@dataclass(frozen=True)
class Settings:
    """Everything that decides how a training goes; stored with the run.

    Raises
    ------
    ValueError
        A setting makes no sense, alone or beside the others; the text names it.
    """

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

    def __post_init__(self) -> None:
        for name, (holds, expected) in RULES.items():
            value = getattr(self, name)
            if not holds(value):
                raise ValueError(f"the setting {name!r} is {_shown(value)}; expected {expected}")
        for name, known in CHOICES.items():
            value = getattr(self, name)
            if value not in known:
                raise ValueError(
                    f"the setting {name!r} is {_shown(value)}; expected one of {', '.join(known)}"
                )
        if self.momentum and self.optimizer != "sgd":
            raise ValueError(f"the setting 'momentum' is for sgd, not for {self.optimizer}")
        if (self.hidden is None) != (RECIPES[self.model].hidden is None):
            raise ValueError(
                f"the setting 'hidden' is {self.hidden!r}, which is not for {self.model}"
            )

    def to_json(self) -> dict[str, Any]:
        """Return the settings in terms that JSON knows."""
        return {**asdict(self), "pixels": list(self.pixels)}

    @classmethod
    def from_json(cls, value: Any) -> Settings:
        """Return settings that were stored; ValueError if one is missing, unknown or senseless."""
        if not isinstance(value, dict):
            raise ValueError(f"the settings are {value!r}; expected names and values")
        own = {field.name for field in fields(cls)}
        if lack := ", ".join(sorted(own - set(value))):
            raise ValueError(f"the settings lack {lack}")
        if odd := ", ".join(sorted(set(value) - own)):
            raise ValueError(f"the settings hold {odd}, which this version does not know")
        pixels = value["pixels"]
        return cls(**{**value, "pixels": tuple(pixels) if isinstance(pixels, list) else pixels})


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:60]}…"


def _is_whole(least: int, most: float = math.inf) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and least <= v <= most


def _is_number(value: Any) -> bool:
    try:
        return (
            not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)
        )
    except OverflowError:  # a whole number beyond every float
        return False


MOST = 1_000_000_000  # epochs, images, units: beyond it, numbers of steps leave 64 bits
_COUNT = (_is_whole(1, MOST), f"a whole number of at least 1 and at most {MOST:,}")
_OPTIONAL = (
    lambda v: v is None or _is_whole(1, MOST)(v),
    f"a whole number of at least 1, or nothing (and at most {MOST:,})",
)

RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "learning_rate": (lambda v: _is_number(v) and v > 0, "a number above 0"),
    "momentum": (lambda v: _is_number(v) and 0 <= v <= 1, "a number from 0 to 1"),
    "epochs": _COUNT,
    "batch_size": _COUNT,
    "seed": (_is_whole(0), "a whole number of at least 0"),
    "hidden": _OPTIONAL,
    "train_size": _OPTIONAL,
    "pixels": (
        lambda v: isinstance(v, tuple) and len(v) == 2 and all(map(_is_number, v)) and v[0] < v[1],
        "two numbers, the smaller one first",
    ),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "model": tuple(RECIPES),
    "engine": ENGINES,
    "loss": tuple(dict.fromkeys(recipe.loss for recipe in RECIPES.values())),
    "optimizer": OPTIMIZERS,
}


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
