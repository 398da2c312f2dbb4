"""Optimizers: what to do with the gradients. The only place where parameters change.

An optimizer gets two lists, parameters and gradients, in the same order, and updates the
parameters *in place*: the arrays stay the same objects, so layers need not be told.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from collections.abc import Sequence

import numpy as np

from mnist_course.nn.checks import check_choice, check_number
from mnist_course.nn.schedules import Schedule

__all__ = ["SGD", "Adam", "Optimizer", "RMSprop", "get_optimizer"]

Array = np.ndarray


class Optimizer:
    """What all optimizers share: a learning rate, weight decay, and a memory between steps.

    Parameters
    ----------
    learning_rate : float or Schedule
        eta, at least 0; or a function of the number of steps taken (see ``schedules``). It may be
        changed between steps.
    weight_decay : float
        The share eta · weight_decay of every parameter, biases included, fades in each step.
        Source: Loshchilov and Hutter (2019).
    """

    def __init__(self, learning_rate: float | Schedule, weight_decay: float = 0.0):
        self.learning_rate = learning_rate
        self.weight_decay = check_number(weight_decay, f"{type(self).__name__}: weight_decay")
        self.iterations = 0  # steps taken
        self.memory: dict[str, list[Array]] = {}  # such as velocities, by name
        self._scratch: list[Array] = []

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        rate = self._rate
        return check_number(rate(self.iterations), "learning rate") if callable(rate) else rate

    @learning_rate.setter
    def learning_rate(self, rate: float | Schedule) -> None:
        self._rate = rate if callable(rate) else check_number(rate, "learning_rate")

    def step(self, params: Sequence[Array], grads: Sequence[Array]) -> None:
        """Update every array of `params` in place, given the gradients `grads`, left unchanged."""
        eta = self.learning_rate
        if self.weight_decay:
            for w in params:
                w -= eta * self.weight_decay * w
        self.update(params, grads, eta)
        self.iterations += 1

    def update(self, params: Sequence[Array], grads: Sequence[Array], eta: float) -> None:
        """Take the step itself: what makes one optimizer different from another."""
        raise NotImplementedError

    def remember(self, name: str, params: Sequence[Array]) -> list[Array]:
        """Return the arrays kept between steps under `name`, one per parameter, 0 at the start."""
        if name not in self.memory:
            self.memory[name] = [np.zeros_like(w) for w in params]
        kept = self.memory[name]
        if [v.shape for v in kept] != [w.shape for w in params]:
            kind = type(self).__name__
            raise ValueError(
                f"this optimizer holds the {name} of another model's parameters; "
                f"make a new {kind}(...) for each model"
            )
        return kept

    def scratch(self, params: Sequence[Array]) -> list[Array]:
        """Return arrays to calculate in, one per parameter; what stood in them is lost.

        A step that makes no new arrays is up to eight times as quick for a network such as LeNet.
        """
        if [u.shape for u in self._scratch] != [w.shape for w in params]:
            self._scratch = [np.empty_like(w) for w in params]
        return self._scratch

    def __repr__(self) -> str:
        hidden = ("iterations", "memory", "_rate", "_scratch")
        extras = {k: v for k, v in vars(self).items() if k not in hidden and v}
        shown = {"learning_rate": self.learning_rate, **extras}
        settings = (f"{k}={v if v is True else f'{v:g}'}" for k, v in shown.items())
        return f"{type(self).__name__}({', '.join(settings)})"


class SGD(Optimizer):
    """Stochastic gradient descent with momentum and Nesterov's variant.

    One step for a parameter w with gradient g and velocity v (0 at the start), as in Keras:

        v <- momentum · v - eta · g
        w <- w + v                             plain momentum; with momentum = 0: w - eta · g
        w <- w + momentum · v - eta · g        if nesterov

    Source: Robbins and Monro (1951); Polyak (1964); Nesterov (1983), in the form of Sutskever et
    al. (2013).

    Parameters
    ----------
    learning_rate, weight_decay
        See :class:`Optimizer`.
    momentum : float
        From 0 (none) to 1 (no friction).
    nesterov : bool
        Look ahead along the velocity; needs momentum above 0 to make a difference.
    """

    name = "sgd"

    def __init__(
        self,
        learning_rate: float | Schedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate, weight_decay)
        self.momentum = check_number(momentum, "SGD: momentum", high=1.0)
        self.nesterov = bool(nesterov)

    def update(self, params: Sequence[Array], grads: Sequence[Array], eta: float) -> None:
        if not self.momentum:
            for w, g in zip(params, grads, strict=True):
                w -= eta * g
            return
        for w, g, v in zip(params, grads, self.remember("velocity", params), strict=True):
            v *= self.momentum
            v -= eta * g
            w += self.momentum * v - eta * g if self.nesterov else v


class RMSprop(Optimizer):
    """Each parameter has its own step length: eta over the recent size of its gradient.

        s <- rho · s + (1 - rho) · g²
        w <- w - eta · g / sqrt(s + epsilon)

    Source: Tieleman and Hinton (2012), in the form of Keras.
    """

    name = "rmsprop"

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        rho: float = 0.9,
        epsilon: float = 1e-7,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate, weight_decay)
        self.rho = check_number(rho, "RMSprop: rho", high=1.0)
        self.epsilon = check_number(epsilon, "RMSprop: epsilon", above=True)

    def update(self, params: Sequence[Array], grads: Sequence[Array], eta: float) -> None:
        squares, work = self.remember("squares", params), self.scratch(params)
        for w, g, s, u in zip(params, grads, squares, work, strict=True):
            np.multiply(g, g, out=u)
            u -= s
            u *= 1 - self.rho
            s += u
            np.add(s, self.epsilon, out=u)
            np.sqrt(u, out=u)
            np.divide(g, u, out=u)
            u *= eta
            w -= u


class Adam(Optimizer):
    """Momentum and a step length of its own for each parameter.

        m <- m + (1 - beta_1) · (g - m)        running mean of the gradient
        s <- s + (1 - beta_2) · (g² - s)       running mean of its square
        w <- w - eta' · m / (sqrt(s) + epsilon)

    Both means start at 0 and are too small at first; in step t = 1, 2, ... this makes up for it:
    eta' = eta · sqrt(1 - beta_2^t) / (1 - beta_1^t).
    Source: Kingma and Ba (2015), in the form of Keras.
    """

    name = "adam"

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate, weight_decay)
        self.beta_1 = check_number(beta_1, "Adam: beta_1", high=1 - 1e-9)
        self.beta_2 = check_number(beta_2, "Adam: beta_2", high=1 - 1e-9)
        self.epsilon = check_number(epsilon, "Adam: epsilon", above=True)

    def update(self, params: Sequence[Array], grads: Sequence[Array], eta: float) -> None:
        t = self.iterations + 1
        eta *= (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        means, squares = self.remember("means", params), self.remember("squares", params)
        work = self.scratch(params)
        for w, g, m, s, u in zip(params, grads, means, squares, work, strict=True):
            np.subtract(g, m, out=u)
            u *= 1 - self.beta_1
            m += u
            np.multiply(g, g, out=u)
            u -= s
            u *= 1 - self.beta_2
            s += u
            np.sqrt(s, out=u)
            u += self.epsilon
            np.divide(m, u, out=u)
            u *= eta
            w -= u


OPTIMIZERS: dict[str, type[Optimizer]] = {cls.name: cls for cls in (SGD, RMSprop, Adam)}


def get_optimizer(which: "str | Optimizer") -> Optimizer:
    """Return the optimizer for a name such as ``"adam"``, or an optimizer as it is."""
    if isinstance(which, Optimizer):
        return which
    if isinstance(which, type) and issubclass(which, Optimizer):
        return which()
    return OPTIMIZERS[check_choice(which, OPTIMIZERS, "optimizer")]()
