"""Dropout: in training, silence some units at random, so that none can rely on a single other."""

import numpy as np

from mnist_course.nn.checks import check_number
from mnist_course.nn.layers import Layer, may_be_saved

__all__ = ["Dropout"]

Array = np.ndarray


@may_be_saved
class Dropout(Layer):
    """Set each input to 0 with probability `rate`; in training only. Source: Srivastava (2014).

    What survives is divided by 1 - rate, so that the sums of the next layer stay, on average, as
    large as before. Because the division is done in training ("inverted" dropout, as in Keras),
    nothing at all happens when the network predicts.

    Parameters
    ----------
    rate : float
        The share that is silenced, from 0 up to, but not including, 1.
    seed : int, optional
        Fixes which units are silenced; None takes it from the network's seed.
    name : str, optional
        Used in messages.
    """

    def __init__(self, rate: float, seed: int | None = None, name: str | None = None):
        super().__init__(name)
        self.rate = check_number(rate, "Dropout: rate", high=1.0)
        if self.rate == 1:
            raise ValueError("Dropout: rate must be below 1: at 1 nothing would pass")
        self.seed = seed
        self.rng: np.random.Generator | None = None
        self.mask: Array | None = None  # what it did to the last batch; None: nothing

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Prepare a random generator of its own: the layers' weights do not depend on dropout."""
        self.rng = rng.spawn(1)[0] if self.seed is None else np.random.default_rng(self.seed)
        return super().build(input_shape, rng, dtype)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return x; in training, silence some entries and raise the others."""
        self.mask = None
        if training and self.rate > 0:
            kept = self.rng.random(x.shape, dtype=np.float32) >= self.rate
            self.mask = kept * x.dtype.type(1 / (1 - self.rate))
        return x if self.mask is None else x * self.mask

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Let the gradient through where the input came through."""
        if not input_grad:
            return None
        return grad if self.mask is None else grad * self.mask

    def config(self) -> dict:
        """Return the settings."""
        return {"rate": self.rate, "seed": self.seed}
