"""Right answers found in other ways, for the chapters on networks of several layers.

What the reference derives, SciPy, a small change or plain counting finds here: a wrong reference
would refuse these answers.
"""

import itertools

import numpy as np
import pytest
from scipy.ndimage import zoom
from scipy.signal import convolve2d, correlate2d
from scipy.special import expit

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade


def by_a_small_step(f, x, step=1e-6):
    """Return the slope of a function of one number, or of each number of an array by itself."""
    return (f(x + step) - f(x - step)) / (2 * step)


def by_small_steps(loss, x, step=1e-6):
    """Return the gradient of a number, by moving each number of an array."""
    x = np.array(x, float)
    slopes = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        moved = np.zeros_like(x)
        moved[at] = step
        slopes[at] = (loss(x + moved) - loss(x - moved)) / (2 * step)
    return slopes


def collapse_by_unit_vectors(Ws, bs):
    def through(x):
        for W, b in zip(Ws, bs, strict=True):
            x = x @ W + b
        return x

    b = through(np.zeros(len(Ws[0])))
    return np.array([through(unit) - b for unit in np.eye(len(Ws[0]))]), b


def depth_by_multiplying():
    left, layers = 1.0, 0
    while left >= 1 / 1000:
        left *= 1.2 * by_a_small_step(np.tanh, 1.0)
        layers += 1
    return layers


FUNCTIONS = {
    "sigmoid": expit,
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "leaky ReLU": lambda z: np.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: np.logaddexp(0, z),
}


def where_flat():
    def flat(f, z):
        return abs(by_a_small_step(f, z, 1.0)) < 1e-20

    words = {(1, 1): "both", (1, 0): "left", (0, 1): "right", (0, 0): "neither"}
    return {name: words[flat(f, -100.0), flat(f, 100.0)] for name, f in FUNCTIONS.items()}


def leak(grad, z):
    return by_small_steps(lambda v: np.sum(grad * np.maximum(v, 0.1 * v)), z)


def blameless(a1=0.0, w45=0.0):
    """Move each knob of the network of the chapter."""
    from mnist_course.exercises.bank.backpropagation.blameless import KNOBS

    start = dict(zip(KNOBS, (2, -1, 1, -2, 1.5, 0, 3, w45, 0), strict=True))

    def loss(k):
        a3 = expit(k["w13"] * a1 + k["w23"] * 2 + k["b3"])
        a4 = expit(k["w14"] * a1 + k["w24"] * 2 + k["b4"])
        return (expit(k["w35"] * a3 + k["w45"] * a4 + k["b5"]) - 0) ** 2 / 2

    def moved(name):
        return loss({**start, name: start[name] + 0.1}) != loss(start)

    return {name: "not zero" if moved(name) else "zero" for name in KNOBS}


def tanh_gradients(X, Y, *knobs):
    def loss(W1, b1, W2, b2):
        return np.sum((np.tanh(X @ W1 + b1) @ W2 + b2 - Y) ** 2) / 2 / len(X)

    return tuple(
        by_small_steps(lambda v, i=i: loss(*knobs[:i], v, *knobs[i + 1 :]), knobs[i])
        for i in range(4)
    )


def tanh_blame():
    after, blames = np.array([2, -1, 0.5]), np.array([0.1, 0.3, -0.4])
    return by_a_small_step(
        lambda z: np.tanh(z) @ (after * blames).sum(keepdims=True), np.array([np.arctanh(0.6)])
    )


def weighted_one_by_one(a, delta, c):
    return sum(c[i] * np.outer(a[i], delta[i]) for i in range(len(c))) / sum(c)


X = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1.0]])
EDGE = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1.0]])


def follows():
    """Change an image that is empty at its edges; does the map change in the same way?"""
    rng = np.random.default_rng(0)
    image = np.zeros((21, 21))
    image[5:15, 4:14] = rng.integers(0, 9, (10, 10))
    any_kernel = rng.integers(-4, 5, (3, 3))

    def feature_map(picture, kernel, stride=1):
        return correlate2d(picture, kernel, "valid")[::stride, ::stride]

    def same(change, kernel, stride=1, of_map=None):
        changed = feature_map(change(image), kernel, stride)
        wanted = (of_map or change)(feature_map(image, kernel, stride))
        return changed.shape == wanted.shape and np.allclose(changed, wanted)

    def moved(by):
        return lambda picture: np.roll(picture, by, axis=1)

    def enlarged(picture):
        return zoom(picture, 2, order=0)

    def bigger(kernel):
        large, small = feature_map(enlarged(image), kernel), enlarged(feature_map(image, kernel))
        return np.allclose(large[: len(small), : len(small)], small[: len(large), : len(large)])

    by_one = [same(moved(1), any_kernel, 2, moved(by)) for by in range(-2, 3)]
    return {
        "X moved by 1": same(moved(1), X),
        "X turned": same(np.rot90, X),
        "edge turned": same(np.rot90, EDGE),
        "edge mirrored upside down": same(np.flipud, EDGE),
        "X twice as large": bigger(X),
        "stride 2 moved by 1": any(by_one),
        "stride 2 moved by 2": same(moved(2), any_kernel, 2, moved(1)),
    }


def the_mover():
    """Try all kernels that look at one pixel."""
    image = np.random.default_rng(0).random((6, 6))
    wanted = np.pad(image, ((0, 0), (1, 0)))[:, :-1]
    kernels = [unit.reshape(3, 3) for unit in np.eye(9)]
    return next(k for k in kernels if np.allclose(correlate2d(image, k, "same"), wanted))


def strided(image, kernel, stride, padding):
    padded = np.pad(image, padding)
    return correlate2d(padded, kernel, "valid")[::stride, ::stride]


def size_and_weights():
    image = np.zeros((32, 32))
    first = strided(image, np.zeros((5, 5)), 2, 2)
    second = strided(first, np.zeros((3, 3)), 1, 0)
    arrays = [(5, 5, 3, 16), (16,), (3, 3, 16, 32), (32,), (second.size * 32, 10), (10,)]
    return sum(np.zeros(shape).size for shape in arrays)


def precisions_by_lists(C):
    """Write every image down, and ask of each answer how often it was deserved."""
    pairs = [pair for pair in np.ndindex(C.shape) for _ in range(C[pair])]
    answers = [[truth == a for truth, a in pairs if a == answer] for answer in range(len(C))]
    return [sum(right) / len(right) if right else 0 for right in answers]


def pile():
    truth = [1] * 900 + [7] * 60 + [4] * 40
    read = [1] * 900 + [7] * 30 + [0] * 30 + [4] * 10 + [0] * 30
    right = [
        [t == r for t, r in zip(truth, read, strict=True) if t == digit] for digit in (1, 7, 4)
    ]
    return np.mean([np.mean(one) for one in right])


def covered_by_index(image, size):
    height, width = image.shape
    places = itertools.product(range(height - size + 1), range(width - size + 1))
    rows, columns = np.indices(image.shape)
    return [
        np.where((r <= rows) & (rows < r + size) & (c <= columns) & (columns < c + size), 0, image)
        for r, c in places
    ]


def starts():
    return next(n for n in range(1, 1000) if np.sqrt(0.14**2 / n + 0.14**2 / n) <= 0.05)


# The maps of S2 that each map of C3 sees: Table I of LeCun et al. (1998).
SEEN = [3] * 6 + [4] * 9 + [6]


def connections():
    c3 = sum(5 * 5 * maps + 1 for maps in SEEN) * 10 * 10
    c5 = (5 * 5 * 16 + 1) * 120
    layers = [(5 * 5 + 1) * 28 * 28 * 6, (4 + 1) * 14 * 14 * 6, c3, (4 + 1) * 5 * 5 * 16, c5]
    return sum(layers) + (120 + 1) * 84 + 84 * 10


def sparse_by_filters(seen, size):
    return sum(1 + size * size for column in seen.T for one in column if one) + sum(
        1 - sum(column) for column in seen.T.astype(int)
    )


def read_digit_by_digit(p, limit):
    sure = 1.0
    for row in p:
        sure *= max(row)
    return [int(np.argmax(row)) if sure >= limit else -1 for row in p]


def pooled(image, size, how):
    rows, columns = (side // size for side in image.shape)
    windows = (
        how(image[r * size : (r + 1) * size, c * size : (c + 1) * size])
        for r, c in np.ndindex(rows, columns)
    )
    return np.array(list(windows)).reshape(rows, columns)


def max_pool_one_by_one(images, size):
    maps = [
        [pooled(image[..., k], size, np.max) for k in range(image.shape[2])] for image in images
    ]
    return np.array(maps).transpose(0, 2, 3, 1)


def moved_by_two():
    """Follow a pattern through C1 to S4, and look which move explains each map."""
    rng = np.random.default_rng(0)
    image = np.zeros((48, 48))
    image[16:28, 16:28] = rng.random((12, 12))
    first, second = rng.normal(size=(2, 5, 5))

    def maps(picture):
        c1 = correlate2d(picture, first, "valid")
        s2 = pooled(c1, 2, np.mean)
        c3 = correlate2d(s2, second, "valid")
        return {"C1": c1, "S2": s2, "C3": c3, "S4": pooled(c3, 2, np.mean)}

    before, after = maps(image), maps(np.roll(image, 2, axis=1))

    def move(name):
        moves = [n for n in range(4) if np.allclose(np.roll(before[name], n, 1), after[name])]
        return moves[0] if moves else "new"

    return {name: move(name) for name in before}


def the_dot():
    def of(how, times, column):
        image = np.zeros((16, 16))
        image[4, column] = 1
        for _ in range(times):
            image = pooled(image, 2, how)
        return image

    def told(how, times, column):
        before, after = of(how, times, 4), of(how, times, column)
        if np.array_equal(before, after):
            return "same"
        alike = np.array_equal(np.sort(before, axis=None), np.sort(after, axis=None))
        return "moved" if alike else "other numbers"

    return {
        "max right": told(np.max, 1, 5),
        "max left": told(np.max, 1, 3),
        "mean right": told(np.mean, 1, 5),
        "max twice right": told(np.max, 2, 5),
        "max twice left": told(np.max, 2, 3),
    }


def mean_backward(grad, size):
    shape = tuple(side * size for side in grad.shape)
    return by_small_steps(lambda x: np.sum(grad * pooled(x, size, np.mean)), np.zeros(shape))


def reach():
    """Change one pixel of a row after the other: on how many does a number in the middle depend?"""

    def last(row):
        for layer in "ccpccp":
            if layer == "c":
                row = np.convolve(row, np.ones(3), "valid")
            else:
                row = row[: len(row) // 2 * 2].reshape(-1, 2).max(axis=1)
        return row

    depends = [last(100 * unit)[5] != last(0 * unit)[5] for unit in np.eye(100)]
    return sum(depends)


def not_among_the_best(scores, labels, k):
    misses = [
        label not in sorted(range(len(row)), key=row.__getitem__)[-k:]
        for row, label in zip(scores, labels, strict=True)
    ]
    return sum(misses) / len(misses)


def block_by_small_steps(grad, x, W1, W2):
    def loss(x):
        return np.sum(grad * np.maximum(x + np.maximum(x @ W1, 0) @ W2, 0))

    return by_small_steps(loss, x)


def padded_by_a_matrix(x, grad):
    widen = np.eye(x.shape[1], grad.shape[1])
    return x @ widen, grad @ widen.T


def blocks_by_small_steps():
    """Move the input of three blocks of one number each."""

    def rate(*factors):
        def through(x):
            for shortcut, slope in factors:
                x = shortcut * x + slope * x
            return x

        return round(by_a_small_step(through, 1.0), 9) + 0.0

    slopes = (0.5, -1.0, 0.25)
    return {
        "plain": rate(*((0, slope) for slope in slopes)),
        "with shortcuts": rate(*((1, slope) for slope in slopes)),
        "without the second block": rate((1, 0.5), (1, 0), (1, 0.25)),
    }


def filters_one_by_one():
    """Stack layers of 3 × 3 until one pixel of the last sees 11 of a row."""
    layers, seen = 0, np.zeros(41)
    seen[20] = 1
    while np.count_nonzero(seen) < 11:
        seen = np.convolve(seen, np.ones(3), "same")
        layers += 1
    return {
        "layers": layers,
        "weights of all": layers * np.ones((3, 3, 64, 64)).size,
        "weights of one": np.ones((11, 11, 64, 64)).size,
    }


RIGHT = [
    ("activation-functions.collapse", collapse_by_unit_vectors),
    ("activation-functions.depth", depth_by_multiplying()),
    ("activation-functions.flat", where_flat()),
    ("activation-functions.leak-bug", leak),
    ("activation-functions.swish-slope", lambda z: by_a_small_step(lambda v: v * expit(v), z)),
    ("backpropagation.blameless", blameless()),
    ("backpropagation.slope-bug", tanh_gradients),
    ("backpropagation.tanh-blame", tanh_blame()),
    (
        "backpropagation.used-twice",
        lambda w, x: by_a_small_step(lambda v: np.tanh(v * np.tanh(v * x)), w),
    ),
    ("backpropagation.weighted", weighted_one_by_one),
    ("beyond-lenet.block-bug", block_by_small_steps),
    ("beyond-lenet.lost-anyway", blocks_by_small_steps()),
    ("beyond-lenet.padded-shortcut", padded_by_a_matrix),
    ("beyond-lenet.small-filters", filters_one_by_one()),
    ("beyond-lenet.top-k-error", not_among_the_best),
    ("convolution.follows", follows()),
    ("convolution.input-gradient-bug", convolve2d),
    ("convolution.mover", the_mover()),
    ("convolution.size-and-weights", size_and_weights()),
    ("convolution.strided", strided),
    ("lenet-experiments.covered", covered_by_index),
    ("lenet-experiments.imbalance", pile()),
    ("lenet-experiments.precision", precisions_by_lists),
    ("lenet-experiments.starts", starts()),
    ("lenet.connections", connections()),
    ("lenet.moved", moved_by_two()),
    ("lenet.read-or-refuse", read_digit_by_digit),
    ("lenet.sparse-count", sparse_by_filters),
    ("lenet.wider", sum([20 * 26, 50 * (25 * 20 + 1), 128 * (800 + 1), 10 * (128 + 1)])),
    ("pooling.dot", the_dot()),
    ("pooling.max-pool", max_pool_one_by_one),
    ("pooling.mean-backward-bug", mean_backward),
    ("pooling.receptive-field", reach()),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT, ids=[name for name, _ in RIGHT])
def test_an_answer_found_in_another_way_is_right(name, answer):
    outcome = grade(get_exercise(name), answer)
    assert outcome.status == "right", outcome.feedback
