"""``mnist-course evaluate``: compared with scikit-learn, chosen on validation images."""

import json
import re
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from mnist_course.commands.evaluate import choose
from mnist_course.commands.shared.report import describe, measure
from mnist_course.data.standin import load_standin
from mnist_course.nn import load_model


def report(done):
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_numbers_are_those_of_scikit_learn(run, runs):
    test = load_standin().test
    answers = load_model(runs["mlp"] / "model.npz").predict_classes(test.x)
    found = report(run("evaluate", runs["mlp"], "--json"))["test"]
    assert found["accuracy"] == pytest.approx(accuracy_score(test.labels, answers))
    assert found["mistakes"] == np.sum(answers != test.labels) and found["images"] == len(test)
    assert found["confusion"] == confusion_matrix(test.labels, answers).tolist()
    precision, recall, _, counts = precision_recall_fscore_support(
        test.labels, answers, zero_division=np.nan
    )
    assert [row["precision"] for row in found["digits"]] == pytest.approx(precision)
    assert [row["recall"] for row in found["digits"]] == pytest.approx(recall)
    assert [row["images"] for row in found["digits"]] == counts.tolist()


def test_the_worst_mistakes_are_mistakes_and_sorted(run, runs):
    test = load_standin().test
    outputs = load_model(runs["softmax"] / "model.npz").predict(test.x)
    worst = report(run("evaluate", runs["softmax"], "--json", "--worst", 5))["test"]["worst"]
    assert len(worst) == 5
    sure = [row["confidence"] for row in worst]
    assert sure == sorted(sure, reverse=True)
    for row in worst:
        out = outputs[row["image"]]
        assert row["truth"] == test.labels[row["image"]] != row["answer"] == out.argmax()
        assert row["confidence"] == pytest.approx(out.max())
    wrong = outputs.argmax(axis=1) != test.labels
    assert sure[0] == pytest.approx(outputs[wrong].max())


def test_the_text_says_the_same(run, runs):
    found = report(run("evaluate", runs["mlp"], "--json"))["test"]
    text = run("evaluate", runs["mlp"]).stdout
    assert f"accuracy {100 * found['accuracy']:>6.2f} %" in text
    table = text.split("  truth ")[1].split("\n\n")[0].splitlines()[1:]
    rows = [[int(cell.replace("·", "0")) for cell in line.split()] for line in table]
    assert [row[1:] for row in rows] == found["confusion"]
    assert max(map(len, text[: text.index("Look: ")].splitlines()[2:])) <= 80
    first = found["worst"][0]
    assert f"--image-id {first['image']} --show" in text
    shown = run(*re.search(r"mnist-course (predict .*)", text)[1].split()).stdout
    assert f"Answer: {first['answer']}. Truth: {first['truth']}. Wrong." in shown


def test_the_best_of_several_is_chosen_by_validation_loss(run, runs):
    folders = [runs["softmax"], runs["mlp"]]
    found = report(run("evaluate", *folders, "--json"))
    losses = {row["run"]: row["validation"]["loss"] for row in found["runs"]}
    assert found["run"] == min(losses, key=losses.get) == str(runs["mlp"])
    assert found["chosen_by"] == "validation loss"
    text = run("evaluate", *folders).stdout
    assert "Only now the test images are read" in text and "chosen" in text


def test_losses_of_different_formulas_are_not_compared(run, runs):
    found = report(run("evaluate", runs["nielsen"], runs["mlp"], "--json"))
    assert found["chosen_by"] == "validation accuracy" and found["run"] == str(runs["mlp"])
    text = run("evaluate", runs["nielsen"], runs["mlp"]).stdout
    assert "different formulas and cannot be compared" in text


def test_choosing_prefers_the_lower_loss_even_at_a_lower_accuracy():
    def with_loss(name):
        return SimpleNamespace(record=SimpleNamespace(settings=SimpleNamespace(loss=name)))

    scores = [{"loss": 0.2, "accuracy": 0.95}, {"loss": 0.1, "accuracy": 0.94}]
    assert choose([with_loss("a"), with_loss("a")], scores) == (1, "validation loss")
    assert choose([with_loss("a"), with_loss("b")], scores) == (0, "validation accuracy")


def test_a_digit_that_is_never_answered_has_no_precision():
    answers = np.eye(10)[[0, 0, 2]]
    found = measure(np.array([0, 1, 2]), answers, worst=9)
    digits = found["digits"]
    assert (digits[0]["precision"], digits[0]["recall"]) == (0.5, 1.0)
    assert (digits[1]["precision"], digits[1]["recall"]) == (None, 0.0)
    assert digits[3]["recall"] is None
    assert [row["image"] for row in found["worst"]] == [1]
    perfect = describe(measure(np.arange(10), np.eye(10), worst=9), probabilities=True)
    assert "Worst mistakes" not in perfect


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda run: shutil.rmtree(run), "there is no run"),
        (lambda run: (run / "history.json").unlink(), "is not a run: it holds no history.json"),
        (lambda run: (run / "model.npz").unlink(), "is not a complete run: it holds no model.npz"),
        (lambda run: (run / "model.npz").write_bytes(b"PK"), "model.npz is damaged or cut off"),
        (lambda run: (run / "model.npz").write_bytes(b"x"), "model.npz is no .npz file"),
        (lambda run: (run / "history.json").write_text("{"), "history.json is damaged"),
        (lambda run: (run / "history.json").write_text("[]"), "history.json is damaged"),
        (lambda run: (run / "history.json").write_bytes(b"\xff\xfe"), "history.json is damaged"),
        (lambda run: edit(run, '"val_loss": [', '"val_loss": [NaN, '), "it holds NaN"),
        (lambda run: edit(run, '"val_loss": [', '"val_loss": [1, '), "not equally long"),
        (lambda run: edit(run, '"version": 1', '"version": 2'), "expected the format"),
        (
            lambda run: edit(run, '"mlp_128_64"', '"mlp"'),
            "the setting 'model' is 'mlp'; expected one of",
        ),
        (lambda run: edit(run, '"seed"', '"sede"'), "the settings lack seed"),
        (lambda run: edit(run, '"epochs": 6', '"epochs": "6"'), "the setting 'epochs' is '6'"),
        (lambda run: edit(run, '"status"', '"state"'), "'status' is missing"),
    ],
)
def test_a_damaged_run_is_one_clear_line(run, runs, tmp_path, damage, message):
    folder = tmp_path / "runs" / "a"
    shutil.copytree(runs["mlp"], folder)
    damage(folder)
    done = run("evaluate", runs["softmax"], "runs/a")
    assert done.exit_code == 1 and done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if "STAND-IN" not in line]
    assert lines[0].startswith("Error: ") and message in lines[0] and len(lines) == 1


def edit(folder, old, new):
    path = folder / "history.json"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_network_that_reads_no_digits_is_refused(run, runs, tmp_path):
    from mnist_course.nn import Dense, Sequential

    shutil.copytree(runs["mlp"], tmp_path / "a")
    Sequential([Dense(3)], (784,)).save(tmp_path / "a" / "model.npz")
    done = run("evaluate", "a")
    assert done.exit_code == 1 and "a network that does not read digits" in done.stderr


def test_other_data_than_in_training_are_announced(run, runs, tmp_path):
    shutil.copytree(runs["mlp"], tmp_path / "a")
    edit(tmp_path / "a", '"sha256": "', '"sha256": "0')
    done = run("evaluate", "a")
    assert done.exit_code == 0 and "Note: a learned from STAND-IN" in done.stderr
    assert "Note:" not in run("evaluate", runs["mlp"]).stderr
