"""Answers on what came after LeNet-5, made anew."""

import numpy as np

from tests.exercises.answer_helpers import slope, slopes, with_slip


def not_among_the_best(scores, labels, k):
    misses = [
        label not in sorted(range(len(row)), key=row.__getitem__)[-k:]
        for row, label in zip(scores, labels, strict=True)
    ]
    return sum(misses) / len(misses)


def by_rank(scores, labels, k, keep=np.greater, miss=np.greater_equal, share=np.mean):
    """Count the scores above that of the label."""
    own = scores[np.arange(len(labels)), labels]
    return share(miss(keep(scores, own[:, None]).sum(axis=1), k))


def among_all_samples(scores, labels, k):
    """Take the k best samples of each class in place of the k best classes of each sample."""
    best = [np.argsort(column)[::-1][:k] for column in scores.T]
    return np.mean([label not in np.ravel(best) for label in labels])


def block_by_small_steps(grad, x, W1, W2):
    def loss(x):
        return np.sum(grad * np.maximum(x + np.maximum(x @ W1, 0) @ W2, 0))

    return slopes(loss, x)


def two_ways(grad, x, W1, W2, *, body=1, shortcut="delta", inner=True, outer=True, added=1):
    """Return dL/dx of a residual block, sample by sample."""
    rows = []
    for g, row in zip(grad, x, strict=True):
        h = np.clip(row @ W1, 0, None)
        z = added * row + h @ W2
        delta = np.where(z > 0, g, 0) if outer else g
        inside = W2 @ delta
        inside = np.where(h > 0, inside, 0) if inner else inside
        ways = {"delta": delta, "grad": g, "none": 0 * delta, "twice": 2 * delta}
        rows.append(ways[shortcut] + body * (W1 @ inside))
    return np.array(rows)


def padded_by_a_matrix(x, grad):
    widen = np.eye(x.shape[1], grad.shape[1])
    return x @ widen, grad @ widen.T


def padded(x, grad, *, fill=lambda row, n: [*row, *[0.0] * n], back=lambda x, g: g[:, : len(x[0])]):
    """Fill each row by itself; give back a part of grad."""
    out = [fill(list(row), len(g) - len(row)) for row, g in zip(x, grad, strict=True)]
    return np.array(out), back(x, grad)


def blocks(*, shortcuts=(1, 1, 1), bodies=(0.5, -1.0, 0.25)):
    """Move the input of three blocks of one number each."""

    def through(x):
        for shortcut, body in zip(shortcuts, bodies, strict=True):
            x = shortcut * x + body * x
        return x

    return round(float(slope(1.0, of=through)), 6) + 0.0


def rates():
    return {
        "plain": blocks(shortcuts=(0, 0, 0)),
        "with shortcuts": blocks(),
        "without the second block": blocks(bodies=(0.5, 0, 0.25)),
    }


def filters():
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


RIGHT = {
    "beyond-lenet.block-bug": [block_by_small_steps],
    "beyond-lenet.lost-anyway": [rates()],
    "beyond-lenet.padded-shortcut": [padded_by_a_matrix],
    "beyond-lenet.small-filters": [filters()],
    "beyond-lenet.top-k-error": [not_among_the_best, by_rank],
}

WRONG = {
    "beyond-lenet.top-k-error": {
        "accuracy, not error": with_slip(by_rank, miss=np.less),
        "only the first": lambda scores, labels, k: by_rank(scores, labels, 1),
        "the smallest": with_slip(by_rank, keep=np.less),
        "a count": with_slip(by_rank, share=np.sum),
        "the k-th only": lambda scores, labels, k: np.mean(
            [np.sort(s)[-k] != s[label] for s, label in zip(scores, labels, strict=True)]
        ),
        "one too many": lambda scores, labels, k: by_rank(scores, labels, k + 1),
        "along the wrong axis": among_all_samples,
    },
    "beyond-lenet.block-bug": {
        "the bug is still there": with_slip(two_ways, shortcut="grad"),
        "no shortcut any more": with_slip(two_ways, shortcut="none"),
        "no body any more": with_slip(two_ways, body=0),
        "the last ReLU left out": with_slip(two_ways, outer=False),
        "the inner ReLU left out": with_slip(two_ways, inner=False),
        "the shortcut twice": with_slip(two_ways, shortcut="twice"),
        "the shortcut forgotten forward": with_slip(two_ways, added=0),
        "half and half": lambda *args: two_ways(*args) / 2,
    },
    "beyond-lenet.padded-shortcut": {
        "zeros on the left": lambda x, grad: padded(
            x,
            grad,
            fill=lambda row, n: [*[0.0] * n, *row],
            back=lambda x, g: g[:, g.shape[1] - x.shape[1] :],
        ),
        "copies, not zeros": with_slip(padded, fill=lambda row, n: (row * (n + 1))[: len(row) + n]),
        "grad as it is": with_slip(padded, back=lambda x, g: g),
        "the wrong part": with_slip(padded, back=lambda x, g: g[:, -len(x[0]) :]),
        "the zeros pass something back": with_slip(
            padded,
            back=lambda x, g: np.array([r[: len(x[0])] + sum(r[len(x[0]) :]) for r in g]),
        ),
        "grad in the output": lambda x, grad: (padded(x, grad)[0] + grad, padded(x, grad)[1]),
        "multiplied by x": with_slip(padded, back=lambda x, g: x * g[:, : len(x[0])]),
    },
    "beyond-lenet.small-filters": {
        "the first layer counted as two": filters() | {"layers": (11 - 3) // 2 + 2},
        "the first layer forgotten": filters() | {"layers": (11 - 3) // 2},
        "one layer counted": filters() | {"weights of all": 3**2 * 64**2},
        "one channel in, small": filters() | {"weights of all": 5 * 3**2 * 64},
        "one channel in, large": filters() | {"weights of one": 11**2 * 64},
        "biases counted, small": filters() | {"weights of all": 5 * (9 * 64 + 1) * 64},
        "biases counted, large": filters() | {"weights of one": (121 * 64 + 1) * 64},
    },
    "beyond-lenet.lost-anyway": {
        "added, not multiplied": rates() | {"plain": 0.5 - 1 + 0.25},
        "sign lost": rates() | {"plain": 0.5 * 1 * 0.25},
        "one for everything": rates() | {"with shortcuts": 1 + 0.5 * -1 * 0.25},
        "a shortcut never loses": rates() | {"with shortcuts": 1},
        "bodies only": rates() | {"with shortcuts": blocks(shortcuts=(0, 0, 0))},
        "nothing comes through": rates() | {"without the second block": 1.5 * 0 * 1.25},
        "without shortcuts": rates() | {"without the second block": 0.5 * 0.25},
        "two instead of one": rates() | {"without the second block": 1.5 * 2 * 1.25},
    },
}
