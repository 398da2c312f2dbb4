"""How the blame changes its size in a layer whose start looks at the fan-in only."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="factor = ...",
    solution="factor = (60 / 540) ** 0.5",
    reference=1 / 3,
    compare=Number(rtol=2e-3),
    mistakes=(
        Mistake(
            "variance for standard deviation",
            1 / 9,
            "That is the factor of the variance. The standard deviation is its root.",
        ),
        Mistake(
            "forward for backward",
            1.0,
            "Forward, the sums keep their size: that is what this start was made for. The blame "
            "comes back as a sum over the 60 outputs.",
        ),
        Mistake(
            "upside down",
            3.0,
            "The blame of an input is a sum over the outputs: 60 terms, each with the weights' "
            "variance of 1/540.",
        ),
        Mistake(
            "upside down, and the variance",
            9.0,
            "The blame of an input is a sum over the outputs: 60 terms, each with the weights' "
            "variance of 1/540. And the standard deviation is the root of the variance.",
        ),
        Mistake(
            "both fans",
            (2 * 60 / 600) ** 0.5,
            "This is what Glorot's start would give, with the variance 2/(540 + 60). Here it is "
            "1/540.",
        ),
        Mistake(
            "the weights alone",
            540**-0.5,
            "This is the standard deviation of one weight. How many terms does the sum have?",
        ),
    ),
    hints=(
        "The blame of one of the 540 inputs is a sum. Over what?",
        "It is the sum over the 60 outputs: weight times blame. Its variance is 60 · Var(w) · "
        "Var(blame).",
        "Var(w) = 1/540, so the variance is multiplied by 60/540 = 1/9.",
    ),
    way="The blame that arrives at an input is the sum over 60 outputs of weight times blame, so "
    "its variance is 60 · (1/540) = 1/9 of theirs. The standard deviation is the root: a third.",
    note="A layer that narrows makes the blame smaller on its way back, with a start that looks at "
    "the fan-in alone; a layer that widens makes it larger.",
)
