"""Answers on Keras and the tape, made anew."""

import math

import numpy as np

from tests.exercises.answer_helpers import slope, with_slip


def backward_slope(tape, k):
    """Walk from the end to the beginning."""
    slopes = [0.0] * (len(tape) - 1) + [1.0]
    for i in range(len(tape) - 1, -1, -1):
        for source, local in tape[i]:
            slopes[source] += slopes[i] * local
    return slopes[k]


def walk(start, gather):
    """Return an answer that asks the last line for its slope, and each line its sources."""

    def answer(tape, k):
        def along(i):
            ways = [(along(source), local) for source, local in tape[i]]
            return gather(float(start(i, k)), ways)

        return along(len(tape) - 1)

    return answer


def summed(own, ways):
    return own + sum(before * local for before, local in ways)


def train_line(x, y, batch, epochs, eta, *, kept=(0, 0), reset=False, half=2, per=len, turns=1):
    """Fit the line as a product with the columns x and 1."""
    columns = np.column_stack([x, np.ones_like(x)])
    line, slopes = np.zeros(2), np.zeros(2)
    for _ in range(epochs):
        slopes = np.zeros(2) if reset else slopes
        for rows in np.split(np.arange(len(x)), range(batch, len(x), batch)):
            part = columns[rows]
            if turns == 1:
                slopes = kept * slopes + half * part.T @ (part @ line - y[rows]) / per(rows)
                line = line - eta * slopes
                continue
            for i in range(2):  # w first, then b with the new w
                line[i] -= eta * half * part[:, i] @ (part @ line - y[rows]) / per(rows)
    return tuple(line)


def played_back():
    """Return what each line hands to a, by a move of a in that line alone."""

    def loss(first, second, third, b):
        return (first * b + second) * third

    at = np.array([3.0, 3.0, 3.0, -5.0])
    return [(loss(*(at + unit)) - loss(*(at - unit))) / 2 for unit in np.eye(4)]


FIRST, SECOND, THIRD, ALONG_B = played_back()

FILE = np.repeat(
    np.arange(10), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
)  # MNIST's training labels, sorted


def digits_in(images):
    return len(set(FILE[:images].tolist()))


# y as a function of w, and whether each step from w to y was recorded and by TensorFlow.
PROGRAMS = {
    "before": {"y": lambda w: 2 * w**2, "recorded": False},
    "branch": {"y": lambda w: 5 * w if w > 0 else -w, "asks": lambda w: float(w > 0)},
    "relu": {"y": lambda w: max(-w, 0.0)},
    "numpy": {"y": np.square, "tensorflow": False},
    "inside": {"y": lambda w: 2 * w**2, "between": True},
}


def seen(program, unseen=lambda p: not (p.get("recorded", True) and p.get("tensorflow", True))):
    if unseen(program):
        return "None"
    return "zero" if slope(3.0, program["y"]) == 0 else "a number"


SEEN = {name: seen(program) for name, program in PROGRAMS.items()}


def believed(name, **change):
    return SEEN | {name: seen(PROGRAMS[name] | change)}


RIGHT = {
    "keras.forward-slope": [backward_slope, walk(lambda i, k: i == k, summed)],
    "keras.leftover-bug": [train_line],
    "keras.play-back": [FIRST + SECOND + THIRD, (3.5**2 - 2.5**2) * (-5 + 1)],
    "keras.shuffle-buffer": [digits_in(12_500 + 511)],
    "keras.tape-sees": [SEEN],
}

WRONG = {
    "keras.forward-slope": {
        "overwritten": walk(
            lambda i, k: i == k, lambda own, ways: math.prod(ways[-1]) if ways else own
        ),
        "added, not multiplied": walk(
            lambda i, k: i == k, lambda own, ways: own + sum(local for _, local in ways)
        ),
        "every input is turned": walk(
            lambda i, k: 1, lambda own, ways: summed(0, ways) if ways else own
        ),
        "nothing is turned": walk(lambda i, k: 0, summed),
        "products of sums": walk(
            lambda i, k: i == k,
            lambda own, ways: math.prod(map(math.prod, ways)) if ways else own,
        ),
    },
    "keras.leftover-bug": {
        "the bug is still there": with_slip(train_line, kept=(1, 1)),
        "set back once an epoch": with_slip(train_line, kept=(1, 1), reset=True),
        "only w is set back": with_slip(train_line, kept=(0, 1)),
        "only b is set back": with_slip(train_line, kept=(1, 0)),
        "sum for mean": with_slip(train_line, per=lambda rows: 1),
        "the factor 2 lost": with_slip(train_line, half=1),
        "b after w": with_slip(train_line, turns=2),
    },
    "keras.play-back": {
        "overwritten": FIRST,
        "the last line only": THIRD,
        "the first line forgotten": SECOND + THIRD,
        "the second line forgotten": FIRST + THIRD,
        "slopes not multiplied": -5 + 1 + (3 * -5 + 3),
        "the slope along b": ALONG_B,
        "the sign": -(FIRST + SECOND + THIRD),
        "the value of L": (3 * -5 + 3) * 3,
    },
    "keras.shuffle-buffer": {
        "the buffer is never refilled": digits_in(12_500),
        "all digits": digits_in(60_000),
        "the first of the file": digits_in(512),
        "a second buffer is read": digits_in(2 * 12_500),
    },
    "keras.tape-sees": {
        "the tape looks back": believed("before", recorded=True),
        "nothing is zero": SEEN
        | {"relu": seen(PROGRAMS["relu"], lambda p: slope(3.0, p["y"]) == 0)},
        "zero is nothing": SEEN
        | {"before": seen(PROGRAMS["before"] | {"y": lambda w: 0.0, "recorded": True})},
        "NumPy is recorded too": believed("numpy", tensorflow=True),
        "a branch cannot be differentiated": SEEN
        | {"branch": seen(PROGRAMS["branch"], lambda p: "asks" in p)},
        "the branch not taken": believed("branch", y=PROGRAMS["branch"]["asks"]),
        "inside is before": SEEN | {"inside": seen(PROGRAMS["inside"], lambda p: "between" in p)},
    },
}
