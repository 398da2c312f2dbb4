"""A network that learns from one image at a time, organised like the program of Nielsen (2015).

It is the baseline of ``mlp_epoch.py``: one column vector per image, NumPy's default float64, for
each image a list of zero gradients that is then filled, the gradients of a batch added one by one.
That program writes its products with ``np.dot``. Today one would write ``@``, which is
``np.matmul``; it takes several times as long for a column times a row, the gradient of a weight
matrix. The benchmark measures both.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.nn import Sequential


def columns(rows: np.ndarray) -> list[np.ndarray]:
    """Return each row as a float64 column vector (d, 1)."""
    return [row.astype(float)[:, None] for row in rows]


def squash(z: np.ndarray) -> np.ndarray:
    """Return the logistic sigmoid."""
    return 1 / (1 + np.exp(-z))


def slope(z: np.ndarray) -> np.ndarray:
    """Return the derivative of the logistic sigmoid."""
    return squash(z) * (1 - squash(z))


class LoopNetwork:
    """Sigmoid layers and the quadratic cost: weights (d_out, d_in), signals (d, 1).

    Parameters
    ----------
    model : Sequential
        Dense sigmoid layers, whose weights are copied.
    eta : float
        Learning rate.
    batch : int
        Samples per step.
    product : function
        ``np.dot`` or ``np.matmul``.
    """

    def __init__(self, model: Sequential, eta: float, batch: int, product: Callable = np.dot):
        self.weights = [layer.params["W"].T.astype(float) for layer in model.layers]
        self.biases = [layer.params["b"][:, None].astype(float) for layer in model.layers]
        self.eta, self.batch, self.product = eta, batch, product

    def sample_gradients(self, image: np.ndarray, target: np.ndarray) -> tuple[list, list]:
        """Backpropagate a single image; return dC/dW and dC/db for every layer."""
        grads_w = [np.zeros(W.shape) for W in self.weights]
        grads_b = [np.zeros(b.shape) for b in self.biases]
        signal, signals, sums = image, [image], []
        for W, b in zip(self.weights, self.biases, strict=True):
            z = self.product(W, signal) + b
            signal = squash(z)
            sums.append(z)
            signals.append(signal)
        delta = (signal - target) * slope(sums[-1])
        grads_w[-1], grads_b[-1] = self.product(delta, signals[-2].T), delta
        for i in range(len(self.weights) - 2, -1, -1):
            delta = self.product(self.weights[i + 1].T, delta) * slope(sums[i])
            grads_w[i], grads_b[i] = self.product(delta, signals[i].T), delta
        return grads_w, grads_b

    def learn_batch(self, samples: list[tuple[np.ndarray, np.ndarray]]) -> None:
        """Add up the gradients of all samples, then take one step."""
        total_w = [np.zeros(W.shape) for W in self.weights]
        total_b = [np.zeros(b.shape) for b in self.biases]
        for image, target in samples:
            grads_w, grads_b = self.sample_gradients(image, target)
            total_w = [total + part for total, part in zip(total_w, grads_w, strict=True)]
            total_b = [total + part for total, part in zip(total_b, grads_b, strict=True)]
        rate = self.eta / len(samples)
        self.weights = [W - rate * g for W, g in zip(self.weights, total_w, strict=True)]
        self.biases = [b - rate * g for b, g in zip(self.biases, total_b, strict=True)]

    def epoch(self, x: list[np.ndarray], y: list[np.ndarray], seed: int) -> None:
        """Train one epoch on column vectors, in the order that the engine takes with this seed."""
        order = np.random.default_rng(seed).permutation(len(x))
        for start in range(0, len(order), self.batch):
            rows = order[start : start + self.batch]
            self.learn_batch([(x[row], y[row]) for row in rows])
