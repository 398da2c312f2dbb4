"""Changes of an image that a feature map follows, and others that it does not."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

QUESTIONS = (
    "X moved by 1",
    "X turned",
    "edge turned",
    "edge mirrored upside down",
    "X twice as large",
    "stride 2 moved by 1",
    "stride 2 moved by 2",
)

EXERCISE = Exercise(
    kind="predict",
    stub="follows = {\n" + "".join(f'    "{question}": ...,\n' for question in QUESTIONS) + "}",
    reference={
        "X moved by 1": True,
        "X turned": True,
        "edge turned": False,
        "edge mirrored upside down": True,
        "X twice as large": False,
        "stride 2 moved by 1": False,
        "stride 2 moved by 2": True,
    },
    compare=Choices(*QUESTIONS),
    mistakes=(
        Mistake(
            "a kernel with the symmetry of the change",
            {"X turned": False},
            "A turned X is the same X. What a window of the turned image meets is the same kernel, "
            "turned with it.",
        ),
        Mistake(
            "every turn followed",
            {"edge turned": True},
            "The kernel stays as it is while the image turns: it still looks for upright edges, "
            "and those of the turned image lie down.",
        ),
        Mistake(
            "the mirror forgotten",
            {"edge mirrored upside down": False},
            "Turn the kernel's rows upside down and compare it with itself.",
        ),
        Mistake(
            "size followed",
            {"X twice as large": True},
            "An X drawn twice as large fills 6 × 6 pixels. The window still has 3 × 3, and nowhere "
            "does it find its X.",
        ),
        Mistake(
            "steps forgotten",
            {"stride 2 moved by 1": True},
            "With stride 2 the windows stand at rows and columns 0, 2, 4, … After a move by one "
            "pixel they see what they had stepped over before.",
        ),
        Mistake(
            "moves that fit forgotten",
            {"stride 2 moved by 2": False},
            "After a move by two pixels each window sees what its neighbour had seen before.",
        ),
    ),
    hints=(
        "Think of one window before the change, and of the window that sees the same piece after "
        "it. Do the same numbers meet the same weights?",
        "For a turn or a mirror: what would have to happen to the kernel so that the sum stays the "
        "same? Is the kernel changed by that at all?",
        "X is unchanged by a quarter turn; the edge kernel by turning its rows upside down, and "
        "not by a quarter turn. With stride 2, only moves by 2, 4, … carry a window onto another.",
    ),
    way="A map follows a change of the image if the changed windows meet the same weights. A move "
    "does that for every kernel, as long as it is a whole number of strides; a turn or a mirror "
    "only for a kernel that it leaves as it is; a change of size for none of these.",
    note="What a layer follows by its construction, it need not learn from examples.",
)
