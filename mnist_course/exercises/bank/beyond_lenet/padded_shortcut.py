"""A shortcut without weights for a block that widens: zeros, and their way back."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def padded_shortcut(x, grad):
    """Return the shortcut's output, x and zeros, and dL/dx from grad."""
    out = np.zeros_like(grad)
    out[:, : x.shape[1]] = x
    return out, grad[:, : x.shape[1]]


def _left(x, grad):
    wide, narrow = grad.shape[1], x.shape[1]
    return np.pad(x, ((0, 0), (wide - narrow, 0))), grad[:, wide - narrow :]


def _repeated(x, grad):
    wide = grad.shape[1]
    times = -(-wide // x.shape[1])
    return np.tile(x, times)[:, :wide], grad[:, : x.shape[1]]


def _all_of_it(x, grad):
    return padded_shortcut(x, grad)[0], grad


def _last_part(x, grad):
    return padded_shortcut(x, grad)[0], grad[:, -x.shape[1] :]


def _summed(x, grad):
    out, back = padded_shortcut(x, grad)
    extra = grad[:, x.shape[1] :].sum(axis=1, keepdims=True)
    return out, back + extra


def _added(x, grad):
    out, back = padded_shortcut(x, grad)
    return out + grad, back


def _value_back(x, grad):
    out, back = padded_shortcut(x, grad)
    return out, back * x


def _case(seed: int, samples: int, narrow: int, wide: int) -> tuple:
    rng = np.random.default_rng(seed)
    return tuple(np.round(rng.normal(size=(samples, width)), 1) for width in (narrow, wide))


EXERCISE = Exercise(
    kind="code",
    reference=padded_shortcut,
    compare=Arrays("out", "dx"),
    cases=(
        (np.array([[1.0, 2.0]]), np.array([[0.1, 0.2, 0.3]])),
        _case(0, 3, 2, 5),
        _case(1, 2, 3, 4),
        _case(2, 2, 4, 4),
    ),
    mistakes=(
        Mistake(
            "zeros on the left",
            _left,
            "The zeros stand to the left of x. They belong on the right, so that unit j stays unit "
            "j.",
        ),
        Mistake(
            "copies, not zeros",
            _repeated,
            "You fill the new places with x once more. They are to hold 0.",
        ),
        Mistake(
            "grad as it is",
            _all_of_it,
            "dL/dx has the shape of x. The other numbers of grad meet places that no x has "
            "touched.",
        ),
        Mistake(
            "the wrong part",
            _last_part,
            "x went into the first places of the output, so its gradient stands in the first "
            "places of grad.",
        ),
        Mistake(
            "the zeros pass something back",
            _summed,
            "What stands at the zeros of the output does not depend on x: nothing of it belongs to "
            "dL/dx.",
        ),
        Mistake(
            "grad in the output",
            _added,
            "The way forward knows nothing of grad but its width.",
        ),
        Mistake(
            "multiplied by x",
            _value_back,
            "Each output is x times 1. The chain rule multiplies grad by 1, not by x.",
        ),
    ),
    hints=(
        "`grad` has the shape of the output. How many columns of zeros are missing?",
        "Begin with `np.zeros_like(grad)` and write x into the first columns.",
        "The first columns of the output change with x at the rate 1, the others at the rate 0: "
        "`grad[:, : x.shape[1]]`.",
    ),
    way="The output is x in the first columns and 0 in the others. On the way back the first "
    "columns of grad belong to x, the others to nobody.",
    note="The first residual networks for CIFAR-10 widen in this way, without a single weight.",
)
