"""The blame of a hidden tanh neuron that sends to three others."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="blame = ...",
    solution="blame = (2 * 0.1 + (-1) * 0.3 + 0.5 * (-0.4)) * (1 - 0.6**2)",
    reference=-0.192,
    compare=Number(),
    mistakes=(
        Mistake(
            "slope forgotten",
            -0.3,
            "This is what arrives at the output of the neuron, dL/da. Its blame is dL/dz: there is "
            "still the slope of tanh to pass.",
        ),
        Mistake(
            "the sigmoid's slope",
            -0.072,
            "You took a (1 − a), the slope of the sigmoid. The neuron is a tanh.",
        ),
        Mistake(
            "slope at the activation",
            -0.2134770,
            "You took 1 − tanh(0.6) squared. The activation 0.6 is tanh(z) already.",
        ),
        Mistake(
            "activation for slope",
            -0.18,
            "You multiplied by the activation. That is how a weight gets its slope; the blame of "
            "the neuron needs the slope of tanh.",
        ),
        Mistake(
            "signs lost",
            0.448,
            "Blames and weights have signs, and what comes back along the three lines may cancel.",
        ),
        Mistake(
            "sign turned",
            0.192,
            "The size is right. Add up 2 · 0.1, (−1) · 0.3 and 0.5 · (−0.4) once more.",
        ),
        Mistake(
            "mean for sum",
            -0.064,
            "You took the mean over the three neurons. Rates of different ways are added.",
        ),
    ),
    hints=(
        "Three lines lead away from the neuron. What comes back along each of them?",
        "Along a line comes the blame at its end times its weight. Add the three, then pass the "
        "slope of tanh.",
        "The slope of tanh is 1 minus the square of its output: 1 − 0.36. The sum is 0.2 − 0.3 − "
        "0.2.",
    ),
    way="Along the three lines come 2 · 0.1 = 0.2, (−1) · 0.3 = −0.3 and 0.5 · (−0.4) = −0.2, "
    "together −0.3. The slope of tanh is 1 − 0.6 · 0.6 = 0.64, so the blame is −0.3 · 0.64.",
    note="The sum z was never needed: tanh, like the sigmoid, tells its slope by its output.",
)
