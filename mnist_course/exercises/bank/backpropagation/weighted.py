"""A batch in which images count differently: from a loop to one product."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def weighted_gradient(a, delta, c):
    """Return dL/dW for L = sum of c_i L_i / sum of c_i, without a loop."""
    return a.T @ (c[:, None] * delta) / c.sum()


def _case(seed: int, samples: int, d_in: int, d_out: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    a, delta = rng.normal(size=(samples, d_in)), rng.normal(size=(samples, d_out))
    return a, delta, rng.integers(1, 6, samples) / 2


EXERCISE = Exercise(
    kind="code",
    reference=weighted_gradient,
    cases=(
        (np.array([[1.0], [2.0]]), np.array([[1.0], [10.0]]), np.array([3.0, 1.0])),
        _case(0, 3, 2, 4),
        _case(1, 5, 4, 3),
        _case(2, 4, 4, 4),
    ),
    mistakes=(
        Mistake(
            "c ignored",
            lambda a, delta, c: a.T @ delta / len(a),
            "This is the mean over the batch. Every image counts alike in it, whatever c says.",
        ),
        Mistake(
            "c ignored, and not divided",
            lambda a, delta, c: a.T @ delta,
            "This is the sum over the batch, in which every image counts once. Let image i count "
            "c_i times, and divide by the sum of c.",
        ),
        Mistake(
            "divided by the number of images",
            lambda a, delta, c: a.T @ (c[:, None] * delta) / len(a),
            "Nearly: the loss divides by the sum of c, not by the number of images.",
        ),
        Mistake(
            "not divided",
            lambda a, delta, c: a.T @ (c[:, None] * delta),
            "This is the sum of all c_i dL_i/dW. The loss divides it by the sum of c.",
        ),
        Mistake(
            "c on both sides",
            lambda a, delta, c: (c[:, None] * a).T @ (c[:, None] * delta) / c.sum(),
            "Each image now counts c_i squared: c stands on a and on delta. Once is enough.",
        ),
        Mistake(
            "c taken away again",
            lambda a, delta, c: a.T @ (c[:, None] * delta) / (c.sum() * len(a)),
            "You divide twice, by the sum of c and by the number of images. delta belongs to the "
            "loss of one image, so nothing is left to divide by but the sum.",
        ),
        Mistake(
            "transposed",
            lambda a, delta, c: (c[:, None] * delta).T @ a / c.sum(),
            "The numbers are right and the matrix lies on its side: it needs the shape of W, "
            "(d_in, d_out).",
        ),
    ),
    hints=(
        "Write the sum for one entry (h, j): over the images i, of c_i times a_ih times delta_ij.",
        "Equation (3) sums a_ih · delta_ij by a matrix product. Where can c_i be put, so that each "
        "row is multiplied by its own number?",
        "`c[:, None]` has the shape (n, 1): times `delta` it multiplies row i by c_i. Then `a.T @` "
        "that, divided by `c.sum()`.",
    ),
    way="Entry (h, j) is the sum over i of c_i a_ih delta_ij, divided by the sum of c. "
    "Multiplying row i of delta by c_i and then taking the product with a.T gives all of these "
    "sums at once; `c[:, None]` makes a column of c, and broadcasting repeats it along the row.",
    note="Training programs do this when some classes are rare and their images shall count more.",
)
