"""``mnist-course train --engine keras``: trained there, kept as a network of ours."""

import pytest

from mnist_course.data.standin import load_standin
from mnist_course.runs.reading import SavedRun
from tests.commands.run_files import contents, history

pytestmark = pytest.mark.keras


@pytest.fixture(autouse=True)
def tensorflow():
    """Here, and not at the top: to import it takes longer than all other tests of commands."""
    pytest.importorskip("keras", reason="TensorFlow is not installed: pip install .[keras]")
    pytest.importorskip("tensorflow")


def test_a_run_of_keras_is_read_without_it(run, tmp_path):
    words = ["--engine", "keras", "--epochs", 2, "--learning-rate", 1, "--out", "a"]
    done = run("train", "nielsen", *words)
    assert done.exit_code == 0, done.output
    kept = history("a")
    assert contents("a") == {"model.npz", "history.json"}  # Keras leaves nothing to go on from
    assert "keras" in kept["versions"] and kept["settings"]["engine"] == "keras"
    # Keras's own score of the validation images, and ours of the network in the file.
    ours = SavedRun.load(tmp_path / "a").score(load_standin().validation)
    best = kept["best_epoch"] - 1
    assert ours["loss"] == pytest.approx(kept["curves"]["val_loss"][best], rel=1e-4)
    assert ours["accuracy"] == pytest.approx(kept["curves"]["val_accuracy"][best], abs=1e-6)
    assert run("predict", "a", "--image-id", 3).exit_code == 0
    again = run("train", "--resume", "a", "--epochs", 3)
    assert (
        again.exit_code == 1
        and "trained with Keras, and such a training cannot go on" in again.stderr
    )


def test_divergence_in_keras_is_explained(run):
    words = ["--engine", "keras", "--optimizer", "sgd", "--learning-rate", 1e9, "--out", "a"]
    done = run("train", "mlp_256_128", *words)
    assert done.exit_code == 1 and "lower the learning rate (now 1e+09)" in done.stderr
    assert contents(".") == set()
