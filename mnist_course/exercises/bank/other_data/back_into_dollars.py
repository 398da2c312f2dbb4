"""From the loss of a standardised target back to its unit."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="rmse = ...",
    solution="rmse = 80_000 * np.sqrt(2 * 0.125)",
    reference=40_000,
    compare=Number(),
    mistakes=(
        Mistake(
            "the half forgotten",
            28_284.271247461902,
            "The quadratic cost is half the mean squared error. Double it before you take the "
            "root.",
        ),
        Mistake(
            "no root",
            20_000,
            "That is the mean of squared errors, times the standard deviation. A root is "
            "missing: what is asked for has the unit of a price.",
        ),
        Mistake(
            "the loss as it is",
            10_000,
            "You took the loss for an error. It is half the mean of squared errors.",
        ),
        Mistake(
            "still standardised",
            0.5,
            "So far it is right, in standard deviations. Back into dollars!",
        ),
        Mistake(
            "the mean added",
            290_000,
            "A price gets the mean back, an error does not: in a difference of two prices it "
            "cancels.",
        ),
        Mistake(
            "times the variance",
            3_200_000_000.0,
            "Errors were divided by the standard deviation, once. Multiply by it once.",
        ),
        Mistake(
            "times the mean",
            125_000,
            "Standardised errors are in units of the standard deviation, not of the mean.",
        ),
    ),
    hints=(
        "From the cost to the mean squared error, to its root, and then into dollars.",
        "The mean squared error is 2 · 0.125, in squared standard deviations.",
        "The root of 0.25 is 0.5: half a standard deviation.",
    ),
    way="The mean squared error is 2 · 0.125 = 0.25, its root 0.5. One standard deviation is "
    "80,000 dollars, so the errors are about 40,000. The mean plays no part: it cancels in every "
    "difference of two prices.",
    note="The same numbers say that R² is 1 − 0.25 = 0.75, if the validation prices vary as much "
    "as those of training.",
)
