"""``mnist-course predict``: an image of the data set, or a photo."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_course import nn
from mnist_course.data.standin import load_standin
from mnist_course.nn import load_model
from mnist_course.runs.reading import SavedRun


@pytest.fixture
def photo(tmp_path):
    """A seven, written with a thick pen on grey paper."""
    picture = Image.new("L", (400, 300), 200)
    ImageDraw.Draw(picture).line([(150, 70), (250, 70), (190, 230)], fill=40, width=18)
    picture.save(tmp_path / "photo.png")
    return "photo.png"


def test_the_probabilities_are_those_of_the_network(run, runs):
    done = run("predict", runs["mlp"], "--image-id", 3, "--json")
    report = json.loads(done.stdout)
    test = load_standin().test
    expected = load_model(runs["mlp"] / "model.npz").predict(test.x[3:4])[0]
    assert report["probabilities"] == pytest.approx(expected.tolist())
    assert report["answer"] == expected.argmax() and report["truth"] == test.labels[3]
    assert report["outputs"] is None and report["ok"]


@pytest.mark.parametrize("split", ["test", "validation", "train"])
def test_each_split_has_its_own_images(run, runs, split):
    done = run("predict", runs["mlp"], "--image-id", 5, "--split", split, "--json")
    report = json.loads(done.stdout)
    assert report["truth"] == getattr(load_standin(), split).labels[5]
    assert report["image"].startswith(f"{split} image 5 of STAND-IN")


def test_ten_bars_show_the_probabilities(run, runs):
    report = json.loads(run("predict", runs["softmax"], "--image-id", 0, "--json").stdout)
    lines = run("predict", runs["softmax"], "--image-id", 0).stdout.splitlines()
    bars = [line for line in lines if "%" in line]
    assert len(bars) == 10
    for digit, (line, p) in enumerate(zip(bars, report["probabilities"], strict=True)):
        assert line.split()[0] == str(digit) and f"{100 * p:.2f} %" in line
        assert line.count("█") == round(30 * p)
        assert ("answer" in line) == (digit == report["answer"])
        assert ("truth" in line) == (digit == report["truth"])


def test_outputs_that_are_no_probabilities_are_not_called_so(run, runs):
    done = run("predict", runs["nielsen"], "--image-id", 3, "--json")
    report = json.loads(done.stdout)
    assert report["probabilities"] is None and len(report["outputs"]) == 10
    text = run("predict", runs["nielsen"], "--image-id", 3).stdout
    assert "no probabilities" in text and "%" not in text


def test_the_network_of_1998_gives_probabilities_too(run):
    """Of ten digits and of "no digit": exp(-distance) over the sum with exp(-j)."""
    run("train", "lenet5_1998", "--epochs", 1, "--train-size", 64, "--out", "a")
    report = json.loads(run("predict", "a", "--image-id", 3, "--json").stdout)
    x = load_standin().test.images[3:4, :, :, None].astype(np.float32) / 255
    distances = -load_model("a/model.npz").predict(1.275 * x - 0.1)[0].astype(float)
    weights = np.exp(-distances)
    expected = weights / (weights.sum() + np.exp(-nn.MaximumAPosteriori().j))
    assert report["probabilities"] == pytest.approx(expected.tolist(), rel=1e-3)


def test_a_photo_is_prepared_and_read(run, runs, photo):
    done = run("predict", runs["mlp"], "--file", photo, "--json")
    report = json.loads(done.stdout)
    assert report["truth"] is None and report["notes"] == [] and report["image"] == photo
    assert sum(report["probabilities"]) == pytest.approx(1)
    text = run("predict", runs["mlp"], "--file", photo).stdout
    assert text.splitlines()[-1] == f"Answer: {report['answer']}"


@pytest.mark.mnist
def test_a_photo_is_read_by_a_network_trained_on_mnist(run, photo, tmp_path, monkeypatch):
    monkeypatch.undo()  # the real digits
    net = tmp_path / "net"
    words = ["mlp_128_64", "--epochs", 2, "--train-size", 10_000, "--out", net]
    assert run("train", *words).exit_code == 0
    done = run("predict", net, "--file", tmp_path / photo, "--json")
    report = json.loads(done.stdout)
    assert report["answer"] == 7 and report["probabilities"][7] > 0.8


def test_show_prints_the_pixels_and_the_steps(run, runs, photo):
    done = run("predict", runs["mlp"], "--file", photo, "--show")
    assert "2. dark ink on light paper" in done.stderr and "6. the centre of mass" in done.stderr
    assert "████" in done.stdout.split("  0  ")[0]
    rows = run("predict", runs["mlp"], "--image-id", 3, "--show").stdout.splitlines()[3:31]
    image = load_standin().test.images[3]
    for row, pixels in zip(rows, image, strict=True):
        assert len(row) <= 56 and row.count("██") == np.sum(pixels >= 256 * 4 / 5)


def test_steps_are_saved_as_pictures(run, runs, photo):
    done = run("predict", runs["mlp"], "--file", photo, "--save-steps", "out/steps")
    assert done.exit_code == 0
    names = sorted(path.name for path in Path("out/steps").iterdir())
    assert names == [
        f"{i}-{name}.png"
        for i, name in enumerate(["grey", "ink", "digit", "cut", "box", "image"], 1)
    ]
    image = np.asarray(Image.open("out/steps/6-image.png"))
    assert image.shape == (28, 28) and image.max() == 255
    again = run("predict", runs["mlp"], "--file", "out/steps/6-image.png", "--json")
    assert again.exit_code == 0


def test_a_warning_goes_to_stderr_and_into_the_json(run, runs, tmp_path):
    picture = Image.new("L", (400, 300), 200)
    for x in (90, 250):
        ImageDraw.Draw(picture).line([(x, 70), (x + 60, 70), (x + 30, 230)], fill=40, width=18)
    picture.save(tmp_path / "two.png")
    done = run("predict", runs["mlp"], "--file", "two.png", "--json")
    assert done.exit_code == 0 and "more than one digit" in done.stderr
    assert "more than one digit" in json.loads(done.stdout)["notes"][0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--file", "nothing.png"], "there is no file nothing.png"),
        (["--file", "text.png"], "text.png is not a picture that can be read"),
        (["--file", "blank.png"], "there is no digit to be found"),
        (["--file", "tiny.png"], "tiny.png has 4 × 4 pixels"),
        (["--file", "photo.png", "--save-steps", "text.png"], "cannot read or write text.png"),
        (["--image-id", 257], "the test images are numbered from 0 to 256"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_1(run, runs, photo, words, message):
    Path("text.png").write_text("hello")
    Image.new("L", (60, 60), 128).save("blank.png")
    Image.new("L", (4, 4), 128).save("tiny.png")
    before = sorted(Path().iterdir())
    done = run("predict", runs["mlp"], *words, "--json")
    assert done.exit_code == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1 and message in errors[0]
    assert message in json.loads(done.stdout)["error"]
    assert sorted(Path().iterdir()) == before and Path("text.png").read_text() == "hello"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give either --image-id or --file"),
        (["--image-id", 3, "--file", "photo.png"], "give either"),
        (["--image-id", -1], "--image-id"),
        (["--image-id", 3, "--split", "exam"], "'exam' is not one of"),
        (["--image-id", 3, "--save-steps", "x"], "an image of MNIST has no steps"),
    ],
)
def test_usage_errors_have_exit_code_2(run, runs, words, message):
    done = run("predict", runs["mlp"], *words)
    assert done.exit_code == 2 and message in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_what_is_no_ordinary_file_is_refused_and_not_waited_for(run, runs):
    os.mkfifo("pipe.png")
    Path("folder.png").mkdir()
    for name in ("pipe.png", "/dev/zero", "folder.png"):
        done = run("predict", runs["mlp"], "--file", name)
        assert done.exit_code == 1 and f"Error: {name} is no ordinary file" in done.stderr


def test_a_missing_run_comes_before_the_photo(run):
    done = run("predict", "runs/none", "--file", "nothing.png")
    assert done.exit_code == 1
    assert "there is no run runs/none; train one with: mnist-course train" in done.stderr


def test_the_run_tells_whether_it_gives_probabilities(runs):
    assert SavedRun.load(runs["mlp"]).gives_probabilities
    assert not SavedRun.load(runs["nielsen"]).gives_probabilities
