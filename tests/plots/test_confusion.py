"""The confusion matrix as a picture: every count in its place, only mistakes shaded."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mnist_course.plots.confusion import show_confusion


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_counts_stand_at_row_truth_column_answer(ax):
    show_confusion(ax, [[90, 7], [3, 80]])
    written = {text.get_position(): text.get_text() for text in ax.texts}
    # A text's position is (x, y): x counts columns (answers), y counts rows (truths).
    assert written == {(0, 0): "90", (1, 0): "7", (0, 1): "3", (1, 1): "80"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("answer", "truth")


def test_right_answers_are_bold_and_not_shaded(ax):
    counts = np.array([[90, 7, 0], [3, 80, 1], [0, 0, 60]])
    show_confusion(ax, counts)
    shades = np.asarray(ax.images[0].get_array())
    assert np.diag(shades).tolist() == [0, 0, 0]
    assert shades[0, 1] == 7
    assert [text.get_weight() for text in ax.texts].count("bold") == 3
    assert counts[0, 0] == 90


def test_a_matrix_without_mistakes_can_be_drawn(ax):
    show_confusion(ax, np.diag([5, 5]))
    assert len(ax.texts) == 4


def test_a_table_that_is_not_square_is_refused(ax):
    with pytest.raises(ValueError, match=r"\(2, 3\)"):
        show_confusion(ax, np.ones((2, 3)))


def test_every_count_can_be_read_on_its_shade(ax):
    show_confusion(ax, [[90, 9, 0], [5, 80, 2], [1, 0, 60]])
    image = ax.images[0]
    shades = image.to_rgba(image.get_array())[..., :3]
    for text in ax.texts:
        column, row = text.get_position()
        pale, dark = sorted(
            (_luminance(shades[row, column]), _luminance(to_rgb(text.get_color()))), reverse=True
        )
        assert (pale + 0.05) / (dark + 0.05) >= 4.5, text.get_text()  # WCAG 2, level AA


def _luminance(colour):
    """Relative luminance as WCAG 2 defines it, from red, green and blue between 0 and 1."""
    colour = np.asarray(colour)
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
