"""A planted mistake: gradients of earlier batches are never set back to zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake

Array = np.ndarray


def train_line(x, y, batch, epochs, eta):
    """Fit y = w x + b in batches, mean squared error; return w, b."""
    w, b = 0.0, 0.0
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            xs, ys = x[first : first + batch], y[first : first + batch]
            errors = w * xs + b - ys
            slope_w = 2 * np.mean(errors * xs)
            slope_b = 2 * np.mean(errors)
            w, b = w - eta * slope_w, b - eta * slope_b
    return w, b


def wrong_train(x, y, batch, epochs, eta):
    """Fit y = w x + b in batches, mean squared error; return w, b."""
    w, b, slope_w, slope_b = 0.0, 0.0, 0.0, 0.0
    for _ in range(epochs):
        for first in range(0, len(x), batch):
            xs, ys = x[first : first + batch], y[first : first + batch]
            errors = w * xs + b - ys
            slope_w += 2 * np.mean(errors * xs)
            slope_b += 2 * np.mean(errors)
            w, b = w - eta * slope_w, b - eta * slope_b
    return w, b


def _with(
    zero_each_epoch: bool = False,
    w_kept: bool = False,
    b_kept: bool = False,
    scale: Callable[[Array], float] = lambda xs: 2 / len(xs),
    one_by_one: bool = False,
) -> Callable[..., tuple[float, float]]:
    """Return an answer that keeps some slopes, or measures them in another way."""

    def wrong(x, y, batch, epochs, eta):
        w, b, slope_w, slope_b = 0.0, 0.0, 0.0, 0.0
        for _ in range(epochs):
            if zero_each_epoch:
                slope_w = slope_b = 0.0
            for first in range(0, len(x), batch):
                xs, ys = x[first : first + batch], y[first : first + batch]
                errors = w * xs + b - ys
                slope_w = (w_kept or zero_each_epoch) * slope_w + scale(xs) * np.sum(errors * xs)
                if one_by_one:
                    w = w - eta * slope_w
                    errors = w * xs + b - ys
                slope_b = (b_kept or zero_each_epoch) * slope_b + scale(xs) * np.sum(errors)
                w, b = (w if one_by_one else w - eta * slope_w), b - eta * slope_b
        return w, b

    return wrong


def _case(seed: int, n: int, batch: int, epochs: int, eta: float) -> tuple:
    rng = np.random.default_rng(seed)
    x = np.round(rng.uniform(-1, 1, n), 1)
    return x, np.round(2 * x - 1 + rng.normal(0, 0.1, n), 1), batch, epochs, eta


EXERCISE = Exercise(
    kind="code",
    reference=train_line,
    planted=wrong_train,
    compare=Arrays("w", "b"),
    cases=(
        (np.array([1.0]), np.array([2.0]), 1, 1, 0.1),
        (np.array([1.0]), np.array([2.0]), 1, 2, 0.1),
        (np.array([1.0, -1.0]), np.array([2.0, 0.0]), 1, 1, 0.1),
        _case(0, 6, 4, 2, 0.2),
        _case(1, 5, 5, 3, 0.3),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_train,
            "One step is right: try epochs = 1 with a single batch. Compare the slope used in the "
            "second step with the one you find by moving w up and down.",
        ),
        Mistake(
            "set back once an epoch",
            _with(zero_each_epoch=True),
            "You set the slopes back at the start of each epoch. Within an epoch the second batch "
            "still steps along the slopes of the first.",
        ),
        Mistake(
            "only w is set back",
            _with(b_kept=True),
            "slope_w is right now. slope_b still carries what earlier batches left.",
        ),
        Mistake(
            "only b is set back",
            _with(w_kept=True),
            "slope_b is right now. slope_w still carries what earlier batches left.",
        ),
        Mistake(
            "sum for mean",
            _with(scale=lambda xs: 2.0),
            "The left-overs are gone. But the loss is a mean over the batch, so its slope is too.",
        ),
        Mistake(
            "the factor 2 lost",
            _with(scale=lambda xs: 1 / len(xs)),
            "The left-overs are gone, and with them the 2: the slope of errors² is 2 · errors.",
        ),
        Mistake(
            "b after w",
            _with(one_by_one=True),
            "You changed w before the slope along b was taken. Both belong to the same w and b.",
        ),
    ),
    hints=(
        "Take one sample and one epoch: is the result right? Then two epochs. What does the second "
        "step do that the first does not?",
        "Print slope_w in each step beside the slope that moving w up and down gives. Which of "
        "them knows of the step before?",
        "`+=` adds to what the last batch has left. Each batch has slopes of its own.",
    ),
    way="The first step is right, the second is not: `+=` adds the new slope to that of the batch "
    "before. Write `=` in both lines, or set both to zero at the start of each batch.",
    note="PyTorch adds new gradients to old ones by design, so its loops call zero_grad. A "
    "GradientTape makes new ones each time. Left-overs act like a momentum of 1, which never slows "
    "down, so a network may even seem to learn with them.",
)
