"""What becomes of the maps when the digit moves by two pixels."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub='moved = {"C1": ..., "S2": ..., "C3": ..., "S4": ...}',
    reference={"C1": 2, "S2": 1, "C3": 1, "S4": "new"},
    compare=Choices("C1", "S2", "C3", "S4"),
    mistakes=(
        Mistake(
            "convolution does not care",
            {"C1": 0},
            "A convolution says where a pattern is. When the pattern moves, its mark in the map "
            "moves with it.",
        ),
        Mistake(
            "convolution makes something new",
            {"C1": "new"},
            "The filter of C1 is the same at every place: it finds the same pattern, only further "
            "to the right.",
        ),
        Mistake(
            "pooling keeps the distance",
            {"S2": 2},
            "One place of S2 stands for two places of C1 side by side. Count the way in places of "
            "S2.",
        ),
        Mistake(
            "pooling forgives everything",
            {"S2": 0},
            "Pooling over 2 × 2 makes the map half as fine. A way of two places is still one place "
            "in it.",
        ),
        Mistake(
            "pooling makes something new",
            {"S2": "new"},
            "After a way of two places, each window of S2 holds the four values that its left "
            "neighbour held before. So the map has moved as a whole.",
        ),
        Mistake(
            "C3 sees pixels",
            {"C3": 2},
            "C3 looks at the maps of S2. By how far have they moved?",
        ),
        Mistake(
            "half a place",
            {"S4": 0.5},
            "There is no half place in a map. Which four values does a window of S4 hold when C3 "
            "has moved by one?",
        ),
        Mistake(
            "S4 moves with C3",
            {"S4": 1},
            "One place of S4 stands for two places of C3, and C3 has moved by one only.",
        ),
        Mistake(
            "S4 forgives",
            {"S4": 0},
            "When C3 moves by one, a window of S4 loses two of its four values and gets two "
            "others. The mean is in general another one.",
        ),
    ),
    hints=(
        "A convolution moves its map by as many places as its input has moved.",
        "Pooling with windows of 2 × 2 makes one place out of two. So the way is halved, if it can "
        "be halved.",
        "The input moves by 2, so C1 moves by 2 and S2 by 1. C3 is a convolution again. And half "
        "of 1 is no whole number of places.",
    ),
    way="C1 is moved by 2, because a convolution does the same at each place. "
    "Each window of S2 then holds what its left neighbour held: a way of 1. C3 moves by 1 as well. "
    "The windows of S4 would have to move by half a place; instead each holds two old values and "
    "two new ones, and the map is another.",
    note="Convolution follows a shift exactly; pooling follows it only in whole windows.",
)
