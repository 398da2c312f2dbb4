"""A notebook is told where the pictures of a figure are, and the place is right to the pixel."""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from PIL import Image

from mnist_course.plots.notebook import PICTURES, picture_boxes

RED = (255, 0, 0)


def shown(figure: Figure) -> np.ndarray:
    """The pixels of a figure as notebooks show it: cut to its content."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.dpi, bbox_inches="tight")
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("layout", ["constrained", None])
def test_a_box_is_where_the_picture_is(layout):
    red = mpl.colors.ListedColormap(["red"])
    with mpl.rc_context({"image.interpolation": "nearest"}):
        figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3), layout=layout)
        left.imshow(np.zeros((2, 3)), cmap=red)
        left.set_title("a wide title that stands out over the panel's sides")
        right.plot([0, 1], [0, 1])
        pixels = shown(figure)
        (box,) = picture_boxes(figure)
        plt.close(figure)
    height, width, _ = pixels.shape
    rows, columns = np.nonzero((pixels == RED).all(axis=2))
    found = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    told = np.multiply(box, (width, height, width, height))
    assert np.abs(np.subtract(told, found)).max() < 2.5


def test_heat_maps_and_their_bars_are_pictures_and_lines_are_none():
    figure, (one, two, three) = plt.subplots(1, 3)
    figure.colorbar(one.imshow(np.eye(3)))
    two.pcolormesh(np.eye(3))
    three.plot([1, 2])
    figure.canvas.draw()
    assert len(picture_boxes(figure)) == 3
    two.set_visible(False)
    assert len(picture_boxes(figure)) == 2
    plt.close(figure)


def test_each_figure_of_a_notebook_says_it():
    cells = (
        "import matplotlib.pyplot as plt\nfrom mnist_course.plots import use_style\nuse_style()",
        "use_style()\nplt.imshow([[0, 1]])\nplt.show()",
        "plt.plot([0, 1])\nplt.show()",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, kernel_name="python3").execute()
    told = [c.outputs[0].metadata["image/png"][PICTURES] for c in notebook.cells[1:]]
    assert [len(boxes) for boxes in told] == [1, 0]
    assert base64.b64decode(notebook.cells[1].outputs[0].data["image/png"]).startswith(b"\x89PNG")
