"""The same network in nothing but NumPy calls: what an engine could reach if it cost nothing.

The arm "bare" of ``mlp_epoch.py``. It is written for one network of two sigmoid layers with the
quadratic cost and plain gradient descent, checks nothing, counts neither loss nor accuracy, and
writes over its own arrays wherever that is quicker. Nobody should have to read a course like this.
"""

from __future__ import annotations

import numpy as np

from mnist_course.nn import Sequential

BLOCK = 20  # batches that are fetched at a time, as in the engine


def squash(z: np.ndarray) -> np.ndarray:
    """Return the logistic sigmoid, computed in the place of z."""
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return np.reciprocal(z, out=z)


class BareNetwork:
    """Two sigmoid layers and the quadratic cost: weights (d_in, d_out), signals (batch, d).

    Parameters
    ----------
    model : Sequential
        Two dense sigmoid layers, whose weights are copied.
    eta : float
        Learning rate.
    batch : int
        Samples per step.
    """

    def __init__(self, model: Sequential, eta: float, batch: int):
        self.eta, self.batch = eta, batch
        arrays = list(model.params.values())
        self.theta = np.concatenate([array.ravel() for array in arrays])
        self.grads, self.step = np.empty_like(self.theta), np.empty_like(self.theta)
        ends = np.cumsum([array.size for array in arrays])[:-1]
        self.parts, self.slots = (
            [part.reshape(a.shape) for part, a in zip(np.split(vector, ends), arrays, strict=True)]
            for vector in (self.theta, self.grads)
        )

    def learn_batch(self, x: np.ndarray, y: np.ndarray) -> None:
        """Take one step."""
        W1, b1, W2, b2 = self.parts
        dW1, db1, dW2, db2 = self.slots
        z = x @ W1
        z += b1
        h = squash(z)
        z = h @ W2
        z += b2
        a = squash(z)
        delta = a - y
        delta /= len(x)
        delta *= a
        np.subtract(1, a, out=a)
        delta *= a
        np.matmul(h.T, delta, out=dW2)
        np.add.reduce(delta, axis=0, out=db2)
        delta = delta @ W2.T
        delta *= h
        np.subtract(1, h, out=h)
        delta *= h
        np.matmul(x.T, delta, out=dW1)
        np.add.reduce(delta, axis=0, out=db1)
        np.multiply(self.grads, self.eta, out=self.step)
        self.theta -= self.step

    def epoch(self, x: np.ndarray, y: np.ndarray, seed: int) -> None:
        """Train one epoch on rows, in the order that the engine takes with this seed."""
        order = np.random.default_rng(seed).permutation(len(x))
        with np.errstate(over="ignore"):
            for start in range(0, len(order), BLOCK * self.batch):
                rows = order[start : start + BLOCK * self.batch]
                x_block, y_block = x.take(rows, axis=0), y.take(rows, axis=0)
                for i in range(0, len(rows), self.batch):
                    self.learn_batch(x_block[i : i + self.batch], y_block[i : i + self.batch])
