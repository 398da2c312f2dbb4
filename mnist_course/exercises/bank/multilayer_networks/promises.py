"""What the theorem of universal approximation promises, and what it does not."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = ("exists", "hundred", "found", "new days", "outside")

EXERCISE = Exercise(
    kind="predict",
    stub="promised = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    reference=dict.fromkeys(KEYS, False) | {"exists": True},
    compare=Choices(*KEYS),
    mistakes=(
        Mistake(
            "nothing promised",
            {"exists": False},
            "This is the theorem itself, for a continuous function on a bounded, closed set: "
            "however small the error, some number of units is enough.",
        ),
        Mistake(
            "a number of units",
            {"hundred": True},
            "The theorem says that enough units are enough. It does not say how many, and a "
            "wilder function needs more.",
        ),
        Mistake(
            "the way to the weights",
            {"found": True},
            "That weights exist does not mean that descent arrives at them. Think of XOR with two "
            "units: weights by hand exist, and most starts did not find any.",
        ),
        Mistake(
            "days never seen",
            {"new days": True},
            "The theorem knows the whole function. From samples alone, many functions fit equally "
            "well and differ in between: think of the polynomial of degree 10.",
        ),
        Mistake(
            "beyond the interval",
            {"outside": True},
            "The promise holds on the bounded set alone. Outside it, a network of ReLU units goes "
            "on in a straight line, whatever the function does.",
        ),
    ),
    hints=(
        "The theorem has one sentence: for each error there is a number of units and there are "
        "weights. Which of the five statements say more than that?",
        "Look for the words it does not contain: how many, learning, samples, outside.",
        "One of the five is promised, the first.",
    ),
    way="The theorem says that a network exists whose error on the bounded set is as small as one "
    "likes. It names neither the number of units nor a way to find the weights, it supposes that "
    "the function is known everywhere, and it is silent about the world outside the set.",
    note="A theorem about what can be written down is no theorem about what will be learned.",
)
