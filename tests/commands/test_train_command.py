"""``mnist-course train``: what is trained, shown, kept and refused."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.commands.shared.progress import TrainingProgress
from mnist_course.data.standin import load_standin
from mnist_course.nn import SGD, load_model, zoo
from mnist_course.runs import training
from mnist_course.runs.recipes import RECIPES
from mnist_course.runs.record import HISTORY, MODEL, load_record
from mnist_course.runs.settings import settle
from tests.commands.run_files import FILES, contents, history

# ---- the ordinary case ----


def test_train_keeps_model_and_history(run):
    done = run("train", "softmax_regression", "--epochs", 2)
    assert done.exit_code == 0, done.output
    assert contents("runs") == {"softmax_regression-1"}
    folder = Path("runs/softmax_regression-1")
    assert contents(folder) == FILES
    kept = history(folder)
    assert kept["settings"]["learning_rate"] == 0.1 and kept["settings"]["train_size"] == 1283
    assert kept["parameters"] == 7850 and kept["status"] == "finished"
    assert kept["data"]["is_standin"] and len(kept["data"]["sha256"]) == 64
    assert {"python", "numpy"} <= set(kept["versions"]) and "keras" not in kept["versions"]
    assert [len(values) for values in kept["curves"].values()] == [2] * 5
    # The model is the one that the history speaks of.
    data, best = load_standin(), kept["best_epoch"] - 1
    x = data.validation.x
    score = load_model(folder / MODEL).evaluate(
        x, data.validation.one_hot, "categorical_crossentropy"
    )
    assert score["loss"] == pytest.approx(kept["curves"]["val_loss"][best], rel=1e-6)
    assert score["accuracy"] == pytest.approx(kept["curves"]["val_accuracy"][best])
    # And what is printed is what is kept.
    assert "STAND-IN" in done.stderr and "1,283 training images, 257 validation" in done.stderr
    assert f"It reads {100 * score['accuracy']:.2f} % of the validation images" in done.stdout
    assert "mnist-course evaluate runs/softmax_regression-1" in done.stdout


def test_each_epoch_has_a_line_with_losses_accuracies_and_the_time_left(run):
    lines = run("train", "softmax_regression", "--epochs", 3, "--out", "a").stderr.splitlines()
    rows = [line.split() for line in lines if "/3 " in line]
    curves = history("a")["curves"]
    assert [row[0] for row in rows] == ["1/3", "2/3", "3/3"]
    assert [float(row[1]) for row in rows] == pytest.approx(curves["loss"], abs=1e-4)
    assert [float(row[4]) for row in rows] == pytest.approx(curves["val_loss"], abs=1e-4)
    assert [float(row[5]) / 100 for row in rows] == pytest.approx(curves["val_accuracy"], abs=1e-4)
    assert rows[0][-1] == "left" and rows[2][-1] != "left"


def test_a_second_run_gets_the_next_number(run):
    for _ in range(2):
        run("train", "softmax_regression", "--epochs", 1, "--train-size", 64)
    assert contents("runs") == {"softmax_regression-1", "softmax_regression-2"}


@pytest.mark.parametrize("name", RECIPES)
def test_every_network_for_digits_can_be_trained(run, name):
    done = run("train", name, "--epochs", 1, "--train-size", 96, "--out", "net", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["model"] == name and report["parameters"] == zoo.NETWORKS[name]().count
    assert load_model("net/model.npz").name == name
    assert history("net")["settings"]["pixels"] == list(RECIPES[name].pixels)


def test_the_table_of_recipes_covers_the_zoo():
    assert set(RECIPES) == set(zoo.NETWORKS) - {"lenet_cifar"}


def test_keras_trains_every_network_without_layers_of_1998():
    old = {name for name, recipe in RECIPES.items() if not recipe.keras}
    historical = {
        name
        for name in RECIPES
        if any("historical" in type(layer).__module__ for layer in zoo.NETWORKS[name]().layers)
    }
    assert old == historical == {"lenet5_1998"}


def test_options_reach_the_training(run):
    words = ["--hidden", 7, "--learning-rate", 0.5, "--batch-size", 20, "--epochs", 1, "--seed", 4]
    words += ["--optimizer", "sgd", "--momentum", 0.5, "--train-size", 100, "--out", "small"]
    assert run("train", "nielsen", *words).exit_code == 0
    settings = load_record(Path("small")).settings
    assert (settings.hidden, settings.batch_size, settings.seed) == (7, 20, 4)
    # By hand, the same: the option is not only written down.
    data = load_standin()
    model = zoo.nielsen(hidden=7, seed=4)
    train, validation = data.train[:100], data.validation
    expected = model.fit(
        train.x,
        train.one_hot,
        loss="quadratic_cost",
        optimizer=SGD(0.5, momentum=0.5),
        batch_size=20,
        seed=4,
        validation_data=(validation.x, validation.one_hot),
        progress=False,
    )
    assert history("small")["curves"]["val_loss"] == expected.history["val_loss"]
    for name, values in load_model("small/model.npz").params.items():
        assert np.array_equal(values, model.params[name])


def test_another_optimizer_brings_its_own_learning_rate():
    assert settle("nielsen").learning_rate == 3.0
    assert settle("nielsen", optimizer="adam").learning_rate == 0.001
    assert settle("lenet5", optimizer="sgd").learning_rate == 0.01
    assert settle("lenet5", optimizer="sgd", learning_rate=0.2).learning_rate == 0.2


def test_equal_seeds_give_equal_networks_and_others_do_not(run):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        words = ["--epochs", 2, "--train-size", 200, "--seed", seed, "--out", name]
        run("train", "mlp_128_64", *words)
    losses = {name: history(name)["curves"]["val_loss"] for name in "abc"}
    assert losses["a"] == losses["b"] != losses["c"]


def test_the_best_epoch_is_kept_not_the_last(run):
    """With few images and many epochs, the validation loss rises again."""
    words = ["--epochs", 25, "--train-size", 100, "--learning-rate", 0.01, "--out", "a", "--json"]
    done = run("train", "mlp_128_64", *words)
    report, losses = json.loads(done.stdout), history("a")["curves"]["val_loss"]
    assert report["best_epoch"] == 1 + int(np.argmin(losses)) < 25
    assert report["validation"]["loss"] == min(losses)
    data = load_standin().validation
    model = load_model("a/model.npz")
    score = model.evaluate(data.x, data.one_hot, "categorical_crossentropy")
    assert score["loss"] == pytest.approx(min(losses), rel=1e-6)


def test_test_images_are_not_touched(run, monkeypatch):
    data = load_standin()
    blind = SimpleNamespace(  # a data set without test images: to ask for them would fail
        name="blind", is_standin=True, sha256="0" * 64, train=data.train, validation=data.validation
    )
    monkeypatch.setattr(training, "load_mnist", lambda: blind)
    assert run("train", "softmax_regression", "--epochs", 1, "--out", "a").exit_code == 0


def test_json_is_one_object_and_the_rest_goes_to_stderr(run):
    done = run("train", "softmax_regression", "--epochs", 2, "--out", "a", "--json")
    report = json.loads(done.stdout)
    assert report["ok"] and report["run"] == "a" and report["epochs"] == 2
    assert report["validation"]["accuracy"] > 0.5 and report["is_standin"]
    assert "2/2" in done.stderr


# ---- what is refused ----


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--resume", "a"], "a has its epochs (1)"),
        (["--resume", "nothing"], "there is no run nothing; there are a"),
        (
            ["lenet5", "--resume", "a"],
            "a is a run of softmax_regression, so it cannot go on as lenet5",
        ),
        (["softmax_regression", "--out", "a"], "a holds a run already. Go on with --resume a"),
        (["softmax_regression", "--out", "full", "--force"], "a folder of something else"),
        (["softmax_regression", "--out", "full/note"], "full/note is a file"),
        (["softmax_regression", "--out", "full/note/b"], "cannot read or write full/note/b"),
        (["softmax_regression", "--train-size", 5000], "there are 1,283 training images"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(run, words, message):
    run("train", "softmax_regression", "--epochs", 1, "--out", "a")
    Path("full").mkdir()
    Path("full/note").write_text("mine")
    before = Path("a", HISTORY).read_bytes()
    done = run("train", *words)
    assert done.exit_code == 1 and done.stdout == ""
    assert message in done.stderr and done.stderr.count("Error: ") == 1
    assert contents(".") == {"a", "full"} and contents("a") == FILES
    assert Path("a", HISTORY).read_bytes() == before and Path("full/note").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lenet"], "unknown network 'lenet'. Did you mean 'lenet5'?"),
        (["lenet_cifar"], "colour pictures of 32 × 32"),
        ([], "which network? One of softmax_regression"),
        (["lenet5", "--hidden", 3], "the layers of lenet5 are fixed; it works with nielsen"),
        (["lenet5", "--momentum", 0.9], "it works with sgd"),
        (["lenet5_1998", "--engine", "keras"], "layers of 1998 that Keras does not know"),
        (["lenet5", "--learning-rate", "nan"], "'learning_rate' is nan; expected a number above 0"),
        (["lenet5", "--learning-rate", -1], "'learning_rate' is -1.0; expected a number above 0"),
        (["lenet5", "--epochs", 0], "--epochs"),
        (["lenet5", "--optimizer", "magic"], "'magic' is not one of"),
        (["--resume", "a", "--seed", 1], "only --epochs can change"),
    ],
)
def test_what_was_not_understood_has_exit_code_2(run, words, message):
    done = run("train", *words)
    assert done.exit_code == 2 and message in done.stderr, done.stderr
    assert contents(".") == set()


# ---- the display ----


def test_the_share_of_work_done_counts_steps_and_epochs():
    taken = 0
    progress = TrainingProgress(2, 4, 10, lambda: taken)
    assert progress.share() == 0
    taken = 25
    assert progress.share() == 0.25
    taken = 40
    assert progress.share() == 1.0
