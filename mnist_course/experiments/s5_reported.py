"""The figures that S5 prints: right answers among 10,000 test images after each epoch."""

from __future__ import annotations

from typing import Any


def _curve(*right: int) -> dict[str, Any]:
    accuracies = [count / 10_000 for count in right]
    return {
        "test_accuracy": accuracies,
        "first_epoch_test": accuracies[0],
        "final_test": accuracies[-1],
        "best_epoch_test": max(accuracies),
    }


# fmt: off
HIDDEN_30 = _curve(
    9045, 9207, 9273, 9302, 9320, 9320, 9366, 9387, 9427, 9402,
    9400, 9442, 9448, 9441, 9443, 9479, 9459, 9446, 9467, 9470,
    9459, 9484, 9479, 9475, 9482, 9489, 9489, 9478, 9480, 9476,
)
HIDDEN_100 = _curve(
    6669, 6755, 6844, 6833, 6887, 7744, 7778, 7876, 8601, 8643,
    8659, 8665, 8683, 8700, 8694, 8699, 8715, 8770, 9611, 9632,
    9625, 9632, 9651, 9655, 9653, 9658, 9653, 9664, 9655, 9672,
)
_TOO_LARGE = _curve(
    1002, 1002, 1002, 1002, 1002, 1002, 1002, 1002, 1002, 1002,
    1002, 1002, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001,
    1000, 1000, 999, 999, 999, 999, 999, 999, 999, 999,
)
_TOO_SMALL = _curve(
    790, 846, 854, 904, 944, 975, 975, 975, 975, 974,
    974, 974, 974, 974, 974, 974, 974, 974, 974, 976,
    979, 981, 1004, 1157, 1275, 1323, 1369, 1403, 1429, 1451,
)
# fmt: on
LEARNING_RATES = {
    **{f"eta_100_{name}": value for name, value in _TOO_LARGE.items()},
    **{f"eta_0_001_{name}": value for name, value in _TOO_SMALL.items()},
}
