"""The cells of a page as its own Python runs them; here without a browser."""

import builtins
import json

import pytest

from mnist_course.book import in_page
from mnist_course.data import load_mnist
from mnist_course.data import mnist as digits


@pytest.fixture
def session(monkeypatch):
    """A session on a computer that lacks matplotlib."""
    known = builtins.__import__

    def without(name, *arguments):
        if name.partition(".")[0] == "matplotlib":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return known(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    return in_page.Session()


def test_cells_run_in_their_order_each_once(session):
    cells = ["seen = []", "seen.append(1)", "print(len(seen))\nlen(seen) + 1"]
    for _ in range(2):
        told = session.run(cells)
        assert (told["printed"], told["value"], told["error"]) == ("1\n", "2", [])
    changed = [cells[0], "seen.extend([1, 2])", cells[2]]
    assert session.run(changed)["printed"] == "2\n", "what stands below a change runs anew"
    assert session.run(cells[:1])["value"] == ""


def test_what_a_page_has_not_is_named_and_the_rest_goes_on(session):
    cells = [
        "import matplotlib.pyplot as plt\nimport math",
        "plt.plot([1])\nlength = math.hypot(3, 4)",
        "length",
        "plt.show()",
    ]
    assert session.run(cells[:3])["value"] == "5.0"
    told = session.run(cells)
    assert told["needs"] == "matplotlib" and not told["error"]
    lost = session.run([*cells[:1], "with plt.style.context([]):\n    width = 1", "width"])
    assert lost["needs"] == "matplotlib" and "NameError" in lost["error"][0]


def test_an_error_is_explained_with_its_line(session):
    told = session.run(["def half(x):\n    return x / 0", "half(1)"])
    assert "ZeroDivisionError" in told["error"][0]
    assert "return x / 0" in told["error"][1]
    assert "SyntaxError" in session.run(["def ("])["error"][0]
    assert len(session.run(["print('x' * 99_999)"])["printed"]) == in_page.KEPT


def test_load_mnist_gives_the_sample_and_says_so(session, monkeypatch):
    monkeypatch.setattr(digits, "load_mnist", load_mnist)
    monkeypatch.setattr("mnist_course.data.load_mnist", load_mnist)
    in_page.prepare()
    told = session.run(["from mnist_course import load_mnist\ndata = load_mnist()\nprint(data)"])
    assert "the book's sample" in told["printed"]
    assert "5,000 training, 500 validation and 500 test images" in told["printed"]
    claimed = session.run(
        [
            "from mnist_course import claim, load_mnist\ndata = load_mnist(0)",
            "claim('all of MNIST', False, data)",
        ]
    )
    assert "not checked" in claimed["printed"]


def test_what_goes_to_the_page_is_json():
    assert json.loads(in_page.run(["1 + 1"]))["value"] == "2"
