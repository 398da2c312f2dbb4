import pytest

from mnist_course.ground.near import did_you_mean, nearest

NETWORKS = ["softmax_regression", "mlp_128_64", "nielsen", "lenet5", "lenet5_1998"]
EXERCISES = ["perceptron.update", "perceptron.boundary", "digits.mean"]


@pytest.mark.parametrize(
    ("name", "known", "first"),
    [
        ("lenet-5", NETWORKS, "lenet5"),
        ("LeNet5", NETWORKS, "lenet5"),
        ("softmax-regression", NETWORKS, "softmax_regression"),
        ("nielson", NETWORKS, "nielsen"),
        ("perceptron.updat", EXERCISES, "perceptron.update"),
        ("update", EXERCISES, "perceptron.update"),
    ],
)
def test_a_slip_finds_what_was_meant(name, known, first):
    assert nearest(name, known)[0] == first


@pytest.mark.parametrize("name", ["", "transformer", None, 5, "x"])
def test_what_is_near_to_nothing_suggests_nothing(name):
    assert did_you_mean(name, NETWORKS) == ""


def test_the_question_names_each_candidate_once_and_not_too_many():
    assert did_you_mean("adamm", ["sgd", "adam"]) == " Did you mean 'adam'?"
    assert did_you_mean("digit1", [f"digit{i}" for i in "23456"], most=2) == (
        " Did you mean 'digit2' or 'digit3'?"
    )
