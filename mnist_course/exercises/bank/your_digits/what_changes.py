"""What the preparation takes away, and what it leaves."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = (
    "elsewhere on the sheet",
    "twice as large, pen twice as thick",
    "twice as large, same pen",
    "half as dark",
    "turned by 90 degrees",
    "a speck in a far corner",
)
WORDS = ("same", "another")

EXERCISE = Exercise(
    kind="predict",
    stub="seen = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    reference=dict(
        zip(KEYS, ("same", "same", "another", "same", "another", "another"), strict=True)
    ),
    compare=Choices(*KEYS, options=WORDS),
    mistakes=(
        Mistake(
            "the place stays",
            {KEYS[0]: "another"},
            "The ink is cut out, wherever it stands, and its centre of mass comes to the middle.",
        ),
        Mistake(
            "the size stays",
            {KEYS[1]: "another"},
            "All lengths are doubled, those of the stroke too. Scaling to 20 pixels undoes just "
            "that.",
        ),
        Mistake(
            "the pen forgotten",
            {KEYS[2]: "same"},
            "The digit is scaled back by one half, and its stroke with it: a pen that was not "
            "doubled comes out half as thick.",
        ),
        Mistake(
            "ink is not compared",
            {KEYS[3]: "another"},
            "The strongest ink on the sheet is made 1, whatever it was.",
        ),
        Mistake(
            "turned back",
            {KEYS[4]: "same"},
            "No step knows which way is up. What is turned stays turned.",
        ),
        Mistake(
            "the speck is no digit",
            {KEYS[5]: "same"},
            "On a sheet all ink is cut out. Think of the rectangle that holds the digit and the "
            "speck, and of its longer side.",
        ),
    ),
    hints=(
        "Go through the steps for each of them: which rectangle is cut, by which factor is it "
        "scaled, where is it put?",
        "Two drawings that differ by place and size alone, strokes and all, come out as one.",
        "The rectangle grows with a speck far away, and the digit in it is scaled down.",
    ),
    way="Cutting and centring take the place away, scaling takes the size away, with that of the "
    "stroke, and making the strongest ink 1 takes the darkness away. A pen that did not grow "
    "with the digit, a turn, and a speck that widens the rectangle are left.",
    note="What a preparation takes away need not be learned. What it leaves must be.",
)
