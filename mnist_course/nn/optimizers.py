"""Optimizers: what to do with the gradients. The only place where parameters change.

An optimizer gets two lists, parameters and gradients, in the same order, and updates the
parameters *in place*: the arrays stay the same objects, so layers need not be told.
"""

from collections.abc import Sequence

import numpy as np

from mnist_course.nn.checks import check_choice, check_number

Array = np.ndarray


class Optimizer:
    """What all optimizers share. `learning_rate` may be changed between steps."""

    def __init__(self, learning_rate: float):
        self.learning_rate = check_number(learning_rate, "learning_rate")

    def step(self, params: Sequence[Array], grads: Sequence[Array]) -> None:
        """Update every array of `params` in place, given the gradients `grads`, left unchanged."""
        raise NotImplementedError


class SGD(Optimizer):
    """Stochastic gradient descent with momentum, Nesterov's variant, and weight decay.

    One step for a parameter w with gradient g and velocity v (0 at the start), as in Keras:

        w <- w - eta · weight_decay · w        only if weight_decay > 0
        v <- momentum · v - eta · g
        w <- w + v                             plain momentum; with momentum = 0: w - eta · g
        w <- w + momentum · v - eta · g        if nesterov

    Source: Robbins and Monro (1951); Polyak (1964); Nesterov (1983), in the form of Sutskever et
    al. (2013); decay apart from the gradient after Loshchilov and Hutter (2019).

    Parameters
    ----------
    learning_rate : float
        eta, at least 0.
    momentum : float
        From 0 (none) to 1 (no friction).
    nesterov : bool
        Look ahead along the velocity; needs momentum above 0 to make a difference.
    weight_decay : float
        The share eta · weight_decay of every parameter, biases included, fades in each step.
    """

    name = "sgd"

    def __init__(
        self,
        learning_rate: float = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate)
        self.momentum = check_number(momentum, "SGD: momentum", high=1.0)
        self.nesterov = bool(nesterov)
        self.weight_decay = check_number(weight_decay, "SGD: weight_decay")
        self.velocity: list[Array] | None = None

    def step(self, params: Sequence[Array], grads: Sequence[Array]) -> None:
        """Take one step downhill."""
        if self.weight_decay:
            for w in params:
                w -= self.learning_rate * self.weight_decay * w
        if self.momentum:
            self._step_with_momentum(params, grads)
        else:
            for w, g in zip(params, grads, strict=True):
                w -= self.learning_rate * g

    def _step_with_momentum(self, params: Sequence[Array], grads: Sequence[Array]) -> None:
        if self.velocity is None:
            self.velocity = [np.zeros_like(w) for w in params]
        if [v.shape for v in self.velocity] != [w.shape for w in params]:
            raise ValueError(
                "this optimizer holds the velocity of another model's parameters; "
                "make a new SGD(...) for each model"
            )
        for w, g, v in zip(params, grads, self.velocity, strict=True):
            v *= self.momentum
            v -= self.learning_rate * g
            if self.nesterov:
                w += self.momentum * v - self.learning_rate * g
            else:
                w += v

    def __repr__(self) -> str:
        extras = f", momentum={self.momentum:g}" if self.momentum else ""
        extras += ", nesterov=True" if self.nesterov else ""
        extras += f", weight_decay={self.weight_decay:g}" if self.weight_decay else ""
        return f"SGD(learning_rate={self.learning_rate:g}{extras})"


OPTIMIZERS: dict[str, type[Optimizer]] = {cls.name: cls for cls in (SGD,)}


def get_optimizer(which: "str | Optimizer") -> Optimizer:
    """Return the optimizer for a name such as ``"sgd"``, or an optimizer as it is."""
    if isinstance(which, Optimizer):
        return which
    return OPTIMIZERS[check_choice(which, OPTIMIZERS, "optimizer")]()
