"""Mistakes that no bank knows: found by the general signs."""

import itertools

import numpy as np
import pytest

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import Arrays, Exercise, Mistake, Number, grade


def mean_rows(X):
    """Return the mean over each row's squares, a demonstration."""
    return (X * X).mean(axis=1)


def batch_mean(X):
    """Return the mean over the batch."""
    return X.mean(axis=0)


def product(X):
    """Return a matrix that is not square."""
    return 1.5 * X @ np.ones((X.shape[1], 2)) + np.arange(2)


CASES = tuple((np.random.default_rng(n).normal(size=(n, 3)),) for n in (2, 4, 5))


def exercise(reference, compare=None, cases=CASES, mistakes=()):
    return Exercise(
        name="demo.x",
        kind="code",
        reference=reference,
        hints=["h"],
        way="So.",
        cases=cases,
        mistakes=mistakes,
        compare=compare or Arrays(),
    )


_counter = itertools.count()


def _some_path(X):
    if len(X) > 2:
        return batch_mean(X)


def _in_place(X):
    X -= 1
    return batch_mean(X + 1)


def _prints(X):
    print(batch_mean(X))


@pytest.mark.parametrize(
    ("reference", "answer", "mistake"),
    [
        (batch_mean, _in_place, "changes its input"),
        (batch_mean, _prints, "prints instead of returning"),
        (batch_mean, _some_path, "returns nothing on one path"),
        (batch_mean, lambda X: X.sum(axis=0), "missing 1/batch"),
        (batch_mean, lambda X: X.mean(axis=0) / len(X), "divided by the batch twice"),
        (batch_mean, lambda X: -X.mean(axis=0), "sign reversed"),
        (batch_mean, lambda X: 2.5 * X.mean(axis=0), "off by a constant factor"),
        (batch_mean, lambda X: 0.6 * X.mean(axis=0), "off by a constant factor"),
        (batch_mean, lambda X: 1.01 * X.mean(axis=0), "off by a constant factor"),
        (batch_mean, lambda X: X.mean(axis=0) * np.nan, "not finite"),
        (batch_mean, lambda X: X.mean(axis=0) / 0, "not finite"),
        (batch_mean, lambda X: X.mean(axis=1), "wrong shape"),
        (batch_mean, lambda X: X.mean(axis=0).astype(int), "whole numbers"),
        (batch_mean, lambda X: X.mean(axis=0).astype("float16"), "too few digits"),
        (batch_mean, lambda X: "mean", "another kind of result"),
        (batch_mean, lambda X: X.mean(axis=0) + next(_counter), "different at every call"),
        (product, lambda X: product(X).T, "transposed"),
        (mean_rows, lambda X: X.mean(axis=1) + 7, None),
        # Factors that are not the same in every case, and near to those that have a name.
        (batch_mean, lambda X: X.mean(axis=0) * (1 + len(X)), None),
        (batch_mean, lambda X: X.sum(axis=0) * (1 + len(X) / 1000), None),
        (batch_mean, lambda X: X.mean(axis=0) / (len(X) + 0.01), None),
        (batch_mean, lambda X: -X.mean(axis=0) * (1 + len(X) / 1000), None),
    ],
)
def test_general_signs(reference, answer, mistake):
    outcome = grade(exercise(reference), answer)
    assert outcome.status == "wrong"
    assert outcome.mistake == mistake


def test_shapes_are_told():
    feedback = " ".join(grade(exercise(product), lambda X: product(X).T).feedback.split())
    assert "(Shape (2, 4), expected (4, 2).)" in feedback


def test_the_inputs_that_change_are_named():
    feedback = " ".join(grade(exercise(batch_mean), _in_place).feedback.split())
    assert "The function changes X of its caller" in feedback
    assert "the results are right on all 3 cases" in feedback


def test_an_in_place_change_is_added_to_another_mistake():
    bank = (Mistake("sum", lambda X: X.sum(axis=0) + 1, "You add 1."),)
    demo = exercise(batch_mean, mistakes=bank)

    def answer(X):
        result = X.sum(axis=0) + 1
        X *= 0
        return result

    outcome = grade(demo, answer)
    assert outcome.mistake == "sum"
    assert "Also: The function changes X" in " ".join(outcome.feedback.split())


def test_an_in_place_change_that_is_the_mistake_is_told_once():
    update = get_exercise("perceptron.update")
    known = next(m for m in update.mistakes if m.name == "changes its input")
    outcome = grade(update, known.wrong)
    assert outcome.mistake == "changes its input"
    assert "Also:" not in outcome.feedback


def test_a_factor_in_one_part_only():
    def both(X):
        return X.mean(axis=0), X.max()

    demo = exercise(both, Arrays("mean", "top"))
    assert grade(demo, lambda X: (X.sum(axis=0), X.max())).mistake == "missing 1/batch"
    outcome = grade(demo, lambda X: X.mean(axis=0))
    assert "Return 2 things, (mean, top); only mean came back." in " ".join(
        outcome.feedback.split()
    )


def test_the_smallest_counter_example_is_shown():
    cases = ((np.arange(8.0),), (np.array([3.0]),), (np.array([1.0, 2.0]),))
    demo = exercise(lambda x: x.max() * 2, cases=cases)
    feedback = grade(demo, lambda x: x.max() + 3).feedback
    assert "right on 1 of 3 cases" in feedback
    assert "(x=[1, 2])" in feedback
    assert "yours:    5" in feedback
    assert "expected: 4" in feedback


def _no_return(X):
    mean = X.mean(axis=0)
    mean = mean + 1


def _docstring_only(X):
    """Return the mean."""


def _blank_parts(X):
    mean = ...
    return mean, 3


def _blank_used(X):
    step = ...
    return X * step


def _not_implemented(X):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_docstring_only, "not attempted yet."),
        (_not_implemented, "not attempted yet."),
        (lambda X: X + ..., "not finished yet"),
        (lambda X: list(...), "not finished yet"),
        (lambda X: (..., ...), "not attempted yet."),
        (_blank_parts, "not finished yet"),
        (_blank_used, "not finished yet"),
        (_no_return, "is `return` missing?"),
    ],
)
def test_stubs_and_half_done_functions(answer, says):
    outcome = grade(exercise(batch_mean), answer)
    assert outcome.status == "not attempted"
    assert says in outcome.feedback
    assert "\n" not in outcome.feedback


def _pass(X):
    pass


def _bare_return(X):
    return


@pytest.mark.parametrize("answer", [_docstring_only, _pass, _bare_return])
def test_an_empty_function_is_not_asked_for_a_return(answer):
    assert grade(exercise(batch_mean), answer).feedback == "○ demo.x — not attempted yet."


def test_one_number_is_recognised_in_an_array_or_alone():
    assert Arrays().same(np.array([15.0]), 15.0) and Arrays().same(15.0, np.array([[15.0]]))
    assert not Arrays().same(np.array([15.0, 15.0]), 15.0)


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (10, "10 is far too small."),
        (499, "499 is far too small."),
        (501, "501 is too small."),
        (4499, "4499 is too small."),
        (4501, "4501 is a little too small."),
        (5499, "5499 is a little too large."),
        (5501, "5501 is too large."),
        (49_999, "49999 is too large."),
        (50_001, "50001 is far too large."),
        (-5000, "wrong sign"),
        (float("nan"), "finite"),
        ("5000", "without quotes"),
        ((5, 0), "A comma makes a tuple"),
        (True, "one number"),
        ([1, 2], "one number"),
    ],
)
def test_a_number_gets_a_direction(got, says):
    assert says in Number().difference(got, 5000).text


def test_a_number_beside_zero_or_below_it():
    assert Number().difference(3, 0).text == "3 is far too large."
    assert Number().difference(-3, -5).text == "-3 is too large."
    assert Number().difference(-7, -5).text == "-7 is too small."
    assert Number().difference(0, 5).text == "0 is far too small."
    assert Number().difference(5004, 5000) is None and Number().difference(5006, 5000)
    assert Number(rtol=1e-9).difference(5000.001, 5000)


def test_the_direction_of_a_negative_number_is_that_of_the_number_line():
    assert "-0.3 is too small" in Number().difference(-0.3, -0.192).text
    assert "-0.1 is too large" in Number().difference(-0.1, -0.192).text


@pytest.mark.parametrize(
    "missing",
    [{"cases": ()}, {"hints": []}, {"reference": 3, "stub": ""}, {"planted": mean_rows}],
)
def test_an_incomplete_exercise_is_refused(missing):
    complete = {"name": "demo.x", "kind": "code", "hints": ["h"], "way": "So."}
    complete |= {"reference": batch_mean, "cases": CASES}
    complete["mistakes"] = (Mistake("sum", lambda X: X.sum(axis=0), "You add up."),)
    with pytest.raises(ValueError, match=r"an exercise .*needs|must be the wrong answer of a"):
        Exercise(**{**complete, **missing})
