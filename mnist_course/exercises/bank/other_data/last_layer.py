"""Which last activation goes with which question."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

QUESTIONS = ("rain", "language", "fraud", "tags", "drift")

EXERCISE = Exercise(
    kind="predict",
    stub='answers = {\n    "rain": ..., "language": ..., "fraud": ...,\n'
    '    "tags": ..., "drift": ...,\n}',
    reference={
        "rain": "none",
        "language": "softmax",
        "fraud": "sigmoid",
        "tags": "sigmoid",
        "drift": "none",
    },
    compare=Choices(*QUESTIONS, options=("softmax", "sigmoid", "none")),
    mistakes=(
        Mistake(
            "one tag only",
            {"tags": "softmax"},
            "Softmax shares one whole among the tags: if one rises, the others fall. Here several "
            "may be true at once, so `tags` asks twenty times yes or no.",
        ),
        Mistake(
            "rain below one",
            {"rain": "sigmoid"},
            "A sigmoid stays below 1, so it could never say 12 millimetres. `rain` is a quantity.",
        ),
        Mistake(
            "drift below one",
            {"drift": "sigmoid"},
            "A sigmoid lies between 0 and 1. The answer to `drift` may be −7.",
        ),
        Mistake(
            "several languages",
            {"language": "sigmoid"},
            "Twelve sigmoids could say yes to three languages, or to none. In `language` exactly "
            "one is right.",
        ),
        Mistake(
            "two outputs for yes or no",
            {"fraud": "softmax"},
            "A softmax over two outputs would say the same as one sigmoid, with twice the weights. "
            "For `fraud` one output is enough.",
        ),
        Mistake(
            "a score for the class",
            {"language": "none"},
            "The scores alone name a language, but no probability, and the cross-entropy needs "
            "one. What turns twelve scores into probabilities that add up to 1?",
        ),
        Mistake(
            "a score for yes",
            {"fraud": "none"},
            "A bare score can be 12 or −3. The binary cross-entropy takes the logarithm of a "
            "probability.",
        ),
    ),
    hints=(
        "For each question: is the answer a quantity, one of several, or a yes or no?",
        "Quantities have no bend at the end, one of several has a softmax, yes or no a sigmoid.",
        "`tags` is not one of twenty: it is twenty questions, each with yes or no. `rain` and "
        "`drift` are quantities.",
    ),
    way="`rain` and `drift` ask how much: none. `language` asks which one of twelve: softmax. "
    "`fraud` is one yes or no, and `tags` are twenty of them side by side: sigmoid, once and "
    "twenty times, each with its own binary cross-entropy.",
    note="That rain cannot be negative is something the network is not told. It will say −0.3 now "
    "and then.",
)
