"""A network that says nothing about any image, and keeps its promise."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = ("accuracy", "error", "error with T = 2", "coverage")

EXERCISE = Exercise(
    kind="predict",
    stub="found = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    reference={"accuracy": 0.1, "error": 0.0, "error with T = 2": 0.0, "coverage": 0.0},
    compare=Choices(*KEYS),
    mistakes=(
        Mistake(
            "never right",
            {"accuracy": 0.0},
            "It answers 0 to every image, and a tenth of the images are zeros.",
        ),
        Mistake(
            "one hundred per cent",
            {"accuracy": 1.0},
            "It reads every 0 rightly, but a 0 is only every tenth image.",
        ),
        Mistake(
            "its wrong answers as error",
            {"error": 0.9},
            "This is the share of wrong answers. The calibration error asks how far confidence and "
            "accuracy lie apart: how sure is it of each answer, and how many of these are right?",
        ),
        Mistake(
            "its confidence as error",
            {"error": 0.1},
            "This is its confidence. Take from it the share of right answers, in the one bin that "
            "is not empty.",
        ),
        Mistake(
            "half as sure",
            {"error with T = 2": 0.05},
            "T divides the scores, not the probabilities. All ten scores are equal and stay so.",
        ),
        Mistake(
            "twice as wrong",
            {"error with T = 2": 0.1},
            "Divide ten equal scores by 2: which probabilities does softmax make of them?",
        ),
        Mistake(
            "it answers a tenth",
            {"coverage": 0.1},
            "It is 10 % sure of every answer, so none passes the limit.",
        ),
        Mistake(
            "it answers half",
            {"coverage": 0.5},
            "The limit is compared with its confidence. How sure is it of each answer?",
        ),
        Mistake(
            "it answers all",
            {"coverage": 1.0},
            "It is asked to refuse whatever it is less than 50 % sure of. How sure is it ever?",
        ),
    ),
    hints=(
        "Its confidence is the same for every image. How many of its answers are right?",
        "All answers lie in one bin, with a confidence of 0.1. The error is the gap in this bin.",
        "Equal scores, divided by 2, are equal: T changes nothing. And 0.1 is below 0.5.",
    ),
    way="A tenth of the images are zeros, so its accuracy is 0.1. It is 0.1 sure of each answer: "
    "no gap, and the error is 0. Ten equal scores stay equal when they are divided by 2, so T "
    "leaves the error at 0. No answer is at least 50 % sure, so it reads none.",
    note="Calibrated does not mean good: promise little, and the promise is kept.",
)
