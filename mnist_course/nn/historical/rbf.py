"""The output of LeNet-5 in 1998: how far from a drawing of each digit? And the loss for it.

Source: LeCun, Bottou, Bengio and Haffner (1998), section II.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import Any

import numpy as np

from mnist_course.nn.activations import ActivationFunction, log_softmax
from mnist_course.nn.checks import check_number
from mnist_course.nn.historical.digit_codes import digit_codes
from mnist_course.nn.layers import Layer, may_be_saved
from mnist_course.nn.losses import LOSSES, CategoricalCrossentropy

Array = np.ndarray


@may_be_saved
class RBF(Layer):
    """Compare with a fixed picture of each class: out_i = -sum_j (x_j - code_ij)².

    The paper's output is the distance itself, where the smallest wins. Ours has a minus sign, so
    that here too the largest output wins. There is nothing to learn: the pictures stay.

    Parameters
    ----------
    codes : array, (classes, d_in), optional
        One picture per class; None: the ten drawings of ``digit_codes``, 84 pixels each.
    """

    def __init__(self, codes: Any = None, name: str | None = None):
        super().__init__(name)
        self.codes = digit_codes() if codes is None else np.array(codes, dtype=float)
        if self.codes.ndim != 2 or not np.isfinite(self.codes).all():
            raise ValueError(f"RBF: codes must be (classes, d_in), got {self.codes.shape}")
        self.x = None

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        if tuple(input_shape) != self.codes.shape[1:]:
            raise ValueError(
                f"layer {self.name!r} (RBF) got samples of shape {tuple(input_shape)}, expected "
                f"{self.codes.shape[1:]}, the shape of one of its codes"
            )
        self.input_shape, self.output_shape = tuple(input_shape), (len(self.codes),)
        return self.output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        self.x = x
        return -np.sum((x[:, np.newaxis] - self.codes.astype(x.dtype)) ** 2, axis=2)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        x = self.x
        pull = grad @ self.codes.astype(x.dtype) - grad.sum(axis=1, keepdims=True) * x
        return 2 * pull if input_grad else None

    def config(self) -> dict:
        return {"codes": self.codes}


class MaximumAPosteriori(CategoricalCrossentropy):
    """Pull the right class's picture near, push the others away, as far as they are near at all.

    With distances y = -out, the mean over the batch of  y_right + log(exp(-j) + sum_i exp(-y_i)).
    That is the cross-entropy of a softmax with one class more, "rubbish", whose distance is always
    j: a picture further away than that is pushed no more. Equation (9) of the paper.

    Parameters
    ----------
    j : float
        Distance of the rubbish class, above 0. The paper does not give its value; of 0.1, 1, 5, 10,
        20, 50 and 150, values up to 20 did about equally well on validation digits.
    """

    name = "maximum_a_posteriori"

    def __init__(self, j: float = 5.0):
        super().__init__()
        self.j = check_number(j, "MaximumAPosteriori: j", above=True)

    def _log_p(self, out: Array) -> Array:
        """Return the log-probabilities of the classes; the last column, rubbish, is cut off."""
        rubbish = np.full((len(out), 1), -self.j, out.dtype)
        return log_softmax(np.concatenate([out, rubbish], axis=1))[:, :-1]

    def value(self, y: Array, out: Array) -> float:
        return -np.sum(y * self._log_p(out)) / len(out)

    def slope(self, y: Array, out: Array) -> Array:
        return (np.exp(self._log_p(out)) * np.sum(y, axis=-1, keepdims=True) - y) / len(out)

    def from_activation(self, activation: ActivationFunction) -> None:
        return None


LOSSES[MaximumAPosteriori.name] = MaximumAPosteriori
