"""How a window moves over an image: what convolution and pooling, plain and quick, share.

Along each side of the image the same three numbers count: the window's size, the stride, and the
padding. From them follows how many places the window has, which is the size of the output:

    places = floor((size + padding before + padding after - window) / stride) + 1
"""

import math
from numbers import Integral
from typing import Any, NamedTuple

from mnist_course.nn.checks import check_choice, check_count


class Slide(NamedTuple):
    """How a window of `window` pixels moves along one side of an image."""

    size: int  # pixels of the image
    window: int
    stride: int
    before: int  # pixels added before the image, and after it
    after: int
    places: int  # number of positions of the window: the size of the output

    @classmethod
    def fit(cls, size: int, window: int, stride: int, padding: Any) -> "Slide":
        """Work out padding and output size along one axis, as Keras does.

        - valid: the window stays inside; pixels that do not fill another step are left out;
        - same: ceil(size / stride) places, the padding shared between both ends, an odd one last;
        - a pair (before, after) of numbers.
        """
        before, after = padding if isinstance(padding, tuple) else (0, 0)
        if padding == "same":
            missing = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
            before, after = missing // 2, missing - missing // 2
        places = (size + before + after - window) // stride + 1
        return cls(size, window, stride, before, after, max(places, 0))

    @property
    def border(self) -> tuple[int, int]:
        """Number of pixels added before and after, as ``np.pad`` takes them."""
        return self.before, self.after

    @property
    def padded_size(self) -> int:
        """Number of pixels with those that were added."""
        return self.before + self.size + self.after

    @property
    def inside(self) -> slice:
        """Where the image lies in its padded copy."""
        return slice(self.before, self.before + self.size)

    def under(self, offset: int) -> slice:
        """Return the padded pixels that lie under entry `offset` of the window, in all places."""
        return slice(offset, offset + self.stride * (self.places - 1) + 1, self.stride)


def place_window(
    input_shape: tuple[int, ...],
    window: tuple[int, int],
    strides: tuple[int, int],
    padding: Any,
    layer: str,
) -> tuple[Slide, Slide]:
    """Return how the window moves down and across; raise ValueError if it does not fit.

    Parameters
    ----------
    input_shape : (height, width, channels)
        Shape of one image.
    window, strides : (vertical, horizontal)
        Size of the window and of its steps, in pixels.
    padding : "valid", "same" or ((top, bottom), (left, right))
        See :meth:`Slide.fit`.
    layer : str
        How messages name the layer.
    """
    if len(input_shape) != 3:
        raise ValueError(
            f"{layer} got samples of shape {tuple(input_shape)}, expected images of shape "
            "(height, width, channels). Grey images need a channel axis: x[..., np.newaxis]"
        )
    if min(input_shape) < 1:
        raise ValueError(
            f"{layer} got samples of shape {tuple(input_shape)}, expected sides and channels "
            "of at least 1. Look for the cut or reshape that made the images empty."
        )
    pads = (padding, padding) if isinstance(padding, str) else padding
    sides = zip(input_shape[:2], window, strides, pads, strict=True)
    down, across = (Slide.fit(*side) for side in sides)
    if not (down.places and across.places):
        raise ValueError(
            f"{layer}: a window of {window[0]} x {window[1]} does not fit into an image of "
            f"{input_shape[0]} x {input_shape[1]} with padding {padding!r}. Use a smaller "
            "window, padding='same', or fewer pooling layers before this one."
        )
    return down, across


def check_pair(value: Any, what: str, minimum: int = 1) -> tuple[int, int]:
    """Return a whole number n as (n, n), and a pair (vertical, horizontal) as it is."""
    pair = (value, value) if isinstance(value, Integral) else value
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError(f"{what} must be a whole number or a pair of them, got {value!r}")
    return check_count(pair[0], what, minimum), check_count(pair[1], what, minimum)


def check_padding(value: Any, what: str, explicit: bool) -> Any:
    """Return ``"valid"``, ``"same"``, or ((top, bottom), (left, right)) from `value`.

    Explicit numbers may be one for all sides, or a pair (vertical, horizontal), or two pairs.
    """
    if isinstance(value, str) or not explicit:
        return check_choice(value, ("valid", "same"), what)
    pair = (value, value) if isinstance(value, Integral) else value
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError(
            f"{what} must be 'valid', 'same', a whole number, (vertical, horizontal) or "
            f"((top, bottom), (left, right)), got {value!r}"
        )
    return check_pair(pair[0], what, 0), check_pair(pair[1], what, 0)
