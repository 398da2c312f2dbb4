"""What a tape sees of five small programs."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

PROGRAMS = ("before", "branch", "relu", "numpy", "inside")

EXERCISE = Exercise(
    kind="predict",
    stub='answers = {\n    "before": ..., "branch": ..., "relu": ...,\n'
    '    "numpy": ..., "inside": ...,\n}',
    reference={
        "before": "None",
        "branch": "a number",
        "relu": "zero",
        "numpy": "None",
        "inside": "a number",
    },
    compare=Choices(*PROGRAMS, options=("a number", "zero", "None")),
    mistakes=(
        Mistake(
            "the tape looks back",
            {"before": "a number"},
            "In `before`, u was computed before the recording began. For the tape it is a number "
            "from nowhere, and no line leads from it to w.",
        ),
        Mistake(
            "nothing is zero",
            {"relu": "None"},
            "In `relu` every line stands on the tape, so a way leads from y to w. What is the "
            "slope along it, at −3?",
        ),
        Mistake(
            "zero is nothing",
            {"before": "zero"},
            "Zero would mean that w was looked at and did not count. In `before` the tape does not "
            "know that w had anything to do with y: that is None.",
        ),
        Mistake(
            "NumPy is recorded too",
            {"numpy": "a number"},
            "`w.numpy()` takes the bare number out of TensorFlow. What NumPy then does with it is "
            "not seen by the tape.",
        ),
        Mistake(
            "a branch cannot be differentiated",
            {"branch": "None"},
            "The tape does not record the `if`, only what was computed after it: here y = 5 w.",
        ),
        Mistake(
            "the branch not taken",
            {"branch": "zero"},
            "w is 3, so the line y = 5 w was computed, and this line is on the tape.",
        ),
        Mistake(
            "inside is before",
            {"inside": "None"},
            "In `inside`, both lines were computed while the tape was recording.",
        ),
    ),
    hints=(
        "Play the tape back in your head: which lines are on it, and does a way lead from y to w?",
        "No way to w: None. A way whose slopes multiply to zero: zero.",
        "`before` and `numpy` leave the way cut. In `relu` the way is whole, but the ReLU of a "
        "negative number is flat.",
    ),
    way="A tape knows the operations that TensorFlow computed while it was recording, and nothing "
    "else. In `before` the square came too early, in `numpy` it was NumPy that computed it: no way "
    "leads back to w, and the answer is None. In `branch` and `inside` the way is whole. In `relu` "
    "it is whole as well, and one slope on it is 0.",
    note="A None among the gradients of a training loop nearly always means that something was "
    "computed outside the `with` block.",
)
