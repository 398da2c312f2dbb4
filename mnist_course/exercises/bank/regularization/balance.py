"""The same function with smaller weights: two layers that share a factor."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def balance(W1, W2):
    """Return the c > 0 with the smallest penalty of c · W1 and W2 / c."""
    return np.sqrt(np.linalg.norm(W2) / np.linalg.norm(W1))


def _pair(seed: int, first: float, second: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return (
        np.round(first * rng.normal(size=(3, 2)), 1),
        np.round(second * rng.normal(size=(2, 2)), 1),
    )


EXERCISE = Exercise(
    kind="explore",
    reference=balance,
    cases=(
        (np.array([[3.0], [4.0]]), np.array([[20.0]])),
        (np.array([[2.0, 0.0]]), np.array([[0.5], [0.0]])),
        _pair(0, 1.0, 3.0),
        _pair(1, 2.0, 0.5),
    ),
    mistakes=(
        Mistake(
            "no root",
            lambda W1, W2: np.linalg.norm(W2) / np.linalg.norm(W1),
            "Nearly: the best c squared is the quotient of the two norms.",
        ),
        Mistake(
            "upside down",
            lambda W1, W2: np.sqrt(np.linalg.norm(W1) / np.linalg.norm(W2)),
            "Upside down: W1 is multiplied by c, so c must be small when W1 is large.",
        ),
        Mistake(
            "another norm",
            lambda W1, W2: np.sqrt(np.linalg.norm(W2, 2) / np.linalg.norm(W1, 2)),
            "`np.linalg.norm(W, 2)` is another norm of a matrix (its largest stretch). The "
            "Frobenius norm is `np.linalg.norm(W)`.",
        ),
        Mistake(
            "sums of entries",
            lambda W1, W2: np.sqrt(abs(W2.sum()) / abs(W1.sum())),
            "The penalty adds up the squares of the weights, not the weights.",
        ),
        Mistake(
            "left as they are",
            lambda W1, W2: 1.0,
            "c = 1 changes nothing. Try c = 0.9 and c = 1.1 for W1 = [[3], [4]], W2 = [[20]].",
        ),
    ),
    hints=(
        "Write the penalty as a function of c: how does the sum of squares change when all weights "
        "are multiplied by c?",
        "With n1 and n2 for the two norms, the penalty is proportional to c² n1² + n2² / c². "
        "Where is its slope 0?",
        "The slope is 2 c n1² − 2 n2² / c³. It is 0 for c to the power 4 equal to n2² / n1².",
    ),
    way="The penalty is proportional to c² n1² + n2² / c², with the Frobenius norms n1 and n2. Its "
    "slope 2 c n1² − 2 n2² / c³ is 0 where c⁴ = n2² / n1², so c = sqrt(n2 / n1). Then both layers "
    "have the same norm.",
    note="The size of weights alone does not say how simple the function is: the same function can "
    "have small weights and large ones.",
)
