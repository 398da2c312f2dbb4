"""How many pixels wide is what a unit of C3 sees."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="width = ...",
    solution="in_c1 = 5 * 2  # five places of S2, two places of C1 each\nwidth = in_c1 + 4",
    reference=14,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "its own window only",
            5,
            "It sees five places of S2. Each of these has seen several pixels.",
        ),
        Mistake(
            "pooling forgotten",
            9,
            "This would be right if C3 stood directly on C1. Between them is S2: one place of S2 "
            "is two places of C1 wide.",
        ),
        Mistake(
            "counted in C1",
            10,
            "Five places of S2 are ten places of C1. How many pixels do ten neighbouring places of "
            "C1 see together?",
        ),
        Mistake(
            "one too many",
            15,
            "The first place of C1 sees 5 pixels; each of the nine others adds one.",
        ),
        Mistake(
            "windows side by side",
            50,
            "Neighbouring windows of C1 overlap: each next place adds one pixel, not five.",
        ),
        Mistake(
            "windows side by side",
            25,
            "Neighbouring windows overlap. Go down layer by layer: five places of S2, then how "
            "many of C1, then how many pixels?",
        ),
        Mistake("all of it", 28, "Then no unit of C3 would know where in the image it looks."),
    ),
    hints=(
        "Go from above to below: how many places of S2, of C1, and of the image does the unit see?",
        "Five places of S2 are ten places of C1.",
        "Ten neighbouring windows of 5 pixels, each one further than the last, reach over 10 + 4 "
        "pixels.",
    ),
    way="A unit of C3 sees 5 places of S2, which are 10 places of C1. The first of these ten sees "
    "5 pixels, and each of the nine others adds one: 5 + 9 = 14.",
    note="In the same way a unit of C5 sees 32 pixels: the whole image of 1998, which was 32 × 32.",
)
