"""Exercises of the chapter on hyperparameters. Network and settings after Nielsen (2015)."""

from __future__ import annotations

from mnist_course.exercises.choices import Choices
from mnist_course.exercises.compare import Number
from mnist_course.exercises.core import Exercise, Mistake
from mnist_course.exercises.hyper_code import CHOOSE, GEOMETRIC_GRID
from mnist_course.exercises.hyper_flattery import FLATTERY

EPOCHS_ITERATIONS = Exercise(
    name="hyper.epochs-iterations",
    kind="compute",
    statement="50,000 training images, mini-batches of 10. How many times are the weights updated "
    "in one epoch?",
    stub="iterations = ...",
    reference=5000,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "multiplied",
            500_000,
            "You multiplied. A mini-batch uses up 10 images at once, so there are fewer updates "
            "than images.",
        ),
        Mistake(
            "one update per image",
            50_000,
            "This would be a batch of 1. Ten images together give one update.",
        ),
        Mistake("one update per epoch", 1, "This would be one batch of all 50,000 images."),
        Mistake(
            "30 epochs together", 150_000, "You counted all 30 epochs. Asked for is one epoch."
        ),
        Mistake(
            "all 60,000 images",
            6000,
            "10,000 of the 60,000 images are kept apart for validation.",
        ),
        Mistake("the batch size", 10, "This is the number of images in one mini-batch."),
    ),
    hints=(
        "An epoch uses each image once. One update uses up one mini-batch.",
        "How many mini-batches of 10 fit into 50,000 images?",
        "Divide 50,000 by 10.",
    ),
    note="Iterations per epoch = images / batch size, rounded up if it does not divide.",
)

PARAMETERS = Exercise(
    name="hyper.parameters",
    kind="compute",
    statement="How many weights and biases together has the network [784, 30, 10]?",
    stub="parameters = ...",
    reference=23_860,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake("biases forgotten", 23_820, "These are the weights alone. Add the biases."),
        Mistake(
            "output biases forgotten", 23_850, "The ten outputs have biases too, one for each."
        ),
        Mistake(
            "hidden biases forgotten", 23_830, "The 30 hidden units have biases too, one for each."
        ),
        Mistake(
            "biases for the inputs",
            24_644,
            "The inputs are pixels: they have no bias. Only units that compute have one.",
        ),
        Mistake("one bias per layer", 23_822, "Each unit has its own bias, not each layer."),
        Mistake(
            "units counted", 824, "You added the units. Count the connections between the layers."
        ),
        Mistake(
            "all multiplied",
            235_200,
            "You multiplied all three sizes. Multiply neighbours, layer by layer, and add.",
        ),
        Mistake("first layer only", 23_550, "This is the hidden layer. Add the output layer."),
        Mistake("one direct layer", 7850, "This is the network without a hidden layer."),
    ),
    hints=(
        "Count layer by layer. The first joins 784 inputs to 30 units.",
        "A layer from m to n units has m · n weights and n biases.",
        "784 · 30 + 30 for the hidden layer, 30 · 10 + 10 for the output layer. Add them.",
    ),
    note="Nearly all parameters sit in the first layer, where the pixels come in.",
)

TREND = Exercise(
    name="hyper.trend",
    kind="predict",
    statement="Validation accuracy (%) of four runs after epochs 1, 5, 10, 15, 20. "
    "A: 10.2, 11.0, 12.1, 13.2, 14.3. B: 91.0, 94.2, 94.7, 94.8, 94.8. "
    "C: 9.8, 10.1, 9.7, 10.3, 9.9. D: 92.5, 95.0, 94.8, 94.5, 94.1. "
    "Which one gains most from more epochs?",
    stub='run = ...  # "A", "B", "C" or "D"',
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
    note="A low curve that still rises asks for patience or a larger learning rate.",
)

EXERCISES = (EPOCHS_ITERATIONS, PARAMETERS, TREND, GEOMETRIC_GRID, CHOOSE, FLATTERY)
