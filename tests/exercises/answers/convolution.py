"""Answers on convolution, made anew."""

import numpy as np
from scipy.ndimage import zoom
from scipy.signal import convolve2d, correlate2d

from tests.exercises.answer_helpers import with_slip

X = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1.0]])
EDGE = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1.0]])
RNG = np.random.default_rng(0)
IMAGE = np.zeros((21, 21))  # empty at its edges
IMAGE[5:15, 4:14] = RNG.integers(0, 9, (10, 10))
ANY = RNG.integers(-4, 5, (3, 3))


def same(change, kernel, stride=1, of_map=None, of_kernel=lambda kernel: kernel):
    """Change an image; does the map change in the same way?"""
    changed = correlate2d(change(IMAGE), of_kernel(kernel), "valid")[::stride, ::stride]
    wanted = (of_map or change)(correlate2d(IMAGE, kernel, "valid")[::stride, ::stride])
    return changed.shape == wanted.shape and np.allclose(changed, wanted)


def moved(by):
    return lambda picture: np.roll(picture, by, axis=1)


def enlarged(picture):
    return zoom(picture, 2, order=0)


def bigger(kernel):
    large = correlate2d(enlarged(IMAGE), kernel, "valid")
    small = enlarged(correlate2d(IMAGE, kernel, "valid"))
    return np.allclose(large[: len(small), : len(small)], small[: len(large), : len(large)])


def bigger_with_a_bigger_kernel(kernel):
    large = correlate2d(enlarged(IMAGE), enlarged(kernel), "valid")[::2, ::2]
    return np.allclose(large, 4 * correlate2d(IMAGE, kernel, "valid"))


FOLLOWS = {
    "X moved by 1": same(moved(1), X),
    "X turned": same(np.rot90, X),
    "edge turned": same(np.rot90, EDGE),
    "edge mirrored upside down": same(np.flipud, EDGE),
    "X twice as large": bigger(X),
    "stride 2 moved by 1": any(same(moved(1), ANY, 2, moved(by)) for by in range(-2, 3)),
    "stride 2 moved by 2": same(moved(2), ANY, 2, moved(1)),
}


def kernel_for(wanted):
    """Try all kernels that look at one pixel."""
    image = np.random.default_rng(0).random((6, 6))
    kernels = [unit.reshape(3, 3) for unit in np.eye(9)]
    return next(k for k in kernels if np.allclose(correlate2d(image, k, "same"), wanted(image)))


TO_THE_RIGHT = kernel_for(lambda image: np.pad(image, ((0, 0), (1, 0)))[:, :-1])
TO_THE_LEFT = kernel_for(lambda image: np.pad(image, ((0, 0), (0, 1)))[:, 1:])
WHERE_IT_IS = kernel_for(lambda image: image)


def feature_map(image, kernel, stride, padding, mode="constant"):
    padded = np.pad(image, padding, mode=mode) if padding else image
    return correlate2d(padded, kernel, "valid")[::stride, ::stride]


def cut_to(map_, places):
    return map_[: places[0], : places[1]]


def places_of_the_image(image, kernel, stride, padding):
    sides = zip(image.shape, kernel.shape, strict=True)
    places = [len(range(0, side - window + 1, stride)) for side, window in sides]
    return cut_to(feature_map(image, kernel, stride, padding), places)


def stride_for_the_size(image, kernel, stride, padding):
    places = feature_map(image, kernel, stride, padding).shape
    return cut_to(feature_map(image, kernel, 1, padding), places)


def last_window_wins(delta, kernel):
    rows, columns = delta.shape
    shape = np.add(delta.shape, kernel.shape) - 1
    out = np.empty(shape)
    for r, c in np.ndindex(*shape):
        p, q = min(r, rows - 1), min(c, columns - 1)
        out[r, c] = delta[p, q] * kernel[r - p, c - q]
    return out


def size_and_weights():
    image = np.zeros((32, 32))
    first = feature_map(image, np.zeros((5, 5)), 2, 2)
    second = feature_map(first, np.zeros((3, 3)), 1, 0)
    arrays = [(5, 5, 3, 16), (16,), (3, 3, 16, 32), (32,), (second.size * 32, 10), (10,)]
    return sum(np.zeros(shape).size for shape in arrays)


RIGHT = {
    "convolution.follows": [FOLLOWS],
    "convolution.input-gradient-bug": [convolve2d],
    "convolution.mover": [TO_THE_RIGHT],
    "convolution.size-and-weights": [size_and_weights()],
    "convolution.strided": [feature_map],
}

WRONG = {
    "convolution.follows": {
        "a kernel with the symmetry of the change": FOLLOWS | {"X turned": same(np.rot90, ANY)},
        "every turn followed": FOLLOWS | {"edge turned": same(np.rot90, EDGE, of_kernel=np.rot90)},
        "the mirror forgotten": FOLLOWS | {"edge mirrored upside down": same(np.flipud, ANY)},
        "size followed": FOLLOWS | {"X twice as large": bigger_with_a_bigger_kernel(X)},
        "steps forgotten": FOLLOWS | {"stride 2 moved by 1": same(moved(1), ANY)},
        "moves that fit forgotten": FOLLOWS | {"stride 2 moved by 2": same(moved(2), ANY, 2)},
    },
    "convolution.mover": {
        "moved to the left": TO_THE_LEFT,
        "not moved": WHERE_IT_IS,
        "moved down": kernel_for(lambda image: np.pad(image, ((1, 0), (0, 0)))[:-1]),
        "moved up": kernel_for(lambda image: np.pad(image, ((0, 1), (0, 0)))[1:]),
        "the image twice": TO_THE_RIGHT + WHERE_IT_IS,
        "a difference": TO_THE_RIGHT - TO_THE_LEFT,
    },
    "convolution.strided": {
        "no stride": lambda image, kernel, s, p: feature_map(image, kernel, 1, p),
        "no padding": lambda image, kernel, s, p: feature_map(image, kernel, s, 0),
        "places counted without the border": places_of_the_image,
        "kernel turned": lambda image, kernel, s, p: convolve2d(np.pad(image, p), kernel, "valid")[
            ::s, ::s
        ],
        "kernel transposed": lambda image, kernel, s, p: feature_map(image, kernel.T, s, p),
        "stride in the size only": stride_for_the_size,
        "mean, not sum": lambda image, kernel, s, p: (
            feature_map(image, kernel, s, p) / len(kernel.ravel())
        ),
        "another border": with_slip(feature_map, mode="edge"),
        "border on two sides": lambda image, kernel, s, p: feature_map(
            np.pad(image, [(0, 2 * p)] * 2), kernel, s, 0
        ),
    },
    "convolution.input-gradient-bug": {
        "the bug is still there": correlate2d,
        "overwritten": last_window_wins,
        "turned by half": lambda delta, kernel: convolve2d(delta, kernel[:, ::-1]),
        "transposed": lambda delta, kernel: correlate2d(delta, kernel.T),
        "too small": lambda delta, kernel: convolve2d(delta, kernel)[
            len(kernel) - 1 : 1 - len(kernel), len(kernel[0]) - 1 : 1 - len(kernel[0])
        ],
    },
    "convolution.size-and-weights": {
        "one channel only": 26 * 16 + 10 * 32 + (14 * 14 * 32 + 1) * 10,
        "no biases": 25 * 3 * 16 + 9 * 16 * 32 + 14 * 14 * 32 * 10,
        "no biases in the dense layer": 76 * 16 + 145 * 32 + 14 * 14 * 32 * 10,
        "no biases in the convolutions": 75 * 16 + 144 * 32 + (14 * 14 * 32 + 1) * 10,
        "padding forgotten": 76 * 16 + 145 * 32 + (12 * 12 * 32 + 1) * 10,
        "stride forgotten": 76 * 16 + 145 * 32 + (30 * 30 * 32 + 1) * 10,
        "second convolution taken as padded": 76 * 16 + 145 * 32 + (16 * 16 * 32 + 1) * 10,
        "flattened without channels": 76 * 16 + 145 * 32 + (14 * 14 + 1) * 10,
        "convolutions only": 76 * 16 + 145 * 32,
    },
}
