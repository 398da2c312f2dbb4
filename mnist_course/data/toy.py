"""Two-dimensional problems, small enough to see: logic gates and separable points."""

from __future__ import annotations

import numpy as np

from mnist_course.ground.near import did_you_mean

GATES = {
    "AND": (-1, -1, -1, 1),
    "OR": (-1, 1, 1, 1),
    "NAND": (1, 1, 1, -1),
    "XOR": (-1, 1, 1, -1),
}


def logic_gate(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the truth table of a logic gate as a classification problem.

    Parameters
    ----------
    name : {"AND", "OR", "NAND", "XOR"}
        Upper or lower case.

    Returns
    -------
    X : numpy.ndarray, shape (4, 2), float64
        The inputs 00, 01, 10, 11, one per row.
    y : numpy.ndarray, shape (4,), int64
        +1 where the gate says yes, -1 where it says no.

    Raises
    ------
    ValueError
        Unknown gate.

    Notes
    -----
    Source: McCulloch and Pitts (1943); for XOR, Minsky and Papert (1969).
    """
    key = name.strip().upper() if isinstance(name, str) else ""
    if key not in GATES:
        hint = did_you_mean(name, GATES)
        raise ValueError(f"name: got {name!r}; expected one of {', '.join(GATES)}.{hint}")
    inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)
    return inputs, np.array(GATES[key], dtype=np.int64)


def separable_points(
    n: int = 100, margin: float = 0.1, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, float]]:
    """Draw points in a square that a straight line separates with room to spare.

    Parameters
    ----------
    n : int
        Number of points, 2 or more; half of them (rounded up) on the positive side.
    margin : float
        Least distance of a point to the line, 0 < margin <= 0.5.
    seed : int
        The same seed gives the same points.

    Returns
    -------
    X : numpy.ndarray, shape (n, 2), float64
        Points in [-1, 1] × [-1, 1].
    y : numpy.ndarray, shape (n,), int64
        +1 or -1.
    line : tuple of (w, b)
        w has shape (2,) and length 1, and ``y * (X @ w + b) >= margin`` holds for every point.

    Raises
    ------
    ValueError
        n below 2, a margin out of range, or a negative seed.

    Notes
    -----
    With R the largest length of a row of ``(X, 1)`` this is the setting of Novikoff's bound,
    (R / margin)² × (1 + b²). Source: Novikoff (1962).
    """
    _check_points(n, margin, seed)
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi)
    w = np.array([np.cos(angle), np.sin(angle)])
    b = float(rng.uniform(-0.25, 0.25))
    sides = {1: np.empty((0, 2)), -1: np.empty((0, 2))}
    wanted = {1: n - n // 2, -1: n // 2}
    while any(len(sides[s]) < wanted[s] for s in sides):
        points = rng.uniform(-1, 1, size=(4 * n + 16, 2))
        distance = points @ w + b
        for s in sides:
            sides[s] = np.concatenate([sides[s], points[s * distance >= margin]])[: wanted[s]]
    order = rng.permutation(n)
    inputs = np.concatenate([sides[1], sides[-1]])[order]
    targets = np.repeat(np.array([1, -1]), [wanted[1], wanted[-1]])[order]
    return inputs, targets.astype(np.int64), (w, b)


def _check_points(n: int, margin: float, seed: int) -> None:
    for name, value, least in (("n", n, 2), ("seed", seed, 0)):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or value < least:
            raise ValueError(f"{name}: got {value!r}; expected a whole number, {least} or more.")
    if not 0 < margin <= 0.5:
        raise ValueError(
            f"margin: got {margin!r}; expected 0 < margin <= 0.5 (a wider gap leaves too little "
            "of the square)."
        )
