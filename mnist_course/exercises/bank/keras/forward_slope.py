"""A tape read in the other direction: from one input to the end."""

from __future__ import annotations

from collections.abc import Callable

from mnist_course.exercises.judge import Exercise, Mistake


def forward_slope(tape, k):
    """Return the slope of the last line along line k, going forward."""
    slopes = []
    for i, line in enumerate(tape):
        slope = 1.0 if i == k else 0.0
        for source, local in line:
            slope += slopes[source] * local
        slopes.append(slope)
    return slopes[-1]


def _walk(start: Callable, gather: Callable) -> Callable:
    """Return an answer with another start or another way to gather what comes in."""

    def wrong(tape, k):
        slopes = []
        for i, line in enumerate(tape):
            slope = start(i, k, line)
            for source, local in line:
                slope = gather(slope, slopes[source], local)
            slopes.append(slope)
        return slopes[-1]

    return wrong


def _usual(i, k, line):
    return 1.0 if i == k else 0.0


EXERCISE = Exercise(
    kind="code",
    reference=forward_slope,
    cases=(
        ([[], [(0, 4.0)]], 0),
        ([[], [], [(0, 2.0), (1, 3.0)]], 1),
        ([[], [], [(0, 3.0), (0, 3.0)], [(2, 2.0), (1, 9.0)]], 0),
        ([[], [], [(0, -5.0), (1, 3.0)], [(2, 1.0), (0, 1.0)], [(3, 3.0), (0, -12.0)]], 0),
        ([[], [], [(0, 0.5)], [(1, -2.0)], [(2, 3.0), (3, 0.25)]], 1),
        ([[], [(0, 2.0)], [(1, 0.5), (0, -1.5)], [(2, 4.0)]], 1),
    ),
    mistakes=(
        Mistake(
            "overwritten",
            _walk(_usual, lambda slope, before, local: before * local),
            "A line with two sources is reached along both. Add what they bring; yours keeps only "
            "the last.",
        ),
        Mistake(
            "added, not multiplied",
            _walk(_usual, lambda slope, before, local: slope + local),
            "A source hands on its own slope times the one on the line. You took only the latter, "
            "so every input seems to count.",
        ),
        Mistake(
            "every input is turned",
            _walk(lambda i, k, line: 0.0 if line else 1.0, lambda s, b, local: s + b * local),
            "You started with 1 at every input, as if all were turned together. Only line k "
            "starts with 1.",
        ),
        Mistake(
            "nothing is turned",
            _walk(lambda i, k, line: 0.0, lambda s, b, local: s + b * local),
            "Something must start: along itself, line k has the slope 1.",
        ),
        Mistake(
            "products of sums",
            _walk(
                lambda i, k, line: float(i == k or bool(line)), lambda s, b, local: s * b * local
            ),
            "Along one way slopes are multiplied; those that arrive along different ways are "
            "added.",
        ),
    ),
    hints=(
        "Walk through the tape from its beginning and keep a list: for each line, its slope along "
        "line k. What is it for line k itself, and for the inputs?",
        "1 for line k, 0 for every other input. A later line adds, over its sources, the slope of "
        "the source times the one on the line.",
        "`slope = 1.0 if i == k else 0.0`, then for every `source, local` of the line "
        "`slope += slopes[source] * local`; append it, and return the last.",
    ),
    way="Turn line k by a little. It moves by 1 times that, the other inputs by 0, and each later "
    "line by the sum over its sources: how much the source moved, times the slope on the line. At "
    "the last line this is the slope that was asked for.",
    note="This is called forward mode. One walk gives the slope along one input; a network with "
    "235,146 knobs would need as many walks, where playing back needs one.",
)
