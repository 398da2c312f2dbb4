"""One step of AdaGrad."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake

EPSILON = 1e-7


def adagrad(w, g, s, eta):
    """Return (w, s) after one step of AdaGrad."""
    s = s + g**2
    return w - eta * g / (np.sqrt(s) + 1e-7), s


def _old_sum(w, g, s, eta):
    return w - eta * g / (np.sqrt(s) + EPSILON), s + g**2


def _mean(w, g, s, eta):
    s = 0.9 * s + 0.1 * g**2
    return w - eta * g / (np.sqrt(s) + EPSILON), s


def _no_square(w, g, s, eta):
    s = s + np.abs(g)
    return w - eta * g / (np.sqrt(s) + EPSILON), s


def _no_root(w, g, s, eta):
    s = s + g**2
    return w - eta * g / (s + EPSILON), s


def _uphill(w, g, s, eta):
    s = s + g**2
    return w + eta * g / (np.sqrt(s) + EPSILON), s


def _one_length(w, g, s, eta):
    s = s + np.sum(g**2)
    return w - eta * g / (np.sqrt(s) + EPSILON), s


def _keeps_s(w, g, s, eta):
    return adagrad(w, g, s, eta)[0], s


def _no_eta(w, g, s, eta):
    s = s + g**2
    return w - g / (np.sqrt(s) + EPSILON), s


def _swapped(w, g, s, eta):
    return adagrad(w, g, s, eta)[::-1]


def _undivided(w, g, s, eta):
    return w - eta * g, s + g**2


def _in_place(w, g, s, eta):
    s += g**2
    w -= eta * g / (np.sqrt(s) + EPSILON)
    return w, s


EXERCISE = Exercise(
    kind="code",
    reference=adagrad,
    compare=Arrays("w", "s"),
    cases=(
        (np.array([1.0]), np.array([3.0]), np.array([16.0]), 0.5),
        (np.array([1.0, -2.0]), np.array([100.0, 0.01]), np.zeros(2), 0.1),
        (np.array([0.5, 0.0, 2.0]), np.array([-1.0, 2.0, 0.5]), np.array([8.0, 5.0, 2.0]), 0.2),
    ),
    mistakes=(
        Mistake(
            "the sum of before",
            _old_sum,
            "You divide by the sum as it was before this step. Add the square of the new gradient "
            "first.",
        ),
        Mistake(
            "a running mean",
            _mean,
            "You take a running mean, which forgets. That is RMSprop; AdaGrad adds up all squares "
            "since the start.",
        ),
        Mistake("no square", _no_square, "You add up the sizes of the gradients, not the squares."),
        Mistake("no root", _no_root, "You divide by the sum itself. Take its root."),
        Mistake("uphill", _uphill, "The step goes up. Against the gradient means minus."),
        Mistake(
            "one length for all",
            _one_length,
            "You add the squares of all weights together. Each weight has a sum of its own.",
        ),
        Mistake(
            "the sum is not handed on",
            _keeps_s,
            "w is right, but the s that you return is the old one: the next step would forget "
            "this one.",
        ),
        Mistake("no eta", _no_eta, "The learning rate is missing: the step is eta times g."),
        Mistake("the other way round", _swapped, "You return (s, w). Return w first."),
        Mistake(
            "plain gradient descent",
            _undivided,
            "s is right, but the step does not feel it. Divide by the root of s.",
        ),
        Mistake(
            "changes its input",
            _in_place,
            "The numbers are right, but += and -= change the caller's arrays. Make new ones: "
            "`s = s + ...`.",
        ),
    ),
    hints=(
        "Two lines: one for s, one for w. Which must come first?",
        "s grows by the square of the gradient, entry by entry: `s = s + g**2`.",
        "`return w - eta * g / (np.sqrt(s) + 1e-7), s`",
    ),
    way="First the new square goes into the sum, then the step is divided by the root of the sum, "
    "for each weight by its own. In Adam a running mean stands in place of the sum, so that old "
    "gradients are forgotten, and a mean of gradients in place of the gradient.",
    note="Since s only grows, the steps of AdaGrad get shorter by themselves.",
)
