import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from mnist_course.metrics import accuracy, confusion_matrix

labels = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60)


@given(labels)
def test_against_scikit_learn(pairs):
    truth, guess = np.array(pairs).T
    assert accuracy(truth, guess) == pytest.approx(reference.accuracy_score(truth, guess))
    expected = reference.confusion_matrix(truth, guess, labels=range(10))
    assert np.array_equal(confusion_matrix(truth, guess), expected)
    rows = np.eye(10)[guess] * 0.7
    assert accuracy(np.eye(10)[truth], rows) == accuracy(truth, guess)


def test_by_hand():
    table = confusion_matrix([0, 0, 1, 2], [0, 1, 1, 0], classes=3)
    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert accuracy([0, 0, 1, 2], [0, 1, 1, 0]) == 0.5


def test_one_column_of_probabilities_is_cut_at_one_half():
    assert accuracy([0, 1, 1], np.array([[0.2], [0.9], [0.3]])) == pytest.approx(2 / 3)
    assert accuracy(np.array([[0], [1]]), [0, 1]) == 1
    assert accuracy([0.0, 1.0], [False, True]) == 1


@pytest.mark.parametrize(
    ("truth", "guess", "message"),
    [
        ([0, 1], [0], "y_true has 2 samples, y_pred has 1"),
        ([], [], "no samples"),
        ([0], np.zeros((1, 2, 2)), r"y_pred has shape \(1, 2, 2\), expected labels"),
        ([0, 1], [0.2, 0.9], r"labels must be whole numbers.*\(p > 0\.5\)"),
        ([0, 1], [0, np.nan], "labels must be whole numbers"),
        ([0], [[np.nan, 1]], r"y_pred holds NaN in 1 row"),
        (["a"], [0], "labels must be whole numbers"),
    ],
)
def test_bad_input_is_named(truth, guess, message):
    with pytest.raises(ValueError, match=message):
        accuracy(truth, guess)


def test_labels_out_of_range():
    with pytest.raises(ValueError, match=r"y_pred: labels run from 0 to 3, expected 0\.\.2"):
        confusion_matrix([0, 1], [0, 3], classes=3)
    with pytest.raises(ValueError, match=r"y_true: labels run from -1 to 1"):
        confusion_matrix([-1, 1], [0, 1])
