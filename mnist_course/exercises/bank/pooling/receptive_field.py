"""How much of the image a number after several layers depends on."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="side = ...",
    solution="field, jump = 1, 1\n"
    "for window, stride in [(3, 1), (3, 1), (2, 2), (3, 1), (3, 1), (2, 2)]:\n"
    "    field += (window - 1) * jump\n"
    "    jump *= stride\n"
    "side = field",
    reference=16,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "steps of one pixel",
            11,
            "After the first pooling, neighbours of the map are 2 pixels of the image apart. A "
            "window of 3 then reaches 2 · 2 pixels further, not 2.",
        ),
        Mistake(
            "window sizes added",
            17,
            "A window of 3 adds 2 neighbours to the one in its middle, not 3; and you begin with "
            "one pixel.",
        ),
        Mistake(
            "last pooling forgotten",
            14,
            "This is the field before the last pooling, whose window of 2 reaches further too.",
        ),
        Mistake(
            "jump doubled too early",
            19,
            "A pooling reaches further by one neighbour at the distance that holds before it; only "
            "afterwards does the distance double.",
        ),
        Mistake(
            "the jump",
            4,
            "This is how far apart two neighbours of the last map are in the image. The task "
            "asks how many pixels in a row one number sees.",
        ),
    ),
    hints=(
        "Keep two numbers from layer to layer: how many pixels in a row one number sees, and how "
        "many pixels apart two neighbours are.",
        "Begin with (1, 1). A window of F adds (F − 1) times the distance; then the distance is "
        "multiplied by the stride.",
        "3 and 5 after two convolutions, 6 after the pooling, with distance 2; then 10 and 14, and "
        "the last pooling adds once the distance.",
    ),
    way="(field, distance): (1, 1), (3, 1), (5, 1), (6, 2), (10, 2), (14, 2), (16, 4).",
    note="Each pooling doubles the reach of every window that follows.",
)
