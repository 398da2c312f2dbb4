"""The connections of the LeNet-5 of 1998."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="connections = ...",
    solution="c1 = 28 * 28 * 156\n"
    "s2 = 14 * 14 * 6 * 5\n"
    "c3 = 10 * 10 * 1516\n"
    "s4 = 5 * 5 * 16 * 5\n"
    "connections = c1 + s2 + c3 + s4 + 48_120 + 10_164 + 10 * 84",
    reference=340_908,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "parameters",
            60_000,
            "These are the parameters. A parameter of C1 is used at 28 × 28 places, and each use "
            "is a connection.",
        ),
        Mistake(
            "subsampling forgotten",
            333_028,
            "Each unit of S2 and S4 is connected, too: to four values and to a bias.",
        ),
        Mistake(
            "subsampling without biases",
            339_332,
            "The units of S2 and S4 have a bias as well: five connections each.",
        ),
        Mistake(
            "two for each unit of subsampling",
            336_180,
            "Weight and bias are two parameters, but the weight is used for each of four values.",
        ),
        Mistake(
            "today's C3",
            430_908,
            "This C3 sees all maps. By the table of 1998 it has 1,516 parameters.",
        ),
        Mistake(
            "output forgotten",
            340_068,
            "Ten output units compare 84 values each with their drawing.",
        ),
        Mistake(
            "output with biases",
            340_918,
            "The outputs of 1998 measure distances: they have no bias.",
        ),
        Mistake(
            "biases of the filters and dense layers forgotten",
            334_400,
            "A bias is a connection, too: a filter of C1 has 26 of them at each place, as the task "
            "counts it.",
        ),
        Mistake(
            "one place for each map",
            60_840,
            "You count the filters of C1 and C3, or the units of S2 and S4, once. They stand at "
            "every place of their maps.",
        ),
        Mistake(
            "one place for each map",
            60_906,
            "You count the filters of C1 and C3, and the units of S2 and S4, once. They stand at "
            "every place of their maps.",
        ),
    ),
    hints=(
        "Go layer by layer: how many units, and how many connections has each of them?",
        "C1: 28 · 28 places, 156 connections at each. S2: 14 · 14 · 6 units with 4 + 1 each. C3 "
        "and S4 in the same way.",
        "122,304 + 5,880 + 151,600 + 2,000 + 48,120 + 10,164 + 840.",
    ),
    way="The filters of C1 use their 156 numbers at 784 places, those of C3 their 1,516 at 100. A "
    "unit of S2 or S4 has four inputs and a bias. C5, F6 and the outputs use each number once.",
    note="The paper gives the same number. Six connections share one parameter on average.",
)
