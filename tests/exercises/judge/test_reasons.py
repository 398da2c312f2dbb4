"""Reasons that people once got wrong, or not at all."""

import numpy as np
import pytest
import scipy.special

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import Arrays, Choices, Number, grade


def feedback(name, answer):
    outcome = grade(get_exercise(name), answer)
    assert outcome.status == "wrong"
    return " ".join(outcome.feedback.split())


def one_hot_with(labels_to_index):
    def one_hot(labels, classes):
        targets = np.zeros((len(labels), classes))
        for row, index in enumerate(labels_to_index(labels)):
            targets[row, index] = 1
        return targets

    return one_hot


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (one_hot_with(lambda labels: labels.astype(float)), "must be a whole number"),
        (one_hot_with(lambda labels: labels / 1), "must be a whole number"),
        (lambda labels, classes: [[0] * classes][labels / 1], "must be a whole number"),
        (lambda labels, classes: np.eye(classes)[labels.astype(float)], "must be a whole number"),
        (lambda labels, classes: "abc"[labels / 1], "must be a whole number"),
        (lambda labels, classes: np.zeros((len(labels), classes / 1)), "size must be a whole"),
        (lambda labels, classes: [0 for _ in range(classes / 1)], "size must be a whole"),
        (lambda labels, classes: labels[0, 0], "more indices than axes"),
        (lambda labels, classes: labels[np.array([True])], "The mask and the array"),
        (lambda labels, classes: labels[classes + 50], "An index is too large"),
        (lambda labels, classes: labels(0), "no function is called"),
        (lambda labels, classes: labels @ np.ones((99, 2)), "Print the shapes"),
        (lambda labels, classes: labels.reshape(99, -2), "holds another number of entries"),
    ],
)
def test_what_an_index_error_means(answer, says):
    assert says in feedback("digits.one-hot", answer)


def update_once(w, b, x, y, eta):
    return get_exercise("perceptron.update").reference(w, b, x, y, eta)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda *args: update_once(*args)[0], "only w came back"),
        (lambda *args: list(update_once(*args)[0]), "only w came back"),
        (lambda *args: update_once(*args)[1], "only b came back"),
        (lambda *args: update_once(*args)[0] + 1, "got an array of shape (2,)"),
        (lambda *args: (*update_once(*args), 0), "got a tuple of 3"),
    ],
)
def test_one_of_two_results(answer, says):
    told = feedback("perceptron.update", answer)
    assert "Mistake: a result is missing. Return 2 things, (w, b);" in told
    assert says in told
    assert "shape (2,), expected (2, 2)" not in told


def test_one_of_two_results_of_other_kinds():
    choose = get_exercise("hyperparameters.choose").reference
    told = feedback("hyperparameters.choose", lambda runs: choose(runs)[0])
    assert "Return 2 things, (eta, test_accuracy); only eta came back." in told
    gradient = get_exercise("softmax-regression.gradient").reference
    told = feedback("softmax-regression.gradient", lambda *args: gradient(*args)[0])
    assert "Return 2 things, (dW, db); only dW came back." in told
    pocket = get_exercise("perceptron.pocket").reference
    told = feedback("perceptron.pocket", lambda *args: pocket(*args)[0])
    assert "Return 2 things, (w, b)" in told


def test_an_array_of_numbers_is_as_good_as_a_tuple_of_them():
    pair = Arrays("truth", "answer")
    assert pair.difference(np.array([3, 4]), (3, 4)) is None
    assert pair.difference([3, 4], (3, 4)) is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (["A"], "Give one of A, B, C, D, and nothing around it; got a list of 1."),
        (("A", "B"), "nothing around it; got a tuple of 2."),
        ({"run": "A"}, "nothing around it; got a dict of 1."),
        (3, "nothing around it; got the single value 3."),
        ("E", "'e' is not one of: A, B, C, D."),
        ("run A", "is not one of"),
    ],
)
def test_one_letter_is_wanted(answer, says):
    assert says in feedback("hyperparameters.trend", answer)


@pytest.mark.parametrize(
    ("key", "answer", "says"),
    [
        ("X @ W", "(32, 10)", "X @ W: write the shape as a tuple of numbers without quotes"),
        ("X @ W", "32 x 10", "X @ W: write the shape as a tuple of numbers without quotes"),
        ("x @ W", 10, "x @ W: a shape is a tuple, also with one axis: (5,) and not 5."),
        ("x @ W", np.int64(10), "x @ W: a shape is a tuple"),
        ("x @ W", 10.0, "x @ W: a shape is a tuple"),
    ],
)
def test_shapes_are_tuples(key, answer, says):
    shapes = {**get_exercise("softmax-regression.shapes").reference, key: answer}
    assert says in feedback("softmax-regression.shapes", shapes)


@pytest.mark.parametrize("maybe", ["maybe", 2, (True,)])
def test_yes_or_no(maybe):
    gates = {**get_exercise("perceptron.predict-gates").reference, "x1 equals x2": maybe}
    told = feedback("perceptron.predict-gates", gates)
    assert "x1 equals x2: answer True or False; got" in told


def test_a_word_is_wanted_for_each_task():
    piles = {**get_exercise("digits.split").reference, "choose among 40 networks": 1}
    told = feedback("digits.split", piles)
    assert "choose among 40 networks: answer with one of train, validation, test, as in" in told


def test_a_number_in_quotes_is_called_so_whatever_was_wanted():
    told = feedback("lenet.moved", {"C1": 2, "S2": 1, "C3": 1, "S4": "0.5"})
    assert "S4: write the number without quotes" in told


def test_choices_tell_which_are_right():
    choices = Choices("a", "b", "c")
    wanted = {"a": 1, "b": 2, "c": 3}
    assert choices.difference((1, 3, 3), wanted).text == "Right: a, c. Look again at: b."
    assert choices.difference((2, 3, 1), wanted).text == (
        "None is right yet. Look again at: a, b, c."
    )


@pytest.mark.parametrize("nothing", [None, ...])
def test_nothing_is_told_as_nothing(nothing):
    assert Arrays().difference(nothing, np.ones(2)).kind == "nothing"
    assert Arrays("w", "b").difference(nothing, (np.ones(2), 1.0)).kind == "nothing"


def test_no_line_is_told_where_its_text_is_not_known():
    scope = {}
    exec("def update(w, b, x, y, eta):\n    raise KeyError('k')\n", scope)
    told = feedback("perceptron.update", scope["update"])
    assert "It stops with KeyError: 'k'" in told and "in line" not in told
    # An error of NumPy, without a line of the reader's on the way.
    told = feedback("hyperparameters.geometric-grid", np.linalg.norm)
    assert "It stops with" in told and "in line" not in told


def test_a_line_through_the_samples_tells_none_of_them():
    told = feedback("perceptron.pocket", lambda X, y, eta, epochs: (np.zeros(2), 0.0))
    assert "Yours makes 4 errors in 4 samples, the best line 2." in told


def test_a_computed_share_may_be_rounded():
    choices = Choices("a", "b")
    assert choices.difference((0.1 + 0.2, 0.0), {"a": 0.3, "b": 0.0}) is None
    assert choices.difference((0.3, 0.1 + 0.2 - 0.3), {"a": 0.3, "b": 0.0}) is None
    assert choices.difference((0.3001, 0.0001), {"a": 0.3, "b": 0.0}).text == (
        "None is right yet. Look again at: a, b."
    )


@pytest.mark.parametrize(
    "answer",
    [
        lambda z, T: np.exp(z / T) / np.exp(z / T).sum(),
        lambda z, T: np.exp((z - z.max()) / T) / np.exp((z - z.max()) / T).sum(),
        lambda z, T: scipy.special.softmax(z / T),
    ],
)
def test_softmax_over_the_whole_batch(answer):
    told = feedback("softmax-regression.stable", answer)
    assert "Mistake: one sum for all." in told
    assert "whole batch" in told


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("linear-classifier.parameters", 3072 * 100 + 3072 + 100, "biases for the inputs too"),
    ],
)
def test_biases_counted_on_the_inputs(name, answer, mistake):
    assert f"Mistake: {mistake}." in feedback(name, answer)


@pytest.mark.parametrize(
    ("name", "dtype_of"),
    [
        ("digits.scale", lambda right: lambda images: right(images).astype(np.float16)),
        ("softmax-regression.stable", lambda right: lambda z, T: right(z, T).astype(np.float16)),
        (
            "softmax-regression.gradient",
            lambda right: lambda *args: tuple(part.astype(np.float16) for part in right(*args)),
        ),
    ],
)
def test_float16_is_named(name, dtype_of):
    told = feedback(name, dtype_of(get_exercise(name).reference))
    assert "Mistake: too few digits." in told
    assert "float16" in told


def test_float16_in_a_number():
    assert "float16" in Number(rtol=1e-9).difference(np.float16(23_860), 23_860).text
    assert "float16" in Number(rtol=1e-9).difference(np.float16(np.inf), 150_000).text
    assert Number().difference(np.float16(225), 225) is None
    assert "far too small" in Number().difference(np.float16(3), 225).text


def test_a_wrong_float16_is_wrong_for_its_value():
    found = Arrays().difference(np.array([1, 2], np.float16), np.array([1.0, 3.0]))
    assert found.kind == "value"


def of(name, change):
    return lambda *args: change(get_exercise(name).reference(*args))


@pytest.mark.parametrize(
    ("name", "change", "mistake"),
    [
        ("lenet-experiments.precision", lambda r: 100 * r, "per cent for a share"),
        ("robustness.soften", lambda r: 100 * r, "per cent for a share"),
        ("initialization.leaky-width", lambda r: r / 100, "a share for per cent"),
        ("initialization.leaky-width", lambda r: r * 180 / np.pi, "degrees for radians"),
        ("initialization.leaky-width", lambda r: r * np.pi / 180, "radians for degrees"),
        ("softmax-regression.cross-entropy", lambda r: r / np.log(10), "logarithm to base 10"),
        ("softmax-regression.cross-entropy", lambda r: np.round(r, 2), "rounded"),
        ("robustness.soften", lambda r: r.round(3), "rounded"),
        ("digits.scale", lambda r: r.round(2), "rounded"),
        ("softmax-regression.gradient", lambda r: r[::-1], "in another order"),
        ("linear-classifier.confusion", lambda r: (r[0] + 1, r[1] + 1), "counted from 1"),
    ],
)
def test_right_numbers_in_another_dress_are_named(name, change, mistake):
    assert f"Mistake: {mistake}." in feedback(name, of(name, change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: 100 * r, "is 100 times the right number"),
        (lambda r: r / 100, "is a hundredth of the right number"),
        (lambda r: round(r, 2), "is the right number, rounded"),
        (lambda r: round(r, 1), "is the right number, rounded"),
        (lambda r: 2 * r, "is too small"),
    ],
)
def test_the_right_number_in_another_dress_is_named(change, says):
    name = "backpropagation.tanh-blame"
    assert says in feedback(name, change(get_exercise(name).reference))


def test_what_is_nearly_that_is_not_called_so():
    ones = feedback("robustness.soften", lambda p, T: np.zeros_like(p))
    assert "rounded" not in ones
    assert "rounded" not in Number().difference(0.0, 0.003).text


def test_a_syntax_error_that_an_answer_raises_itself_is_told_with_its_line():
    def raised(w, b, x, y, eta):
        raise SyntaxError("made by hand")

    told = feedback("perceptron.update", raised)
    assert "SyntaxError: made by hand" in told
    assert 'raise SyntaxError("made by hand")' in told
