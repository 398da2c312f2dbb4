"""A tape of three lines, played back by hand."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="slope_along_a = ...",
    solution="slope_along_a = -12 + 3 * 1 + 3 * (-5)",
    reference=-24,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "overwritten",
            -15,
            "This is what the first line hands to a. The two lines after it have handed something "
            "to a as well, and all three are added.",
        ),
        Mistake(
            "the last line only",
            -12,
            "This is what the last line hands to a. The lines before it use a too.",
        ),
        Mistake(
            "the first line forgotten",
            -9,
            "Two of three: the first line, u = a · b, hands something to a as well.",
        ),
        Mistake(
            "the second line forgotten",
            -27,
            "Two of three: the second line, v = u + a, hands its own slope to a, times 1.",
        ),
        Mistake(
            "slopes not multiplied",
            -16,
            "You added the slopes that the lines keep. Each must be multiplied by the slope of L "
            "along its line, which is 3 for u and for v.",
        ),
        Mistake("the slope along b", 9, "This is the slope along b. Find the one along a."),
        Mistake(
            "the sign",
            24,
            "The size is right. With b = −5, which of the three parts are negative?",
        ),
        Mistake("the value of L", -36, "This is L itself. Play the tape back from here."),
    ),
    hints=(
        "Forward first: u, v and L, and for each line its slopes along what goes in.",
        "u = −15, v = −12, L = −36. The last line hands a to v, and v to a.",
        "The slope of L along v is 3, and so is that along u. a is handed −12 by the last line, "
        "3 · 1 by the second and 3 · (−5) by the first.",
    ),
    way="Forward: u = 3 · (−5) = −15, v = −15 + 3 = −12, L = −12 · 3 = −36. Backward: the last "
    "line hands v the slope 3, and a the slope −12. The second hands 3 to u and 3 to a. The first "
    "hands a 3 · (−5) = −15. Together −12 + 3 − 15 = −24.",
    note="School agrees: L = a² b + a², whose slope along a is 2 a b + 2 a = −30 + 6.",
)
