"""Which run gains most from more epochs."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub='run = ...  # "A", "B", "C" or "D"',
    solution='run = "A"',
    reference="A",
    compare=Choices(options=("A", "B", "C", "D")),
    mistakes=(
        Mistake(
            "the flat run",
            "B",
            "B is good, but its curve is flat: more epochs will hardly change it. Look at the "
            "slope, not at the height.",
        ),
        Mistake(
            "the run at chance",
            "C",
            "C goes up and down around 10 %, which is guessing. There is no trend to continue.",
        ),
        Mistake(
            "the falling run",
            "D",
            "D was best at epoch 5 and falls since: it learns by heart. More epochs make it worse.",
        ),
    ),
    hints=(
        "Look at the last two numbers of each run, not at the highest one.",
        "One run is flat, one jumps around chance, one falls. One still rises.",
        "The run that rises by about 1 point every 5 epochs is learning, slowly.",
    ),
    way="At the end only A still rises, by about a point every five epochs. B is high and flat, C "
    "goes up and down around 10 %, which is guessing, and D has been falling since epoch 5. The "
    "slope at the end counts, not the height.",
    note="A low curve that still rises asks for patience or a larger learning rate.",
)
