"""Networks on tables: the two engines take the same steps, and what is measured is right."""

import warnings

import numpy as np
import pytest

from mnist_course.data import Table, TableSplit
from mnist_course.experiments import decode_pictures
from mnist_course.experiments.catalogue.book_paragraphs import measure as measure_paragraphs
from mnist_course.experiments.catalogue.housing_and_spam import measure_california, measure_spam
from mnist_course.experiments.catalogue.two_moons import (
    grid_points,
    grid_shape,
    load_moons,
    measure_moons,
)
from mnist_course.experiments.catalogue.two_moons import summarize as summarize_moons
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.table_networks import EPSILON, prepare, train_table
from mnist_course.experiments.shared.table_runs import summarize, summarize_choice, variation
from mnist_course.nn import Adam, BinaryCrossentropy, Dense, QuadraticCost, Sequential

SETTINGS = {
    "task": "regression",
    "batch_size": 16,
    "purpose": "final",
    "engine": "numpy",
    "standardise": True,
    "hidden": [6],
    "learning_rate": 0.01,
    "epochs": 3,
}


KERAS = pytest.param("keras", marks=pytest.mark.keras)


def tiny_bags(n=(60, 30, 40)):
    """Three kinds of text; each has a word of its own."""
    splits = []
    for seed, rows in enumerate(n):
        rng = np.random.default_rng(seed)
        y = np.arange(rows) % 3
        splits.append(TableSplit(rng.poisson(1, (rows, 6)) + 3 * np.eye(3, 6)[y], y))
    return Table("tiny", tuple("abcdef"), "t", *splits, class_names=("u", "v", "w"))


def tiny_table(task, n=(60, 30, 40)):
    if task == "classes":
        return tiny_bags(n)
    splits = []
    for seed, rows in enumerate(n):
        x = np.random.default_rng(seed).normal([5, -2, 100], [1, 3, 40], (rows, 3))
        y = np.sin(x[:, 0]) + 0.1 * x[:, 1]
        splits.append(TableSplit(x, y if task == "regression" else y > 0))
    return Table("tiny", ("a", "b", "c"), "t", *splits)


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_equal_weights_and_order_give_equal_steps_in_scikit_learn(task):
    """Two hidden layers, three passes of Adam: the weights stay equal to the fifth digit."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    rng = np.random.default_rng(0)
    x = rng.normal(size=(90, 4))
    y = x[:, 0] * x[:, 1] + 0.2 * rng.normal(size=90)
    yes_or_no = task == "classification"
    y = (y > 0).astype(float) if yes_or_no else y
    model = Sequential(
        [Dense(7, "relu"), Dense(5, "relu"), Dense(1, "sigmoid" if yes_or_no else "linear")],
        input_shape=(4,),
        seed=1,
        dtype="float64",
    )
    kind = MLPClassifier if yes_or_no else MLPRegressor
    theirs = kind(
        hidden_layer_sizes=(7, 5),
        alpha=0,
        batch_size=20,
        learning_rate_init=0.01,
        epsilon=EPSILON,
        shuffle=False,
        max_iter=1,
        warm_start=True,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one pass is not convergence: it is meant so
        theirs.fit(x, y)  # makes the arrays; now they get our weights
        theirs.coefs_ = [w.copy() for k, w in model.params.items() if k.endswith("/W")]
        theirs.intercepts_ = [b.copy() for k, b in model.params.items() if k.endswith("/b")]
        theirs.max_iter, theirs.n_iter_no_change, theirs.n_iter_ = 3, 10, 0
        theirs.fit(x, y)
    loss = BinaryCrossentropy() if yes_or_no else QuadraticCost()
    before = {k: w.copy() for k, w in model.params.items()}
    model.fit(
        x,
        y,
        loss=loss,
        optimizer=Adam(0.01, epsilon=EPSILON),
        epochs=3,
        batch_size=20,
        shuffle=False,
        progress=False,
    )
    for i in range(3):
        ours = model.params[f"dense_{i + 1}/W"]
        np.testing.assert_allclose(ours, theirs.coefs_[i], rtol=1e-5, atol=1e-8)
        np.testing.assert_allclose(
            model.params[f"dense_{i + 1}/b"], theirs.intercepts_[i], rtol=1e-5, atol=1e-8
        )
        assert np.abs(ours - before[f"dense_{i + 1}/W"]).max() > 0.01, "nothing was learned"


@pytest.mark.parametrize("engine", ["numpy", "scikit-learn", KERAS])
@pytest.mark.parametrize("task", ["regression", "classification", "classes"])
def test_every_engine_learns_and_repeats_itself(engine, task):
    if engine == "keras":
        pytest.importorskip(
            "tensorflow", reason="TensorFlow is not installed: pip install .[keras]"
        )
    settings = {**SETTINGS, "task": task, "engine": engine, "epochs": 30}
    table = tiny_table(task)
    outcomes = [train_table(settings, seed, table) for seed in (0, 0, 1)]
    first, again, other = (metrics for _, _, metrics in outcomes)
    assert len(first["train_loss"]) == len(first["validation_loss"]) == 30
    assert first["train_loss"] == again["train_loss"] != other["train_loss"]
    assert first["validation_loss"] == again["validation_loss"]
    assert first["train_loss"][-1] < 0.6 * first["train_loss"][0]
    problem, predict, _ = outcomes[0]
    outputs = predict(problem.x(table.test))
    assert outputs.shape == ((40, 3) if task == "classes" else (40,))
    # The recorded loss is that of the predictions: taken again, by hand.
    y = problem.y(table.validation)
    p = predict(problem.x(table.validation)).astype(float)
    if task == "regression":
        by_hand = 0.5 * np.mean((p - y) ** 2)
    elif task == "classes":
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
        by_hand = -np.mean(np.log(p[np.arange(len(p)), table.validation.y.astype(int)]))
    else:
        by_hand = -np.mean(np.log(np.where(y == 1, p, 1 - p)))
    assert first["validation_loss"][-1] == pytest.approx(by_hand, rel=1e-4)


def test_statistics_come_from_the_training_rows_alone():
    table = tiny_table("regression")
    problem = prepare(table, SETTINGS)
    np.testing.assert_allclose(problem.x(table.train).mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(problem.x(table.train).std(axis=0), 1, rtol=1e-5)
    shifted = Table(
        "tiny",
        table.feature_names,
        "t",
        table.train,
        TableSplit(table.validation.x + 1000, table.validation.y),
        TableSplit(table.test.x * 7, table.test.y),
    )
    np.testing.assert_array_equal(prepare(shifted, SETTINGS).features.mean, problem.features.mean)
    assert problem.x(table.test).dtype == problem.y(table.test).dtype == np.float32
    raw = prepare(table, {**SETTINGS, "standardise": False})
    np.testing.assert_array_equal(raw.x(table.test), table.test.x.astype(np.float32))


def test_share_of_variance_agrees_with_scikit_learn():
    from sklearn.metrics import r2_score

    table = tiny_table("regression")
    settings = {**SETTINGS, "epochs": 20}
    metrics = measure_california(settings, 0, table).metrics
    problem, predict, _ = train_table(settings, 0, table)
    value = problem.target.inverse_transform(predict(problem.x(table.test)))
    assert metrics["test_r2"] == pytest.approx(r2_score(table.test.y, value))
    assert metrics["test_rmse"] == pytest.approx(np.sqrt(np.mean((table.test.y - value) ** 2)))


def test_spam_metrics_by_hand_and_copies_are_left_out():
    table = tiny_table("classification")
    test = TableSplit(  # the first ten test rows are training rows
        np.concatenate([table.train.x[:10], table.test.x]),
        np.concatenate([table.train.y[:10], table.test.y]),
    )
    table = Table("tiny", table.feature_names, "t", table.train, table.validation, test)
    settings = {**SETTINGS, "task": "classification"}
    metrics = measure_spam(settings, 0, table).metrics
    problem, predict, _ = train_table(settings, 0, table)
    called = predict(problem.x(test)) > 0.5
    right = called == (test.y == 1)
    assert metrics["copies_in_test"] == 10
    assert metrics["test_accuracy"] == right.mean()
    assert metrics["test_accuracy_unseen"] == right[10:].mean()
    assert metrics["false_alarms"] == called[test.y == 0].mean()


def test_runs_that_choose_do_not_look_at_test_rows():
    table = tiny_table("regression")
    settings = {**SETTINGS, "purpose": "choose"}
    assert not any("test" in name for name in measure_california(settings, 0, table).metrics)
    table = tiny_table("classification")
    settings["task"] = "classification"
    assert not any("test" in name for name in measure_spam(settings, 0, table).metrics)


def run(label, seed, hidden=(4,), rate=0.1, purpose="final", **metrics):
    settings = variation(label, 2, rate, hidden, purpose=purpose).settings
    return Run(dict(settings), seed, 1.0, metrics, {})


def test_the_choice_by_hand():
    """Setting (4,) has the lowest single value, (8, 2) the lowest mean over seeds, in epoch 2."""
    runs = [
        run("choose", 0, (4,), purpose="choose", validation_loss=[0.1, 0.9]),
        run("choose", 1, (4,), purpose="choose", validation_loss=[0.9, 0.9]),
        run("choose", 0, (8, 2), 0.3, purpose="choose", validation_loss=[0.6, 0.3]),
        run("choose", 1, (8, 2), 0.3, purpose="choose", validation_loss=[0.6, 0.5]),
    ]
    assert summarize_choice(runs) == {
        "chosen_hidden_1": 8,
        "chosen_hidden_2": 2,
        "chosen_learning_rate": 0.3,
        "chosen_epochs": 2,
        "chosen_validation_loss": pytest.approx(0.4),
    }
    assert summarize_choice([]) == {}


def test_the_summary_by_hand():
    runs = [
        run("ours", 0, q=0.8, train_loss=[1.0]),
        run("ours", 1, q=0.6, train_loss=[1.0]),
        run("sklearn", 0, q=0.75, train_loss=[1.0]),
        run("linear", 0, q=0.5, train_loss=[1.0]),
        run("raw", 0, q=0.1, train_loss=[1.0]),
    ]
    summary = summarize(runs, "q")
    assert summary["ours_q_mean"] == pytest.approx(0.7) and summary["ours_q_n"] == 2
    assert summary["engines_differ"] == pytest.approx(-0.05)
    assert summary["network_gains"] == pytest.approx(0.2)
    assert summary["standardising_gains"] == pytest.approx(0.6)
    assert not any("train_loss" in name for name in summary)


def test_moons_are_always_the_same_and_their_map_has_the_right_sides():
    table = load_moons()
    assert [len(s) for s in (table.train, table.validation, table.test)] == [300, 300, 2000]
    assert (load_moons().test.x == table.test.x).all()
    assert len(grid_points()) == np.prod(grid_shape())
    settings = {**SETTINGS, "task": "classification", "hidden": [16], "epochs": 60}
    outcome = measure_moons(settings, 0, table)
    assert outcome.metrics["test_accuracy"] > 0.9
    height = decode_pictures(outcome.pictures["boundary"])[0]
    assert height.shape == grid_shape() and np.abs(height).max() <= 0.5
    # The middle of moon 0, the upper arc, is at (0, 1); that of moon 1 at (1, -0.5).
    nearest = [np.abs(grid_points() - place).sum(axis=1).argmin() for place in ((0, 1), (1, -0.5))]
    upper, lower = height.reshape(-1)[nearest]
    assert upper < 0 < lower
    assert measure_moons({**settings, "epochs": 1}, 1, table).pictures == {}


def test_the_moons_summary_by_hand():
    runs = [
        run("line", 0, test_accuracy=0.85),
        run("units_16", 0, test_accuracy=0.96),
        run("sklearn_16", 0, test_accuracy=0.95),
    ]
    summary = summarize_moons(runs)
    assert summary["bend_gains"] == pytest.approx(0.11)
    assert summary["engines_differ"] == pytest.approx(0.01)
    assert summary["line_test_accuracy_mean"] == 0.85


def test_paragraphs_are_measured_as_by_hand_and_test_rows_only_at_the_end():
    table = tiny_bags()
    settings = {**SETTINGS, "task": "classes", "epochs": 20}
    metrics = measure_paragraphs(settings, 0, table).metrics
    problem, predict, _ = train_table(settings, 0, table)
    p = predict(problem.x(table.test))
    assert metrics["test_accuracy"] == np.mean(p.argmax(axis=1) == table.test.y) > 0.7
    assert metrics["test_among_3"] == 1, "of three classes one is always right"
    assert metrics["majority"] == 14 / 40, "the first of the three kinds, which are equally many"
    choosing = measure_paragraphs({**settings, "purpose": "choose"}, 0, table).metrics
    assert not any("test" in name for name in choosing)
