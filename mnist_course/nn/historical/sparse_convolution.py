"""The convolution of C3 in 1998: filters that do not see all channels.

Source: LeCun, Bottou, Bengio and Haffner (1998), section II and Table I.
"""

# ruff: noqa: D102 - methods without a docstring are documented in the base class

from typing import Any

import numpy as np

from mnist_course.nn.fast.convolution import Conv2D
from mnist_course.nn.layers import may_be_saved

Array = np.ndarray

#: Which of the six maps of S2 (rows) each of the sixteen maps of C3 (columns) sees: Table I.
CONNECTIONS_1998 = np.array(
    [[mark == "#" for mark in row] for row in (
        "#...###..####.##",
        "##...###..####.#",
        "###...###..#.###",
        ".###..####..#.##",
        "..###..####.##.#",
        "...###..####.###",
    )]
)  # fmt: skip


@may_be_saved
class SparseConv2D(Conv2D):
    """A convolution whose filters do not see all channels. For C3 of LeNet-5: a table of 6 × 16.

    That saved computing time, and it forced the filters to become different from one another.
    Weights without a connection are 0 and stay 0; they do not count as parameters.

    Parameters
    ----------
    connections : array of bool, (channels, filters)
        True where a filter sees a channel.
    kernel_size : int or (int, int)
        See :class:`Conv2D`.
    **settings
        All others of :class:`Conv2D`.
    """

    def __init__(self, connections: Any, kernel_size: int | tuple[int, int], **settings: Any):
        table = np.asarray(connections, dtype=bool)
        if table.ndim != 2 or not table.any(axis=0).all():
            raise ValueError(
                f"SparseConv2D: connections must be a table (channels, filters) in which every "
                f"filter sees a channel, got shape {table.shape}"
            )
        super().__init__(table.shape[1], kernel_size, **settings)
        self.connections = table

    def plan(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shapes as of a full convolution; the table of connections must fit."""
        shape = super().plan(input_shape)
        if input_shape[-1] != len(self.connections):
            raise ValueError(
                f"layer {self.name!r} (SparseConv2D): the table of connections has "
                f"{len(self.connections)} rows, but the samples have {input_shape[-1]} channels"
            )
        return shape

    def build(
        self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: np.dtype
    ) -> tuple[int, ...]:
        """Draw each filter's weights by itself: its fan-in is that of the channels it sees."""
        shape = super().build(input_shape, rng, dtype)
        W = np.zeros_like(self.params["W"])
        for j, seen in enumerate(self.connections.T):
            window = (*self.kernel_size, int(seen.sum()), 1)
            W[:, :, seen, j] = self.initializers["W"](window, rng, dtype)[..., 0]
        self.params["W"] = W
        return shape

    def kernel(self) -> Array:
        """Return the weights as a matrix (k, filters), zeros where there is no connection."""
        return (self.params["W"] * self.connections).reshape(-1, self.filters)

    def backward(self, grad: Array, input_grad: bool = True) -> Array | None:
        """Do as a full convolution; then drop what belongs to no connection."""
        below = super().backward(grad, input_grad)
        self.grads["W"] *= self.connections
        return below

    @property
    def count(self) -> int:
        """Number of trainable parameters: connected weights and biases."""
        return int(self.connections.sum()) * int(np.prod(self.kernel_size)) + self.filters

    def config(self) -> dict:
        settings = super().config()
        del settings["filters"]
        return {"connections": self.connections, **settings}
