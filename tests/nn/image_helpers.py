"""Random geometries for the tests of convolution and pooling."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st


@dataclass(frozen=True)
class Case:
    """One layer's settings, the shape of one image, and the batch."""

    settings: dict
    shape: tuple
    batch: int
    seed: int


def _basics(largest):
    side = st.integers(1, largest)
    shape = st.tuples(side, side, st.integers(1, 4))
    return shape, st.integers(1, 4), st.integers(0, 2**32 - 1)


@st.composite
def conv_cases(draw, largest=9):
    """Any window, stride (above the window too), padding and number of channels that fit."""
    shape, batch, seed = (draw(s) for s in _basics(largest))
    window = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    pad = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.just("same"), st.just("valid"), st.tuples(pad, pad)))
    if padding != "same":
        room = [n + (0 if padding == "valid" else sum(padding[i])) for i, n in enumerate(shape[:2])]
        window = tuple(min(k, n) for k, n in zip(window, room, strict=True))
    settings = {
        "filters": draw(st.integers(1, 4)),
        "kernel_size": window,
        "strides": draw(st.tuples(st.integers(1, 6), st.integers(1, 6))),
        "padding": padding,
    }
    return Case(settings, shape, batch, seed)


@st.composite
def pool_cases(draw, largest=9):
    """Any window, stride (overlapping or with gaps) and padding that fit."""
    shape, batch, seed = (draw(s) for s in _basics(largest))
    window = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    padding = draw(st.sampled_from(["same", "valid"]))
    if padding == "valid":
        window = tuple(min(k, n) for k, n in zip(window, shape[:2], strict=True))
    strides = draw(st.none() | st.tuples(st.integers(1, 6), st.integers(1, 6)))
    return Case({"pool_size": window, "strides": strides, "padding": padding}, shape, batch, seed)


@st.composite
def sparse_cases(draw, largest=9):
    """A convolution of any geometry in which each filter sees some of the channels."""
    case = draw(conv_cases(largest))
    share = draw(st.sampled_from([0.0, 0.3, 0.6, 1.0]))
    rng = np.random.default_rng(case.seed)
    settings = dict(case.settings)
    filters = settings.pop("filters")
    table = rng.random((case.shape[2], filters)) < share
    table[rng.integers(0, case.shape[2], filters), range(filters)] = True  # one at least
    return Case({"connections": table, **settings}, case.shape, case.batch, case.seed)


@st.composite
def block_cases(draw, largest=7):
    """Residual blocks: one to three layers of any window; a shortcut where the shape changes."""
    shape, batch, seed = (draw(s) for s in _basics(largest))
    stride = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    windows = draw(
        st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=3)
    )
    filters = draw(st.integers(1, 3))
    keeps = stride == (1, 1) and filters == shape[2]
    settings = {
        "windows": windows,
        "filters": filters,
        "stride": stride,
        "shortcut": not keeps or draw(st.booleans()),
    }
    return Case(settings, shape, batch, seed)
