"""Three blocks of one number each: when the gradient is lost, shortcut or not."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = ("plain", "with shortcuts", "without the second block")

EXERCISE = Exercise(
    kind="predict",
    stub="rates = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    reference={"plain": -0.125, "with shortcuts": 0.0, "without the second block": 1.875},
    compare=Choices(*KEYS),
    mistakes=(
        Mistake(
            "added, not multiplied",
            {"plain": -0.25},
            "You added the slopes of the three bodies. One feeds the next: their rates multiply.",
        ),
        Mistake(
            "sign lost",
            {"plain": 0.125},
            "One of the slopes is negative, and so is the product.",
        ),
        Mistake(
            "one for everything",
            {"with shortcuts": 0.875},
            "You added 1 to the product of all three. Each block has a shortcut of its own: add 1 "
            "to each slope, then multiply.",
        ),
        Mistake(
            "a shortcut never loses",
            {"with shortcuts": 1.0},
            "The shortcut carries 1 past a block, and the body adds its slope to it. What is "
            "1 + (−1)?",
        ),
        Mistake(
            "bodies only",
            {"with shortcuts": -0.125},
            "This is the plain chain. With a shortcut a block changes its output at the rate 1 "
            "plus the slope of its body.",
        ),
        Mistake(
            "nothing comes through",
            {"without the second block": 0.0},
            "The body of the second block is taken out, its shortcut stays. What does a shortcut "
            "alone do to the signal?",
        ),
        Mistake(
            "without shortcuts",
            {"without the second block": 0.125},
            "The shortcuts of the other two blocks are still there.",
        ),
        Mistake(
            "two instead of one",
            {"without the second block": 3.75},
            "A block without its body passes on its input once: the factor is 1, not 2.",
        ),
    ),
    hints=(
        "In a plain chain the rates multiply. What is the rate of out = x + g(x)?",
        "Each block contributes 1 + g', its own slope plus 1. Write the three factors down.",
        "The factors are 1.5, 0 and 1.25. Without the second body its factor is 1.",
    ),
    way="Plain: 0.5 · (−1) · 0.25 = −0.125. With shortcuts: 1.5 · 0 · 1.25 = 0. Without the second "
    "body: 1.5 · 1 · 1.25 = 1.875.",
    note="A shortcut keeps a gradient from vanishing while the bodies are small; it promises "
    "nothing when they are not.",
)
