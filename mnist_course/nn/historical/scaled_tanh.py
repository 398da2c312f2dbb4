"""The activation of LeNet-5 in 1998: a stretched tanh. Source: LeCun et al. (1998), appendix A."""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

import numpy as np

from mnist_course.nn.activations import ACTIVATIONS, ActivationFunction

Array = np.ndarray


class ScaledTanh(ActivationFunction):
    """1.7159 tanh(2z/3): f(1) = 1 and f(-1) = -1, where its curvature is largest.

    Targets of ±1 then lie well inside the range ±1.7159, and units need not saturate to reach them.
    """

    name = "scaled_tanh"
    height, steepness = 1.7159, 2 / 3

    def __call__(self, z: Array) -> Array:
        return self.height * np.tanh(self.steepness * z)

    def derivative(self, z: Array) -> Array:
        return (self.height * self.steepness) * (1 - np.tanh(self.steepness * z) ** 2)

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        return grad * (self.steepness * self.height - (self.steepness / self.height) * (a * a))


ACTIVATIONS[ScaledTanh.name] = ScaledTanh
