"""``mnist-course plot``: a figure in a file."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def test_a_png_of_one_run(run, runs):
    done = run("plot", runs["mlp"], "--out", "figures/mlp.png", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["file"] == str(Path("figures/mlp.png"))
    image = Image.open("figures/mlp.png")
    assert image.width == 1008  # 7 inches at 144 dots an inch, as in the book
    grey = np.asarray(image.convert("L"))
    assert 0.005 < np.mean(grey < 128) < 0.5


def test_an_svg_of_several_runs_is_the_same_each_time(run, runs):
    for name in ("a.svg", "b.svg"):
        assert run("plot", runs["mlp"], runs["softmax"], "--out", name).exit_code == 0
    text = Path("a.svg").read_text()
    assert text == Path("b.svg").read_text()
    assert ElementTree.fromstring(text).tag.endswith("svg")


def test_without_out_the_figure_lies_in_the_run(run):
    run("train", "softmax_regression", "--epochs", 1, "--out", "a")
    assert run("plot", "a").exit_code == 0 and Path("a/curves.png").is_file()
    assert run("evaluate", "a").exit_code == 0  # and does not disturb the run


def test_losses_of_different_formulas_are_pointed_out(run, runs):
    done = run("plot", runs["mlp"], runs["nielsen"], "--out", "a.png")
    assert done.exit_code == 0 and "compare the accuracies only" in done.stderr
    same = run("plot", runs["mlp"], runs["softmax"], "--out", "a.png")
    assert "formulas" not in same.stderr


@pytest.mark.parametrize(
    ("out", "code", "message"),
    [
        ("a.pdf", 2, "must end in .png or .svg"),
        ("a", 2, "must end in .png or .svg"),
        ("file/a.png", 1, "cannot read or write file"),
        ("folder.png", 1, "cannot read or write folder.png"),
    ],
)
def test_a_place_that_cannot_be_written(run, runs, out, code, message):
    Path("file").write_text("mine")
    Path("folder.png").mkdir()
    done = run("plot", runs["mlp"], "--out", out)
    assert done.exit_code == code and message in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["file", "folder.png"]


def test_a_missing_run_is_named(run, runs):
    done = run("plot", runs["mlp"], "nothing", "--out", "a.png")
    assert done.exit_code == 1 and "there is no run nothing" in done.stderr
    assert not Path("a.png").exists()
