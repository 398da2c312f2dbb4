"""Answers on the perceptron, made anew."""

import itertools

import numpy as np

from tests.exercises.answer_helpers import with_slip


def update(w, b, x, y, eta, *, fires=np.greater, error=lambda y, a, z: y - a, rate=True, bias=1):
    z = np.dot(w, x) + b
    step = error(y, float(fires(z, 0)), z) * (eta if rate else 1)
    return w + step * x, b + step * bias


def update_lists(w, b, x, y, eta):
    fires = b + sum(wi * xi for wi, xi in zip(w, x, strict=True)) > 0
    if fires == bool(y):
        return list(w), b
    sign = 1 if y else -1
    return [wi + sign * eta * xi for wi, xi in zip(w, x, strict=True)], [b + sign * eta]


def update_mask(w, b, x, y, eta):
    error = y - np.heaviside(np.dot(w, x) + b, 0)
    return np.float32(w + error * eta * x), np.array(b + error * eta)


def update_in_place(w, b, x, y, eta):
    new, b = update(w, b, x, y, eta)
    w[:] = new
    return w, b


def signs(w, b, x, y, eta):
    return (w + eta * y * x, b + eta * y) if np.sign(np.dot(w, x) + b) != y else (w, b)


def errors(line, X, y):
    return np.count_nonzero(y * (X @ line[0] + line[1]) <= 0)


def visited(X, y, eta, epochs):
    """Return the line after each sample."""
    w, b, lines = np.zeros(X.shape[1]), 0.0, []
    for i in list(range(len(y))) * epochs:
        wrong = y[i] * (w @ X[i] + b) <= 0
        w, b = w + wrong * eta * y[i] * X[i], b + wrong * eta * y[i]
        lines.append((w, b))
    return lines


def best_of(lines, X, y):
    return min(lines, key=lambda line: errors(line, X, y))


def pocket_perfect(X, y, eta, epochs):
    """Search many lines: better than any pocket."""
    rng = np.random.default_rng(0)
    lines = rng.normal(size=(20_000, 3))
    z = lines[:, :2] @ X.T + lines[:, 2:]
    best = lines[np.argmin((y * z <= 0).sum(axis=1))]
    return best[:2], best[2]


def pocket_of_a_list(X, y, eta, epochs):
    """The pocket holds the list that goes on changing, and the bias as it was."""
    w, b = [0.0] * X.shape[1], 0.0
    kept, fewest = (w, b), len(y)
    for x, target in list(zip(X.tolist(), y.tolist(), strict=True)) * epochs:
        if target * (np.dot(w, x) + b) <= 0:
            for i, part in enumerate(x):
                w[i] += eta * target * part
            b += eta * target
            if errors((w, b), X, y) < fewest:
                kept, fewest = (w, b), errors((w, b), X, y)
    return kept


CUBE = np.array(list(itertools.product((0, 1), repeat=3)))
SQUARE = CUBE[:4, 1:]
QUESTIONS = {
    "at least two of three": (CUBE, CUBE.sum(axis=1) >= 2),
    "exactly one of three": (CUBE, CUBE.sum(axis=1) == 1),
    "x1 but not x2": (SQUARE, SQUARE[:, 0] > SQUARE[:, 1]),
    "x1 equals x2": (SQUARE, SQUARE[:, 0] == SQUARE[:, 1]),
}


def found(question, weights=(-2, -1, 0, 1, 2), fires=lambda z: z > 0):
    """Try all weights, and biases between them."""
    inputs, wanted = QUESTIONS[question]
    lines = itertools.product(weights, repeat=inputs.shape[1])
    biases = np.arange(-5, 6) / 2
    return any((fires(inputs @ w + b) == wanted).all() for w in lines for b in biases)


GATES = {question: found(question) for question in QUESTIONS}

RIGHT = {
    "perceptron.predict-gates": [
        (True, False, True, False),
        {
            "x1 equals x2": "no",
            "At least two of three": "yes",
            "x1 but not x2": np.True_,
            "exactly one of three": 0,
        },
        np.array([True, False, True, False]),
        GATES,
    ],
    "perceptron.hand-weights": [
        (np.array([-2, -2]), 1),
        [(-10, -0.6), 0.5],
        (np.array([[-1], [-1]]), np.array([0.9])),
    ],
    "perceptron.update": [update_lists, update_mask],
    "perceptron.margin": [225, (1.5 / 0.1) ** 2, np.float32(225)],
    "perceptron.pocket": [
        pocket_perfect,
        lambda X, y, eta, epochs: best_of(visited(X, y, eta, epochs), X, y),
    ],
}

WRONG = {
    "perceptron.update": {
        "the rule for -1 and +1": signs,
        "sign reversed": with_slip(update, error=lambda y, a, z: a - y),
        "the answer is missing": with_slip(update, error=lambda y, a, z: y),
        "the score instead of the answer": with_slip(update, error=lambda y, a, z: y - z),
        "fires at zero": with_slip(update, fires=np.greater_equal),
        "eta is missing": with_slip(update, rate=False),
        "the bias never learns": with_slip(update, bias=0),
        "changes its input": update_in_place,
    },
    "perceptron.margin": {
        "not squared": 1.5 / 0.1,
        "inverted": (0.1 / 1.5) ** 2,
        "gamma not squared": 1.5**2 / 0.1,
        "R not squared": 1.5 / 0.1**2,
        "gamma twice": (1.5 / 0.2) ** 2,
    },
    "perceptron.hand-weights": {
        "this is OR": ((3, 3), -2),
        "this is AND": ((2, 2), -3),
        "this is NAND": ((-2, -2), 3),
        "a corner on the line": ((-2, -2), 0),
        "two corners on the line": ((-3, -3), 3),
        "the bias has the wrong sign": ((-2, -2), -1),
        "the weights have the wrong sign": ((2, 3), 1),
    },
    "perceptron.pocket": {
        "returns the last weights": lambda *task: visited(*task)[-1],
        "the pocket is not a copy": pocket_of_a_list,
        "looks once an epoch": lambda X, y, eta, epochs: best_of(
            visited(X, y, eta, epochs)[len(y) - 1 :: len(y)], X, y
        ),
        "keeps the worst": lambda X, y, eta, epochs: max(
            visited(X, y, eta, epochs), key=lambda line: errors(line, X, y)
        ),
    },
    "perceptron.predict-gates": {
        "a majority out of reach": GATES
        | {"at least two of three": found("at least two of three", weights=(-1, 0))},
        "exactly one with one threshold": GATES
        | {"exactly one of three": found("exactly one of three", fires=lambda z: abs(z) < 0.1)},
        "a weight may be negative": GATES
        | {"x1 but not x2": found("x1 but not x2", weights=(0, 1, 2))},
        "equal with one line": GATES
        | {"x1 equals x2": found("x1 equals x2", fires=lambda z: abs(z) < 0.1)},
    },
}
