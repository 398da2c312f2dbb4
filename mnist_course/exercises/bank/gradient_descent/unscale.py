"""The weights of a linear model, translated back to the features as they were."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def unscale(w, b, mean, scale):
    """Return (w, b) for the features before they were standardised."""
    return w / scale, b - np.sum(w * mean / scale)


EXERCISE = Exercise(
    kind="code",
    reference=unscale,
    compare=Arrays("w", "b"),
    cases=(
        (np.array([2.0]), 1.0, np.array([10.0]), np.array([4.0])),
        (np.array([1.0, -3.0]), 0.5, np.array([2.0, 100.0]), np.array([0.5, 30.0])),
        (np.array([0.2, 4.0, -1.0]), -2.0, np.array([0.0, -3.0, 7.0]), np.array([1.0, 2.0, 8.0])),
    ),
    mistakes=(
        Mistake(
            "multiplied",
            lambda w, b, mean, scale: (w * scale, b - np.sum(w * mean * scale)),
            "You multiplied by scale. The model sees (x − mean) / scale, so x meets w / scale.",
        ),
        Mistake(
            "multiplied, the bias right",
            lambda w, b, mean, scale: (w * scale, b - np.sum(w * mean / scale)),
            "b is right. But x meets w / scale, not w times scale.",
        ),
        Mistake(
            "the bias stays",
            lambda w, b, mean, scale: (w / scale, b),
            "w is right. But the means were subtracted too, and what they cost goes into the bias.",
        ),
        Mistake(
            "means not divided",
            lambda w, b, mean, scale: (w / scale, b - np.sum(w * mean)),
            "w is right. In the bias the means were divided by scale as well.",
        ),
        Mistake(
            "means added",
            lambda w, b, mean, scale: (w / scale, b + np.sum(w * mean / scale)),
            "w is right. The means were subtracted from x, so their part leaves the bias with a "
            "minus.",
        ),
        Mistake(
            "a bias for each feature",
            lambda w, b, mean, scale: (w / scale, b - w * mean / scale),
            "w is right. There is one bias: add up what all features give to it.",
        ),
    ),
    hints=(
        "Write the model with (x − mean) / scale in place of x, and multiply out.",
        "w · (x − mean) / scale + b: what stands before x, and what is left without it?",
        "Before x stands w / scale. Left is b minus the sum of w · mean / scale.",
    ),
    way="w · (x − mean) / scale + b = (w / scale) · x + (b − Σ w · mean / scale). Both models give "
    "the same answers; scaling changes how they are found.",
    note="So nobody who uses the model need know that it was trained on scaled features.",
)
